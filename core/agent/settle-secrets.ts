import type { KeptSecret, Secrets } from '../integrations/secrets.js';
import { confirmLease } from './moves.js';
import type { LeasedRun } from './runs.js';

/**
 * Lets the ledger decide which secrets are in force: those of steps that took place are confirmed, those of steps that did
 * not are deleted; where the outcome is not known, they stay proposals until they expire. Repeating it changes nothing.
 * Returns what a note may list: what was made (a new password) is for people, also when a later step was handed it; what was
 * only looked up where it is stored and handed on is for nobody, and deleted here. Throws Conflict `lease_lost`.
 */
export async function settleSecrets(leased: LeasedRun, secrets: Secrets): Promise<KeptSecret[]> {
  await confirmLease(leased);
  const { clientId, id: runId, ledger } = leased.run;
  for (const { step, state, secretIds, readBack = false } of ledger) {
    if (state === 'confirmed') await secrets.confirm({ clientId, runId, step }, secretIds, { readBack });
    if (state === 'failed' || state === 'intended') await secrets.discard({ clientId, runId, step });
  }
  const kept = await secrets.ofRun(clientId, runId);
  const forNobody = kept.filter((secret) => secret.forNobody).map(({ secretId }) => secretId);
  await secrets.forget({ clientId, runId }, forNobody);
  return kept.filter((secret) => !secret.forNobody);
}
