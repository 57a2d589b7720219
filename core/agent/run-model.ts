import { type Connection, Schema } from 'mongoose';
import { tenantGuard } from '../store/tenant-guard.js';
import type { Run } from './run.js';

export interface StoredRun extends Omit<Run, 'id'> {
  _id: string;
  /** Present while the run is not final: what the partial unique index looks at. */
  active?: boolean;
}

/** Runs as they are stored; one active run a ticket is kept by a partial unique index. */
export function runModel(connection: Connection) {
  const mixed = { type: Schema.Types.Mixed };
  const schema = new Schema<StoredRun>(
    {
      _id: { type: String, required: true },
      clientId: { type: String, required: true },
      psaKind: { type: String, required: true },
      ticketId: { type: String, required: true },
      ticketNumber: String,
      state: { type: String, required: true },
      mode: String,
      configuration: { type: Number, required: true },
      fence: { type: Number, required: true },
      leaseUntil: Date,
      startedAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
      endedAt: Date,
      requester: mixed,
      sensitive: mixed,
      seenNotes: [String],
      messages: mixed,
      answeredMessages: { type: Number, default: 0 },
      plan: mixed,
      approvalId: String,
      ledger: mixed,
      notes: mixed,
      tokens: mixed,
      trouble: mixed,
      ending: String,
      endAsked: mixed,
      verification: mixed,
      sleepUntil: Date,
      active: Boolean,
    },
    { collection: 'runs', versionKey: false, minimize: false },
  );
  schema.plugin(tenantGuard);
  schema.index({ clientId: 1, startedAt: -1 });
  schema.index({ psaKind: 1, ticketId: 1, active: 1 }, { unique: true, partialFilterExpression: { active: true } });
  schema.index({ psaKind: 1, ticketId: 1, startedAt: 1 });
  return connection.model('Run', schema);
}
