import { callerOf } from '../api/access.js';
import type { Routes } from '../api/api-server.js';
import { html } from './html.js';
import { sendPage } from './layout.js';
import { requireSignIn } from './require-sign-in.js';

/** Where somebody lands who has just signed in. */
export function homePage(): Routes {
  return async (server) => {
    server.get('/', { config: requireSignIn() }, async (request, reply) => {
      const caller = callerOf(request);
      const body = html`<div class="card">
<p>You are signed in as ${caller.name} (${caller.email}).</p>
<p>Approvals and passwords that wait for you are linked from the notes on your tickets. Programs use the
<a href="/api/docs">API</a>.</p>
</div>`;
      return sendPage(reply, { title: 'Hello', body, caller });
    });
  };
}
