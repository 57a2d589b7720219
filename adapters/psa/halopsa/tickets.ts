import { VendorError } from '../../../core/errors.js';
import type { NewTicket, Psa, Ticket } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import { createOneAtATime } from '../one-at-a-time.js';
import type { Agents } from './agents.js';
import type { HaloClient } from './client.js';
import { aSecondBefore, dateOf, haloTime } from './clock.js';
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

/** By which field tickets come in the order of their changes; unconfirmed, so the order is checked on what comes. */
const BY_CHANGE = 'last_update';
/** What a disordered list of changes is read for at most, to be put in order here. Pages. */
const MOST_PAGES = 50;
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

  /** Oldest change first; all of a disordered list, or what was asked for of one in order. */
  async function changedSince(since: Date, limit: number): Promise<TicketRow[]> {
    const found = new Map<number, TicketRow>();
    let ordered = true;
    let last = 0;
    for (let number = 1; number <= MOST_PAGES; number += 1) {
      const query = { lastupdatefromdate: haloTime(since), order: BY_CHANGE, orderdesc: false };
      const page = await client.page('list tickets', PATH, ticketShape, query, number);
      const before = found.size;
      for (const each of page.rows) {
        const at = updatedAt(each)?.getTime() ?? 0;
        ordered &&= at >= last;
        last = at;
        found.set(each.id, each);
      }
      const changed = [...found.values()].filter((each) => (updatedAt(each) ?? since) >= since);
      const full = page.rows.length >= page.size && found.size < (page.total ?? Number.POSITIVE_INFINITY);
      if (!full || found.size === before || (ordered && changed.length >= limit)) break;
    }
    return [...found.values()]
      .filter((each) => (updatedAt(each) ?? since) >= since)
      .sort((one, other) => (updatedAt(one)?.getTime() ?? 0) - (updatedAt(other)?.getTime() ?? 0))
      .slice(0, limit);
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
