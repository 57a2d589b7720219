import formbody from '@fastify/formbody';
import type { FastifyError } from 'fastify';
import type { FrontdeskError } from '../../core/errors.js';
import { explainError } from '../../core/http/server.js';
import type { ApiServer, Routes } from '../api/api-server.js';
import type { ApiDeps } from '../api/deps.js';
import { approvalPages } from './approval-page.js';
import { authorizedPage } from './authorized-page.js';
import { homePage } from './home-page.js';
import { html } from './html.js';
import { STYLE_PATH, sendPage } from './layout.js';
import { secretPages } from './secret-page.js';
import { setupPages } from './setup-page.js';
import { signInPages } from './sign-in-page.js';
import { STYLE } from './style.js';

/** Every page. A new one is a file beside this and a line here. */
function all(deps: ApiDeps): Routes[] {
  return [
    homePage(),
    signInPages(deps),
    setupPages(deps),
    approvalPages(deps),
    secretPages(deps),
    authorizedPage(deps),
  ];
}

/** Server-rendered pages without scripts. They take forms, which the API does not, and answer errors as pages. */
export function pages(deps: ApiDeps): Routes {
  return async (server: ApiServer) => {
    await server.register(formbody);
    server.setErrorHandler((error: FastifyError | FrontdeskError, request, reply) => {
      const { status, message, details } = explainError(error, request);
      if (details?.retryAfter !== undefined) reply.header('retry-after', String(details.retryAfter));
      const body = html`<p>${message}</p><p class="hint">Request ${request.id}</p><p><a href="/">To the start</a></p>`;
      return sendPage(reply, { title: 'That did not work', body, caller: request.caller }, status);
    });
    server.get(STYLE_PATH, { config: { public: true } }, async (_request, reply) =>
      reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=31536000, immutable').send(STYLE),
    );
    for (const routes of all(deps)) await server.register(routes);
  };
}
