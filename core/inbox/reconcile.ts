import { type Connection, Schema } from 'mongoose';
import { Conflict, reasonOf, VendorError } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import type { Queue } from '../jobs/queue.js';
import type { Psa, Ticket } from '../ports/psa.js';
import type { TicketWork } from './work.js';

const RECONCILE = 'inbox.reconcile';

/** See `settlingMs`. */
const SETTLING_MS = 30_000;

/** Looked at again each time: PSAs cut times to seconds. Milliseconds. */
const OVERLAP_MS = 5_000;

/** One page a poll. */
const PAGE = 50;

/** The most that is asked for at once. */
const LONGEST_PAGE = 3_200;

interface Cursor {
  _id: string;
  /** Changes up to this time have been looked at. */
  lookedUntil: Date;
}

export interface ReconcileOptions {
  connection: Connection;
  connections: Connections;
  work: TicketWork;
  queue: Queue;
  now(): Date;
  log: { warn(detail: object, message: string): void };
  /** How often to ask. Milliseconds. */
  everyMs?: number;
  /** A ticket this young is left to its event and its front door to begin with. Milliseconds; half a minute by default. */
  settlingMs?: number;
}

/** Finds what no event announced: asks the PSA what has changed since the last time, one page, and looks at each ticket. */
export function createReconcile({
  connection,
  connections,
  work,
  queue,
  now,
  log,
  everyMs = 60_000,
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
  async function look(kind: string, ticketId: string, hint: 'young' | 'updated'): Promise<boolean> {
    try {
      await work.look(kind, ticketId, hint);
      return true;
    } catch (error) {
      if (error instanceof VendorError && error.passing) throw error;
      log.warn({ kind, ticketId, reason: reasonOf(error) }, 'a ticket that changed could not be worked on');
      return !(error instanceof Conflict);
    }
  }

  async function once(): Promise<void> {
    for (const { kind, connection: connected, connectedAt } of await connections.all()) {
      if (!connected.psa) continue;
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
        const tickets = await changedSince(connected.psa, cursor.lookedUntil);
        let { lookedUntil } = cursor;
        let settled = true;
        for (const ticket of tickets) {
          const young = ticket.createdAt !== undefined && started.getTime() - ticket.createdAt.getTime() < settlingMs;
          const looked = await look(kind, ticket.id, young ? 'young' : 'updated');
          settled &&= looked && !young;
          if (settled && ticket.updatedAt && ticket.updatedAt > lookedUntil) lookedUntil = ticket.updatedAt;
        }
        await model.updateOne({ _id: kind }, { $set: { lookedUntil } });
      } catch (error) {
        log.warn({ kind, reason: reasonOf(error) }, 'the PSA could not be asked for changes; the next poll asks again');
      }
    }
  }

  queue.define(RECONCILE, once);
  return { once, start: () => queue.every(RECONCILE, everyMs) };
}
