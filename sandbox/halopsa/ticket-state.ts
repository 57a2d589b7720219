/** What a new status does to a ticket. Source: HaloPSA facts, lookups: `hasbeenclosed` and `dateclosed` tell closed. */
import type { Actor } from './changes.js';
import { invalid } from './errors.js';
import type { Status, Ticket } from './shapes.js';
import type { Stored } from './stored.js';

/** The status with this id, where the ticket's type may have it. */
export function statusFor(stored: Stored, statusId: number, ticketTypeId: number): Status {
  const status = stored.statuses.get(statusId);
  if (!status) throw invalid(`There is no status with id ${statusId}.`);
  if (status.ticketTypeIds && !status.ticketTypeIds.includes(ticketTypeId))
    throw invalid(`The status ${status.name} is not allowed for this ticket type.`);
  return status;
}

/** The ticket with this status: closing sets the time of closing, a status that does not close takes it away. */
export function withStatus(ticket: Ticket, status: Status, actor: Actor, now: Date): Ticket {
  const closedByAgentId = actor.kind === 'agent' ? actor.agent.id : null;
  if (!status.closes) return { ...ticket, statusId: status.id, closed: null, closedByAgentId: null };
  return ticket.closed
    ? { ...ticket, statusId: status.id }
    : { ...ticket, statusId: status.id, closed: now, closedByAgentId };
}
