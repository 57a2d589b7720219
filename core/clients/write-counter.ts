import { type Connection, Schema } from 'mongoose';
import { tenantGuard } from '../store/tenant-guard.js';
import type { WriteLimits } from '../tools/policy-settings.js';

/** One change that a run is about to make. */
export interface Take {
  clientId: string;
  runId: string;
  /** Of the plan, from 0; for people who look. */
  step: number;
  /** The same for the same step of the same plan, however often it is resumed; unique within the run. */
  key: string;
}

export type Allowance =
  | { allowed: true }
  /** `reason`: one plain sentence without a full stop. */
  | { allowed: false; limit: keyof WriteLimits; reason: string };

export interface WriteCounter {
  /**
   * Asks to make one change, and counts it when it is allowed. Asked again with the same key, it is counted once. Two
   * processes that ask at the same moment never exceed a limit together; at its very edge both may be refused.
   */
  take(take: Take, limits: WriteLimits): Promise<Allowance>;
}

interface StoredTake {
  _id: string;
  clientId: string;
  runId: string;
  step: number;
  at: Date;
  /** False while it is being judged. */
  granted: boolean;
  expiresAt: Date;
}

const HOUR_MS = 3_600_000;
/** Longer than a run can sleep between two changes (an approval may wait for 90 days); each change renews its run's rows. */
const KEEP_MS = 100 * 24 * HOUR_MS;

const REASONS: Readonly<Record<keyof WriteLimits, (limit: number) => string>> = {
  perRun: (limit) => `The limit of ${changes(limit)} in one run is reached`,
  perHourAndClient: (limit) => `The limit of ${changes(limit)} an hour for this client is reached`,
  perHour: (limit) => `The limit of ${changes(limit)} an hour for all clients together is reached`,
};

/**
 * Counts changes by a row each. A row is there before anything is counted, and rows that are still being judged count too:
 * of two that ask at once, at least one sees the other.
 */
export function createWriteCounter({ connection, now }: { connection: Connection; now: () => Date }): WriteCounter {
  const model = takeModel(connection);

  async function counts({ clientId, runId }: Take, since: Date): Promise<Record<keyof WriteLimits, number>> {
    const [perRun, perHourAndClient, perHour] = await Promise.all([
      model.countDocuments({ clientId, runId }),
      model.countDocuments({ clientId, at: { $gt: since } }),
      model.countDocuments({ at: { $gt: since } }, { allClients: true }),
    ]);
    return { perRun, perHourAndClient, perHour };
  }

  return {
    async take(take, limits) {
      await model.init();
      const { clientId, runId, step, key } = take;
      const at = now();
      const since = new Date(at.getTime() - HOUR_MS);
      const expiresAt = new Date(at.getTime() + KEEP_MS);
      const row = { _id: JSON.stringify([clientId, runId, key]), clientId };
      const first = { runId, step, at, expiresAt, granted: false };
      const before = await model
        .findOneAndUpdate(row, { $setOnInsert: first }, { upsert: true, returnDocument: 'before' })
        .lean();
      const isCounted = before?.granted === true && before.at > since;
      // Without this a step that is tried again after an hour would be made now and counted then.
      if (before) await model.updateOne(row, { $set: { at, granted: isCounted } });
      if (isCounted) return { allowed: true };
      const reached = reachedLimit(await counts(take, since), limits);
      if (reached) {
        // What was granted long ago may have taken place then: it stays counted where it was.
        if (before?.granted) await model.updateOne(row, { $set: { at: before.at, granted: true } });
        else await model.deleteOne(row);
        return { allowed: false, ...reached };
      }
      await model.updateOne(row, { $set: { granted: true } });
      await model.updateMany({ clientId, runId }, { $set: { expiresAt } });
      return { allowed: true };
    },
  };
}

function reachedLimit(
  counted: Record<keyof WriteLimits, number>,
  limits: WriteLimits,
): { limit: keyof WriteLimits; reason: string } | undefined {
  for (const limit of ['perRun', 'perHourAndClient', 'perHour'] as const) {
    const most = limits[limit];
    if (most !== undefined && counted[limit] > most) return { limit, reason: REASONS[limit](most) };
  }
  return undefined;
}

function takeModel(connection: Connection) {
  const schema = new Schema<StoredTake>(
    {
      _id: { type: String, required: true },
      clientId: { type: String, required: true },
      runId: { type: String, required: true },
      step: { type: Number, required: true },
      at: { type: Date, required: true },
      granted: { type: Boolean, required: true },
      expiresAt: { type: Date, required: true },
    },
    { collection: 'write_takes', versionKey: false },
  );
  schema.plugin(tenantGuard);
  schema.index({ clientId: 1, runId: 1 });
  schema.index({ clientId: 1, at: 1 });
  schema.index({ at: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model('WriteTake', schema);
}

function changes(limit: number): string {
  return `${limit} ${limit === 1 ? 'change' : 'changes'}`;
}
