import { VendorError } from '../../../core/errors.js';
import type { NewTicket, Psa, Ticket } from '../../../core/ports/psa.js';
import { aSecondBefore } from '../a-second-before.js';
import { collect } from '../collect.js';
import { createOneAtATime } from '../one-at-a-time.js';
import type { Agents } from './agents.js';
import type { HaloClient } from './client.js';
import { dateOf, haloTime } from './clock.js';
import { VENDOR } from './failure.js';
import type { Lookups } from './lookups.js';
import { isClosed, toTicket, updatedAt } from './map.js';
import { createNewTicketBody } from './new-ticket.js';
import { everyRow } from './paging.js';
import { recordNumber } from './record-number.js';
import { createReferences, inADay } from './reference.js';
import { type TicketRow, ticketShape } from './shapes.js';

export interface Tickets extends Pick<Psa, 'ticket' | 'tickets' | 'openTicket' | 'resolvedTickets'> {
  /** As HaloPSA has it. Throws VendorError not_found. */
  row(id: string): Promise<TicketRow>;
  complete(row: TicketRow): Promise<Ticket>;
}

const PATH = '/Tickets';

/**
 * That tickets can be had in the order of their changes is unconfirmed, so all that changed is read, by id, and put in order
 * here: this much at most. Pages.
 */
const MOST_PAGES = 100;
/**
 * What `datesearch` calls the day of closing: `datecleared` in the swagger, `dateclosed` elsewhere. What a wrong one finds
 * (nothing, everything, or what began then) is unconfirmed, so both are asked and each ticket is checked.
 */
const CLOSED_BETWEEN = ['datecleared', 'dateclosed'] as const;

export function createTickets({
  client,
  lookups,
  agents,
  now,
}: {
  client: HaloClient;
  lookups: Lookups;
  agents: Agents;
  now: () => Date;
}): Tickets {
  const once = createOneAtATime<Ticket>();
  const references = createReferences(client, now);
  const bodyOf = createNewTicketBody({ client, lookups });

  async function row(id: string): Promise<TicketRow> {
    const number = recordNumber('ticket', id);
    const found = await client.find(`read ticket ${id}`, `${PATH}/${number}`, ticketShape, { includedetails: true });
    if (!found || found.id !== number || found.deleted) {
      throw new VendorError(VENDOR, 'not_found', `HaloPSA has no ticket ${id} (any more)`, { vendorStatus: 404 });
    }
    return found;
  }

  async function complete(given: TicketRow): Promise<Ticket> {
    const statusId = given.status_id;
    const status = given.status_name || (await lookups.statuses()).find(({ id }) => id === statusId)?.name;
    return toTicket(given, {
      status: status ?? (statusId == null ? '' : String(statusId)),
      priority: given.priority_name || (await priorityName(given)),
      assignedTo: await agents.assignedTo(given.agent_id),
    });
  }

  async function priorityName({ priority_id, sla_id }: TicketRow): Promise<string | undefined> {
    if (!priority_id) return undefined;
    const rows = (await lookups.priorities()).filter(({ number }) => number === priority_id);
    return (rows.find(({ slaId }) => slaId === sla_id) ?? rows[0])?.name;
  }

  async function open(ticket: NewTicket): Promise<Ticket> {
    const existing = await references.find(ticket.reference);
    if (existing) return complete(existing);
    const body = await bodyOf(ticket);
    try {
      const made = await client.save('open a ticket', PATH, ticketShape, body);
      return await complete(await row(String(made.id)));
    } catch (error) {
      if (!(error instanceof VendorError) || !error.outcomeUnknown) throw error;
      // It may still be under way at HaloPSA, so it is never sent a second time here: either it is there, or the caller
      // comes back later and the look-up above finds it then.
      const found = await references.find(ticket.reference).catch(() => undefined);
      const made = found ?? (await references.findAlike(body).catch(() => undefined));
      if (made) return complete(made);
      throw error;
    }
  }

  /** Oldest change first. HaloPSA ignores filters that it does not know, so what changed is checked on each ticket. */
  async function changedSince(since: Date, limit: number): Promise<TicketRow[]> {
    const query = { lastupdatefromdate: haloTime(since) };
    const rows = await collect(everyRow(client, 'list tickets', PATH, ticketShape, query, MOST_PAGES));
    const at = (each: TicketRow) => updatedAt(each)?.getTime() ?? since.getTime();
    const changed = rows.filter((each) => at(each) >= since.getTime());
    return changed.sort((one, other) => at(one) - at(other)).slice(0, limit);
  }

  async function closedSince(since: Date): Promise<TicketRow[]> {
    const found = new Map<number, TicketRow>();
    for (const datesearch of CLOSED_BETWEEN) {
      const between = { datesearch, startdate: haloTime(since), enddate: haloTime(inADay(now())) };
      const query = { closed_only: true, ...between };
      const rows = await collect(everyRow(client, 'list closed tickets', PATH, ticketShape, query));
      for (const each of rows) found.set(each.id, each);
    }
    return [...found.values()].filter((each) => isClosed(each) && (dateOf(each.dateclosed) ?? since) >= since);
  }

  return {
    row,
    complete,
    ticket: async (id) => complete(await row(id)),

    async tickets({ updatedSince, limit }) {
      const rows = await changedSince(aSecondBefore(updatedSince), limit);
      const tickets: Ticket[] = [];
      for (const each of rows) tickets.push(await complete(each));
      return tickets;
    },

    openTicket: (ticket) => once(ticket.reference, () => open(ticket)),

    async *resolvedTickets(since) {
      const rows = await closedSince(aSecondBefore(since));
      const at = (each: TicketRow) => dateOf(each.dateclosed)?.getTime() ?? 0;
      for (const each of rows.sort((one, other) => at(one) - at(other))) yield await complete(each);
    },
  };
}
