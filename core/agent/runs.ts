import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { Conflict } from '../errors.js';
import { FINAL_STATES, type Run, type RunState } from './run.js';
import { runModel, type StoredRun } from './run-model.js';

/** `null` takes an optional field away. */
export type RunChanges = Partial<
  Omit<Run, 'id' | 'clientId' | 'psaKind' | 'ticketId' | 'fence' | 'startedAt' | 'trouble'>
> & {
  trouble?: Run['trouble'] | null;
};

/** A run that this process may change, until the lease ends. */
export interface LeasedRun {
  readonly run: Run;
  /** How long it holds without being renewed. Milliseconds. */
  readonly leaseMs: number;
  /** Writes under the fence; `seenNotes` are added to those known. Throws Conflict `lease_lost` when another process has taken over. */
  change(changes: RunChanges): Promise<Run>;
  release(): Promise<void>;
}

export interface Runs {
  /** Starts a run, or finds the active one of this ticket. */
  open(
    start: Pick<Run, 'clientId' | 'psaKind' | 'ticketId' | 'configuration' | 'seenNotes'>,
  ): Promise<{ run: Run; isNew: boolean }>;
  get(id: string): Promise<Run | undefined>;
  activeOn(psaKind: string, ticketId: string): Promise<Run | undefined>;
  latestOn(psaKind: string, ticketId: string): Promise<Run | undefined>;
  /** All runs that a ticket has had, oldest first. */
  allOn(psaKind: string, ticketId: string): Promise<Run[]>;
  /** Takes the lease with a new fence; undefined while somebody else holds it. */
  lease(id: string): Promise<LeasedRun | undefined>;
  /** Adds words of people to an active run, each note once. */
  join(id: string, message: Run['messages'][number]): Promise<void>;
  /** Ends every lease: for a process that knows to be the only one, so their holders are dead. */
  freeLeases(): Promise<void>;
  /** Active runs that nobody works on, not asleep and not due later: for recovery after a crash. */
  adrift(): Promise<Run[]>;
  /** Active runs that sleep until somebody decides. */
  asleep(): Promise<Run[]>;
  /** Active runs on tickets of a PSA that sleep until somebody writes or decides, by id, after the one named. */
  awaitingPeople(psaKind: string, page: { after?: string; limit: number }): Promise<Run[]>;
  /** How many runs a ticket has had since a time. */
  countSince(psaKind: string, ticketId: string, since: Date): Promise<number>;
  counts(): Promise<Record<string, number>>;
  /** Asks that an active run ends; whoever holds it, or advances it next, does so. False when it is not active. */
  askToEnd(id: string, asked: NonNullable<Run['endAsked']>): Promise<boolean>;
  /** Ids of the runs of a client that have not ended. */
  activeOf(clientId: string): Promise<string[]>;
  /** Newest first; `before` is the `startedAt` and id of the last one of the page before. */
  list(filter: RunFilter): Promise<Run[]>;
}

export interface RunFilter {
  clientIds: readonly string[] | 'all';
  states?: readonly RunState[];
  ticketId?: string;
  before?: { startedAt: Date; id: string };
  limit: number;
}

/** For work of the system on runs whose client is not known yet. */
const ALL_CLIENTS = { allClients: true };

export const LEASE_MS = 60_000;

export interface RunsOptions {
  connection: Connection;
  now: () => Date;
  /** After so long without a sign of life a run is anybody's. Milliseconds; a minute by default. */
  leaseMs?: number;
}

export function createRuns({ connection, now, leaseMs = LEASE_MS }: RunsOptions): Runs {
  const model = runModel(connection);

  function hold(run: Run): LeasedRun {
    let current = run;
    const heartbeat = setInterval(() => {
      void model
        .updateOne(
          { _id: run.id, clientId: run.clientId, fence: run.fence },
          { $set: { leaseUntil: new Date(now().getTime() + leaseMs) } },
        )
        .catch(() => undefined);
    }, leaseMs / 3);
    heartbeat.unref();
    return {
      leaseMs,
      get run() {
        return current;
      },
      async change({ seenNotes, ...changes }) {
        const at = now();
        const final = changes.state !== undefined && FINAL_STATES.includes(changes.state);
        const stored = await model
          .findOneAndUpdate(
            { _id: run.id, clientId: run.clientId, fence: run.fence, active: true },
            {
              $set: { ...changes, updatedAt: at, ...(final ? { endedAt: at } : {}) },
              ...(seenNotes ? { $addToSet: { seenNotes: { $each: seenNotes } } } : {}),
              ...(final ? { $unset: { active: 1 } } : {}),
            },
            { returnDocument: 'after' },
          )
          .lean();
        if (!stored) {
          throw new Conflict(
            'lease_lost',
            `Run ${run.id} has been taken over or has ended; this process stops working on it`,
          );
        }
        current = toRun(stored);
        return current;
      },
      async release() {
        clearInterval(heartbeat);
        await model.updateOne({ _id: run.id, clientId: run.clientId, fence: run.fence }, { $unset: { leaseUntil: 1 } });
      },
    };
  }

  const runs: Runs = {
    async open(start) {
      await model.init(); // Only the index, once it is there, makes a second active run impossible.
      const existing = await runs.activeOn(start.psaKind, start.ticketId);
      if (existing) return { run: existing, isNew: false };
      const at = now();
      try {
        const stored = await model.create({
          _id: randomUUID(),
          ...start,
          state: 'queued',
          fence: 0,
          startedAt: at,
          updatedAt: at,
          messages: [],
          answeredMessages: 0,
          ledger: [],
          notes: [],
          tokens: { input: 0, output: 0 },
          active: true,
        });
        return { run: toRun(stored.toObject<StoredRun>()), isNew: true };
      } catch (error) {
        const winner = await runs.activeOn(start.psaKind, start.ticketId);
        if (winner) return { run: winner, isNew: false };
        throw error;
      }
    },
    async get(id) {
      return optional(await model.findById(id, null, ALL_CLIENTS).lean());
    },
    async activeOn(psaKind, ticketId) {
      return optional(await model.findOne({ psaKind, ticketId, active: true }, null, ALL_CLIENTS).lean());
    },
    async latestOn(psaKind, ticketId) {
      return optional(await model.findOne({ psaKind, ticketId }, null, ALL_CLIENTS).sort({ startedAt: -1 }).lean());
    },
    async allOn(psaKind, ticketId) {
      return (await model.find({ psaKind, ticketId }, null, ALL_CLIENTS).sort({ startedAt: 1 }).lean()).map(toRun);
    },
    async lease(id) {
      const at = now();
      const stored = await model
        .findOneAndUpdate(
          { _id: id, active: true, $or: [{ leaseUntil: null }, { leaseUntil: { $lt: at } }] },
          { $inc: { fence: 1 }, $set: { leaseUntil: new Date(at.getTime() + leaseMs) } },
          { returnDocument: 'after', ...ALL_CLIENTS },
        )
        .lean();
      return stored ? hold(toRun(stored)) : undefined;
    },
    async join(id, message) {
      await model
        .updateOne(
          { _id: id, active: true, seenNotes: { $ne: message.noteId } },
          { $push: { messages: message, seenNotes: message.noteId } },
        )
        .setOptions(ALL_CLIENTS);
    },
    async freeLeases() {
      await model
        .updateMany({ active: true, leaseUntil: { $ne: null } }, { $inc: { fence: 1 }, $unset: { leaseUntil: 1 } })
        .setOptions(ALL_CLIENTS);
    },
    async adrift() {
      const at = now();
      const stored = await model
        .find(
          {
            active: true,
            'trouble.retryAt': { $not: { $gt: at } },
            sleepUntil: { $not: { $gt: at } },
            $or: [{ leaseUntil: { $lt: at } }, { leaseUntil: null, state: { $ne: 'awaiting_approval' } }],
          },
          null,
          ALL_CLIENTS,
        )
        .lean();
      return stored.map(toRun);
    },
    async asleep() {
      const stored = await model
        .find({ active: true, leaseUntil: null, state: 'awaiting_approval' }, null, ALL_CLIENTS)
        .lean();
      return stored.map(toRun);
    },
    async awaitingPeople(psaKind, { after, limit }) {
      const state = { $in: ['awaiting_approval', 'awaiting_verification'] as const };
      const stored = await model
        .find({ psaKind, active: true, state, ...(after ? { _id: { $gt: after } } : {}) }, null, ALL_CLIENTS)
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return stored.map(toRun);
    },
    countSince: (psaKind, ticketId, since) =>
      model.countDocuments({ psaKind, ticketId, startedAt: { $gte: since } }).setOptions(ALL_CLIENTS),
    async counts() {
      const groups = await model
        .aggregate<{ _id: string; count: number }>([{ $group: { _id: '$state', count: { $sum: 1 } } }])
        .option(ALL_CLIENTS);
      return Object.fromEntries(groups.map(({ _id, count }) => [_id, count]));
    },
    async askToEnd(id, endAsked) {
      const asked = await model.updateOne({ _id: id, active: true }, { $set: { endAsked } }).setOptions(ALL_CLIENTS);
      return asked.matchedCount === 1;
    },
    async activeOf(clientId) {
      return (await model.find({ clientId, active: true }, { _id: 1 }).lean()).map(({ _id }) => _id);
    },
    async list({ clientIds, states, ticketId, before, limit }) {
      const stored = await model
        .find(
          {
            ...(clientIds === 'all' ? {} : { clientId: { $in: [...clientIds] } }),
            ...(states ? { state: { $in: [...states] } } : {}),
            ...(ticketId ? { ticketId } : {}),
            ...(before
              ? {
                  $or: [
                    { startedAt: { $lt: before.startedAt } },
                    { startedAt: before.startedAt, _id: { $lt: before.id } },
                  ],
                }
              : {}),
          },
          null,
          clientIds === 'all' ? ALL_CLIENTS : {},
        )
        .sort({ startedAt: -1, _id: -1 })
        .limit(limit)
        .lean();
      return stored.map(toRun);
    },
  };
  return runs;
}

/** What was taken away is stored as null, and is absent for everybody else. */
function toRun({ _id, active: _active, trouble, ...rest }: StoredRun): Run {
  return { id: _id, ...rest, ...(trouble ? { trouble } : {}) };
}

function optional(stored: StoredRun | null): Run | undefined {
  return stored ? toRun(stored) : undefined;
}
