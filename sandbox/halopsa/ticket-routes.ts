/** Tickets and their actions. */
import type { Actions } from './actions.js';
import { badQuery } from './errors.js';
import { counted, wrapped } from './list.js';
import type { Query } from './query.js';
import type { Route } from './server.js';
import type { Action } from './shapes.js';
import type { Stored } from './stored.js';
import type { Switches } from './switches.js';
import { filterTickets } from './ticket-filters.js';
import { moreColumns, ticketDetail, ticketRow } from './ticket-views.js';
import type { Tickets } from './tickets.js';
import { actionRow } from './views.js';

export interface TicketRoutesOptions {
  stored: Stored;
  tickets: Tickets;
  actions: Actions;
  switches: Switches;
}

export function ticketRoutes({ stored, tickets, actions, switches }: TicketRoutesOptions): Route[] {
  return [
    {
      method: 'GET',
      path: 'Tickets',
      area: 'tickets',
      answer({ query }) {
        const found = filterTickets(stored, query, switches);
        const rows = found.map((ticket) => ({ ...ticketRow(stored, ticket), ...moreColumns(stored, ticket, query) }));
        return wrapped('tickets', rows, query);
      },
    },
    {
      method: 'GET',
      path: 'Tickets/:id',
      area: 'tickets',
      answer({ id, query }) {
        const ticket = tickets.get(id);
        const last = stored.actionsOf(id).at(-1);
        return {
          ...(query.flag('includedetails') ? ticketDetail(stored, ticket) : ticketRow(stored, ticket)),
          ...(query.flag('includelastaction') && last ? { lastaction: actionRow(last, true) } : {}),
        };
      },
    },
    {
      method: 'POST',
      path: 'Tickets',
      area: 'tickets',
      answer: ({ actor }, element) => ticketDetail(stored, tickets.save(actor, element)),
    },
    {
      method: 'DELETE',
      path: 'Tickets/:id',
      area: 'tickets',
      answer({ actor, id }) {
        const row = ticketRow(stored, tickets.get(id));
        tickets.remove(actor, id);
        return row;
      },
    },
    {
      method: 'GET',
      path: 'Actions',
      area: 'tickets',
      answer({ query }) {
        const ticketId = ticketIdOf(query);
        tickets.get(ticketId);
        const kept = stored.actionsOf(ticketId).filter((action) => isShown(action, query));
        const inOrder = switches.actionsOrder === 'newest_first' ? kept.toReversed() : kept;
        const rows = inOrder.map((action) => actionRow(action, query.flag('includehtmlnote')));
        return { ticket_id: ticketId, record_count: rows.length, actions: counted(rows, query) };
      },
    },
    {
      method: 'GET',
      path: 'Actions/:id',
      area: 'tickets',
      answer: ({ id, query }) => actionRow(actions.get(ticketIdOf(query), id), true),
    },
    {
      method: 'POST',
      path: 'Actions',
      area: 'tickets',
      answer: ({ actor }, element) => actionRow(actions.save(actor, element), true),
    },
    {
      method: 'DELETE',
      path: 'Actions/:id',
      area: 'tickets',
      answer({ id, query }) {
        const ticketId = ticketIdOf(query);
        const row = actionRow(actions.get(ticketId, id), true);
        actions.remove(ticketId, id);
        return row;
      },
    },
  ];
}

/** Action ids are counted per ticket, so an action is never asked for without its ticket. */
function ticketIdOf(query: Query): number {
  const id = query.integer('ticket_id');
  if (id === undefined) throw badQuery('ticket_id', '');
  return id;
}

/** What exactly counts as conversation is unconfirmed: here, what people wrote and the user can see. */
function isShown(action: Action, query: Query): boolean {
  if (query.flag('excludesys') && action.systemId > 0 && action.whoType === 1) return false;
  if (query.flag('excludeprivate') && action.hidden) return false;
  if (query.flag('conversationonly') && (action.hidden || (action.systemId > 0 && action.whoType === 1))) return false;
  return !query.flag('agentonly') || action.whoType === 1;
}
