import { VendorError } from '../../../core/errors.js';
import type { Psa, TicketChanges } from '../../../core/ports/psa.js';
import type { HaloClient } from './client.js';
import { VENDOR } from './failure.js';
import type { Lookups } from './lookups.js';
import { cutSummary } from './new-ticket.js';
import { createOutcomes } from './outcomes.js';
import { recordNumber } from './record-number.js';
import { actionShape, type TicketRow, ticketShape } from './shapes.js';
import type { Tickets } from './tickets.js';

/** The fields of a ticket that changes set, by HaloPSA's names; what is absent stays as it is. */
export interface Wanted {
  summary?: string;
  team?: string;
  priority_id?: number;
  category_1?: string;
  agent_id?: number;
  status_id?: number;
}

export interface UpdateTicket {
  update: Psa['updateTicket'];
  /** What of the changes this ticket does not have; empty when it has them all. Throws VendorError invalid. */
  missing(row: TicketRow, changes: TicketChanges): Promise<string[]>;
}

/**
 * Changes of tickets. A status that closes is set by an action, so that the mails and rules of the tenant that belong to
 * closing take place; everything else, and a status of which nobody can tell, by saving the ticket.
 * Source: HaloPSA facts, tickets (update).
 */
export function createUpdateTicket({
  client,
  lookups,
  tickets,
}: {
  client: HaloClient;
  lookups: Lookups;
  tickets: Tickets;
}): UpdateTicket {
  const outcomes = createOutcomes(lookups);

  async function wantedOf(row: TicketRow, changes: TicketChanges): Promise<Wanted> {
    const priority = changes.priority;
    return {
      ...(changes.summary === undefined ? {} : { summary: cutSummary(changes.summary) }),
      ...(changes.board === undefined ? {} : { team: (await lookups.team(changes.board)).name }),
      ...(priority === undefined ? {} : { priority_id: (await lookups.priority(priority, row.sla_id)).number }),
      ...(changes.category === undefined ? {} : { category_1: (await lookups.category(changes.category)).value }),
      ...(changes.owner === undefined ? {} : { agent_id: recordNumber('agent', changes.owner) }),
      ...(changes.status === undefined
        ? {}
        : { status_id: (await lookups.status(changes.status, row.tickettype_id)).id }),
    };
  }

  async function close(row: TicketRow, statusId: number): Promise<void> {
    await client.save(`close ticket ${row.id}`, '/Actions', actionShape, {
      ticket_id: row.id,
      ...(await outcomes.closing(row.tickettype_id)),
      note: 'The status was changed by Frontdesk.',
      hiddenfromuser: true,
      sendemail: false,
      new_status: statusId,
    });
  }

  return {
    async missing(row, changes) {
      return differences(row, await wantedOf(row, changes));
    },

    async update(id, changes) {
      const before = await tickets.row(id);
      const wanted = await wantedOf(before, changes);
      if (differences(before, wanted).length === 0) return tickets.complete(before);
      const { status_id, ...others } = wanted;
      const changesStatus = status_id !== undefined && status_id !== before.status_id;
      const closes =
        changesStatus &&
        (await lookups.statuses(before.tickettype_id)).find(({ id: known }) => known === status_id)?.closes;
      const saved = closes ? others : wanted;
      if (differences(before, saved).length > 0) {
        await client.save(`change ticket ${id}`, '/Tickets', ticketShape, { id: before.id, ...saved }, true);
      }
      if (closes) await close(before, status_id).catch(orRead(id, status_id));
      // HaloPSA can answer with success and change nothing: rules and kinds of tickets have the last word.
      const after = await tickets.row(id);
      const ignored = differences(after, wanted);
      if (ignored.length > 0) {
        throw new VendorError(
          VENDOR,
          'unexpected',
          `HaloPSA accepted the change of ticket ${id} but did not change ${ignored.join(', ')}. Change it by hand, or look for a ticket rule that sets it back.`,
        );
      }
      return tickets.complete(after);
    },
  };

  /** After an unknown outcome the ticket tells: closing it twice would write twice. */
  function orRead(id: string, statusId: number) {
    return async (error: unknown) => {
      if (!(error instanceof VendorError) || !error.outcomeUnknown) throw error;
      const after = await tickets.row(id).catch(() => undefined);
      if (after?.status_id !== statusId) throw error;
    };
  }
}

const WORDS: Readonly<Record<keyof Wanted, string>> = {
  summary: 'summary',
  team: 'team',
  priority_id: 'priority',
  category_1: 'category',
  agent_id: 'agent',
  status_id: 'status',
};

function differences(row: TicketRow, wanted: Wanted): string[] {
  const same = (one: unknown, other: unknown) =>
    typeof one === 'string' && typeof other === 'string'
      ? one.trim().toLowerCase() === other.trim().toLowerCase()
      : one === other;
  const checks: Readonly<Record<keyof Wanted, boolean>> = {
    summary: row.summary === wanted.summary,
    team: same(row.team, wanted.team),
    priority_id: row.priority_id === wanted.priority_id,
    category_1: same(row.category_1, wanted.category_1),
    agent_id: row.agent_id === wanted.agent_id,
    status_id: row.status_id === wanted.status_id,
  };
  return keysOf(wanted).flatMap((field) => (wanted[field] === undefined || checks[field] ? [] : WORDS[field]));
}

function keysOf(wanted: Wanted): (keyof Wanted)[] {
  const fields: (keyof Wanted)[] = ['summary', 'team', 'priority_id', 'category_1', 'agent_id', 'status_id'];
  return fields.filter((field) => field in wanted);
}
