/** The set-up of the service desk: bare arrays. Source: HaloPSA facts, lookups. */
import { notFound } from './errors.js';
import type { Route } from './server.js';
import type { Stored } from './stored.js';
import {
  categoryRow,
  fieldInfoRow,
  lookupRow,
  outcomeRow,
  priorityRow,
  statusRow,
  teamRow,
  ticketTypeDetail,
  ticketTypeRow,
} from './views.js';

export function deskRoutes(stored: Stored): Route[] {
  return [
    {
      method: 'GET',
      path: 'Status',
      area: 'setup',
      answer({ query }) {
        const typeId = query.integer('tickettype_id');
        const kind = query.text('type');
        const found = stored.statuses
          .all()
          .filter(
            ({ closes, ticketTypeIds }) =>
              (kind === undefined || kind.toLowerCase() === 'ticket') &&
              (!closes || !query.flag('excludeclosed')) &&
              (typeId === undefined || !ticketTypeIds || ticketTypeIds.includes(typeId)),
          );
        return found.map(statusRow);
      },
    },
    {
      method: 'GET',
      path: 'Priority',
      area: 'setup',
      answer({ query }) {
        const slaId = query.integer('slaid');
        const found = stored.priorities.all().filter((priority) => (slaId ?? priority.slaId) === priority.slaId);
        return found.map(priorityRow);
      },
    },
    {
      method: 'GET',
      path: 'Team',
      area: 'setup',
      answer({ query }) {
        const kind = query.text('type')?.toLowerCase();
        const enabledToo = !query.given('includeenabled') || query.flag('includeenabled');
        const found = stored.teams
          .all()
          .filter(
            (team) =>
              (team.inactive ? query.flag('includedisabled') : enabledToo) &&
              (kind === undefined ||
                (kind === 'reqs' && team.forRequests) ||
                (kind === 'opps' && team.forOpportunities)),
          );
        return found.map(teamRow);
      },
    },
    {
      method: 'GET',
      path: 'TicketType',
      area: 'setup',
      answer({ query }) {
        const creatable = query.flag('can_create_only');
        const found = stored.ticketTypes.all().filter((type) => !creatable || type.agentsCanSelect);
        return found.map(ticketTypeRow);
      },
    },
    {
      method: 'GET',
      path: 'TicketType/:id',
      area: 'setup',
      answer({ id, query }) {
        const type = stored.ticketTypes.get(id);
        if (!type) throw notFound('TicketType', id);
        return query.flag('includedetails') ? ticketTypeDetail(type) : ticketTypeRow(type);
      },
    },
    {
      method: 'GET',
      path: 'Category',
      area: 'setup',
      answer({ query }) {
        const typeId = query.integer('type_id');
        const found = stored.categories.all().filter((category) => (typeId ?? category.typeId) === category.typeId);
        return found.map(categoryRow);
      },
    },
    {
      method: 'GET',
      path: 'Outcome',
      area: 'setup',
      answer({ query }) {
        const [hiddenToo, systemToo] = [query.flag('showhidden'), query.flag('showsystemactions')];
        const found = stored.outcomes
          .all()
          .filter(({ hidden, systemId }) => (!hidden || hiddenToo) && (systemId === 0 || systemToo));
        return found.map(outcomeRow);
      },
    },
    {
      method: 'GET',
      path: 'Lookup',
      area: 'setup',
      answer({ query }) {
        const lookupId = query.integer('lookupid');
        const found = stored.lookups.all().filter((entry) => (lookupId ?? entry.lookupId) === entry.lookupId);
        return found.map(lookupRow);
      },
    },
    {
      method: 'GET',
      path: 'FieldInfo',
      area: 'setup',
      answer: () => stored.customFields.all().map(fieldInfoRow),
    },
  ];
}
