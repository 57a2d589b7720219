import { VendorError } from '../../../core/errors.js';
import type { Psa, Ticket } from '../../../core/ports/psa.js';
import type { SuperOpsClient } from './client.js';
import { includes } from './conditions.js';
import { documents } from './documents.js';
import { missing, notCarriedOut, VENDOR } from './failure.js';
import { idOf } from './ids.js';
import type { Lookups } from './lookups.js';
import { type Reading, toTicket } from './map.js';
import { type TicketRow, ticketShape } from './shapes.js';
import { differing, type SuperOpsChanges, wantedOf } from './ticket-changes.js';
import { secondOf } from './time.js';

export interface Tickets extends Pick<Psa, 'ticket' | 'tickets' | 'resolvedTickets'> {
  /** Throws VendorError not_found. */
  row(id: string): Promise<TicketRow>;
  toTicket(row: TicketRow): Ticket;
  updateTicket(id: string, changes: SuperOpsChanges): Promise<Ticket>;
}

const NEWEST_CHANGE_FIRST = { attribute: 'updatedTime', order: 'DESC' } as const;

export function createTickets({
  client,
  lookups,
  reading,
}: {
  client: SuperOpsClient;
  lookups: Lookups;
  reading: Reading;
}): Tickets {
  const { instantOf } = reading;
  const complete = (row: TicketRow) => toTicket(row, reading);

  async function row(id: string): Promise<TicketRow> {
    const doing = `read ticket ${id}`;
    const found = await client.ask(doing, documents.ticket, ticketShape, { ticketId: idOf('ticket', id) });
    if (!found) throw missing(doing, `ticket ${id}`);
    return found;
  }

  /**
   * Newest change first, up to the first one that is older: in which form times can be asked for is unconfirmed. One page
   * in the usual case. What changes meanwhile moves to the front and pushes others down, so it may come twice.
   * Source: SuperOps facts, paging and filters.
   */
  async function changedSince(since: Date, doing: string, statuses?: readonly string[]): Promise<TicketRow[]> {
    const from = secondOf(since);
    const found = new Map<string, TicketRow>();
    for await (const each of client.everyRow(doing, documents.tickets, {
      condition: statuses && includes('status', statuses),
      sort: NEWEST_CHANGE_FIRST,
      pace: statuses ? 'bulk' : 'ordinary',
    })) {
      const changed = instantOf(each.updatedTime);
      if (changed && changed < from) break;
      if (!found.has(each.ticketId)) found.set(each.ticketId, each);
    }
    return [...found.values()].reverse();
  }

  return {
    row,
    toTicket: complete,
    ticket: async (id) => complete(await row(id)),

    async tickets({ updatedSince, limit }) {
      return (await changedSince(updatedSince, 'list tickets')).slice(0, limit).map(complete);
    },

    async updateTicket(id, changes) {
      const wanted = await wantedOf(changes, lookups);
      if (Object.keys(wanted.input).length === 0) return complete(await row(id));
      const input = { ticketId: idOf('ticket', id), ...wanted.input };
      let unknown: VendorError | undefined;
      try {
        await client.change(`change ticket ${id}`, documents.updateTicket, ticketShape, input);
      } catch (error) {
        if (!(error instanceof VendorError) || !error.outcomeUnknown) throw error;
        unknown = error;
      }
      const after = await row(id).catch((error: unknown) => {
        throw unknown && !isMissing(error) ? unknown : error;
      });
      const ignored = differing(after, wanted);
      if (ignored.length === 0) return complete(after);
      if (unknown) throw notCarriedOut(unknown);
      throw new VendorError(
        VENDOR,
        'unexpected',
        `SuperOps accepted the change of ticket ${id} but did not change ${ignored.join(', ')}. Change it by hand, or look for an automation that sets it back.`,
      );
    },

    async *resolvedTickets(since) {
      const statuses = await lookups.closingStatuses();
      if (statuses.length === 0) return;
      const from = secondOf(since);
      const closedAt = (each: TicketRow) => instantOf(each.resolutionTime) ?? instantOf(each.updatedTime) ?? from;
      const rows = (await changedSince(since, 'list closed tickets', statuses)).filter(
        (each) => closedAt(each) >= from,
      );
      rows.sort((one, other) => closedAt(one).getTime() - closedAt(other).getTime());
      yield* rows.map(complete);
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof VendorError && error.failure === 'not_found';
}
