import type { Tool } from '../../../core/tools/tool.js';
import { apiGetTool } from './tools/api-get.js';
import { changeTicketTools } from './tools/change-ticket.js';
import { clientReadTools } from './tools/client-reads.js';
import type { ToolParts } from './tools/scoped.js';
import { setupReadTools } from './tools/setup-reads.js';
import { ticketNoteTools } from './tools/ticket-notes.js';
import { ticketReadTools } from './tools/ticket-reads.js';

/** Everything the agent can do in HaloPSA, each call confined to the client there that ours is mapped to. */
export function createHaloTools(parts: ToolParts): Tool[] {
  return [
    ...ticketReadTools(parts),
    ...clientReadTools(parts),
    ...setupReadTools(parts),
    ...ticketNoteTools(parts),
    ...changeTicketTools(parts),
    apiGetTool(parts),
  ];
}
