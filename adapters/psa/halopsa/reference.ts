import { sameText } from '../words.js';
import type { HaloClient } from './client.js';
import { dateOf, haloTime } from './clock.js';
import { type TicketRow, ticketShape } from './shapes.js';

/**
 * HaloPSA has no key of a client's own that makes a creation happen once. Of the fields of a ticket that can hold one, only
 * `supplier_reference` has a filter with a description in the swagger, `search_supplier_reference`; how it matches is
 * unconfirmed, so what comes back is compared here. (`third_party_id_string` would not be seen by anybody, but the swagger
 * has no filter for it.) Change the two names together.
 * Source: HaloPSA facts, general conventions; swagger, `GET /Tickets`, schema `Faults`.
 */
export const REFERENCE_FIELD = 'supplier_reference';
const REFERENCE_FILTER = 'search_supplier_reference';
/** How many tickets are read in full to look at their reference, where the list does not tell it. */
const MOST_READ = 10;
/** References may begin alike; more pages than these are no search. */
const MOST_PAGES = 20;
/** How long ago a ticket may have been made whose making got no answer. */
const RECENT_MS = 15 * 60_000;

export interface References {
  /** The ticket that was opened under this reference. */
  find(reference: string): Promise<TicketRow | undefined>;
  /**
   * A ticket made just now that is what was asked for in everything, but holds no reference: where a tenant does not keep
   * the field, this is all that is left to find it by. For after an unknown outcome only.
   */
  findAlike(made: {
    summary: string;
    details?: string;
    client_id: number;
    user_id?: number;
  }): Promise<TicketRow | undefined>;
}

export function createReferences(client: HaloClient, now: () => Date): References {
  async function newest(query: Record<string, string | number>, number = 1) {
    const doing = 'look for a ticket by our reference';
    return client.page(doing, '/Tickets', ticketShape, { ...query, order: 'id', orderdesc: true }, number);
  }

  const whole = (id: number) =>
    client.find(`read ticket ${id}`, `/Tickets/${id}`, ticketShape, { includedetails: true });

  return {
    async find(reference) {
      for (let number = 1, seen = 0; number <= MOST_PAGES; number += 1) {
        const { rows, size, total } = await newest({ [REFERENCE_FILTER]: reference }, number);
        const found = rows.find((row) => row[REFERENCE_FIELD] === reference);
        if (found) return found;
        for (const { id } of rows.filter((row) => row[REFERENCE_FIELD] === undefined).slice(0, MOST_READ)) {
          const row = await whole(id);
          if (row?.[REFERENCE_FIELD] === reference) return row;
        }
        seen += rows.length;
        // Rows that do not hold it anywhere: the filter did not narrow, and further pages are all the tickets there are.
        const narrowed = rows.every((row) => contains(row[REFERENCE_FIELD], reference));
        if (!narrowed || rows.length === 0 || rows.length < size || seen >= (total ?? seen + 1)) return undefined;
      }
      return undefined;
    },

    async findAlike({ summary, details, client_id, user_id }) {
      const since = new Date(now().getTime() - RECENT_MS);
      const opened = { datesearch: 'dateoccured', startdate: haloTime(since), enddate: haloTime(inADay(now())) };
      const { rows } = await newest({ client_id, ...(user_id === undefined ? {} : { user_id }), ...opened });
      for (const { id } of rows.filter((row) => isAlike(row)).slice(0, MOST_READ)) {
        const row = await whole(id);
        if (row && isAlike(row) && !row[REFERENCE_FIELD] && sameText(row.details ?? '', details ?? '')) return row;
      }
      return undefined;

      function isAlike(row: TicketRow): boolean {
        const at = dateOf(row.dateoccurred);
        return (
          row.client_id === client_id &&
          (user_id === undefined || row.user_id === user_id) &&
          sameText(row.summary ?? '', summary) &&
          (!at || at >= since)
        );
      }
    },
  };
}

function contains(field: string | null | undefined, reference: string): boolean {
  return field?.toLowerCase().includes(reference.toLowerCase()) ?? false;
}

export function inADay(date: Date): Date {
  return new Date(date.getTime() + 24 * 3_600_000);
}
