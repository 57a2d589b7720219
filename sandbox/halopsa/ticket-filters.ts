/** The filters of GET /Tickets. Source: HaloPSA facts, tickets; parameter names from the API description. */
import { contains, type Query } from './query.js';
import type { Ticket } from './shapes.js';
import type { Stored } from './stored.js';
import type { Switches } from './switches.js';

type Filter = (ticket: Ticket) => boolean;

/** Tickets that match every filter given. Without one: all, the closed ones too (unconfirmed). */
export function filterTickets(stored: Stored, query: Query, switches: Switches): Ticket[] {
  const filters = [...idFilters(query), ...textFilters(stored, query), ...timeFilters(query, switches)];
  return stored.tickets.all().filter((ticket) => filters.every((filter) => filter(ticket)));
}

function idFilters(query: Query): Filter[] {
  const byId: readonly (readonly [name: string, value: (ticket: Ticket) => number | null])[] = [
    ['client_id', ({ clientId }) => clientId],
    ['site_id', ({ siteId }) => siteId],
    ['user_id', ({ userId }) => userId],
    ['agent_id', ({ agentId }) => agentId],
    ['status_id', ({ statusId }) => statusId],
    ['requesttype_id', ({ ticketTypeId }) => ticketTypeId],
  ];
  const asset = query.integer('asset_id');
  return [
    ...byId.flatMap(([name, value]): Filter[] => {
      const wanted = query.integer(name);
      return wanted === undefined ? [] : [(ticket) => value(ticket) === wanted];
    }),
    ...(asset === undefined ? [] : [({ assetIds }: Ticket) => assetIds.includes(asset)]),
    ...(query.flag('open_only') ? [({ closed }: Ticket) => closed === null] : []),
    ...(query.flag('closed_only') ? [({ closed }: Ticket) => closed !== null] : []),
  ];
}

function textFilters(stored: Stored, query: Query): Filter[] {
  const userName = ({ userId }: Ticket) => (userId === null ? null : (stored.users.get(userId)?.name ?? null));
  const inActions = (id: number, text: string) => stored.actionsOf(id).some(({ note }) => contains(note, text));
  const rules: readonly (readonly [name: string, matches: (ticket: Ticket, wanted: string) => boolean])[] = [
    ['search_summary', ({ summary }, text) => contains(summary, text)],
    ['search_details', ({ details }, text) => contains(details, text)],
    ['search_user_name', (ticket, text) => contains(userName(ticket), text)],
    ['search_id', ({ id }, text) => String(id) === text],
    ['search_supplier_reference', ({ supplierReference }, text) => contains(supplierReference, text)],
    ['client_ref', ({ clientReference }, text) => contains(clientReference, text)],
    ['team', ({ team }, text) => team.toLowerCase() === text.toLowerCase()],
    ['team_name', ({ team }, text) => team.toLowerCase() === text.toLowerCase()],
    ['priority', ({ priorityId }, text) => text.split(',').includes(String(priorityId))],
    ['status', ({ statusId }, text) => text.split(',').includes(String(statusId))],
    ['category_1', ({ categories }, text) => categories[0] === text],
    ['category_2', ({ categories }, text) => categories[1] === text],
    ['category_3', ({ categories }, text) => categories[2] === text],
    ['category_4', ({ categories }, text) => categories[3] === text],
    [
      'search',
      (ticket, text) =>
        String(ticket.id) === text ||
        [ticket.summary, ticket.details, userName(ticket)].some((field) => contains(field, text)) ||
        (query.flag('searchactions') && inActions(ticket.id, text)),
    ],
  ];
  return rules.flatMap(([name, matches]): Filter[] => {
    const wanted = query.text(name);
    return wanted === undefined ? [] : [(ticket) => matches(ticket, wanted)];
  });
}

/** `startdate` and `enddate` on the date that `datesearch` names; `lastupdatefromdate` and `lastupdatetodate`. */
function timeFilters(query: Query, switches: Switches): Filter[] {
  const named = query.text('datesearch')?.toLowerCase();
  const closing = (named === 'dateclosed' || named === 'datecleared') && isClosedName(named, switches);
  const date: (ticket: Ticket) => Date | null = closing ? ({ closed }) => closed : ({ occurred }) => occurred;
  return [
    ...between(query.time('startdate'), query.time('enddate'), date),
    ...between(query.time('lastupdatefromdate'), query.time('lastupdatetodate'), ({ updated }) => updated),
  ];
}

const isClosedName = (name: 'dateclosed' | 'datecleared', { closedDateName }: Switches): boolean =>
  closedDateName === 'both' || closedDateName === name;

function between(from: Date | undefined, to: Date | undefined, value: (ticket: Ticket) => Date | null): Filter[] {
  const at = (ticket: Ticket) => value(ticket)?.getTime();
  return [
    ...(from ? [(ticket: Ticket) => (at(ticket) ?? Number.NEGATIVE_INFINITY) >= from.getTime()] : []),
    ...(to ? [(ticket: Ticket) => (at(ticket) ?? Number.POSITIVE_INFINITY) <= to.getTime()] : []),
  ];
}
