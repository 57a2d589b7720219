/**
 * Verifications: each a challenge that was sent to a person, or a technician's word for them, and what came of it.
 *
 * Invariants
 * - A run has at most one challenge that is open (a partial unique index on runId).
 * - A state is left only by one atomic update that names the state it leaves; nothing leaves approved, denied, expired,
 *   unavailable.
 * - The id of a challenge is stored before it is sent and is the key it is sent with.
 * - A result holds for one person, one run, and some minutes after it was given.
 * - Of a code of ours only a keyed digest is stored, and nobody but `tryCode` sees it. A try is counted before it is
 *   compared, three are counted at most, and the digest goes with the result: no code works twice.
 */

import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../errors.js';
import { isThatPerson, type VerifiedPerson } from './person.js';
import type { CodeAnswer } from './proof-now.js';
import { toVerification, type Verification, type VerificationResult, verificationModel } from './verification-model.js';

export type { Verification, VerificationResult, VerificationState } from './verification-model.js';

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
    challenge: Pick<Verification, 'person' | 'provider' | 'expiresAt' | 'proof' | 'factor'>,
  ): Promise<{ verification: Verification; isNew: boolean }>;
  /** Keeps the digest of a code that is about to be sent; an earlier one is worth nothing from now on. False when it is settled. */
  keepDigest(named: Named, digest: string): Promise<boolean>;
  /** intended -> pending; false when it has been settled meanwhile. */
  sent(named: Named, sent: { reference: string; expiresAt: Date; sentTo?: string }): Promise<boolean>;
  /** They want another code; false when it is not pending, or one is on its way. */
  askAgain(named: Named): Promise<boolean>;
  /** Another code is out (`sent`), or cannot be had. */
  resent(named: Named, sent?: { reference: string; expiresAt: Date; sentTo?: string }): Promise<boolean>;
  /**
   * One try with a code: counted first, then compared by `isRight` (with the stored digest, undefined where the code is the
   * provider's own). Right settles it as approved, the third wrong one as denied; `over` when it is not pending any more.
   */
  tryCode(named: Named, isRight: (digest: string | undefined) => boolean | Promise<boolean>): Promise<CodeAnswer>;
  /** From intended or pending; false when somebody was faster. `settledAt`: now when absent. */
  settle(
    named: Named,
    state: VerificationResult,
    outcome?: { settledAt?: Date; reason?: string; fraud?: boolean },
  ): Promise<boolean>;
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
  /**
   * How many challenges a person has been sent since a time, whatever the run; each code counts. Whoever has their address or
   * their mobile is the same person. With `before`, those count too that are about to be sent and were stored earlier than it:
   * of many that begin at once only the first go out.
   */
  countSent(clientId: string, person: VerifiedPerson, since: Date, before?: Verification): Promise<number>;
  /** The latest challenge of the same person that was denied (or, with `fraud`, reported as an attack) after a time, whatever the run. */
  lastDenied(
    clientId: string,
    person: VerifiedPerson,
    since: Date,
    only?: { fraud: boolean },
  ): Promise<Verification | undefined>;
  /**
   * The approved result for exactly this person and run that was given within `holdMinutes` before `at`. A denial that was
   * given at the same time or later ends it; so does a change of the person's address. `proves`: whether a result will do.
   */
  holds(asked: {
    run: Pick<VerifiedRun, 'id' | 'clientId'>;
    person: VerifiedPerson;
    at: Date;
    holdMinutes?: number;
    proves?: (verification: Verification) => boolean;
  }): Promise<Verification | undefined>;
}

/** The `provider` of a technician's word. */
export const VOUCH = 'vouch';

/** Codes that may be told for one challenge. */
export const MOST_TRIES = 3;

const WRONG_CODES = `${MOST_TRIES} wrong codes were told.`;

const HOLD_MINUTES = 30;
const MINUTE_MS = 60_000;

export function createVerifications({ connection, now }: { connection: Connection; now: () => Date }): Verifications {
  const model = verificationModel(connection);

  /** Why no try was taken: it is not open, or a process died between the last wrong one and its result. */
  async function noTry(named: Named): Promise<CodeAnswer> {
    const known = await verifications.get(named);
    const spent = known?.state === 'pending' && known.expiresAt > now() && (known.tries ?? 0) >= MOST_TRIES;
    if (!spent) return { state: known?.state === 'denied' ? 'denied' : 'over' };
    await verifications.settle(named, 'denied', { reason: WRONG_CODES });
    return { state: 'denied' };
  }

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
          tries: 0,
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
    async keepDigest({ id, clientId }, digest) {
      const kept = await model.updateOne(
        { _id: id, clientId, state: { $in: ['intended', 'pending'] } },
        { $set: { digest } },
      );
      return kept.matchedCount === 1;
    },
    async sent({ id, clientId }, sent) {
      const moved = await model.updateOne(
        { _id: id, clientId, state: 'intended' },
        { $set: { state: 'pending', ...sent } },
      );
      return moved.modifiedCount === 1;
    },
    async askAgain({ id, clientId }) {
      const asked = await model.updateOne(
        { _id: id, clientId, state: 'pending', resendAskedAt: null },
        { $set: { resendAskedAt: now() } },
      );
      return asked.modifiedCount === 1;
    },
    async resent({ id, clientId }, sent) {
      const moved = await model.updateOne(
        { _id: id, clientId, state: 'pending', resendAskedAt: { $ne: null } },
        { $unset: { resendAskedAt: 1 }, ...(sent ? { $set: sent, $inc: { sends: 1 } } : {}) },
      );
      return moved.modifiedCount === 1;
    },
    async tryCode(named, isRight) {
      const { id, clientId } = named;
      const taken = await model
        .findOneAndUpdate(
          { _id: id, clientId, state: 'pending', proof: 'code', expiresAt: { $gt: now() }, tries: { $lt: MOST_TRIES } },
          { $inc: { tries: 1 } },
          { returnDocument: 'after' },
        )
        .lean();
      if (!taken) return noTry(named);
      if (await isRight(taken.digest)) {
        return (await verifications.settle(named, 'approved')) ? { state: 'approved' } : { state: 'over' };
      }
      const triesLeft = MOST_TRIES - (taken.tries ?? MOST_TRIES);
      if (triesLeft > 0) return { state: 'wrong', triesLeft };
      await verifications.settle(named, 'denied', { reason: WRONG_CODES });
      return { state: 'denied' };
    },
    async settle({ id, clientId }, state, { settledAt = now(), reason, fraud } = {}) {
      const moved = await model.updateOne(
        { _id: id, clientId, state: { $in: ['intended', 'pending'] } },
        {
          $set: { state, settledAt, ...(reason ? { reason } : {}), ...(fraud ? { fraud } : {}) },
          $unset: { open: 1, digest: 1, resendAskedAt: 1 },
        },
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
    async countSent(clientId, person, since, before) {
      const counted = [
        { reference: { $ne: null } },
        ...(before ? [{ state: 'intended' as const, ...earlierThan(before) }] : []),
      ];
      const sent = await model
        .find(
          {
            clientId,
            createdAt: { $gte: since },
            $and: [{ $or: samePerson(person) }, { $or: counted }],
            ...(before ? { _id: { $ne: before.id } } : {}),
          },
          { sends: 1 },
        )
        .lean();
      return sent.reduce((count, { sends = 0 }) => count + 1 + sends, 0);
    },
    async lastDenied(clientId, person, since, { fraud } = { fraud: false }) {
      const denied = await model
        .find({
          clientId,
          $or: samePerson(person),
          state: 'denied',
          provider: { $ne: VOUCH },
          settledAt: { $gt: since },
          ...(fraud ? { fraud: true } : {}),
        })
        .sort({ settledAt: -1 })
        .limit(1)
        .lean();
      return denied[0] && toVerification(denied[0]);
    },
    async holds({ run, person, at, holdMinutes = HOLD_MINUTES, proves = () => true }) {
      const given = await model
        .find({ clientId: run.clientId, runId: run.id, state: { $in: ['approved', 'denied'] } })
        .sort({ settledAt: -1 })
        .lean();
      const results = given.map(toVerification).filter((result) => isThatPerson(result.person, person));
      const since = at.getTime() - holdMinutes * MINUTE_MS;
      const approved = results.find(
        (result) => result.state === 'approved' && isWithin(result.settledAt, since, at.getTime()) && proves(result),
      );
      const denied = results.find((result) => result.state === 'denied');
      return approved && timeOf(approved) > timeOf(denied) ? approved : undefined;
    },
  };
  return verifications;
}

function idsOf({ id: runId, clientId, psaKind, ticketId }: VerifiedRun) {
  return { runId, clientId, psaKind, ticketId };
}

/** The same key, or the same way to reach them: one telephone is one person's, under whatever contact it is on file. */
function samePerson({ key, email, mobile }: VerifiedPerson): Record<string, string>[] {
  return [
    { 'person.key': key },
    ...(email ? [{ 'person.email': email }] : []),
    ...(mobile ? [{ 'person.mobile.number': mobile.number }] : []),
  ];
}

function earlierThan({ id, createdAt }: Verification) {
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }] };
}

function isWithin(when: Date | undefined, from: number, to: number): boolean {
  return when !== undefined && when.getTime() >= from && when.getTime() <= to;
}

function timeOf(result: Verification | undefined): number {
  return result?.settledAt?.getTime() ?? Number.NEGATIVE_INFINITY;
}

function optional(stored: Parameters<typeof toVerification>[0] | null): Verification | undefined {
  return stored ? toVerification(stored) : undefined;
}
