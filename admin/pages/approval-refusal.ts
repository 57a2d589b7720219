import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { FrontdeskError, VendorError } from '../../core/errors.js';
import { explainError } from '../../core/http/server.js';
import { html } from './html.js';
import { failure, sendPage } from './layout.js';

/** How the pages are titled that say why nothing was decided. */
const TITLES: Readonly<Record<string, string>> = {
  already_decided: 'Already decided',
  approval_expired: 'Too late to decide',
  approval_void: 'Nothing to decide any more',
  plan_changed: 'The plan has changed',
  may_not_approve: 'You may not decide this',
  denied_on_ticket: 'Denied on the ticket',
  not_decided: 'Nothing was decided',
  bad_link: 'This link leads nowhere',
  no_psa: 'The PSA cannot be asked',
};

const UNREACHABLE =
  'The PSA could not be asked who may decide, so nothing was decided and nothing was changed. Try again in a minute, or answer in an internal note on the ticket.';

/** Answers with a page that says why nothing was decided. Throws on what is no refusal of a decision. */
export function refuseDecision(error: FastifyError | FrontdeskError, request: FastifyRequest, reply: FastifyReply) {
  const isUnreachable = error instanceof VendorError || (error instanceof FrontdeskError && error.code === 'no_psa');
  const title = isUnreachable ? TITLES.no_psa : TITLES[error.code];
  if (!title || !(error instanceof FrontdeskError)) throw error;
  const { status, message } = explainError(error, request);
  const body = html`<div class="card">
${failure(isUnreachable ? UNREACHABLE : message)}
<p class="hint">Request ${request.id}</p>
</div>`;
  return sendPage(reply, { title, body, caller: request.caller }, isUnreachable ? 503 : status);
}
