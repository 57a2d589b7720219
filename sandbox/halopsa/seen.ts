/** Stored tickets and actions in the words that all pretend PSAs share. */
import type { SeenNote, SeenTicket } from '../psa/pretend-psa.js';
import { textOf } from './html.js';
import { UNASSIGNED } from './seed.js';
import type { Action, Ticket } from './shapes.js';
import type { Stored } from './stored.js';

export function seenTicket(stored: Stored, ticket: Ticket): SeenTicket {
  const priority = stored.priorities
    .all()
    .find(({ slaId, priorityId }) => slaId === ticket.slaId && priorityId === ticket.priorityId);
  return {
    id: String(ticket.id),
    number: String(ticket.id),
    summary: ticket.summary,
    ...(ticket.details ? { description: ticket.details } : {}),
    companyId: String(ticket.clientId),
    companyName: stored.clients.get(ticket.clientId)?.name ?? '',
    ...(ticket.userId === null ? {} : { contactId: String(ticket.userId) }),
    queue: ticket.team,
    status: stored.statuses.get(ticket.statusId)?.name ?? '',
    closed: ticket.closed !== null,
    ...(priority ? { priority: priority.name } : {}),
    assignedTo: ticket.agentId === UNASSIGNED ? [] : [String(ticket.agentId)],
  };
}

/** True for what people or applications wrote; false for what HaloPSA wrote by itself. */
export const isNote = ({ systemId, whoType }: Action): boolean => systemId === 0 || whoType === 0;

export function seenNote(action: Action, ownAgentId: number): SeenNote {
  const { whoAgentId, whoUserId } = action;
  return {
    id: String(action.id),
    ticketId: String(action.ticketId),
    text: textOf(action.noteHtml),
    stored: action.noteHtml,
    internal: action.hidden,
    author:
      whoAgentId !== null
        ? { kind: whoAgentId === ownAgentId ? 'own' : 'technician', id: String(whoAgentId) }
        : whoUserId !== null
          ? { kind: 'contact', id: String(whoUserId) }
          : { kind: 'unknown' },
    createdAt: new Date(action.at),
  };
}
