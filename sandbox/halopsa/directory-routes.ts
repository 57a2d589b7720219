/** Clients, sites, users, agents and assets. */
import { z } from 'zod';
import { invalid, notFound, Refusal } from './errors.js';
import type { JsonObject } from './json.js';
import { wrapped } from './list.js';
import { contains, type Query } from './query.js';
import { UNASSIGNED } from './seed.js';
import { readElement, required, sentFlag, sentInteger, sentText } from './sent.js';
import type { Route } from './server.js';
import type { Client } from './shapes.js';
import type { Stored } from './stored.js';
import type { Switches } from './switches.js';
import type { Users } from './users.js';
import { agentRow, assetDetail, assetRow, clientDetail, clientRow, siteRow, userDetail, userRow } from './views.js';

export interface DirectoryOptions {
  stored: Stored;
  users: Users;
  switches: Switches;
  clock: () => Date;
}

export const SENT_CLIENT = z.object({ id: sentInteger, name: sentText, inactive: sentFlag });

export function directoryRoutes(options: DirectoryOptions): Route[] {
  return [...clientRoutes(options), ...userRoutes(options), ...agentRoutes(options), ...assetRoutes(options)];
}

function clientRoutes({ stored, clock }: DirectoryOptions): Route[] {
  const get = (id: number): Client => {
    const client = stored.clients.get(id);
    if (!client) throw notFound('Client', id);
    return client;
  };
  return [
    {
      method: 'GET',
      path: 'Client',
      area: 'customers',
      answer({ query }) {
        const searched = query.text('search');
        const found = stored.clients
          .all()
          .filter((client) => isShown(client, query) && (!searched || contains(client.name, searched)));
        return wrapped(
          'clients',
          found.map((client) => clientRow(stored, client)),
          query,
        );
      },
    },
    {
      method: 'GET',
      path: 'Client/:id',
      area: 'customers',
      answer: ({ id, query }) =>
        query.flag('includedetails') ? clientDetail(stored, get(id)) : clientRow(stored, get(id)),
    },
    {
      method: 'POST',
      path: 'Client',
      area: 'customers',
      answer(_, element) {
        const sent = readElement(SENT_CLIENT, element, 'Area');
        const before = sent.id ? get(sent.id) : undefined;
        if (before) {
          const kept = {
            ...before,
            name: sent.name?.trim() || before.name,
            inactive: sent.inactive ?? before.inactive,
          };
          return clientDetail(stored, stored.clients.put(kept));
        }
        const id = stored.clients.nextId();
        const name = required(sent.name, 'name');
        const site = stored.sites.put({ id: stored.sites.nextId(), name: 'Main', clientId: id, inactive: false });
        const made = { id, name, inactive: sent.inactive ?? false, mainSiteId: site.id, created: clock() };
        return clientDetail(stored, stored.clients.put(made));
      },
    },
    {
      method: 'DELETE',
      path: 'Client/:id',
      area: 'customers',
      answer({ id }) {
        const client = get(id);
        const used = [...stored.users.all(), ...stored.tickets.all()].some(({ clientId }) => clientId === id);
        if (used) throw invalid(`${client.name} has users or tickets and cannot be deleted.`);
        stored.clients.remove(id);
        return clientRow(stored, client);
      },
    },
    {
      method: 'GET',
      path: 'Site',
      area: 'customers',
      answer({ query }) {
        const clientId = query.integer('client_id');
        const searched = query.text('search');
        const found = stored.sites
          .all()
          .filter(
            (site) =>
              isShown(site, query) &&
              (clientId ?? site.clientId) === site.clientId &&
              (!searched || contains(site.name, searched)),
          );
        return wrapped(
          'sites',
          found.map((site) => siteRow(stored, site)),
          query,
        );
      },
    },
    {
      method: 'GET',
      path: 'Site/:id',
      area: 'customers',
      answer({ id }) {
        const site = stored.sites.get(id);
        if (!site) throw notFound('Site', id);
        return siteRow(stored, site);
      },
    },
  ];
}

function userRoutes({ stored, users }: DirectoryOptions): Route[] {
  return [
    {
      method: 'GET',
      path: 'Users',
      area: 'users',
      answer: ({ query }) =>
        wrapped(
          'users',
          users.find(query).map((user) => userRow(stored, user)),
          query,
        ),
    },
    {
      method: 'GET',
      path: 'Users/:id',
      area: 'users',
      answer({ id, query }) {
        const user = users.get(id);
        return query.flag('includedetails') ? userDetail(stored, user) : userRow(stored, user);
      },
    },
    {
      method: 'POST',
      path: 'Users',
      area: 'users',
      answer: (_, element) => userDetail(stored, users.save(element)),
    },
    {
      method: 'DELETE',
      path: 'Users/:id',
      area: 'users',
      answer({ id }) {
        const row = userRow(stored, users.get(id));
        users.remove(id);
        return row;
      },
    },
  ];
}

function agentRoutes({ stored, switches }: DirectoryOptions): Route[] {
  return [
    {
      method: 'GET',
      path: 'Agent/me',
      area: 'setup',
      answer({ actor }) {
        if (!switches.agentLogin || actor.kind !== 'agent')
          throw new Refusal(403, 'The application is not logged in as an agent.', 'message');
        return agentRow(stored, actor.agent);
      },
    },
    {
      method: 'GET',
      path: 'Agent',
      area: 'agents',
      answer({ query }) {
        const enabledToo = !query.given('includeenabled') || query.flag('includeenabled');
        const disabledToo = query.flag('includedisabled');
        const [searched, team] = [query.text('search'), query.text('team')];
        const found = stored.agents
          .all()
          .filter(
            (agent) =>
              (agent.disabled ? disabledToo : enabledToo) &&
              (agent.id !== UNASSIGNED || query.flag('includeunassigned')) &&
              (!searched || contains(agent.name, searched) || contains(agent.email, searched)) &&
              (!team || agent.team.toLowerCase() === team.toLowerCase()),
          );
        return found.map((agent) => agentRow(stored, agent));
      },
      empty: [],
    },
    {
      method: 'GET',
      path: 'Agent/:id',
      area: 'agents',
      answer({ id }) {
        const agent = stored.agents.get(id);
        if (!agent) throw notFound('Agent', id);
        return agentRow(stored, agent);
      },
    },
  ];
}

function assetRoutes({ stored }: DirectoryOptions): Route[] {
  return [
    {
      method: 'GET',
      path: 'Asset',
      area: 'assets',
      answer: ({ query }) => wrapped('assets', findAssets(stored, query), query),
    },
    {
      method: 'GET',
      path: 'Asset/:id',
      area: 'assets',
      answer({ id, query }) {
        const asset = stored.assets.get(id);
        if (!asset) throw notFound('Asset', id);
        return query.flag('includedetails') ? assetDetail(stored, asset) : assetRow(stored, asset);
      },
    },
  ];
}

function findAssets(stored: Stored, query: Query): JsonObject[] {
  const [clientId, siteId, userId] = [query.integer('client_id'), query.integer('site_id'), query.integer('user_id')];
  const [typeId, ticketId] = [query.integer('assettype_id'), query.integer('ticket_id')];
  const ofTicket = ticketId === undefined ? undefined : (stored.tickets.get(ticketId)?.assetIds ?? []);
  const searched = query.text('search');
  return stored.assets
    .all()
    .filter(
      (asset) =>
        isShown(asset, query) &&
        (clientId ?? asset.clientId) === asset.clientId &&
        (siteId ?? asset.siteId) === asset.siteId &&
        (userId === undefined || userId === asset.userId) &&
        (typeId ?? asset.typeId) === asset.typeId &&
        (ofTicket?.includes(asset.id) ?? true) &&
        (!searched || contains(asset.inventoryNumber, searched) || contains(asset.serialNumber, searched)),
    )
    .map((asset) => assetRow(stored, asset));
}

/** Only active records unless `includeinactive` or `includeactive=false` says otherwise. */
function isShown({ inactive }: { inactive: boolean }, query: Query): boolean {
  if (inactive) return query.flag('includeinactive');
  return !query.given('includeactive') || query.flag('includeactive');
}
