import { z } from 'zod';
import { AccessDenied } from '../../core/errors.js';
import { AUTHORIZED_PATH } from '../../core/integrations/authorizations.js';
import { callerOf } from '../api/access.js';
import type { Routes } from '../api/api-server.js';
import { authorOf } from '../api/author.js';
import type { ApiDeps } from '../api/deps.js';
import { tellingWhy } from '../api/vendor-reason.js';
import { html } from './html.js';
import { failure, sendPage } from './layout.js';
import { requireSignIn } from './require-sign-in.js';

/** One value each: a parameter that is there twice is nobody's answer. */
const answer = z.record(z.string(), z.string().max(4_000));

/**
 * Where a vendor sends the browser back to after somebody signed in there for Frontdesk. It is a GET because browsers are
 * sent here by the vendor; what makes it safe is the state, which is good once and for the session that began.
 */
export function authorizedPage({ integrations }: Pick<ApiDeps, 'integrations'>): Routes {
  return async (server) => {
    server.get(
      AUTHORIZED_PATH,
      { config: { ...requireSignIn(['admin']), everyClient: true }, schema: { querystring: answer } },
      async (request, reply) => {
        const { sessionId } = request;
        if (!sessionId) throw new AccessDenied('needs_browser', 'This page is for people who are signed in');
        const caller = callerOf(request);
        const { title, findings } = await tellingWhy(() =>
          integrations.authorized(request.query, sessionId, authorOf(request)),
        );
        const problems = findings.flatMap(({ ok, what, problem }) => (ok ? [] : [`${what}: ${problem ?? 'failed'}`]));
        const body = html`<div class="card">
<p>You have signed in at ${title} for Frontdesk.</p>
${problems.map((problem) => failure(problem))}
${findings.map(({ ok, what }) => ok && html`<p>${what}</p>`)}
</div>`;
        return sendPage(reply, {
          title: problems.length > 0 ? 'Signed in, but it does not work yet' : 'Signed in',
          body,
          caller,
        });
      },
    );
  };
}
