import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { oneLine } from '../../core/agent/quoted-text.js';
import { FrontdeskError } from '../../core/errors.js';
import { explainError } from '../../core/http/server.js';
import type { SecretDescription } from '../../core/integrations/reveal-secret.js';
import { callerOf } from '../api/access.js';
import type { AgentWork } from '../api/agent-work.js';
import type { Routes } from '../api/api-server.js';
import { secretInView } from '../api/in-view.js';
import { openSecret } from '../api/open-secret.js';
import { idParams } from '../api/schemas.js';
import { facts } from './facts.js';
import { html, type Markup } from './html.js';
import { failure, sendPage } from './layout.js';
import { moment } from './moment.js';
import { requireSignIn } from './require-sign-in.js';

const MOST_NAME = 120;
const OPENERS = ['admin', 'technician'] as const;

/** Where the closing note leads: what a secret is, and one button that shows it once. */
export function secretPages(work: AgentWork): Routes {
  const { secrets, clients, runs } = work;
  const numberOf = async ({ runId, ticketId }: SecretDescription) => (await runs.get(runId))?.ticketNumber ?? ticketId;

  async function factsOf(secret: SecretDescription): Promise<Markup> {
    const { label, subject, clientId, state, expiresAt } = secret;
    const client = await clients.get(clientId);
    return facts(
      ['What', oneLine(label, MOST_NAME)],
      ['Whose', oneLine(subject, MOST_NAME)],
      ['Client', client && oneLine(client.name, MOST_NAME)],
      ['Ticket', await numberOf(secret)],
      ['Can be opened until', state === 'waiting' && moment(expiresAt)],
    );
  }

  return async (server) => {
    server.setErrorHandler(refuseOpening);

    server.get(
      '/secrets/:id',
      { config: requireSignIn(OPENERS), schema: { params: idParams } },
      async (request, reply) => {
        const caller = callerOf(request);
        const secret = await secretInView(caller, request.params.id, secrets);
        const body = html`<div class="card">${await factsOf(secret)}${standing(secret)}</div>`;
        return sendPage(reply, { title: 'A secret, shown once', body, caller });
      },
    );

    server.post(
      '/secrets/:id',
      { config: requireSignIn(OPENERS), schema: { params: idParams } },
      async (request, reply) => {
        const caller = callerOf(request);
        const secret = await secretInView(caller, request.params.id, secrets);
        const value = await openSecret(work, secret, caller, request.log);
        const { label, subject, readBack } = secret;
        const body = html`<div class="card">
<label for="value">The ${oneLine(label, MOST_NAME)} for ${oneLine(subject, MOST_NAME)}</label>
<input id="value" class="value" value="${value}" readonly autofocus autocomplete="off" autocapitalize="off" spellcheck="false">
<p class="notice after">Frontdesk has erased it: nobody can open it again, not even with this page’s address. Pass it on before you
leave this page, in a way that only ${oneLine(subject, MOST_NAME)} sees or hears.</p>
${readBack && DOUBT}
<p class="hint">That you opened it is kept in the activity of ticket ${await numberOf(secret)}.</p>
</div>`;
        return sendPage(reply, { title: 'Shown once', body, caller });
      },
    );
  };
}

const DOUBT = html`<p class="notice">No answer came when it was set: that it is in force was seen by reading back. If it does
not work, set another.</p>`;

/** What can be done with it now. */
function standing({ secretId, state, opened, readBack, expiresAt }: SecretDescription): Markup {
  switch (state) {
    case 'waiting':
      return html`<p>It is shown once and erased in the same moment. Open it when you are ready to pass it on.</p>
${readBack && DOUBT}
<form method="post" action="/secrets/${secretId}" class="actions" autocomplete="off"><button>Show once</button></form>`;
    case 'opened':
      return html`<p class="notice bad">It was opened by ${opened?.name ?? 'somebody'}${opened && html` at ${moment(opened.at)}`}; its
value is gone. If that was not as it should be, set another.</p>`;
    case 'expired':
      return html`<p class="notice bad">Nobody opened it until ${moment(expiresAt)}; its value is gone. Set another.</p>`;
    case 'proposed':
      return html`<p class="notice">The step that sets it is not over. Come back when the ticket says that it is done.</p>`;
  }
}

const TITLES: Readonly<Record<string, string>> = {
  secret_gone: 'The secret is gone',
  secret_not_in_force: 'Not yet',
  secret_busy: 'Please try again',
};

function refuseOpening(error: FastifyError | FrontdeskError, request: FastifyRequest, reply: FastifyReply) {
  const title = TITLES[error.code];
  if (!title || !(error instanceof FrontdeskError)) throw error;
  const { status, message } = explainError(error, request);
  return sendPage(
    reply,
    { title, body: html`<div class="card">${failure(`${message}.`)}</div>`, caller: request.caller },
    status,
  );
}
