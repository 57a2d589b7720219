/** The requester's proof of who they are: before a sensitive request is begun, and again before a step that demands it. */
import { whoMayApprove } from '../approvals/approvers.js';
import type { Note } from '../ports/psa.js';
import { personOf, type VerifiedPerson } from '../verification/person.js';
import { providerAmong } from '../verification/provider.js';
import type { Verification } from '../verification/verification.js';
import { challengeNote, resultNote } from '../verification/notes.js';
import { judgeVouch } from '../verification/vouch.js';
import { type AdvanceDeps, confirmLease, handOver, idsOf, move } from './moves.js';
import type { Run } from './run.js';
import type { LeasedRun } from './runs.js';
import type { Situation } from './situation.js';
import { endRun, stopPlan } from './stop-plan.js';
import { writeNoteOnce } from './write-note.js';

/** Whether a verification provider is connected: without one, what a technician approves is what there is. */
export function canVerify({ connected, client }: Pick<Situation, 'connected' | 'client'>): boolean {
  return providerAmong(connected, client.mappings) !== undefined;
}

/** Whether nothing stands in the way of a step that demands a verified requester. */
export async function isVerified(run: Run, situation: Situation, deps: AdvanceDeps): Promise<boolean> {
  return !canVerify(situation) || (await heldBy(run, situation, deps)) !== undefined;
}

/** Goes to sleep until the requester is verified. */
export async function askForVerification(
  leased: LeasedRun,
  deps: AdvanceDeps,
  before: 'diagnosis' | 'execution',
): Promise<'on'> {
  const round = (leased.run.verification?.round ?? 0) + 1;
  await move(leased, deps, 'awaiting_verification', { verification: { before, round } });
  return 'on';
}

/** awaiting_verification: asleep until there is a result, a technician vouches, or time is over. */
export async function awaitVerification(
  leased: LeasedRun,
  situation: Situation,
  deps: AdvanceDeps,
): Promise<'on' | 'wait'> {
  const { run } = leased;
  const { verification: waiting, requester } = run;
  if (!waiting) throw new Error(`Run ${run.id} awaits a verification that nobody asked for`);
  if (situation.ticket.closed) return endRun(leased, situation, deps, 'The ticket was closed meanwhile.');
  const person = requester && personOf(requester);
  if (!person) return refuse(leased, situation, deps, 'It is not known who asks, so nobody could be verified.');
  const held = await heldBy(run, situation, deps);
  if (held) return goOn(leased, situation, deps, held);
  await confirmLease(leased);
  const started = await verificationOf(run, person, deps);
  if (!started) return goOn(leased, situation, deps, undefined); // The provider was disconnected meanwhile.
  if (waiting.id !== started.id) await leased.change({ verification: { ...waiting, id: started.id } });
  const title = providerAmong(situation.connected, situation.client.mappings)?.title ?? started.provider;
  if (started.reference) await writeVerificationNote('sent', challengeNote(started, title));
  const verification = started.state === 'pending' ? await deps.challenges.poll(started) : started;
  if (verification.state === 'pending' || verification.state === 'intended') {
    const vouched = await vouch(leased, person, situation, deps);
    if (vouched) return afterResult(vouched);
    return sleepUntil(deps.challenges.nextPollAt(verification));
  }
  return afterResult(verification);

  async function afterResult(result: Verification): Promise<'on' | 'wait'> {
    if (!(await isNoted(result))) await recordResult(result);
    if (result.state === 'approved') return goOn(leased, situation, deps, result);
    if (result.state === 'denied') {
      return refuse(leased, situation, deps, `${person?.name ?? 'The requester'} could not be verified: it was denied.`);
    }
    const word = await vouch(leased, person, situation, deps);
    if (word) return afterResult(word);
    const settled = result.settledAt ?? result.createdAt;
    const until = new Date(settled.getTime() + situation.msp.verification.waitHours * 3_600_000);
    if (!situation.msp.verification.vouch || deps.now() >= until) {
      return refuse(leased, situation, deps, `${person?.name ?? 'The requester'} was not verified (${result.state}).`);
    }
    return sleepUntil(until);
  }

  async function sleepUntil(when: Date): Promise<'wait'> {
    await leased.change({ sleepUntil: when, answeredMessages: leased.run.messages.length });
    await deps.wakeAt(run.id, when);
    return 'wait';
  }
}
