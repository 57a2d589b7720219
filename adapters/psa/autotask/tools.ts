import type { Tool } from '../../../core/tools/tool.js';
import { apiGetTool } from './tools/api-get.js';
import { apiPatchTool } from './tools/api-patch.js';
import { apiPostTool } from './tools/api-post.js';
import { changeTicketTools } from './tools/change-ticket.js';
import { companyReadTools } from './tools/company-reads.js';
import { noteTools } from './tools/notes.js';
import type { ToolParts } from './tools/scoped.js';
import { setupReadTools } from './tools/setup-reads.js';
import { ticketReadTools } from './tools/ticket-reads.js';

/** Everything the agent can do in Autotask, each call confined to the company that its client is mapped to. */
export function createAutotaskTools(parts: ToolParts): Tool[] {
  return [
    ...ticketReadTools(parts),
    ...changeTicketTools(parts),
    ...noteTools(parts),
    ...setupReadTools(parts),
    ...companyReadTools(parts),
    apiGetTool(parts),
    apiPostTool(parts),
    apiPatchTool(parts),
  ];
}
