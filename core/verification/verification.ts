/**
 * Verifications: each a challenge that was sent to a person, or a technician's word for them, and what came of it.
 *
 * Invariants
 * - A run has at most one challenge that is open (a partial unique index on runId).
 * - A state is left only by one atomic update that names the state it leaves; nothing leaves approved, denied, expired,
 *   unavailable.
 * - The id of a challenge is stored before it is sent and is the key it is sent with.
 * - A result holds for one person, one run, and some minutes after it was given.
 */

import { randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import { isDuplicateKey } from '../errors.js';
import { tenantGuard } from '../store/tenant-guard.js';
import { isThatPerson, type VerifiedPerson } from './person.js';

export type VerificationResult = 'approved' | 'denied' | 'expired' | 'unavailable';
export type VerificationState = 'intended' | 'pending' | VerificationResult;

export interface Verification {
  /** Also the key that the provider is given. */
  id: string;
  clientId: string;
  runId: string;
  psaKind: string;
  ticketId: string;
  person: VerifiedPerson;
  /** An integration's kind, or `vouch`. */
  provider: string;
  state: VerificationState;
  /** What the provider is asked with. */
  reference?: string;
  createdAt: Date;
  /** No answer counts that comes later. */
  expiresAt: Date;
  settledAt?: Date;
  /** Why there is no better result; fit for a note. */
  reason?: string;
  /** The technician who vouched, or refused to. */
  by?: { technicianId: string; technicianName: string; noteId: string };
}

/** The run that a verification belongs to. */
export type VerifiedRun = Pick<Verification, 'clientId' | 'psaKind' | 'ticketId'> & { id: string };

type Named = Pick<Verification, 'id' | 'clientId'>;

export interface Verifications {
  /**
   * Stores a challenge that is about to be sent. When the run has an open one, that is returned and nothing is stored
   * (`isNew` false).
   */
  intend(
    run: VerifiedRun,
    challenge: Pick<Verification, 'person' | 'provider' | 'expiresAt'>,
  ): Promise<{ verification: Verification; isNew: boolean }>;
  /** intended -> pending; false when it has been settled meanwhile. */
  sent(named: Named, sent: { reference: string; expiresAt: Date }): Promise<boolean>;
  /** From intended or pending; false when somebody was faster. `settledAt`: now when absent. */
  settle(named: Named, state: VerificationResult, outcome?: { settledAt?: Date; reason?: string }): Promise<boolean>;
  /** A technician's word. One note counts once: the same note again gives what was stored of it first. */
  vouch(
    run: VerifiedRun,
    word: {
      person: VerifiedPerson;
      state: 'approved' | 'denied';
      settledAt: Date;
      by: NonNullable<Verification['by']>;
    },
  ): Promise<Verification>;
  get(named: Named): Promise<Verification | undefined>;
  openOf(run: Pick<VerifiedRun, 'id' | 'clientId'>): Promise<Verification | undefined>;
  /** All of a run, oldest first. */
  allOf(run: Pick<VerifiedRun, 'id' | 'clientId'>): Promise<Verification[]>;
  /** How many challenges a person has been sent since a time, whatever the run. */
  countSent(clientId: string, person: VerifiedPerson, since: Date): Promise<number>;
  /**
   * The approved result for exactly this person and run that was given within `holdMinutes` before `at`. A denial that was
   * given at the same time or later ends it; so does a change of the person's address.
   */
  holds(asked: {
    run: Pick<VerifiedRun, 'id' | 'clientId'>;
    person: VerifiedPerson;
    at: Date;
    holdMinutes?: number;
  }): Promise<Verification | undefined>;
}

interface StoredVerification extends Omit<Verification, 'id'> {
  _id: string;
  /** Present while it is intended or pending: what the partial unique index looks at. */
  open?: boolean;
}

/** The `provider` of a technician's word. */
export const VOUCH = 'vouch';

const HOLD_MINUTES = 30;
const MINUTE_MS = 60_000;

export function createVerifications({ connection, now }: { connection: Connection; now: () => Date }): Verifications {
  const model = verificationModel(connection);

  const verifications: Verifications = {
    async intend(run, challenge) {
      await model.init(); // Only the index, once it is there, makes a second open challenge impossible.
      const known = await verifications.openOf(run);
      if (known) return { verification: known, isNew: false };
      try {
        const stored = {
          _id: randomUUID(),
          ...idsOf(run),
          ...challenge,
          state: 'intended' as const,
          createdAt: now(),
          open: true,
        };
        await model.create(stored);
        return { verification: toVerification(stored), isNew: true };
      } catch (error) {
        const winner = isDuplicateKey(error) ? await verifications.openOf(run) : undefined;
        if (winner) return { verification: winner, isNew: false };
        throw error;
      }
    },
    async sent({ id, clientId }, { reference, expiresAt }) {
      const moved = await model.updateOne(
        { _id: id, clientId, state: 'intended' },
        { $set: { state: 'pending', reference, expiresAt } },
      );
      return moved.modifiedCount === 1;
    },
    async settle({ id, clientId }, state, { settledAt = now(), reason } = {}) {
      const moved = await model.updateOne(
        { _id: id, clientId, state: { $in: ['intended', 'pending'] } },
        { $set: { state, settledAt, ...(reason ? { reason } : {}) }, $unset: { open: 1 } },
      );
      return moved.modifiedCount === 1;
    },
    async vouch(run, { person, state, settledAt, by }) {
      const id = `${run.id}/${by.noteId}`;
      const word = {
        ...idsOf(run),
        person,
        provider: VOUCH,
        state,
        createdAt: now(),
        expiresAt: settledAt,
        settledAt,
        by,
      };
      const { clientId } = run;
      try {
        await model.updateOne({ _id: id, clientId }, { $setOnInsert: word }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      return toVerification(await model.findOne({ _id: id, clientId }).orFail().lean());
    },
    async get({ id, clientId }) {
      return optional(await model.findOne({ _id: id, clientId }).lean());
    },
    async openOf({ id, clientId }) {
      return optional(await model.findOne({ clientId, runId: id, open: true }).lean());
    },
    async allOf({ id, clientId }) {
      return (await model.find({ clientId, runId: id }).sort({ createdAt: 1 }).lean()).map(toVerification);
    },
    countSent: (clientId, person, since) =>
      model.countDocuments({
        clientId,
        'person.key': person.key,
        createdAt: { $gte: since },
        reference: { $ne: null },
      }),
    async holds({ run, person, at, holdMinutes = HOLD_MINUTES }) {
      const given = await model
        .find({ clientId: run.clientId, runId: run.id, state: { $in: ['approved', 'denied'] } })
        .sort({ settledAt: -1 })
        .lean();
      const results = given.map(toVerification).filter((result) => isThatPerson(result.person, person));
      const since = at.getTime() - holdMinutes * MINUTE_MS;
      const approved = results.find(
        (result) => result.state === 'approved' && isWithin(result.settledAt, since, at.getTime()),
      );
      const denied = results.find((result) => result.state === 'denied');
      return approved && timeOf(approved) > timeOf(denied) ? approved : undefined;
    },
  };
  return verifications;
}

function verificationModel(connection: Connection) {
  const schema = new Schema<StoredVerification>(
    {
      _id: { type: String, required: true },
      clientId: { type: String, required: true },
      runId: { type: String, required: true },
      psaKind: { type: String, required: true },
      ticketId: { type: String, required: true },
      person: { type: Schema.Types.Mixed, required: true },
      provider: { type: String, required: true },
      state: { type: String, required: true },
      reference: String,
      createdAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
      settledAt: Date,
      reason: String,
      by: Schema.Types.Mixed,
      open: Boolean,
    },
    { collection: 'verifications', versionKey: false },
  );
  schema.index({ runId: 1, open: 1 }, { unique: true, partialFilterExpression: { open: true } });
  schema.index({ clientId: 1, runId: 1 });
  schema.index({ clientId: 1, 'person.key': 1, createdAt: 1 });
  schema.plugin(tenantGuard);
  return connection.model('Verification', schema);
}

function idsOf({ id: runId, clientId, psaKind, ticketId }: VerifiedRun) {
  return { runId, clientId, psaKind, ticketId };
}

function isWithin(when: Date | undefined, from: number, to: number): boolean {
  return when !== undefined && when.getTime() >= from && when.getTime() <= to;
}

function timeOf(result: Verification | undefined): number {
  return result?.settledAt?.getTime() ?? Number.NEGATIVE_INFINITY;
}

function toVerification({ _id, open: _open, ...rest }: StoredVerification): Verification {
  return { id: _id, ...rest };
}

function optional(stored: StoredVerification | null): Verification | undefined {
  return stored ? toVerification(stored) : undefined;
}
