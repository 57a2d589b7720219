import { createHmac } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import { isDuplicateKey } from '../errors.js';

/** What is known of a master key without knowing it: enough to tell whether a key is the right one. */
interface KeyCheck {
  /** Its version. */
  _id: number;
  /** HMAC of a constant under the key. */
  check: string;
  since: Date;
  /** Nothing is sealed with it any more. */
  retiredAt?: Date;
}

export interface KeyChecks {
  /** Those whose key must be there. */
  inUse(): Promise<{ version: number; check: string }[]>;
  /** Keeps the check value of a key, once. False when there is one already that this key does not fit. */
  keep(version: number, key: Buffer): Promise<boolean>;
  retire(versions: readonly number[]): Promise<void>;
}

export function createKeyChecks({ connection, now }: { connection: Connection; now: () => Date }): KeyChecks {
  const schema = new Schema<KeyCheck>(
    { _id: { type: Number, required: true }, check: { type: String, required: true }, since: Date, retiredAt: Date },
    // A start that is refused leaves no trace, not even an empty collection.
    { collection: 'vault_keys', versionKey: false, autoCreate: false, autoIndex: false },
  );
  const model = connection.model('VaultKey', schema);
  return {
    async inUse() {
      const found = await model.find({ retiredAt: null }).sort({ _id: 1 }).lean();
      return found.map(({ _id, check }) => ({ version: _id, check }));
    },
    async keep(version, key) {
      const check = checkValueOf(version, key);
      await model
        .updateOne({ _id: version }, { $setOnInsert: { check, since: now() } }, { upsert: true })
        .catch((error: unknown) => {
          // Another process kept one at the same moment; which one is seen below.
          if (!isDuplicateKey(error)) throw error;
        });
      return (await model.findById(version).lean())?.check === check;
    },
    async retire(versions) {
      await model.updateMany({ _id: { $in: [...versions] }, retiredAt: null }, { $set: { retiredAt: now() } });
    },
  };
}

export function checkValueOf(version: number, key: Buffer): string {
  return createHmac('sha256', key).update(`frontdesk master key, version ${version}`).digest('base64url');
}
