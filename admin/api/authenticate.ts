import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiTokens } from '../../core/accounts/api-tokens.js';
import { type Caller, requireRole } from '../../core/accounts/caller.js';
import type { Sessions } from '../../core/accounts/sessions.js';
import { AccessDenied } from '../../core/errors.js';
import { assertDeclaresAccess, isUnsafe } from './access.js';
import type { Cookies } from './cookies.js';
import { assertOwnOrigin } from './own-origin.js';

export interface AuthenticateOptions {
  tokens: Pick<ApiTokens, 'find'>;
  sessions: Pick<Sessions, 'find'>;
  cookies: Cookies;
  publicBaseUrl: string;
}

/**
 * Finds out who asks, by an API token (`Authorization: Bearer fd_...`) or a sign-in's cookie, and lets through whom the
 * route names. Throws AccessDenied 401 `not_signed_in`, 403 `not_allowed`, `foreign_origin`.
 */
export function authenticate(server: FastifyInstance, options: AuthenticateOptions): void {
  const { cookies, publicBaseUrl } = options;
  server.decorateRequest('caller', undefined);
  server.decorateRequest('sessionId', undefined);
  server.addHook('onRoute', assertDeclaresAccess);

  server.addHook('onRequest', async (request, reply) => {
    const { config } = request.routeOptions;
    const bearer = config.page ? undefined : bearerOf(request);
    if (bearer !== undefined) request.caller = await options.tokens.find(bearer);
    else {
      const cookie = cookies.session.read(request);
      if (isUnsafe(request.method)) assertOwnOrigin(request, publicBaseUrl, { withCookie: cookie !== undefined });
      if (cookie !== undefined) await recognise(request, cookie);
    }
    if (config.public) return;
    if (!request.caller) return refuse(request, reply);
    requireRole(request.caller, ...(config.roles ?? []));
    if (config.everyClient && request.caller.clients !== 'all') {
      throw new AccessDenied('not_allowed', 'This is for those who may see every client; ask an admin', 403);
    }
  });

  async function recognise(request: FastifyRequest, cookie: string): Promise<void> {
    const found = await options.sessions.find(cookie);
    if (!found) return;
    const { id, name, email, role, clients } = found.account;
    request.caller = { kind: 'account', id, name, email, role, clients } satisfies Caller;
    request.sessionId = found.session.id;
  }
}

function bearerOf({ headers: { authorization } }: FastifyRequest): string | undefined {
  return authorization === undefined ? undefined : (/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '');
}

async function refuse(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { config } = request.routeOptions;
  if (!config.page) throw new AccessDenied('not_signed_in', 'Sign in, or send an API token that is still good');
  return reply.redirect(signInAddress(request.url), 303);
}

/** The sign-in page that goes on to `next`, a path of our own. */
export function signInAddress(next: string): string {
  return `/sign-in?next=${encodeURIComponent(next)}`;
}
