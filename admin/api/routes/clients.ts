import { z } from 'zod';
import { type Client, clientPatch, clientSettings } from '../../../core/clients/client.js';
import { AccessDenied } from '../../../core/errors.js';
import { callerOf, EVERYBODY } from '../access.js';
import type { Routes } from '../api-server.js';
import { authorOf } from '../author.js';
import {
  clientLine,
  clientShown,
  clientStatus,
  deployState,
  freezeBody,
  version,
  withMode,
} from '../client-schemas.js';
import type { ApiDeps } from '../deps.js';
import { pageAnswer, pageOf, pageQuery } from '../paging.js';
import { idParams, problems } from '../schemas.js';
import { createSeenClient } from '../seen-client.js';

const TAGS = ['clients'];
const READ = { roles: EVERYBODY } as const;
const WRITE = { roles: ['admin'] } as const;

const filters = pageQuery.extend({
  q: z.string().max(200).optional().describe('Part of the name or slug'),
  status: clientStatus.optional().describe('Destroyed ones are listed only when asked for'),
  deployStatus: deployState.optional(),
});

const patch = clientPatch.extend({
  version,
  note: z.string().max(500).optional().describe("For the prompt's history, where the prompt changes"),
});

export function clientRoutes({
  clientele,
  connections,
  removing,
}: Pick<ApiDeps, 'clientele' | 'connections' | 'removing'>): Routes {
  const { clients, changes, settings, policies } = clientele;
  const seenClient = createSeenClient(clients);
  const shown = async (client: Client) => ({
    ...withMode(client, await settings.read()),
    health: await connections.health.ofClient(client.id),
  });

  return async (server) => {
    server.get(
      '/api/clients',
      {
        config: READ,
        schema: {
          tags: TAGS,
          summary: 'The clients, by name',
          querystring: filters,
          response: { 200: pageOf(clientLine), ...problems },
        },
      },
      async (request) => {
        const { clients: seen } = callerOf(request);
        const page = await clients.page({ ...request.query, ...(seen === 'all' ? {} : { ids: seen }) });
        const msp = await settings.read();
        return pageAnswer({ ...page, items: page.items.map((client) => withMode(client, msp)) });
      },
    );

    server.post(
      '/api/clients',
      {
        config: { ...WRITE, everyClient: true },
        schema: {
          tags: TAGS,
          summary: 'Make a client; it is provisioned at once, see its status',
          body: clientSettings,
          response: { 201: clientShown, ...problems },
        },
      },
      async (request, reply) => {
        await policies.assertKnown(request.body);
        const client = await changes.create(request.body, authorOf(request));
        return reply.code(201).send(await shown(client));
      },
    );

    server.get(
      '/api/clients/:id',
      {
        config: READ,
        schema: { tags: TAGS, summary: 'One client', params: idParams, response: { 200: clientShown, ...problems } },
      },
      async (request) => shown(await seenClient(request, request.params.id)),
    );

    server.patch(
      '/api/clients/:id',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: 'Change settings of a client; what is left out stays. Mappings: only who may see every client',
          params: idParams,
          body: patch,
          response: { 200: clientShown, ...problems },
        },
      },
      async (request) => {
        const { version: ifVersion, note, ...change } = request.body;
        const before = await seenClient(request, request.params.id);
        if (change.mappings && callerOf(request).clients !== 'all') throw mappingsDenied();
        await policies.assertKnown(change, before);
        const options = { ifVersion, ...(note === undefined ? {} : { note }) };
        const { client } = await changes.update(before.id, change, authorOf(request), options);
        return shown(client);
      },
    );

    server.post(
      '/api/clients/:id/provision',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: 'Provision a client once more: every integration is tried for it',
          params: idParams,
          response: { 202: clientShown, ...problems },
        },
      },
      async (request, reply) => {
        const { id } = await seenClient(request, request.params.id);
        await changes.retry(id, authorOf(request));
        return reply.code(202).send(await shown(await seenClient(request, id)));
      },
    );

    server.put(
      '/api/clients/:id/freeze',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: 'Freeze or unfreeze a client: while frozen, nothing is changed for it',
          params: idParams,
          body: freezeBody,
          response: { 200: clientShown, ...problems },
        },
      },
      async (request) => {
        const { id } = await seenClient(request, request.params.id);
        const { client } = await changes.update(id, request.body, authorOf(request));
        return shown(client);
      },
    );

    server.delete(
      '/api/clients/:id',
      {
        config: WRITE,
        schema: {
          tags: TAGS,
          summary: 'Delete a client for good; its activity stays',
          params: idParams,
          body: z.strictObject({ name: z.string().max(200).describe("The client's name, letter by letter") }),
          response: { 202: clientShown, ...problems },
        },
      },
      async (request, reply) => {
        const { id } = await seenClient(request, request.params.id);
        await removing.remove(id, { confirmName: request.body.name }, authorOf(request));
        return reply.code(202).send(await shown(await seenClient(request, id)));
      },
    );
  };
}

/** A mapping opens a company's tickets and a tenant's people: whoever is confined to some clients may not choose it. */
function mappingsDenied(): AccessDenied {
  return new AccessDenied('not_allowed', 'Mappings are changed by those who may see every client; ask an admin', 403);
}
