import { type Connection, Schema } from 'mongoose';
import type { Factor } from '../ports/verifier.js';
import { tenantGuard } from '../store/tenant-guard.js';
import type { VerifiedPerson } from './person.js';

export type VerificationResult = 'approved' | 'denied' | 'expired' | 'unavailable';
export type VerificationState = 'intended' | 'pending' | VerificationResult;

export interface Verification {
  /** Also the key that the provider is given. */
  id: string;
  clientId: string;
  runId: string;
  psaKind: string;
  ticketId: string;
  person: VerifiedPerson;
  /** An integration's kind, or `vouch`. */
  provider: string;
  state: VerificationState;
  /** What the provider is asked with. */
  reference?: string;
  createdAt: Date;
  /** No answer counts that comes later. */
  expiresAt: Date;
  settledAt?: Date;
  /** Why there is no better result; fit for a note. */
  reason?: string;
  /** Answered on a device of theirs, or by telling a code; `push` where absent. */
  proof?: 'push' | 'code';
  /** What it rests on; `authenticator` where absent. Nothing for a technician's word. */
  factor?: Factor;
  /** Where a code was sent, in words; never a whole number. */
  sentTo?: string;
  /** Codes that were told; the challenge is denied by the third wrong one. */
  tries?: number;
  /** How often a message was sent for it, where that is more than once. */
  sends?: number;
  /** They asked for another code, which is on its way. */
  resendAskedAt?: Date;
  /** They reported it as an attack. */
  fraud?: boolean;
  /** The technician who vouched, or refused to. */
  by?: { technicianId: string; technicianName: string; noteId: string };
}

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
  schema.index({ clientId: 1, createdAt: 1 });
  schema.index({ clientId: 1, state: 1, settledAt: 1 });
  schema.plugin(tenantGuard);
  return connection.model('Verification', schema);
}

export function toVerification({ _id, open: _open, digest: _digest, ...rest }: StoredVerification): Verification {
  return { id: _id, ...rest };
}
