import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { SecretKeeper } from '../tools/tool.js';
import { type HandedOn, handOn } from './hand-on-secret.js';
import { createReveal, type Reveal } from './reveal-secret.js';
import { secretModel } from './secret-model.js';
import type { Vault } from './vault.js';

/** How long a secret waits to be fetched. */
const SECRET_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/** A step of a run's plan. */
export interface StepOfRun {
  clientId: string;
  runId: string;
  step: number;
}

/** What may be said of a secret: everything but its value. */
export interface KeptSecret {
  secretId: string;
  /** What it is, for technicians. */
  label: string;
  /** Whose it is. */
  subject: string;
  /** True when no answer told that it is in force: reading back did. */
  readBack: boolean;
  /** It was looked up, is kept elsewhere, and a later step was handed it: people need it no more. */
  forNobody: boolean;
  expiresAt: Date;
}

export interface Secrets extends Reveal {
  /**
   * The keeper for the calls of one step, whose secrets are proposals until `confirm`; without a step, for a call that
   * only reads, whose secrets are in force already. Only a step's keeper hands secrets of earlier steps on.
   */
  keeper(owner: { clientId: string; runId: string; ticketId: string; step?: number }): SecretKeeper;
  /** The step took place: these are in force, the step's others never were and are deleted. Repeating it changes nothing. */
  confirm(step: StepOfRun, secretIds: readonly string[], how?: { readBack?: boolean }): Promise<void>;
  /** The step did not take place: what it proposed is deleted. */
  discard(step: StepOfRun): Promise<void>;
  /** The last secret that a step kept: the one that is in force, if any is. */
  newestOf(step: StepOfRun): Promise<string | undefined>;
  /** Confirmed secrets of a run, newest last. */
  ofRun(clientId: string, runId: string): Promise<KeptSecret[]>;
  /** Deletes some of a run. */
  forget(run: { clientId: string; runId: string }, secretIds: readonly string[]): Promise<void>;
  /** Deletes all of a client. Returns how many there were. */
  eraseOfClient(clientId: string): Promise<number>;
}

export function createSecrets({
  connection,
  vault,
  now,
  handedOn: record,
}: {
  connection: Connection;
  vault: Vault;
  now: () => Date;
  /** Called each time a step is about to be handed a secret. Absent: none is. */
  handedOn?: (handed: HandedOn) => Promise<void>;
}): Secrets {
  const model = secretModel(connection);

  function opening({ clientId, runId, step }: { clientId: string; runId: string; step?: number }) {
    if (step === undefined || !record) return {};
    const asking = { clientId, runId, step };
    return { open: (secretId: string) => handOn(secretId, asking, { model, vault, now, record }) };
  }

  return {
    ...createReveal({ model, vault, now }),
    keeper: (owner) => ({
      async keep({ label, value, subject, stored = false }) {
        const secretId = randomUUID();
        const createdAt = now();
        await model.create({
          _id: secretId,
          ...owner,
          state: owner.step === undefined ? 'confirmed' : 'proposed',
          ...(stored ? { stored } : {}),
          label,
          subject,
          sealed: vault.seal(value, { owner: secretId, field: 'value' }),
          createdAt,
          expiresAt: new Date(createdAt.getTime() + SECRET_LIFETIME_MS),
        });
        return { secretId };
      },
      ...opening(owner),
    }),
    async confirm({ clientId, runId, step }, secretIds, { readBack = false } = {}) {
      const inForce = [...secretIds];
      await model.deleteMany({ clientId, runId, step, _id: { $nin: inForce } });
      await model.updateMany(
        { clientId, runId, step, _id: { $in: inForce } },
        { $set: { state: 'confirmed', readBack } },
      );
    },
    async discard({ clientId, runId, step }) {
      await model.deleteMany({ clientId, runId, step });
    },
    async newestOf({ clientId, runId, step }) {
      const newest = await model.findOne({ clientId, runId, step }, { _id: 1 }).sort({ createdAt: -1 }).lean();
      return newest?._id;
    },
    async ofRun(clientId, runId) {
      const found = await model
        .find({ clientId, runId, state: 'confirmed' }, { sealed: 0 })
        .sort({ createdAt: 1 })
        .lean();
      return found.map(({ _id, label, subject, readBack = false, stored, handedOn, expiresAt }) => ({
        secretId: _id,
        label,
        subject,
        readBack,
        forNobody: stored === true && handedOn === true,
        expiresAt,
      }));
    },
    async forget({ clientId, runId }, secretIds) {
      if (secretIds.length > 0) await model.deleteMany({ clientId, runId, _id: { $in: [...secretIds] } });
    },
    async eraseOfClient(clientId) {
      return (await model.deleteMany({ clientId })).deletedCount;
    },
  };
}
