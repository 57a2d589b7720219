import { randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import { InvalidInput } from '../errors.js';
import { type AllClients, tenantGuard } from '../store/tenant-guard.js';
import { type ApprovalState, isFinal, statesBefore } from './approval-states.js';
import type { Meaning } from './second-opinion.js';

export type { ApprovalState } from './approval-states.js';

/** Who decided, how and why. */
export interface Decided {
  at: Date;
  technicianId: string;
  technicianName: string;
  /** By words on the ticket, by the link of the note, or on a page of ours. */
  via: 'note' | 'link' | 'page';
  /** The note that decided. */
  noteId?: string;
  /** The last note on the ticket when it was decided elsewhere: what people write below it comes after. */
  lastNoteId?: string;
  /** The rule that read the note, or what was pressed. */
  because: string;
}

/** A request that a technician agree to one exact plan. */
export interface Approval {
  id: string;
  clientId: string;
  runId: string;
  psaKind: string;
  ticketId: string;
  /** What people call the ticket, where that is not its id. */
  ticketNumber?: string;
  /** Over tools, arguments, client and ticket: it is this plan and no other that is agreed to. */
  planHash: string;
  state: ApprovalState;
  requestedAt: Date;
  expiresAt: Date;
  remindedAt?: Date;
  /** The note that asked. */
  noteId?: string;
  decided?: Decided;
  /** Why it was superseded or cancelled. */
  ended?: { at: Date; reason: string };
  /** What a model took notes for, so that each is asked about once. */
  opinions?: { key: string; meaning: Meaning }[];
}

interface StoredApproval extends Omit<Approval, 'id'> {
  _id: string;
  /** Present while it is pending or approved: what the partial unique index looks at. */
  open?: boolean;
}

type DecidedNow = Omit<Decided, 'via'> & { via?: Decided['via'] };

/**
 * Invariants: a run has at most one approval that is pending or approved (a partial unique index); a state is left only
 * by one atomic update that names the states it may leave (MOVES); nothing leaves a final state. Ids are unguessable, and
 * whoever uses one is the system; people see approvals through `list`, which names their clients.
 */
export interface Approvals {
  /** Asks for a plan; any earlier request of the run that is still open becomes superseded. */
  request(
    asked: Pick<Approval, 'clientId' | 'runId' | 'psaKind' | 'ticketId' | 'ticketNumber' | 'planHash' | 'expiresAt'>,
  ): Promise<Approval>;
  setNote(id: string, noteId: string): Promise<void>;
  get(id: string): Promise<Approval | undefined>;
  /** These requests as they are now; for the sweep over sleeping runs. */
  many(ids: readonly string[]): Promise<Approval[]>;
  /** The requests of these clients, newest first. `next` goes on after a full page. Throws InvalidInput `bad_cursor`. */
  list(filter: {
    clientIds: readonly string[] | 'all';
    states?: readonly ApprovalState[];
    cursor?: string;
    /** At most 100. */
    limit: number;
  }): Promise<{ approvals: Approval[]; next?: string }>;
  /** From pending only; false when somebody was faster, or when time is over. */
  decide(id: string, state: 'approved' | 'denied', decided: DecidedNow): Promise<boolean>;
  /** approved -> consumed for exactly this plan; false when it cannot be used (any more). */
  consume(id: string, planHash: string): Promise<boolean>;
  /** Ends an open request. */
  close(runId: string, state: 'superseded' | 'cancelled', reason?: string): Promise<void>;
  /** Ends this request because it has nothing to be about any more; false when it is not open. */
  cancel(id: string, reason: string): Promise<boolean>;
  /** Ends what is open on a ticket that is gone or another client's now; gives those that it ended, for their runs. */
  voidOf(ticket: { psaKind: string; ticketId: string }, reason: string): Promise<Approval[]>;
  /** Ends whatever is open of a client that is gone. */
  cancelAllOf(clientId: string, reason: string): Promise<void>;
  /** pending -> expired when its time is over; false when it is not. */
  expire(id: string): Promise<boolean>;
  /** Marks the reminder as sent; false when it was already, or when there is nothing to remind of. */
  remind(id: string): Promise<boolean>;
  /** Keeps what a model took a note for; the first answer stands. */
  keepOpinion(id: string, key: string, meaning: Meaning): Promise<void>;
  all(runId: string): Promise<Approval[]>;
}

/** Mongoose takes options of its own only in company of one that it knows. */
const SYSTEM: AllClients & { upsert?: boolean } = { allClients: true };

export function createApprovals({ connection, now }: { connection: Connection; now: () => Date }): Approvals {
  const schema = new Schema<StoredApproval>(
    {
      _id: { type: String, required: true },
      clientId: { type: String, required: true },
      runId: { type: String, required: true },
      psaKind: { type: String, required: true },
      ticketId: { type: String, required: true },
      ticketNumber: String,
      planHash: { type: String, required: true },
      state: { type: String, required: true },
      requestedAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
      remindedAt: Date,
      noteId: String,
      decided: Schema.Types.Mixed,
      ended: Schema.Types.Mixed,
      opinions: { type: [Schema.Types.Mixed], default: undefined },
      open: { type: Boolean },
    },
    { collection: 'approvals', versionKey: false },
  );
  schema.plugin(tenantGuard);
  schema.index({ psaKind: 1, ticketId: 1, state: 1 });
  schema.index({ runId: 1, open: 1 }, { unique: true, partialFilterExpression: { open: true } });
  schema.index({ clientId: 1, requestedAt: -1 });
  schema.index({ requestedAt: -1 });
  const model = connection.model('Approval', schema);

  /** One atomic step; `open` leaves with it where the new state is final. */
  async function move(filter: object, to: ApprovalState, set: object = {}): Promise<boolean> {
    const closing = isFinal(to) ? { $unset: { open: 1 } } : {};
    const moved = await model.updateMany(
      { ...filter, state: { $in: statesBefore(to) } },
      { $set: { state: to, ...set }, ...closing },
      SYSTEM,
    );
    return moved.modifiedCount > 0;
  }

  const ended = (reason: string | undefined) => (reason ? { ended: { at: now(), reason } } : {});

  const approvals: Approvals = {
    async request(asked) {
      await model.init(); // Only the index, once it is there, makes a second open request impossible.
      await approvals.close(asked.runId, 'superseded', 'A newer plan was asked.');
      const stored = { _id: randomUUID(), ...asked, state: 'pending' as const, requestedAt: now(), open: true };
      await model.create(stored);
      const { _id, open: _open, ...approval } = stored;
      return { id: _id, ...approval };
    },
    async setNote(id, noteId) {
      await model.updateOne({ _id: id }, { $set: { noteId } }, SYSTEM);
    },
    async get(id) {
      return toApproval(await model.findOne({ _id: id }, null, SYSTEM).lean());
    },
    async many(ids) {
      const stored = await model.find({ _id: { $in: [...ids] } }, null, SYSTEM).lean();
      return stored.flatMap((record) => toApproval(record) ?? []);
    },
    async list({ clientIds, states, cursor, limit }) {
      const size = Math.min(Math.max(1, Math.trunc(limit)), 100);
      const stored = await model
        .find(
          {
            ...(clientIds === 'all' ? {} : { clientId: { $in: [...clientIds] } }),
            ...(states ? { state: { $in: [...states] } } : {}),
            ...(cursor === undefined ? {} : olderThan(cursor)),
          },
          null,
          clientIds === 'all' ? SYSTEM : {},
        )
        .sort({ requestedAt: -1, _id: -1 })
        .limit(size + 1)
        .lean();
      const page = stored.slice(0, size);
      const last = stored.length > size ? page.at(-1) : undefined;
      return {
        approvals: page.flatMap((record) => toApproval(record) ?? []),
        ...(last ? { next: `${last.requestedAt.getTime()}.${last._id}` } : {}),
      };
    },
    decide: (id, state, { via = 'note', ...decided }) =>
      move({ _id: id, expiresAt: { $gt: now() } }, state, { decided: { via, ...decided } }),
    consume: (id, planHash) => move({ _id: id, planHash }, 'consumed'),
    async close(runId, state, reason) {
      await move({ runId }, state, ended(reason));
    },
    cancel: (id, reason) => move({ _id: id }, 'cancelled', ended(reason)),
    async voidOf({ psaKind, ticketId }, reason) {
      const open = await model
        .find({ psaKind, ticketId, state: { $in: statesBefore('cancelled') } }, { _id: 1 }, SYSTEM)
        .lean();
      const ids: string[] = [];
      for (const { _id } of open) if (await approvals.cancel(_id, reason)) ids.push(_id);
      return approvals.many(ids);
    },
    async cancelAllOf(clientId, reason) {
      await move({ clientId }, 'cancelled', ended(reason));
    },
    expire: (id) => move({ _id: id, expiresAt: { $lte: now() } }, 'expired'),
    async remind(id) {
      const marked = await model.updateOne(
        { _id: id, state: 'pending', remindedAt: null },
        { $set: { remindedAt: now() } },
        SYSTEM,
      );
      return marked.modifiedCount === 1;
    },
    async keepOpinion(id, key, meaning) {
      await model.updateOne(
        { _id: id, 'opinions.key': { $ne: key } },
        { $push: { opinions: { key, meaning } } },
        SYSTEM,
      );
    },
    async all(runId) {
      const stored = await model.find({ runId }, null, SYSTEM).sort({ requestedAt: 1 }).lean();
      return stored.flatMap((record) => toApproval(record) ?? []);
    },
  };
  return approvals;
}

function olderThan(cursor: string): object {
  const [, time, id] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(cursor) ?? [];
  if (!time || !id) {
    throw new InvalidInput('bad_cursor', 'The cursor is not one of a list of approvals; start from the first page.');
  }
  const at = new Date(Number(time));
  return { $or: [{ requestedAt: { $lt: at } }, { requestedAt: at, _id: { $lt: id } }] };
}

function toApproval(stored: StoredApproval | null): Approval | undefined {
  if (!stored) return undefined;
  const { _id, open: _open, ...rest } = stored;
  return { id: _id, ...rest };
}
