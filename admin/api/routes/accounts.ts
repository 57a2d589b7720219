import { z } from 'zod';
import { displayName } from '../../../core/accounts/account.js';
import { emailAddress } from '../../../core/accounts/email.js';
import type { Routes } from '../api-server.js';
import type { ApiDeps } from '../deps.js';
import { pageAnswer, pageOf, pageQuery } from '../paging.js';
import { clientAccess, clientAccessShown, idParams, nothing, problems, role } from '../schemas.js';

const TAGS = ['accounts'];
const CONFIG = { roles: ['admin'], everyClient: true } as const;
const READ_CONFIG = { roles: ['admin', 'auditor'], everyClient: true } as const;

const password = z.string().max(1000).describe('12 to 200 characters');

export const accountShown = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  active: z.boolean(),
  clients: clientAccessShown,
  hasPassword: z.boolean(),
  oidc: z.object({ issuer: z.string(), subject: z.string() }).optional(),
  createdAt: z.date(),
  lastSignInAt: z.date().optional(),
});

const newAccount = z.strictObject({
  email: emailAddress,
  name: displayName,
  role,
  clients: clientAccess.default('all'),
  password: password.optional(),
});

const changes = z.strictObject({
  name: displayName.optional(),
  role: role.optional(),
  active: z.boolean().optional(),
  clients: clientAccess.optional(),
  oidc: z.null().optional().describe('null lets go of the identity at the OpenID provider'),
});

const filters = pageQuery.extend({
  role: role.optional(),
  active: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
  search: z.string().max(200).optional().describe('Part of the e-mail address or name'),
});

export function accountRoutes({ accounts }: Pick<ApiDeps, 'accounts'>): Routes {
  return async (server) => {
    server.get(
      '/api/accounts',
      {
        config: READ_CONFIG,
        schema: {
          tags: TAGS,
          summary: 'The accounts, by e-mail address',
          querystring: filters,
          response: { 200: pageOf(accountShown), ...problems },
        },
      },
      async (request) => pageAnswer(await accounts.list(request.query)),
    );

    server.post(
      '/api/accounts',
      {
        config: CONFIG,
        schema: {
          tags: TAGS,
          summary: 'Make an account',
          body: newAccount,
          response: { 201: accountShown, ...problems },
        },
      },
      async (request, reply) => {
        const { password: given, ...account } = request.body;
        const made = await accounts.create({ ...account, ...(given === undefined ? {} : { password: given }) });
        return reply.code(201).send(made);
      },
    );

    server.get(
      '/api/accounts/:id',
      {
        config: READ_CONFIG,
        schema: {
          tags: TAGS,
          summary: 'One account',
          params: idParams,
          response: { 200: accountShown, ...problems },
        },
      },
      async (request) => accounts.get(request.params.id),
    );

    server.patch(
      '/api/accounts/:id',
      {
        config: CONFIG,
        schema: {
          tags: TAGS,
          summary: 'Change an account; another role, or switching it off, ends its sign-ins',
          params: idParams,
          body: changes,
          response: { 200: accountShown, ...problems },
        },
      },
      async (request) => accounts.update(request.params.id, given(request.body)),
    );

    server.put(
      '/api/accounts/:id/password',
      {
        config: CONFIG,
        schema: {
          tags: TAGS,
          summary: 'Give an account another password; its sign-ins end',
          params: idParams,
          body: z.strictObject({ password }),
          response: { 200: accountShown, ...problems },
        },
      },
      async (request) => accounts.setPassword(request.params.id, request.body.password),
    );

    server.delete(
      '/api/accounts/:id',
      {
        config: CONFIG,
        schema: {
          tags: TAGS,
          summary: 'Remove an account',
          params: idParams,
          response: { 204: nothing, ...problems },
        },
      },
      async (request, reply) => {
        await accounts.remove(request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
}

/** Without the fields that were left out. */
function given({ name, role: asked, active, clients, oidc }: z.infer<typeof changes>) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(asked === undefined ? {} : { role: asked }),
    ...(active === undefined ? {} : { active }),
    ...(clients === undefined ? {} : { clients }),
    ...(oidc === undefined ? {} : { oidc }),
  };
}
