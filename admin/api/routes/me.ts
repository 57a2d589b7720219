import { z } from 'zod';
import { AccessDenied } from '../../../core/errors.js';
import { callerOf, EVERYBODY } from '../access.js';
import type { Routes } from '../api-server.js';
import type { ApiDeps } from '../deps.js';
import { pageOf } from '../paging.js';
import { clientAccessShown, idParams, nothing, problems, role } from '../schemas.js';
import { keepSignIn, originOf } from '../sign-in-of.js';
import { accountShown } from './accounts.js';

const TAGS = ['sign-in'];

const me = z.object({
  kind: z.enum(['account', 'token']),
  id: z.string(),
  name: z.string(),
  email: z.string().optional(),
  role,
  clients: clientAccessShown,
});

const session = z.object({
  id: z.string(),
  createdAt: z.date(),
  lastSeenAt: z.date(),
  endsAt: z.date(),
  browser: z.string().optional(),
  address: z.string().optional(),
  current: z.boolean().describe('The one that asks'),
});

const newPassword = z.strictObject({ current: z.string().min(1).max(1000), password: z.string().max(1000) });

export function meRoutes(deps: Pick<ApiDeps, 'accounts' | 'sessions' | 'signIn' | 'cookies'>): Routes {
  const { accounts, sessions, signIn, cookies } = deps;

  /** The account of a caller who is a person. */
  async function ownAccount(request: Parameters<typeof callerOf>[0]) {
    const caller = callerOf(request);
    if (caller.kind === 'token') throw new AccessDenied('not_allowed', 'This is for people; API tokens have none', 403);
    return accounts.get(caller.id);
  }

  return async (server) => {
    server.get(
      '/api/me',
      {
        config: { roles: EVERYBODY },
        schema: { tags: TAGS, summary: 'Who is signed in', response: { 200: me, ...problems } },
      },
      async (request) => callerOf(request),
    );

    server.put(
      '/api/me/password',
      {
        config: { roles: EVERYBODY, ofOneself: true },
        schema: {
          tags: TAGS,
          summary: 'Change the own password; every other sign-in ends',
          body: newPassword,
          response: { 200: accountShown, ...problems },
        },
      },
      async (request, reply) => {
        const changed = await signIn.changePassword(
          await ownAccount(request),
          request.body,
          originOf(request, cookies),
        );
        return keepSignIn(reply, cookies, changed);
      },
    );

    server.get(
      '/api/me/sessions',
      {
        config: { roles: EVERYBODY },
        schema: { tags: TAGS, summary: 'Where one is signed in', response: { 200: pageOf(session), ...problems } },
      },
      async (request) => {
        const found = await sessions.ofAccount(await ownAccount(request));
        return { items: found.map((item) => ({ ...item, current: item.id === request.sessionId })), nextCursor: null };
      },
    );

    server.delete(
      '/api/me/sessions/:id',
      {
        config: { roles: EVERYBODY, ofOneself: true },
        schema: {
          tags: TAGS,
          summary: 'End a sign-in of oneself',
          params: idParams,
          response: { 204: nothing, ...problems },
        },
      },
      async (request, reply) => {
        await sessions.revoke(await ownAccount(request), request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
}
