import { z } from 'zod';
import { FrontdeskError } from '../../../core/errors.js';
import type { Routes } from '../api-server.js';
import type { ApiDeps } from '../deps.js';
import { keepSignIn, localPath, originOf } from '../sign-in-of.js';

const TAGS = ['sign-in'];

/** Signing in at the OpenID provider: browsers are sent there and come back. */
export function oidcRoutes({ oidc, signIn, cookies }: Pick<ApiDeps, 'oidc' | 'signIn' | 'cookies'>): Routes {
  return async (server) => {
    server.get(
      '/api/oidc/start',
      {
        config: { public: true },
        schema: {
          tags: TAGS,
          summary: 'Sends the browser to the OpenID provider',
          security: [],
          querystring: z.object({ next: z.string().max(2000).optional().describe('A path to go on to') }),
        },
      },
      async (request, reply) => {
        try {
          const { url, browserToken } = await oidc.start(localPath(request.query.next));
          cookies.oidc.set(reply, browserToken);
          return reply.redirect(url, 303);
        } catch (error) {
          return reply.redirect(problemAddress(error), 303);
        }
      },
    );

    server.get(
      '/api/oidc/callback',
      {
        config: { public: true },
        schema: { tags: TAGS, summary: 'Where the OpenID provider sends the browser back to', security: [] },
      },
      async (request, reply) => {
        const [, query = ''] = /^[^?]*(\?.*)?$/.exec(request.url) ?? [];
        const browserToken = cookies.oidc.read(request);
        cookies.oidc.clear(reply);
        try {
          const { account, next } = await oidc.finish(query, browserToken);
          keepSignIn(reply, cookies, await signIn.as(account, originOf(request, cookies)));
          return reply.redirect(next, 303);
        } catch (error) {
          if (error instanceof FrontdeskError && error.status < 500) {
            request.log.warn({ code: error.code, reason: error.message }, 'a sign-in with OpenID Connect was refused');
          }
          return reply.redirect(problemAddress(error), 303);
        }
      },
    );
  };
}

/** The sign-in page that says what went wrong; other errors than our own are thrown on. */
function problemAddress(error: unknown): string {
  if (!(error instanceof FrontdeskError)) throw error;
  return `/sign-in?problem=${encodeURIComponent(error.code)}`;
}
