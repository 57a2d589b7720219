import type { Tool } from '../../../core/tools/tool.js';
import { addNoteTools } from './tools/add-note.js';
import { changeTicketTools } from './tools/change-ticket.js';
import { companyReadTools } from './tools/company-reads.js';
import type { ToolParts } from './tools/scoped.js';
import { setupReadTools } from './tools/setup-reads.js';
import { ticketReadTools } from './tools/ticket-reads.js';

/** Everything the agent can do in SuperOps, each call confined to the client that ours is mapped to. */
export function createSuperOpsTools(parts: ToolParts): Tool[] {
  return [
    ...ticketReadTools(parts),
    ...companyReadTools(parts),
    ...setupReadTools(parts),
    ...addNoteTools(parts),
    ...changeTicketTools(parts),
  ];
}
