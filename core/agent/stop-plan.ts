import { type AdvanceDeps, confirmLease, move, planOf } from './moves.js';
import { endedNote, failureNote } from './note.js';
import type { LeasedRun } from './runs.js';
import { settleSecrets } from './settle-secrets.js';
import type { Situation } from './situation.js';
import { writeNoteOnce } from './write-note.js';

/** Ends a run whose plan cannot be carried out to its end, with a note that says what was done and what was not. */
export async function stopPlan(
  leased: LeasedRun,
  { psa }: Situation,
  deps: AdvanceDeps,
  reason: string,
): Promise<'on'> {
  const plan = planOf(leased.run);
  const secrets = await settleSecrets(leased, deps.secrets);
  await confirmLease(leased);
  await deps.approvals.close(leased.run.id, 'cancelled', reason);
  const text = failureNote({ run: leased.run, plan, reason, secrets, secretUrl: deps.secretUrl });
  await writeNoteOnce(leased, { key: 'closing', text, psa, activity: deps.activity });
  await move(leased, deps, 'failed', { ending: reason });
  return 'on';
}

/**
 * Ends a run before its work is done: what it asked for is withdrawn, and one note says why. Repeating it after a crash
 * writes no second note.
 */
export async function endRun(
  leased: LeasedRun,
  situation: Situation,
  deps: AdvanceDeps,
  reason: string,
): Promise<'on'> {
  const { run } = leased;
  if (run.ledger.length > 0) return stopPlan(leased, situation, deps, reason);
  await confirmLease(leased);
  await deps.approvals.close(run.id, 'cancelled', reason);
  const text = endedNote(run, run.plan, reason);
  const key = `ended-${run.plan?.number ?? 0}`;
  await writeNoteOnce(leased, { key, text, psa: situation.psa, activity: deps.activity });
  await move(leased, deps, 'cancelled', { ending: reason });
  return 'on';
}
