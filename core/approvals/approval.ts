import { randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';

export type ApprovalState =
  | 'pending'
  | 'approved'
  /** Approved, and its plan is being executed: it cannot be used again. */
  | 'consumed'
  | 'denied'
  | 'expired'
  | 'superseded'
  | 'cancelled';

/** A request that a technician agree to one exact plan. */
export interface Approval {
  id: string;
  clientId: string;
  runId: string;
  psaKind: string;
  ticketId: string;
  /** Over tools, arguments, client and ticket: it is this plan and no other that is agreed to. */
  planHash: string;
  state: ApprovalState;
  requestedAt: Date;
  expiresAt: Date;
  remindedAt?: Date;
  /** The note that asked. */
  noteId?: string;
  decided?: { at: Date; technicianId: string; technicianName: string; noteId: string; because: string };
}

interface StoredApproval extends Omit<Approval, 'id'> {
  _id: string;
  /** Present while it is pending or approved: what the partial unique index looks at. */
  open?: boolean;
}

/**
 * Invariants: a run has at most one approval that is pending or approved (a partial unique index); a state is left only
 * by one atomic update that names the state it leaves; nothing leaves consumed, denied, expired, superseded, cancelled.
 */
export interface Approvals {
  /** Asks for a plan; any earlier request of the run that is still open becomes superseded. */
  request(
    asked: Pick<Approval, 'clientId' | 'runId' | 'psaKind' | 'ticketId' | 'planHash' | 'expiresAt'>,
  ): Promise<Approval>;
  setNote(id: string, noteId: string): Promise<void>;
  get(id: string): Promise<Approval | undefined>;
  /** These requests as they are now; for the sweep over sleeping runs. */
  many(ids: readonly string[]): Promise<Approval[]>;
  /** From pending only; false when somebody was faster. */
  decide(id: string, state: 'approved' | 'denied', decided: NonNullable<Approval['decided']>): Promise<boolean>;
  /** approved -> consumed for exactly this plan; false when it cannot be used (any more). */
  consume(id: string, planHash: string): Promise<boolean>;
  /** Ends an open request. */
  close(runId: string, state: 'superseded' | 'cancelled'): Promise<void>;
  /** pending -> expired when its time is over; false when it is not. */
  expire(id: string): Promise<boolean>;
  /** Marks the reminder as sent; false when it was already, or when there is nothing to remind of. */
  remind(id: string): Promise<boolean>;
  all(runId: string): Promise<Approval[]>;
}

const OPEN: readonly ApprovalState[] = ['pending', 'approved'];

export function createApprovals({ connection, now }: { connection: Connection; now: () => Date }): Approvals {
  const schema = new Schema<StoredApproval>(
    {
      _id: { type: String, required: true },
      clientId: { type: String, required: true },
      runId: { type: String, required: true },
      psaKind: { type: String, required: true },
      ticketId: { type: String, required: true },
      planHash: { type: String, required: true },
      state: { type: String, required: true },
      requestedAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
      remindedAt: Date,
      noteId: String,
      decided: Schema.Types.Mixed,
      open: { type: Boolean },
    },
    { collection: 'approvals', versionKey: false },
  );
  schema.index({ psaKind: 1, ticketId: 1, state: 1 });
  schema.index({ runId: 1, open: 1 }, { unique: true, partialFilterExpression: { open: true } });
  const model = connection.model('Approval', schema);

  /** One atomic step out of `from`; `open` leaves with it where the new state is final. */
  async function move(
    filter: object,
    from: readonly ApprovalState[],
    to: ApprovalState,
    set: object = {},
  ): Promise<boolean> {
    const closing = OPEN.includes(to) ? {} : { $unset: { open: 1 } };
    const moved = await model.updateMany(
      { ...filter, state: { $in: from } },
      { $set: { state: to, ...set }, ...closing },
    );
    return moved.modifiedCount > 0;
  }

  return {
    async request(asked) {
      await model.init(); // Only the index, once it is there, makes a second open request impossible.
      await move({ runId: asked.runId }, OPEN, 'superseded');
      const stored = { _id: randomUUID(), ...asked, state: 'pending' as const, requestedAt: now(), open: true };
      await model.create(stored);
      const { _id, open: _open, ...approval } = stored;
      return { id: _id, ...approval };
    },
    async setNote(id, noteId) {
      await model.updateOne({ _id: id }, { $set: { noteId } });
    },
    async get(id) {
      return toApproval(await model.findById(id).lean());
    },
    async many(ids) {
      const stored = await model.find({ _id: { $in: [...ids] } }).lean();
      return stored.flatMap((record) => toApproval(record) ?? []);
    },
    decide: (id, state, decided) => move({ _id: id, expiresAt: { $gt: now() } }, ['pending'], state, { decided }),
    consume: (id, planHash) => move({ _id: id, planHash }, ['approved'], 'consumed'),
    async close(runId, state) {
      await move({ runId }, OPEN, state);
    },
    expire: (id) => move({ _id: id, expiresAt: { $lte: now() } }, ['pending'], 'expired'),
    async remind(id) {
      const marked = await model.updateOne(
        { _id: id, state: 'pending', remindedAt: null },
        { $set: { remindedAt: now() } },
      );
      return marked.modifiedCount === 1;
    },
    async all(runId) {
      const stored = await model.find({ runId }).sort({ requestedAt: 1 }).lean();
      return stored.flatMap((record) => toApproval(record) ?? []);
    },
  };
}

function toApproval(stored: StoredApproval | null): Approval | undefined {
  if (!stored) return undefined;
  const { _id, open: _open, ...rest } = stored;
  return { id: _id, ...rest };
}
