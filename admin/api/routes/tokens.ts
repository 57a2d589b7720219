import { z } from 'zod';
import { displayName } from '../../../core/accounts/account.js';
import { callerOf } from '../access.js';
import type { Routes } from '../api-server.js';
import type { ApiDeps } from '../deps.js';
import { pageAnswer, pageOf, pageQuery } from '../paging.js';
import { clientAccess, clientAccessShown, idParams, nothing, problems, role } from '../schemas.js';

const TAGS = ['tokens'];
const CONFIG = { roles: ['admin'], everyClient: true } as const;

const tokenShown = z.object({
  id: z.string(),
  name: z.string(),
  role,
  clients: clientAccessShown,
  createdAt: z.date(),
  createdBy: z.object({ id: z.string(), name: z.string() }),
  expiresAt: z.date().optional(),
  lastUsedAt: z.date().optional().describe('To the minute'),
});

const newToken = z.strictObject({
  name: displayName,
  role,
  clients: clientAccess.default('all'),
  expiresAt: z.iso.datetime({ offset: true }).optional().describe('Until it is revoked, when left out'),
});

export function tokenRoutes({ tokens }: Pick<ApiDeps, 'tokens'>): Routes {
  return async (server) => {
    server.get(
      '/api/tokens',
      {
        config: { ...CONFIG, roles: ['admin', 'auditor'] },
        schema: {
          tags: TAGS,
          summary: 'The API tokens, newest first',
          querystring: pageQuery,
          response: { 200: pageOf(tokenShown), ...problems },
        },
      },
      async (request) => pageAnswer(await tokens.list(request.query)),
    );

    server.post(
      '/api/tokens',
      {
        config: CONFIG,
        schema: {
          tags: TAGS,
          summary: 'Make an API token; its secret is in this answer and never again',
          body: newToken,
          response: { 201: tokenShown.extend({ secret: z.string() }), ...problems },
        },
      },
      async (request, reply) => {
        const { id, name } = callerOf(request);
        const { expiresAt, ...given } = request.body;
        const { token, secret } = await tokens.create({
          ...given,
          createdBy: { id, name },
          ...(expiresAt ? { expiresAt: new Date(expiresAt) } : {}),
        });
        return reply.code(201).send({ ...token, secret });
      },
    );

    server.delete(
      '/api/tokens/:id',
      {
        config: CONFIG,
        schema: {
          tags: TAGS,
          summary: 'Revoke an API token',
          params: idParams,
          response: { 204: nothing, ...problems },
        },
      },
      async (request, reply) => {
        await tokens.revoke(request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
}
