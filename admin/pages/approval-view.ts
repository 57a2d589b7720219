import { DEFERRED } from '../../core/agent/note.js';
import { literalJson, oneLine } from '../../core/agent/quoted-text.js';
import type { Plan, Run } from '../../core/agent/run.js';
import type { Approval } from '../../core/approvals/approval.js';
import type { MayDecide } from '../../core/approvals/decide-by-person.js';
import type { Choice } from '../../core/approvals/link.js';
import { facts } from './facts.js';
import { html, type Markup } from './html.js';
import { moment } from './moment.js';

/** Longest text of others on the page. Characters. */
const MOST = { name: 120, sentence: 500, words: 4_000 } as const;

const BUTTONS: Readonly<Record<Choice, Markup>> = {
  approve: html`<button name="choice" value="approve">Approve plan</button>`,
  deny: html`<button name="choice" value="deny" class="danger">Deny plan</button>`,
};

export interface ApprovalShown {
  approval: Approval;
  plan: Plan | undefined;
  decision: MayDecide;
  run: Run | undefined;
  clientName: string;
  /** Where the form goes, and what can be pressed on it. */
  action: string;
  choices: readonly Choice[];
}

/** A request for approval as the person reads it who is to answer: what is ours, and marked as such what the model wrote. */
export function approvalView(shown: ApprovalShown): Markup {
  const { approval, plan, run } = shown;
  const requester = run?.requester;
  return html`<div class="card">
${facts(
  ['Client', oneLine(shown.clientName, MOST.name)],
  ['Ticket', approval.ticketNumber ?? approval.ticketId],
  ['Asked for by', requester && requesterLine(requester)],
  ['Sensitive', run?.sensitive?.yes && `${run.sensitive.reasons.join(', ')}. ${identityLine(run)}`],
  ['Requested', moment(approval.requestedAt)],
  ['Ends', approval.state === 'pending' && moment(approval.expiresAt)],
)}
${plan && planView(plan, requester?.name)}
${decisionView(shown)}
</div>`;
}

/** A plan that comes after a verification is there because that went well. */
function identityLine({ verification }: Pick<Run, 'verification'>): string {
  return verification
    ? 'The requester was verified, as the notes on the ticket tell.'
    : 'What somebody writes does not prove who they are.';
}

function requesterLine({ name, email }: NonNullable<Run['requester']>): string {
  return oneLine(email ? `${name}, ${email}` : name, MOST.name * 2);
}

function planView(plan: Plan, requester: string | undefined): Markup {
  const steps = plan.steps.map(
    ({ sentence, tool, arguments: args, deferred, otherThanRequester: other }) => html`<li>
<p>${oneLine(sentence, MOST.sentence)}</p>
<pre><b>${tool}</b> ${literalJson(args)}</pre>
${deferred && html`<p class="notice bad">Careful: ${DEFERRED}</p>`}${
  other &&
  html`<p class="notice bad">Careful: this acts on ${oneLine(other, MOST.name)}, who is somebody else than
${requester ? oneLine(requester, MOST.name) : 'the requester'}.</p>`
}
</li>`,
  );
  return html`<h2>What will be done</h2>
<ol class="steps">${steps}</ol>
<h2>In the language model’s words</h2>
<blockquote>
<p>${oneLine(plan.diagnosis, MOST.words)}</p>
${plan.steps.map(({ why }, index) => why && html`<p>Step ${index + 1}: ${oneLine(why, MOST.words)}</p>`)}
${plan.expectedOutcome && html`<p>Expected outcome: ${oneLine(plan.expectedOutcome, MOST.words)}</p>`}
</blockquote>
<p class="hint">The model proposed this; it can be wrong. Only the steps above are carried out, literally as they stand.</p>`;
}

function decisionView({ approval, plan, decision, action, choices }: ApprovalShown): Markup {
  if (!decision.may) return html`<p class="notice after">${decision.why}</p>`;
  if (!plan)
    return html`<p class="notice after">The run has another plan by now. Open the newest note on the ticket.</p>`;
  return html`<h2>Who may decide</h2>
<p>${decision.rule}. You may.</p>
<form method="post" action="${action}" class="actions" autocomplete="off">
<input type="hidden" name="planHash" value="${approval.planHash}">
${choices.map((choice) => BUTTONS[choice])}
</form>`;
}
