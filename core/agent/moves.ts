/** What every state's work is given, and the steps they share. */
import type { Activity } from '../activity/record.js';
import type { Approvals } from '../approvals/approval.js';
import type { ApprovalLinks } from '../approvals/link.js';
import type { WriteCounter } from '../clients/write-counter.js';
import type { Secrets } from '../integrations/secrets.js';
import type { Model } from '../ports/model.js';
import type { Contact } from '../ports/psa.js';
import type { ToolScope } from '../tools/tool.js';
import type { Challenges } from '../verification/challenge.js';
import type { Verifications } from '../verification/verification.js';
import type { DiagnosisLimits, Hindrances } from './diagnose.js';
import { handoverNote, type SecretUrl } from './note.js';
import { FINAL_STATES, type Plan, type Run, type RunState } from './run.js';
import type { LeasedRun, RunChanges, Runs } from './runs.js';
import type { Situation, SituationDeps } from './situation.js';
import { writeNoteOnce } from './write-note.js';

export interface AdvanceDeps extends SituationDeps {
  approvals: Approvals;
  activity: Activity;
  secrets: Secrets;
  /** The numbered configuration that a run which begins now works with. */
  configurationFor(clientId: string): Promise<{ number: number }>;
  verifications: Verifications;
  challenges: Challenges;
  /** When a contact's addresses or numbers last changed; undefined where they did not, or it is not known. */
  contactChangedAt?: ((contact: Contact) => Promise<Date | undefined>) | undefined;
  /** Whether somebody who agreed to be this contact is on a call or chat about this ticket, to tell a code; always where absent. */
  canTellCode?: ((ticketId: string, contactId: string | undefined) => Promise<boolean>) | undefined;
  writes: WriteCounter;
  links: Pick<ApprovalLinks, 'linksFor'>;
  secretUrl: SecretUrl;
  runs: Pick<Runs, 'allOn'>;
  model(): Promise<Model | undefined>;
  /** Wakes the run at a time: to remind, to expire. */
  wakeAt(runId: string, when: Date): Promise<void>;
  /** A run is over: its ticket may hold words that no run has answered. */
  ended(run: Run): Promise<void>;
  now(): Date;
  limits: DiagnosisLimits;
  /** How long a step without an answer may take to show when it is read back. Milliseconds; half a minute by default. */
  settlingMs?: number | undefined;
}

/** What a state does: it moves the run on, or returns 'wait' to sleep until something happens. */
export type StateWork = (leased: LeasedRun, situation: Situation, deps: AdvanceDeps) => Promise<'on' | 'wait'>;

/** Goes into another state; what was in the way before is over. */
export async function move(
  leased: LeasedRun,
  { activity, verifications, ended }: AdvanceDeps,
  state: RunState,
  changes: RunChanges,
) {
  const before = leased.run.state;
  await leased.change({ ...changes, state, trouble: null });
  const what = changes.ending ? `${state}: ${changes.ending}` : state;
  await activity.add({ ...idsOf(leased.run), kind: 'run.state', what, detail: { from: before, to: state } });
  if (!FINAL_STATES.includes(state)) return;
  const open = leased.run.verification && (await verifications.openOf(leased.run));
  if (open) await verifications.settle(open, 'expired', { reason: 'The run has ended.' });
  await ended(leased.run);
}

/** Approvals know no fence: whoever changes one asks first whether the run is still theirs. Throws Conflict `lease_lost`. */
export async function confirmLease(leased: LeasedRun): Promise<void> {
  await leased.change({});
}

/** Where a run's tool calls take place, by the client's id at an integration; `step`: the step of the plan that calls. */
export function scopeOf(run: Run, { secrets }: AdvanceDeps): (mapping: string, step?: number) => ToolScope {
  const { clientId, ticketId, id: runId } = run;
  return (mapping, step) => ({
    clientId,
    mapping,
    ticketId,
    runId,
    secrets: secrets.keeper({ clientId, runId, ticketId, ...(step === undefined ? {} : { step }) }),
  });
}

export function idsOf({ clientId, id, ticketId }: Run) {
  return { clientId, runId: id, ticketId };
}

export function planOf(run: Run): Plan {
  if (!run.plan) throw new Error(`Run ${run.id} is ${run.state} without a plan`);
  return run.plan;
}

/** Ends the run with a plain note that asks a technician to take over. */
export async function handOver(
  leased: LeasedRun,
  situation: Situation,
  deps: AdvanceDeps,
  reason: string,
  { answered = leased.run.messages.length, ...met }: { answered?: number } & Partial<Hindrances> = {},
): Promise<'on'> {
  await confirmLease(leased);
  await deps.approvals.close(leased.run.id, 'cancelled', reason);
  const text = handoverNote(leased.run, reason, met);
  await writeNoteOnce(leased, { key: 'handover', text, psa: situation.psa, activity: deps.activity });
  await move(leased, deps, 'failed', { ending: reason, answeredMessages: answered });
  return 'on';
}

export function endedByPerson({ endAsked }: Pick<Run, 'endAsked'>): string | undefined {
  return endAsked && `${endAsked.by} ended this: ${endAsked.reason}`;
}

/** Why a run must not go on, whatever it waits for: somebody ended it, or its ticket is not this client's any more. */
export function overBecause(run: Run, { ticket, client }: Situation): string | undefined {
  const ended = endedByPerson(run);
  if (ended) return ended;
  if (ticket.companyId !== client.mappings[run.psaKind]) {
    return 'The ticket does not belong to this client any more, so what was asked for is void.';
  }
  return undefined;
}
