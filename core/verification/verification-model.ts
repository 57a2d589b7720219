import { type Connection, Schema } from 'mongoose';
import { tenantGuard } from '../store/tenant-guard.js';
import type { Verification } from './verification.js';

export interface StoredVerification extends Omit<Verification, 'id'> {
  _id: string;
  /** Present while it is intended or pending: what the partial unique index looks at. */
  open?: boolean;
  /** Of the code that was sent last. Leaves this folder never. */
  digest?: string;
}

export function verificationModel(connection: Connection) {
  const schema = new Schema<StoredVerification>(
    {
      _id: { type: String, required: true },
      clientId: { type: String, required: true },
      runId: { type: String, required: true },
      psaKind: { type: String, required: true },
      ticketId: { type: String, required: true },
      person: { type: Schema.Types.Mixed, required: true },
      provider: { type: String, required: true },
      state: { type: String, required: true },
      reference: String,
      createdAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
      settledAt: Date,
      reason: String,
      proof: String,
      factor: String,
      sentTo: String,
      tries: Number,
      sends: Number,
      resendAskedAt: Date,
      fraud: Boolean,
      by: Schema.Types.Mixed,
      open: Boolean,
      digest: String,
    },
    { collection: 'verifications', versionKey: false },
  );
  schema.index({ runId: 1, open: 1 }, { unique: true, partialFilterExpression: { open: true } });
  schema.index({ clientId: 1, runId: 1 });
  schema.index({ clientId: 1, 'person.key': 1, createdAt: 1 });
  schema.plugin(tenantGuard);
  return connection.model('Verification', schema);
}

export function toVerification({ _id, open: _open, digest: _digest, ...rest }: StoredVerification): Verification {
  return { id: _id, ...rest };
}
