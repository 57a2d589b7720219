import { begin, diagnoseTicket, screenRequest } from './begin.js';
import { executePlan } from './carry-out.js';
import { type AdvanceDeps, handOver, overBecause, type StateWork } from './moves.js';
import { FINAL_STATES, type RunState } from './run.js';
import type { LeasedRun } from './runs.js';
import { awaitApproval, notePlan } from './seek-approval.js';
import { readSituation } from './situation.js';
import { endRun, stopPlan } from './stop-plan.js';
import { awaitVerification } from './verify.js';

const WORK: Readonly<Record<Exclude<RunState, 'done' | 'failed' | 'cancelled'>, StateWork>> = {
  queued: begin,
  screening: screenRequest,
  awaiting_verification: awaitVerification,
  diagnosing: diagnoseTicket,
  planned: notePlan,
  awaiting_approval: awaitApproval,
  executing: executePlan,
};

/** More state changes than any sound run makes in one go. */
const MOST_MOVES = 12;

/**
 * Moves a run as far as it can go now. Throws VendorError when an outside system is down in passing; advancing again
 * later goes on from the stored state.
 */
export async function advance(leased: LeasedRun, deps: AdvanceDeps): Promise<void> {
  for (let moves = 0; moves < MOST_MOVES; moves += 1) {
    const { state } = leased.run;
    if (FINAL_STATES.includes(state)) return;
    const work = state in WORK ? WORK[state as keyof typeof WORK] : undefined;
    if (!work) return;
    const situation = await readSituation(leased.run, deps);
    // What is being carried out stops between two steps, with a note of what was done.
    const over = state === 'executing' ? undefined : overBecause(leased.run, situation);
    if (over) {
      await endRun(leased, situation, deps, over);
      return;
    }
    if ((await work(leased, situation, deps)) === 'wait') return;
  }
}

/** Ends a run that cannot go on, with a plain note. */
export async function failRun(leased: LeasedRun, deps: AdvanceDeps, reason: string): Promise<void> {
  const situation = await readSituation(leased.run, deps);
  const hasBegun = leased.run.plan !== undefined && leased.run.ledger.length > 0;
  await (hasBegun ? stopPlan : handOver)(leased, situation, deps, reason);
}
