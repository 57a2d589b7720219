import { randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import type { SecretKeeper } from '../tools/tool.js';
import type { Vault } from './vault.js';

/** A secret that a tool made for a person: kept encrypted for a one-time page, gone after `expiresAt`. */
interface StoredSecret {
  _id: string;
  clientId: string;
  runId: string;
  ticketId: string;
  /** For technicians: what it is. */
  label: string;
  /** Whose it is, e.g. a user principal name. */
  subject: string;
  sealed: string;
  createdAt: Date;
  expiresAt: Date;
}

/** How long a secret waits to be fetched. */
const SECRET_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

export interface Secrets {
  /** The keeper for one run's tool calls. */
  keeper(owner: { clientId: string; runId: string; ticketId: string }): SecretKeeper;
  /** Secrets that a run's calls kept, newest last; without their values. */
  ofRun(
    clientId: string,
    runId: string,
  ): Promise<{ secretId: string; label: string; subject: string; expiresAt: Date }[]>;
}

export function createSecrets({
  connection,
  vault,
  now,
}: {
  connection: Connection;
  vault: Vault;
  now: () => Date;
}): Secrets {
  const schema = new Schema<StoredSecret>(
    {
      _id: { type: String, required: true },
      clientId: { type: String, required: true },
      runId: { type: String, required: true },
      ticketId: { type: String, required: true },
      label: { type: String, required: true },
      subject: { type: String, required: true },
      sealed: { type: String, required: true },
      createdAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
    },
    { collection: 'secrets', versionKey: false },
  );
  schema.index({ clientId: 1, runId: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  const model = connection.model('Secret', schema);

  return {
    keeper: (owner) => ({
      async keep({ label, value, subject }) {
        const secretId = randomUUID();
        const createdAt = now();
        await model.create({
          _id: secretId,
          ...owner,
          label,
          subject,
          sealed: vault.seal(value, { owner: secretId, field: 'value' }),
          createdAt,
          expiresAt: new Date(createdAt.getTime() + SECRET_LIFETIME_MS),
        });
        return { secretId };
      },
    }),
    async ofRun(clientId, runId) {
      const found = await model.find({ clientId, runId }, { sealed: 0 }).sort({ createdAt: 1 }).lean();
      return found.map(({ _id, label, subject, expiresAt }) => ({ secretId: _id, label, subject, expiresAt }));
    },
  };
}
