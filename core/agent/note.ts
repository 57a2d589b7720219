/**
 * The words of the agent's notes: plain text, for a busy technician. What is ours comes first, the literal steps above all;
 * what others wrote (the model, vendors, directories) stands on one line each, so that it cannot pass for ours.
 */

import type { MayApprove } from '../approvals/approvers.js';
import type { Choice } from '../approvals/link.js';
import type { KeptSecret } from '../integrations/secrets.js';
import { toMinute } from '../minute.js';
import type { Hindrances } from './diagnose.js';
import { literalJson, oneLine } from './quoted-text.js';
import type { Plan, Requester, Run } from './run.js';

/** Every note of the agent begins with it, so that people know its notes. It proves nothing: anybody can write it. */
const AGENT_NOTE_PREFIX = 'Frontdesk agent';

/** Longest text of others in a note. Characters. */
const MOST = { diagnosis: 1_500, why: 300, outcome: 500, sentence: 500, reason: 1_500, name: 120 } as const;

const UNREACHED = 'What I could not look into, because the connection did not work';

const NOT_PROVEN =
  'Identity: not proven. The requester is identified by what they said and wrote only; check with them before you';

/** The one note before anything is done. `approval` when somebody has to agree; `proven` says how the requester is proven. */
export function planNote(about: {
  run: Pick<Run, 'id' | 'requester' | 'sensitive' | 'mode'>;
  plan: Plan;
  proven?: string;
  approval?: { approvers: MayApprove; expiresAt: Date; links: Record<Choice, string> };
}): string {
  const { run, plan, approval, proven } = about;
  const planMode = run.mode === 'plan';
  const heading = planMode ? 'plan only, nothing will be done' : approval ? 'plan, waiting for approval' : 'plan';
  const lines = [`${AGENT_NOTE_PREFIX}: ${heading} (run ${shortId(run.id)}, plan ${plan.number})`, ''];
  lines.push(planMode ? 'In execute mode I would' : approval ? 'Once approved I will' : 'I will now');
  lines.push(...stepLines(plan, run.requester, Boolean(approval) || planMode));
  lines.push(...deferredLines(plan));
  lines.push('', "In the language model's words", ...modelLines(plan));
  if (plan.unreached?.length) lines.push('', UNREACHED, ...bullets(plan.unreached));
  if (run.sensitive?.yes) {
    const identity = proven ?? `${NOT_PROVEN} ${approval ? 'approve' : 'act on it'}.`;
    lines.push('', `Sensitive: ${run.sensitive.reasons.join(', ')}. ${identity}`);
  }
  if (approval) {
    const { approve, deny } = approval.links;
    lines.push(
      '',
      `Approve: ${approve}`,
      `Deny: ${deny}`,
      'A link shows the plan first and asks you to sign in; opening it changes nothing.',
      '',
      `Or decide here, in an internal note on this ticket: "${approvalWord(plan)}" or "denied". Anything else is read as a remark.`,
      `Who may decide: ${approval.approvers.rule}. A later "denied" stops what is not done yet.`,
      `Without an answer this request ends on ${toMinute(approval.expiresAt)} UTC.`,
    );
  }
  return lines.join('\n');
}

/** What a reader has to know of steps whose target only an earlier step will tell. */
export const DEFERRED =
  'whom or what this acts on is the result of an earlier step. It is done only if that is the requester, somebody whom the ticket names, or what that step made.';

/** Once for all steps it is true of: said below each, nobody reads it. */
function deferredLines({ steps }: Plan): string[] {
  const numbers = steps.flatMap(({ deferred }, index) => (deferred ? [index + 1] : []));
  if (numbers.length === 0) return [];
  return [`Careful: ${numbers.length === 1 ? 'step' : 'steps'} ${numbers.join(', ')}: ${DEFERRED}`];
}

function stepLines(plan: Plan, requester: Requester | undefined, withPolicy: boolean): string[] {
  return plan.steps.flatMap((step, index) => {
    const policy = withPolicy && step.policy === 'approval_needed' ? '[needs approval] ' : '';
    const sentence = oneLine(step.sentence, MOST.sentence);
    const lines = [`${index + 1}. ${policy}${sentence}`, `   ${step.tool} ${literalJson(step.arguments)}`];
    if (step.otherThanRequester) {
      const asked = requester?.name ? `${oneLine(requester.name, MOST.name)} asked` : 'The requester asked';
      lines.push(`   Careful: this acts on ${oneLine(step.otherThanRequester, MOST.name)}; ${asked} for it.`);
    }
    return lines;
  });
}

/** Marked line by line: whatever the model wrote, it is seen to be the model's. */
function modelLines({ diagnosis, steps, expectedOutcome }: Plan): string[] {
  const whys = steps.map(({ why }, index) => (why ? `Step ${index + 1}: ${oneLine(why, MOST.why)}` : ''));
  const outcome = expectedOutcome ? `Expected outcome: ${oneLine(expectedOutcome, MOST.outcome)}` : '';
  return [oneLine(diagnosis, MOST.diagnosis), ...whys, outcome].filter(Boolean).map((line) => `| ${line}`);
}

/** Later plans are approved by their number, so that nobody approves what they have not read. */
function approvalWord({ number }: Plan): string {
  return number > 1 ? `approved ${number}` : 'approved';
}

export function reminderNote(run: Pick<Run, 'id'>, plan: Plan, expiresAt: Date): string {
  return [
    `${AGENT_NOTE_PREFIX}: reminder (run ${shortId(run.id)}, plan ${plan.number})`,
    '',
    `The plan above still waits for an answer: "${approvalWord(plan)}" or "denied" in an internal note. It ends on ${toMinute(expiresAt)} UTC.`,
  ].join('\n');
}

/** What was done, how to take it back, and where the secrets are. */
export function closingNote(about: {
  run: Pick<Run, 'id' | 'ledger'>;
  plan: Plan;
  approvedBy?: string;
  undo: readonly string[];
  secrets: readonly KeptSecret[];
  secretUrl: SecretUrl;
}): string {
  const { run, plan, approvedBy, undo, secrets, secretUrl } = about;
  const lines = [`${AGENT_NOTE_PREFIX}: done (run ${shortId(run.id)}, plan ${plan.number})`, ''];
  if (approvedBy) lines.push(`Approved by ${oneLine(approvedBy, MOST.name)}.`);
  lines.push(...run.ledger.map((row) => `${row.step + 1}. ${oneLine(row.summary, MOST.sentence)}`));
  lines.push(...secretLines(secrets, secretUrl));
  if (undo.length > 0) lines.push('', 'To take it back', ...bullets(undo));
  return lines.join('\n');
}

/** The address of a page that shows a secret once, to a technician who has signed in. */
export type SecretUrl = (secretId: string) => string;

function secretLines(secrets: readonly KeptSecret[], secretUrl: SecretUrl): string[] {
  return secrets.map(({ secretId, label, subject, readBack, expiresAt }) => {
    const kept = `The ${oneLine(label, MOST.name)} for ${oneLine(subject, MOST.name)} can be opened once, by a technician who signs in, until ${toMinute(expiresAt)} UTC: ${secretUrl(secretId)}`;
    const doubt =
      'No answer came when it was set: that it is in force was seen by reading back, so if it does not work, set another.';
    return readBack ? `${kept} ${doubt}` : kept;
  });
}

/** A step failed or its outcome cannot be known: what was done, what was not. */
export function failureNote(about: {
  run: Pick<Run, 'id' | 'ledger'>;
  plan: Plan;
  reason: string;
  secrets: readonly KeptSecret[];
  secretUrl: SecretUrl;
}): string {
  const { run, plan, reason, secrets, secretUrl } = about;
  const lines = [
    `${AGENT_NOTE_PREFIX}: stopped, please take over (run ${shortId(run.id)}, plan ${plan.number})`,
    '',
    oneLine(reason, MOST.reason),
    '',
  ];
  for (const [index, step] of plan.steps.entries()) {
    const row = run.ledger.find((entry) => entry.step === index);
    const summary = row?.summary ? ` (${oneLine(row.summary, MOST.sentence)})` : '';
    lines.push(
      `${index + 1}. ${OUTCOMES[row?.state ?? 'none'] ?? ''}: ${oneLine(step.sentence, MOST.sentence)}${summary}`,
    );
  }
  lines.push(...secretLines(secrets, secretUrl));
  lines.push('', 'I do nothing more on this plan.');
  return lines.join('\n');
}

const OUTCOMES: Readonly<Record<string, string>> = {
  none: 'Not done',
  intended: 'Not done',
  sent: 'Outcome not known',
  unknown: 'Outcome not known',
  confirmed: 'Done',
  failed: 'Failed',
};

/** There is no plan: a technician has to look. */
export function handoverNote(
  run: Pick<Run, 'id' | 'sensitive' | 'verification'>,
  reason: string,
  { obstacles = [], unreached = [] }: Partial<Hindrances> = {},
): string {
  const lines = [
    `${AGENT_NOTE_PREFIX}: please take over (run ${shortId(run.id)})`,
    '',
    oneLine(reason, MOST.reason),
    '',
    ...(obstacles.length > 0 ? ['What stands in the way', ...bullets(obstacles), ''] : []),
    ...(unreached.length > 0 ? [UNREACHED, ...bullets(unreached), ''] : []),
    'Nothing was changed.',
  ];
  // What came of a verification stands in notes of its own.
  if (run.sensitive?.yes && !run.verification) lines.push(`${NOT_PROVEN} act on it.`);
  return lines.join('\n');
}

/** The plan was denied, expired or withdrawn; or the run was ended before there was one. */
export function endedNote(run: Pick<Run, 'id'>, plan: Pick<Plan, 'number'> | undefined, reason: string): string {
  const which = plan ? `run ${shortId(run.id)}, plan ${plan.number}` : `run ${shortId(run.id)}`;
  return [`${AGENT_NOTE_PREFIX}: ended (${which})`, '', oneLine(reason, MOST.reason), 'Nothing was changed.'].join(
    '\n',
  );
}

function bullets(lines: readonly string[]): string[] {
  return lines.map((line) => `- ${oneLine(line, MOST.sentence)}`);
}

/** Enough of an id for people to tell runs apart. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
