import { type Connection as Database, Schema } from 'mongoose';
import { isDuplicateKey } from '../errors.js';
import type { ConnectionState } from './integration.js';
import type { Vault } from './vault.js';

/** What one connection remembers under one key. */
interface StoredState {
  /** Integration and key: `mcp:docs/tools`. */
  _id: string;
  integration: string;
  /** As text: names inside it are a vendor's, and not all of them are fit for a database. */
  data: string;
  sealed?: string;
  version: number;
  at: Date;
}

export interface ConnectionStates {
  of(integration: string): ConnectionState;
  /** Erases all that a connection remembers. */
  forget(integration: string): Promise<void>;
}

/** What a sealed part belongs to. */
export const stateBelongsTo = (integration: string, key: string) => ({
  owner: `integration/${integration}`,
  field: `state:${key}`,
});

export function createConnectionStates({
  connection,
  vault,
  now,
}: {
  connection: Database;
  vault: Vault;
  now: () => Date;
}): ConnectionStates {
  const schema = new Schema<StoredState>(
    {
      _id: { type: String, required: true },
      integration: { type: String, required: true },
      data: { type: String, required: true },
      sealed: String,
      version: { type: Number, required: true },
      at: { type: Date, required: true },
    },
    { collection: 'integration_states', versionKey: false },
  );
  schema.index({ integration: 1 });
  const model = connection.model('IntegrationState', schema);

  return {
    of: (integration) => ({
      async read(key) {
        const stored = await model.findById(`${integration}/${key}`).lean();
        if (!stored) return undefined;
        const { data, sealed, version } = stored;
        const secret = sealed ? { secret: vault.open(sealed, stateBelongsTo(integration, key)) } : {};
        return { data: JSON.parse(data), ...secret, version };
      },
      async write(key, { data, secret }, over) {
        const _id = `${integration}/${key}`;
        const sealed = secret === undefined ? undefined : vault.seal(secret, stateBelongsTo(integration, key));
        const kept = { data: JSON.stringify(data), at: now(), version: over + 1 };
        if (over === 0) {
          try {
            await model.create({ _id, integration, ...kept, ...(sealed ? { sealed } : {}) });
            return true;
          } catch (error) {
            if (isDuplicateKey(error)) return false;
            throw error;
          }
        }
        const { matchedCount } = await model.updateOne(
          { _id, version: over },
          sealed ? { $set: { ...kept, sealed } } : { $set: kept, $unset: { sealed: 1 } },
        );
        return matchedCount === 1;
      },
    }),
    async forget(integration) {
      await model.deleteMany({ integration });
    },
  };
}
