import { randomUUID } from 'node:crypto';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda, InMemoryNotificationChannel, type Job, type JobRepository, toJobId } from 'agenda';
import type { Connection, mongo } from 'mongoose';
import mongoose from 'mongoose';
import { isDuplicateKey, reasonOf } from '../errors.js';
import { JobData, runSlot, type Slot, slotOf } from './job-data.js';
import type { Queue } from './queue.js';
import { createTurns } from './turns.js';

type QueueLog = {
  warn(fields: Record<string, unknown>, text: string): void;
  error(fields: Record<string, unknown>, text: string): void;
};

export type AgendaQueueOptions = {
  /** The database to keep jobs in. `embedded`: no other process serves it, so locks found at the start are stale. */
  store: { connection: Connection; embedded?: boolean };
  log: QueueLog;
  /** A job of a process that died is taken up again after so long; renewed while it runs. Default 60 s. */
  lockLifetimeMs?: number;
  /** How often the database is asked for work that this process did not add itself. Default 1 s. */
  pollEveryMs?: number;
  /** A failing job is tried again, after pauses that double from `firstMs` to `maxMs`. Default 5 tries, 1 s to 60 s. */
  retry?: { tries: number; firstMs: number; maxMs: number };
};

const { ObjectId } = mongoose.mongo;

const COLLECTION = 'jobs';
const DEFAULT_LOCK_MS = 60_000;
const DEFAULT_POLL_MS = 1_000;
const DEFAULT_CONCURRENCY = 5;
const DEFAULT_GRACE_MS = 10_000;
const DEFAULT_RETRY = { tries: 5, firstMs: 1_000, maxMs: 60_000 };
/** Over all names; what is due beyond it waits in the database. */
const MAX_CONCURRENCY = 50;
const MAX_LOCKED_PER_NAME = 100;
const MAX_SLOT_ATTEMPTS = 20;

/** The queue on Agenda, in the same database as everything else. Nothing is connected before the first use. */
export function createAgendaQueue(options: AgendaQueueOptions): Queue {
  const { store, log, lockLifetimeMs = DEFAULT_LOCK_MS, retry = DEFAULT_RETRY } = options;
  const channel = new InMemoryNotificationChannel();
  const turns = createTurns();
  const definitions: Array<(agenda: Agenda) => void> = [];
  /** Jobs whose work has begun, until their outcome is stored. */
  const active = new Map<Job, { done: Promise<void>; end: () => void }>();
  let stopping = false;
  let opened: Promise<{ agenda: Agenda; jobs: mongo.Collection }> | undefined;

  function open() {
    opened ??= openAgenda();
    return opened;
  }

  async function openAgenda() {
    const db = store.connection.db;
    if (!db) throw new Error('The job queue needs a connected store: await connectStore() before using the queue.');
    const jobs = db.collection(COLLECTION);
    await jobs.createIndex({ name: 1, 'data.slot': 1 }, { unique: true, name: 'one_waiting_job_per_key' });
    await jobs.createIndex({ name: 1, lockedAt: 1 }, { name: 'locks_by_age' });
    const backend = new MongoBackend({ mongo: db, collection: COLLECTION });
    takeOneAtATime(backend.repository);
    const agenda = new Agenda({
      backend,
      notificationChannel: channel,
      processEvery: options.pollEveryMs ?? DEFAULT_POLL_MS,
      maxConcurrency: MAX_CONCURRENCY,
      defaultLockLimit: MAX_LOCKED_PER_NAME,
      defaultLockLifetime: lockLifetimeMs,
    });
    agenda.on('error', (error: unknown) => log.error({ err: error }, 'the job queue met an error and goes on'));
    agenda.on('complete', (job: Job) => settle(job));
    await agenda.ready;
    for (const define of definitions) define(agenda);
    return { agenda, jobs };
  }

  /** What waits beyond the lock limit, and the retry of a job, are looked for as soon as a place is free. */
  function settle(job: Job): void {
    active.get(job)?.end();
    active.delete(job);
    setImmediate(() => {
      if (channel.state !== 'connected' || stopping) return;
      const { _id: id, name } = job.attrs;
      channel
        .publish({ jobId: id ?? toJobId(''), jobName: name, nextRunAt: new Date(), priority: 0, timestamp: new Date() })
        .catch((error: unknown) => log.error({ err: error, job: name }, 'the job queue could not look for more work'));
    });
  }

  /** One run of a job: in its key's turn, visible as started before the work begins, its lock renewed meanwhile. */
  async function run(job: Job, work: (data: Record<string, unknown>) => Promise<void>): Promise<void> {
    const { jobs } = await open();
    const { name } = job.attrs;
    const id = new ObjectId(String(job.attrs._id));
    const data = JobData.parse(job.attrs.data);
    const renewal = setInterval(() => {
      job.touch().catch((error: unknown) => log.warn({ err: error, job: name }, 'the lock of a job was not renewed'));
    }, lockLifetimeMs / 3);
    const endTurn = data.key === undefined ? undefined : await turns.take(`${name}\u0000${data.key}`);
    try {
      if (stopping) throw new Error('This process is stopping; the job goes on in the next one.');
      const isOnce = job.attrs.type !== 'single';
      if (isOnce) {
        const started = await jobs.updateOne({ _id: id }, { $set: { 'data.slot': runSlot(String(id)) } });
        if (started.matchedCount === 0) return;
      }
      await work(data.with);
      if (isOnce) await jobs.deleteOne({ _id: id });
    } catch (error) {
      const tries = (job.attrs.failCount ?? 0) + 1;
      const fields = { err: error, job: name, key: data.key, tries };
      if (tries < retry.tries || job.attrs.type === 'single') log.warn(fields, 'a job failed and will be tried again');
      else log.error(fields, 'a job failed for good; it is kept as failed');
      throw error instanceof Error ? error : new Error(reasonOf(error));
    } finally {
      clearInterval(renewal);
      endTurn?.();
    }
  }

  async function add(
    name: string,
    when: Date,
    payload: Record<string, unknown>,
    slot: string,
    key: string | undefined,
  ) {
    const { agenda } = await open();
    const data: JobData = { slot, with: payload, ...(key === undefined ? {} : { key }) };
    const job = agenda.create(name, data).schedule(when).unique({ 'data.slot': slot }, { insertOnly: true });
    // Two that add the same key at once meet at the unique index; the one that lost then joins.
    for (let attempt = 1; ; attempt++) {
      try {
        await job.save();
        return;
      } catch (error) {
        if (attempt === MAX_SLOT_ATTEMPTS || !isDuplicateKey(error)) throw error;
      }
    }
  }

  async function moveTo(name: string, when: Date, payload: Record<string, unknown>, key: string): Promise<void> {
    const { jobs } = await open();
    const waiting = { name, 'data.slot': slotOf('at', key) };
    // What is not taken yet is moved by making room for a new one; what is taken runs at its old time, and once more.
    const removed = await jobs.deleteOne({ ...waiting, lockedAt: null });
    if (removed.deletedCount === 0) await jobs.updateOne(waiting, { $set: { 'data.slot': runSlot(randomUUID()) } });
    await add(name, when, payload, slotOf('at', key), key);
  }

  return {
    define(name, work, { concurrency = DEFAULT_CONCURRENCY } = {}) {
      const define = (agenda: Agenda) =>
        agenda.define(
          name,
          (job: Job) => {
            let end = () => {};
            const done = new Promise<void>((resolve) => {
              end = resolve;
            });
            active.set(job, { done, end });
            // The port's promise: work gets what was added under its name.
            return run(job, (data) => work(data as Parameters<typeof work>[0]));
          },
          { concurrency, backoff: ({ attempt }) => pauseBefore(attempt, retry) },
        );
      definitions.push(define);
      void opened?.then(({ agenda }) => define(agenda));
    },

    now: (name, data, { key } = {}) => add(name, new Date(), data, waitingSlot('now', key), key),

    at: (name, when, data, { key } = {}) =>
      key === undefined ? add(name, when, data, waitingSlot('at', key), key) : moveTo(name, when, data, key),

    async every(name, everyMs, data = {}) {
      const { agenda } = await open();
      await agenda.every(everyMs, name, { slot: 'every', with: data } satisfies JobData);
    },

    async cancel(name, key) {
      const { jobs } = await open();
      const slots = [slotOf('now', key), slotOf('at', key)];
      await jobs.deleteMany({ name, 'data.key': key, $or: [{ lockedAt: null }, { 'data.slot': { $in: slots } }] });
    },

    async start() {
      const { agenda, jobs } = await open();
      stopping = false;
      if (store.embedded) await releaseStaleLocks(jobs);
      await agenda.start();
    },

    async stop(graceMs = DEFAULT_GRACE_MS) {
      if (!opened) return;
      const { agenda } = await opened;
      stopping = true;
      await agenda.stop(false);
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([Promise.all(Array.from(active.values(), ({ done }) => done)), patience]);
      clearTimeout(timer);
      if (active.size > 0)
        log.warn({ running: active.size }, 'stopped while jobs were running; they run again at the next start');
    },

    async depth() {
      const { jobs } = await open();
      const [waiting, running, failed] = await Promise.all([
        jobs.countDocuments({ lockedAt: null, nextRunAt: { $ne: null } }),
        jobs.countDocuments({ lockedAt: { $ne: null } }),
        jobs.countDocuments({ lockedAt: null, nextRunAt: null, failedAt: { $ne: null } }),
      ]);
      return { waiting, running, failed };
    },
  };
}

/** Work without a key shares nothing with other work. */
function waitingSlot(slot: Slot, key: string | undefined): string {
  return key === undefined ? runSlot(randomUUID()) : slotOf(slot, key);
}

function pauseBefore(
  attempt: number,
  { tries, firstMs, maxMs }: { tries: number; firstMs: number; maxMs: number },
): number | null {
  return attempt >= tries ? null : Math.min(maxMs, firstMs * 2 ** (attempt - 1));
}

/**
 * Every wake-up looks for work by itself. Side by side they contend for the same job, and a server whose findAndModify
 * is not atomic (FerretDB v1) hands it to several: the copies then fill the places of their name, waiting for each other.
 */
function takeOneAtATime(repository: JobRepository): void {
  const turns = createTurns();
  const take = repository.getNextJobToRun.bind(repository);
  repository.getNextJobToRun = async (name, ...rest) => {
    const endTurn = await turns.take(name);
    try {
      return await take(name, ...rest);
    } finally {
      endTurn();
    }
  };
}

/** Where one process serves the database, whoever holds a lock at the start is dead: its work is due again at once. */
async function releaseStaleLocks(jobs: mongo.Collection): Promise<void> {
  await jobs.updateMany({ lockedAt: { $ne: null }, nextRunAt: null }, { $set: { nextRunAt: new Date() } });
  await jobs.updateMany({ lockedAt: { $ne: null } }, { $set: { lockedAt: null } });
}
