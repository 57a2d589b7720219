/**
 * Secrets by reference: a step that needs what an earlier one kept (a script that takes a password) names it by its id, and
 * only the tool gets the value. The model, the plan, the note and the record see the reference.
 */
import type { Model } from 'mongoose';
import { NotFound } from '../errors.js';
import type { StoredSecret } from './secret-model.js';
import type { Vault } from './vault.js';

/** That a step was handed a secret: everything but its value. */
export interface HandedOn {
  secretId: string;
  label: string;
  subject: string;
  clientId: string;
  runId: string;
  ticketId: string;
  /** The step that was handed it. */
  step: number;
}

/** Whose keeper is asked: a step of a run's plan. */
export interface Asking {
  clientId: string;
  runId: string;
  step: number;
}

const WHAT = 'secret of an earlier step that can still be handed on';

/** Whether this is `handOn` saying that there is no such secret: the step was not sent. */
export function isSecretMissing(error: unknown): error is NotFound {
  return error instanceof NotFound && error.details.what === WHAT;
}

/**
 * The value of a secret that an earlier step of the same run, or its diagnosis, kept; `record` is called before it is given
 * out. Throws NotFound for any other, for one that has expired, and for one that somebody has opened: its value is gone.
 */
export async function handOn(
  secretId: string,
  asking: Asking,
  {
    model,
    vault,
    now,
    record,
  }: { model: Model<StoredSecret>; vault: Vault; now: () => Date; record: (handed: HandedOn) => Promise<void> },
): Promise<string> {
  const { clientId, runId, step } = asking;
  const stored = await model.findOne({ _id: secretId, clientId, runId }).lean();
  const isEarlier = stored && (stored.step === undefined || stored.step < step);
  if (!isEarlier || stored.sealed === undefined || stored.expiresAt <= now()) throw new NotFound(WHAT, secretId);
  const { label, subject, ticketId } = stored;
  await model.updateOne({ _id: secretId, clientId }, { $set: { handedOn: true } });
  await record({ secretId, label, subject, clientId, runId, ticketId, step });
  return vault.open(stored.sealed, { owner: secretId, field: 'value' });
}
