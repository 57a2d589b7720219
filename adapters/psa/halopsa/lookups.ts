import type { Status } from '../../../core/ports/psa.js';
import { pick } from '../named.js';
import { createRemembered } from '../remembered.js';
import type { HaloClient } from './client.js';
import { VENDOR } from './failure.js';
import { categoryName } from './map.js';
import { categoryShape, outcomeShape, priorityShape, statusShape, teamShape, ticketTypeShape } from './shapes.js';

export interface Row {
  id: number;
  name: string;
}
export interface StatusRow extends Row {
  closes: Status['closes'];
}
export interface PriorityRow {
  /** Its own, in all agreements on service levels; `number` is what tickets of its agreement take. */
  id: string;
  number: number;
  name: string;
  slaId: number | undefined;
}
export interface CategoryRow extends Row {
  /** As tickets take it. */
  value: string;
}
export interface OutcomeRow extends Row {
  /** What the button for it says. */
  button: string;
}

export interface Lookups {
  /** Those that a kind of ticket can have; all where none is told. */
  statuses(ticketTypeId?: number | null): Promise<StatusRow[]>;
  priorities(): Promise<PriorityRow[]>;
  teams(): Promise<Row[]>;
  categories(): Promise<CategoryRow[]>;
  /** Buttons of a kind of ticket: what an action can be. */
  outcomes(ticketTypeId: number | undefined): Promise<OutcomeRow[]>;
  /** The record with this id or name (any case). Throws VendorError invalid that lists what there is. */
  status(key: string, ticketTypeId?: number | null): Promise<StatusRow>;
  /** Of this agreement on service levels, where it has one of that name: each has its own. */
  priority(key: string, slaId?: number | null): Promise<PriorityRow>;
  team(key: string): Promise<Row>;
  category(key: string): Promise<CategoryRow>;
  /** What new tickets become: the one that was told, else the first that the application's agent may create. */
  ticketType(): Promise<Row>;
  /** The agreement on service levels that new tickets of a kind have; undefined where HaloPSA does not tell. */
  slaOf(ticketTypeId: number): Promise<number | undefined>;
}

/**
 * Statuses, priorities, teams, categories, kinds of tickets and outcomes: the MSP's own set-up, which changes rarely.
 * Source: HaloPSA facts, lookups.
 */
export function createLookups({
  client,
  ticketType: told,
  now,
}: {
  client: HaloClient;
  ticketType: string | undefined;
  now: () => Date;
}): Lookups {
  const kept = {
    statuses: createRemembered<StatusRow[]>(now),
    priorities: createRemembered<PriorityRow[]>(now),
    teams: createRemembered<Row[]>(now),
    categories: createRemembered<CategoryRow[]>(now),
    types: createRemembered<Row[]>(now),
    outcomes: createRemembered<OutcomeRow[]>(now),
    slas: createRemembered<number | undefined>(now),
  };

  const statuses: Lookups['statuses'] = (ticketTypeId) =>
    kept.statuses(String(ticketTypeId ?? ''), async () => {
      const query = { type: 'ticket', tickettype_id: ticketTypeId ?? undefined };
      const list = (more: object) => client.list('list statuses', '/Status', statusShape, { ...query, ...more });
      const [rows, open] = await Promise.all([list({}), list({ excludeclosed: true })]);
      return rows.map(({ id, name }) => ({ id, name, closes: closes(id, rows, open) }));
    });

  const priorities = () =>
    kept.priorities('all', async () =>
      (await client.list('list priorities', '/Priority', priorityShape))
        .filter(({ ishidden }) => !ishidden)
        .map(({ id, priorityid, name, slaid }) => ({
          id: String(id ?? `${slaid ?? 0}-${priorityid}`),
          number: priorityid,
          name,
          slaId: slaid ?? undefined,
        })),
    );

  const teams = () =>
    kept.teams('all', async () =>
      (await client.list('list teams', '/Team', teamShape, { type: 'reqs' }))
        .filter(({ inactive, forrequests }) => !inactive && forrequests !== false)
        .map(({ id, name }) => ({ id, name })),
    );

  const categories = () =>
    kept.categories('all', async () =>
      (await client.list('list categories', '/Category', categoryShape, { type_id: 1 })).flatMap((row) => {
        const value = row.value || row.category_name;
        return value ? [{ id: row.id, name: categoryName(value), value }] : [];
      }),
    );

  const types = () =>
    kept.types('all', async () =>
      (await client.list('list kinds of tickets', '/TicketType', ticketTypeShape, { can_create_only: true }))
        .filter(({ use }) => !use || /^ticket/i.test(use))
        .map(({ id, name }) => ({ id, name: name ?? '' })),
    );

  return {
    statuses,
    priorities,
    teams,
    categories,
    outcomes: (ticketTypeId) =>
      kept.outcomes(String(ticketTypeId ?? ''), async () =>
        (await client.list('list outcomes', '/Outcome', outcomeShape, { tickettype_id: ticketTypeId })).flatMap(
          (row) => (row.outcome ? [{ id: row.id, name: row.outcome, button: row.buttonname ?? '' }] : []),
        ),
      ),
    status: async (key, ticketTypeId) => pick(VENDOR, 'status', key, await statuses(ticketTypeId)),
    slaOf: (id) =>
      kept.slas(String(id), async () => {
        const query = { includedetails: true };
        const row = await client.find('read a kind of ticket', `/TicketType/${id}`, ticketTypeShape, query);
        return row?.default_sla ?? undefined;
      }),
    async priority(key, slaId) {
      const rows = await priorities();
      const ofSla = rows.filter((row) => slaId != null && row.slaId === slaId);
      const offered = ofSla.length > 0 ? ofSla : rows;
      return offered.find(({ number }) => String(number) === key.trim()) ?? pick(VENDOR, 'priority', key, offered);
    },
    team: async (key) => pick(VENDOR, 'team', key, await teams()),
    category: async (key) => pick(VENDOR, 'category', categoryName(key), await categories()),
    async ticketType() {
      const rows = await types();
      const [first] = rows;
      if (told) return pick(VENDOR, 'kind of ticket that Frontdesk may create', told, rows);
      return first ?? pick(VENDOR, 'kind of ticket that Frontdesk may create', 'any', rows);
    },
  };
}

/**
 * Which statuses close is said by none of them. The swagger's `excludeclosed` leaves closing ones out; what it does exactly
 * is unconfirmed, and HaloPSA ignores filters that it does not know, so it says something only where it made a difference.
 */
function closes(id: number, all: readonly { id: number }[], open: readonly { id: number }[]): boolean | undefined {
  if (open.length === 0 || open.length >= all.length) return undefined;
  return !open.some((row) => row.id === id);
}
