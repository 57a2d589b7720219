import { z } from 'zod';
import { displayName } from '../../../core/accounts/account.js';
import { emailAddress } from '../../../core/accounts/email.js';
import type { Routes } from '../api-server.js';
import type { ApiDeps } from '../deps.js';
import { problems } from '../schemas.js';
import { keepSignIn, originOf } from '../sign-in-of.js';
import { accountShown } from './accounts.js';

const firstAdminInput = z.strictObject({
  token: z.string().min(1).max(200).describe('From the link on the console'),
  email: emailAddress,
  name: displayName,
  password: z.string().max(1000),
});

export function setupRoutes({
  firstAdmin,
  signIn,
  cookies,
}: Pick<ApiDeps, 'firstAdmin' | 'signIn' | 'cookies'>): Routes {
  return async (server) => {
    server.post(
      '/api/setup',
      {
        config: { public: true },
        schema: {
          tags: ['sign-in'],
          summary: 'Become the first admin with the link from the console, and sign in',
          security: [],
          body: firstAdminInput,
          response: { 201: accountShown, ...problems },
        },
      },
      async (request, reply) => {
        const { token, ...admin } = request.body;
        const account = await firstAdmin.claim(token, admin);
        const signedIn = await signIn.as(account, originOf(request, cookies));
        return reply.code(201).send(keepSignIn(reply, cookies, signedIn));
      },
    );
  };
}
