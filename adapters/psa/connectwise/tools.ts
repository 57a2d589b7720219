import type { Tool } from '../../../core/tools/tool.js';
import { addTicketNoteTool } from './tools/add-ticket-note.js';
import { addTimeEntryTool } from './tools/add-time-entry.js';
import { companyReadTools } from './tools/company-reads.js';
import type { ToolParts } from './tools/scoped.js';
import { ticketReadTools } from './tools/ticket-reads.js';
import { updateTicketTool } from './tools/update-ticket.js';

/** Everything the agent can do in ConnectWise, each call confined to the company that its client is mapped to. */
export function createConnectWiseTools(parts: ToolParts): Tool[] {
  return [
    ...ticketReadTools(parts),
    ...companyReadTools(parts),
    addTicketNoteTool(parts),
    updateTicketTool(parts),
    addTimeEntryTool(parts),
  ];
}
