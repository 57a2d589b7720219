/**
 * How integrations fare with each client: what the last check found in it, and what last went wrong when a run worked there.
 * A tenant may have taken back its consent while every other one works.
 */
import { type Connection, type Model, Schema } from 'mongoose';
import type { VendorError } from '../errors.js';
import { tenantGuard } from '../store/tenant-guard.js';
import type { Finding } from './integration.js';

/** A call of a run that failed for what is wrong with the connection, not with what was asked for. */
export interface LastError {
  clientId: string;
  /** In the words of the adapter; fit for a ticket note. */
  what: string;
  at: Date;
}

export interface ClientHealth {
  kind: string;
  clientId: string;
  /** Null before the first check. */
  ok: boolean | null;
  findings: Finding[];
  checkedAt: Date | null;
  /** Until a check or a call succeeds. */
  lastError: LastError | null;
}

interface StoredHealth extends ClientHealth {
  _id: string;
}

export interface ClientHealths {
  /** Keeps what a check found. Returns whether it was well before; null before the first check. */
  keep(kind: string, clientId: string, findings: readonly Finding[]): Promise<boolean | null>;
  /** A call failed. What says nothing about the connection (no such user, a refused value, too many requests) is not kept. */
  callFailed(kind: string, clientId: string, error: VendorError): Promise<void>;
  /** A call succeeded, so what went wrong before is over. */
  callSucceeded(kind: string, clientId: string): Promise<void>;
  /** Checking the integration as a whole succeeded, and no client is checked by itself: what went wrong before is over. */
  allWell(kind: string): Promise<void>;
  ofClient(clientId: string): Promise<ClientHealth[]>;
  /** Of every client. */
  ofKind(kind: string): Promise<ClientHealth[]>;
  all(): Promise<ClientHealth[]>;
  /** The integration has other credentials now, or is gone. */
  forgetKind(kind: string): Promise<void>;
  /** The client is mapped to these only. */
  keepOnly(clientId: string, kinds: readonly string[]): Promise<void>;
  eraseOfClient(clientId: string): Promise<void>;
}

/** Longest text of an error that is kept. Characters. */
const LONGEST = 1_000;

export function createClientHealths({ connection, now }: { connection: Connection; now: () => Date }): ClientHealths {
  const model = healthModel(connection);
  const idOf = (kind: string, clientId: string) => ({ _id: `${kind}/${clientId}`, clientId });
  const everybody = { allClients: true };
  const fields = { _id: 0 } as const;

  return {
    async keep(kind, clientId, findings) {
      const before = await model.findOne(idOf(kind, clientId)).lean();
      const ok = findings.every((finding) => finding.ok);
      await model.updateOne(
        idOf(kind, clientId),
        {
          $set: { ok, findings: [...findings], checkedAt: now(), ...(ok ? { lastError: null } : {}) },
          $setOnInsert: { kind, ...(ok ? {} : { lastError: null }) },
        },
        { upsert: true },
      );
      return before?.ok ?? null;
    },
    async callFailed(kind, clientId, error) {
      if (!isAboutConnection(error)) return;
      const lastError = { clientId, what: error.message.slice(0, LONGEST), at: now() };
      await model.updateOne(
        idOf(kind, clientId),
        { $set: { lastError }, $setOnInsert: { kind, ok: null, findings: [], checkedAt: null } },
        { upsert: true },
      );
    },
    async callSucceeded(kind, clientId) {
      await model.updateOne({ ...idOf(kind, clientId), lastError: { $ne: null } }, { $set: { lastError: null } });
    },
    async allWell(kind) {
      await model.updateMany({ kind, lastError: { $ne: null } }, { $set: { lastError: null } }).setOptions(everybody);
    },
    ofClient: (clientId) => model.find({ clientId }, fields).sort({ _id: 1 }).lean(),
    ofKind: (kind) => model.find({ kind }, fields, everybody).sort({ _id: 1 }).lean(),
    all: () => model.find({}, fields, everybody).sort({ _id: 1 }).lean(),
    async forgetKind(kind) {
      await model.deleteMany({ kind }).setOptions(everybody);
    },
    async keepOnly(clientId, kinds) {
      await model.deleteMany({ clientId, kind: { $nin: [...kinds] } });
    },
    async eraseOfClient(clientId) {
      await model.deleteMany({ clientId });
    },
  };
}

/** Keys, consent or a right are missing, or the whole vendor is down or talks nonsense. Our own refusals have no status. */
export function isAboutConnection({ failure, vendorStatus }: VendorError): boolean {
  switch (failure) {
    case 'unauthorized':
    case 'unavailable':
    case 'unexpected':
      return true;
    case 'forbidden':
      return vendorStatus !== undefined;
    case 'not_found':
    case 'invalid':
    case 'conflict':
    case 'throttled':
      return false;
  }
}

function healthModel(connection: Connection): Model<StoredHealth> {
  const mixed = Schema.Types.Mixed;
  const schema = new Schema<StoredHealth>(
    {
      _id: { type: String, required: true },
      clientId: { type: String, required: true },
      kind: { type: String, required: true },
      ok: { type: Boolean, default: null },
      findings: { type: mixed, default: [] },
      checkedAt: { type: Date, default: null },
      lastError: { type: mixed, default: null },
    },
    { collection: 'client_health', versionKey: false, minimize: false },
  );
  schema.plugin(tenantGuard);
  schema.index({ clientId: 1 });
  return connection.model<StoredHealth>('ClientHealth', schema);
}
