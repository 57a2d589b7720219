import { z } from 'zod';
import { EVERYBODY } from '../access.js';
import type { Routes } from '../api-server.js';
import type { ApiDeps } from '../deps.js';
import { nothing, problems } from '../schemas.js';
import { endSignIn, keepSignIn, originOf } from '../sign-in-of.js';
import { accountShown } from './accounts.js';

const TAGS = ['sign-in'];

const credentials = z.strictObject({ email: z.string().min(1).max(254), password: z.string().min(1).max(1000) });

export function sessionRoutes({ signIn, sessions, cookies }: Pick<ApiDeps, 'signIn' | 'sessions' | 'cookies'>): Routes {
  return async (server) => {
    server.post(
      '/api/session',
      {
        config: { public: true },
        schema: {
          tags: TAGS,
          summary: 'Sign in with e-mail address and password; the answer sets the cookie',
          security: [],
          body: credentials,
          response: { 200: accountShown, ...problems },
        },
      },
      async (request, reply) => {
        const signedIn = await signIn.withPassword(request.body, originOf(request, cookies));
        return keepSignIn(reply, cookies, signedIn);
      },
    );

    server.delete(
      '/api/session',
      {
        config: { roles: EVERYBODY, ofOneself: true },
        schema: { tags: TAGS, summary: 'Sign out', response: { 204: nothing, ...problems } },
      },
      async (request, reply) => {
        await endSignIn(request, reply, { cookies, sessions });
        return reply.code(204).send(null);
      },
    );
  };
}
