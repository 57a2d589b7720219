import { type Connection, Schema } from 'mongoose';
import { reasonOf } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import type { Queue } from '../jobs/queue.js';
import type { TicketWork } from './work.js';

const RECONCILE = 'inbox.reconcile';

/** See `settlingMs`. */
const SETTLING_MS = 30_000;

/** Looked at again each time: PSAs cut times to seconds. Milliseconds. */
const OVERLAP_MS = 5_000;

/** One page a poll. */
const PAGE = 50;

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

  async function once(): Promise<void> {
    for (const { kind, connection: connected } of await connections.all()) {
      if (!connected.psa) continue;
      const started = now();
      const cursor = await model.findById(kind).lean();
      if (!cursor) {
        await model.updateOne({ _id: kind }, { $setOnInsert: { lookedUntil: started } }, { upsert: true });
        continue;
      }
      try {
        const tickets = await connected.psa.tickets({
          updatedSince: new Date(cursor.lookedUntil.getTime() - OVERLAP_MS),
          limit: PAGE,
        });
        let { lookedUntil } = cursor;
        let settled = true;
        for (const ticket of tickets) {
          const young = ticket.createdAt !== undefined && started.getTime() - ticket.createdAt.getTime() < settlingMs;
          await work.look(kind, ticket.id, young ? 'young' : 'updated');
          settled &&= !young;
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
