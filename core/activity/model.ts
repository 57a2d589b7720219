import { type Connection, type Model, Schema } from 'mongoose';
import { FrontdeskError } from '../errors.js';
import { tenantGuard } from '../store/tenant-guard.js';
import type { Link } from './chain.js';
import { ACTIVITY_KINDS, type ActivityEntry } from './entry.js';

/** Entries from before there were chains have no link. */
export type StoredEntry = ActivityEntry & Partial<Link> & { seal?: string };

/** How far a chain has come: behind its last entry after a crash, never ahead. */
export interface StoredHead {
  _id: string;
  seq: number;
  hash: string;
  signature?: string;
}

const CHANGES = [
  ...(['updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany'] as const),
  ...(['findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete'] as const),
];

function refuse(): never {
  throw new FrontdeskError('activity_append_only', 'The activity record is append-only; nothing in it is changed');
}

/** The two collections of the record; made once for a connection. */
export interface ActivityModels {
  entries: Model<StoredEntry>;
  heads: Model<StoredHead>;
}

export function activityModels(connection: Connection): ActivityModels {
  return { entries: entryModel(connection), heads: headModel(connection) };
}

function entryModel(connection: Connection): Model<StoredEntry> {
  const schema = new Schema<StoredEntry>(
    {
      at: { type: Date, required: true },
      clientId: String,
      runId: String,
      ticketId: String,
      conversationId: String,
      kind: { type: String, enum: ACTIVITY_KINDS, required: true },
      what: { type: String, required: true },
      detail: Schema.Types.Mixed,
      chain: String,
      seq: Number,
      previous: String,
      hash: String,
      seal: String,
    },
    // An empty object is stored as one: what is hashed is what is stored.
    { collection: 'activity', versionKey: false, minimize: false },
  );
  schema.plugin(tenantGuard);
  schema.pre(CHANGES, { document: true, query: true }, refuse);
  schema.pre('bulkWrite', refuse);
  schema.pre('save', function onlyNew() {
    if (!this.isNew) refuse();
  });
  schema.index({ runId: 1 });
  schema.index({ ticketId: 1 });
  schema.index({ conversationId: 1 });
  schema.index({ clientId: 1, at: 1 });
  schema.index({ at: 1 });
  // Two processes that append at once: one of them has to look again.
  schema.index({ chain: 1, seq: 1 }, { unique: true, partialFilterExpression: { seq: { $exists: true } } });
  return connection.model<StoredEntry>('Activity', schema);
}

function headModel(connection: Connection): Model<StoredHead> {
  const schema = new Schema<StoredHead>(
    {
      _id: { type: String, required: true },
      seq: { type: Number, required: true },
      hash: { type: String, required: true },
      signature: String,
    },
    { collection: 'activity_heads', versionKey: false },
  );
  return connection.model<StoredHead>('ActivityHead', schema);
}
