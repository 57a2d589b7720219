import { type Connection, Schema } from 'mongoose';
import type { Runs } from '../agent/runs.js';
import { Conflict, reasonOf, VendorError } from '../errors.js';
import type { ConnectedIntegration, Connections } from '../integrations/connections.js';
import type { Queue } from '../jobs/queue.js';
import type { Psa, Ticket } from '../ports/psa.js';
import type { TicketWork } from './work.js';

/** Of PSAs whose events come, and of those that send none or whose webhook does not stand (yet). */
const RECONCILE = 'inbox.reconcile';
const RECONCILE_OFTEN = 'inbox.reconcile-often';

const EVERY_MS = 60_000;

/** One cheap request each time. Milliseconds. */
const OFTEN_MS = 20_000;

/** See `settlingMs`. */
const SETTLING_MS = 30_000;

/** Looked at again each time: PSAs cut times to seconds. Milliseconds. */
const OVERLAP_MS = 5_000;

/** One page a poll. */
const PAGE = 50;

/** The most that is asked for at once. */
const LONGEST_PAGE = 3_200;

/**
 * Of so many runs that wait for people the notes are read in one poll (of those every minute, and of those more often);
 * the others have their turn in the next ones. A PSA may allow no more than a hundred requests a minute.
 */
const NOTES_A_POLL = { everyMinute: 15, often: 5 };

interface Cursor {
  _id: string;
  /** Changes up to this time have been looked at. */
  lookedUntil: Date;
}

export interface ReconcileOptions {
  connection: Connection;
  connections: Connections;
  work: TicketWork;
  runs: Pick<Runs, 'awaitingPeople'>;
  /** True while a front door may have opened a ticket of which it does not know the number yet. */
  doorIsOpening(): Promise<boolean>;
  queue: Queue;
  now(): Date;
  log: { warn(detail: object, message: string): void };
  /** How often to ask a PSA whose events come. Milliseconds; a minute by default. */
  everyMs?: number;
  /** How often to ask any other. Milliseconds; 20 seconds by default, and never less often than `everyMs`. */
  oftenMs?: number;
  /** A ticket this young is left to its event and its front door to begin with. Milliseconds; half a minute by default. */
  settlingMs?: number;
}

/**
 * Finds what no event announced: asks the PSA what has changed since the last time, one page, and looks at each ticket.
 * Where a run waits for people the notes of its ticket are read, too: a PSA may not count a note as a change.
 */
export function createReconcile({
  connection,
  connections,
  work,
  runs,
  doorIsOpening,
  queue,
  now,
  log,
  everyMs = EVERY_MS,
  oftenMs = Math.min(OFTEN_MS, everyMs),
  settlingMs = SETTLING_MS,
}: ReconcileOptions) {
  const schema = new Schema<Cursor>(
    { _id: { type: String, required: true }, lookedUntil: { type: Date, required: true } },
    { collection: 'reconcile', versionKey: false },
  );
  const model = connection.model('ReconcileCursor', schema);

  /** One page; a longer one where so much happened at one moment that a page would never get past it. */
  async function changedSince(psa: Psa, lookedUntil: Date): Promise<Ticket[]> {
    const updatedSince = new Date(lookedUntil.getTime() - OVERLAP_MS);
    for (let limit = PAGE; ; limit *= 4) {
      const tickets = await psa.tickets({ updatedSince, limit });
      const getsPast = tickets.some(({ updatedAt }) => updatedAt !== undefined && updatedAt > lookedUntil);
      if (tickets.length < limit || getsPast || limit >= LONGEST_PAGE) return tickets;
    }
  }

  /**
   * False when the ticket has to be looked at again. Throws while the PSA is down; a ticket that cannot be worked on for
   * another reason is told of and does not stand in the way of others.
   */
  async function look(kind: string, ticketId: string, attend: () => Promise<void>): Promise<boolean> {
    try {
      await attend();
      return true;
    } catch (error) {
      if (error instanceof VendorError && error.passing) throw error;
      log.warn({ kind, ticketId, reason: reasonOf(error) }, 'a ticket that changed could not be worked on');
      return !(error instanceof Conflict);
    }
  }

  /** By kind: the run whose ticket's notes were read last. */
  const readUntil = new Map<string, string>();

  /** The notes of those tickets that did not turn up as changed. */
  async function readNotes(kind: string, changed: ReadonlySet<string>, limit: number): Promise<void> {
    const after = readUntil.get(kind);
    const waiting = await runs.awaitingPeople(kind, { ...(after ? { after } : {}), limit });
    for (const run of waiting) {
      if (!changed.has(run.ticketId)) await look(kind, run.ticketId, () => work.readNotes(run));
      readUntil.set(kind, run.id);
    }
    if (waiting.length < limit) readUntil.delete(kind); // From the beginning again.
  }

  async function poll(entry: ConnectedIntegration): Promise<void> {
    const { kind, connectedAt } = entry;
    const { psa, events } = entry.connection;
    if (!psa) return;
    const started = now();
    // What happened between connecting and the first poll may have been lost like anything later.
    const cursor = await model
      .findOneAndUpdate(
        { _id: kind },
        { $setOnInsert: { lookedUntil: connectedAt } },
        { upsert: true, returnDocument: 'after' },
      )
      .lean();
    try {
      const tickets = await changedSince(psa, cursor.lookedUntil);
      // Asked after the tickets: one that a door has opened by then is known as its own, or the door is still at it.
      const mayComeOtherwise = events !== undefined || (await doorIsOpening());
      let { lookedUntil } = cursor;
      let settled = true;
      for (const { id, createdAt, updatedAt } of tickets) {
        const young = mayComeOtherwise && createdAt && started.getTime() - createdAt.getTime() < settlingMs;
        const looked = await look(kind, id, () => work.look(kind, id, young ? 'young' : 'updated'));
        settled &&= looked && !young;
        if (settled && updatedAt && updatedAt > lookedUntil) lookedUntil = updatedAt;
      }
      await model.updateOne({ _id: kind }, { $set: { lookedUntil } });
      const limit = eventsCome(entry) ? NOTES_A_POLL.everyMinute : NOTES_A_POLL.often;
      await readNotes(kind, new Set(tickets.map(({ id }) => id)), limit);
    } catch (error) {
      log.warn({ kind, reason: reasonOf(error) }, 'the PSA could not be asked for changes; the next poll asks again');
    }
  }

  async function once(which: (entry: ConnectedIntegration) => boolean = () => true): Promise<void> {
    for (const entry of await connections.all()) if (which(entry)) await poll(entry);
  }

  queue.define(RECONCILE, () => once(eventsCome), { concurrency: 1 });
  queue.define(RECONCILE_OFTEN, () => once((entry) => !eventsCome(entry)), { concurrency: 1 });
  return {
    /** One poll of every PSA. */
    once: () => once(),
    async start() {
      await queue.every(RECONCILE, everyMs);
      await queue.every(RECONCILE_OFTEN, oftenMs);
    },
  };
}

/** As far as is known: while its webhook is only being registered, a moment after it was connected, they count as coming. */
function eventsCome({ connection: { events }, webhook }: ConnectedIntegration): boolean {
  return events !== undefined && (webhook === null || webhook.state === 'registered');
}
