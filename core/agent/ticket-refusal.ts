import type { Client } from '../clients/client.js';
import type { ToolForClient } from '../clients/mode.js';
import type { Ticket } from '../ports/psa.js';
import type { Run } from './run.js';

/** Why nothing may be done for a ticket as it is now: it is closed, another client's, or somebody else asks. */
export function ticketRefusal(
  run: Run,
  ticket: Ticket,
  { client, tools }: { client: Client; tools: readonly ToolForClient[] },
): string | undefined {
  if (ticket.closed && !hasChangedIt(run, tools)) return 'The ticket is closed now, so nothing more was executed.';
  if (ticket.companyId !== client.mappings[run.psaKind]) {
    return 'The ticket does not belong to this client any more, so nothing more was executed.';
  }
  if (run.requester && ticket.contactId !== run.requester.contactId) {
    return 'The ticket has another requester now than when this was planned, so nothing more was executed.';
  }
  return undefined;
}

/** A plan whose own step may have closed the ticket is not stopped by that. */
function hasChangedIt({ ledger, ticketId }: Run, tools: readonly ToolForClient[]): boolean {
  return ledger.some(({ tool: name, sentAt, arguments: args }) => {
    const tool = tools.find((offered) => offered.tool.name === name)?.tool;
    if (!sentAt || !args || tool?.effect !== 'write') return false;
    const subject = tool.subject(args);
    return subject.kind === 'ticket' && subject.ref === ticketId;
  });
}
