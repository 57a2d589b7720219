import { type Connection, type Model, Schema } from 'mongoose';
import { tenantGuard } from '../store/tenant-guard.js';

/** A secret that a tool made for a person: kept encrypted for a one-time page, gone after `expiresAt`. */
export interface StoredSecret {
  _id: string;
  clientId: string;
  runId: string;
  ticketId: string;
  /** The step of the run's plan that made it; absent for one that was only read. */
  step?: number;
  /** A step makes its secret before it sends it: whether it came into force is known afterwards. */
  state: 'proposed' | 'confirmed';
  /** No answer came when it was sent; that it is in force was seen by reading back. */
  readBack?: boolean;
  /** It was looked up, and stays where it is kept. */
  stored?: boolean;
  /** A later step was handed its value. */
  handedOn?: boolean;
  label: string;
  subject: string;
  /** Absent once somebody has opened it. */
  sealed?: string;
  opened?: { accountId: string; name: string; at: Date };
  createdAt: Date;
  expiresAt: Date;
}

export function secretModel(connection: Connection): Model<StoredSecret> {
  const schema = new Schema<StoredSecret>(
    {
      _id: { type: String, required: true },
      clientId: { type: String, required: true },
      runId: { type: String, required: true },
      ticketId: { type: String, required: true },
      step: Number,
      state: { type: String, enum: ['proposed', 'confirmed'], required: true },
      readBack: Boolean,
      stored: Boolean,
      handedOn: Boolean,
      label: { type: String, required: true },
      subject: { type: String, required: true },
      sealed: String,
      opened: { type: { accountId: String, name: String, at: Date, _id: false }, default: undefined },
      createdAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
    },
    { collection: 'secrets', versionKey: false },
  );
  schema.plugin(tenantGuard);
  schema.index({ clientId: 1, runId: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<StoredSecret>('Secret', schema);
}
