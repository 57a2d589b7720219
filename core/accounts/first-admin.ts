import { timingSafeEqual } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import { AccessDenied } from '../errors.js';
import type { Account, Accounts } from './account.js';
import { assertGoodPassword } from './password.js';
import { digestOf, randomToken } from './random-token.js';

interface StoredSetup {
  _id: string;
  digest: string;
  expiresAt: Date;
}

const ONLY = 'first-admin';
const LIFETIME_MS = 24 * 3_600_000;

export interface FirstAdmin {
  /** A new token while nobody is an active admin; earlier ones are void. Undefined when there is an admin. */
  open(): Promise<string | undefined>;
  /** Whether a token would be taken. */
  isOpen(token: string): Promise<boolean>;
  /**
   * Makes the first admin; of two at once one wins. Throws AccessDenied `setup_closed` (403) when the token is wrong, spent
   * or expired; what `Accounts.create` throws leaves it good.
   */
  claim(token: string, admin: { email: string; name: string; password: string }): Promise<Account>;
}

export interface FirstAdminOptions {
  connection: Connection;
  accounts: Pick<Accounts, 'create' | 'hasActiveAdmin'>;
  now(): Date;
}

/** Whoever can read the console at the start becomes the first admin: nobody else could prove to be meant. */
export function createFirstAdmin({ connection, accounts, now }: FirstAdminOptions): FirstAdmin {
  const schema = new Schema<StoredSetup>(
    {
      _id: { type: String, required: true },
      digest: { type: String, required: true },
      expiresAt: { type: Date, required: true },
    },
    { collection: 'setup', versionKey: false },
  );
  const model = connection.model('Setup', schema);

  async function opened(token: string): Promise<StoredSetup | undefined> {
    const stored = await model.findOne({ _id: ONLY, expiresAt: { $gt: now() } }).lean();
    if (!stored || !isSame(stored.digest, digestOf(token)) || (await accounts.hasActiveAdmin())) return undefined;
    return stored;
  }

  return {
    async open() {
      if (await accounts.hasActiveAdmin()) {
        await model.deleteOne({ _id: ONLY });
        return undefined;
      }
      const token = randomToken();
      const expiresAt = new Date(now().getTime() + LIFETIME_MS);
      await model.updateOne({ _id: ONLY }, { $set: { digest: digestOf(token), expiresAt } }, { upsert: true });
      return token;
    },
    isOpen: async (token) => (await opened(token)) !== undefined,
    async claim(token, admin) {
      const stored = await opened(token);
      if (!stored) throw closed();
      assertGoodPassword(admin.password, admin);
      const won = await model.findOneAndDelete({ _id: ONLY, digest: stored.digest }).lean();
      if (!won) throw closed();
      try {
        return await accounts.create({ ...admin, role: 'admin' });
      } catch (error) {
        await model.updateOne(
          { _id: ONLY },
          { $setOnInsert: { digest: won.digest, expiresAt: won.expiresAt } },
          { upsert: true },
        );
        throw error;
      }
    },
  };
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function closed(): AccessDenied {
  return new AccessDenied(
    'setup_closed',
    'This link has been used or is too old; while there is no admin, each start of Frontdesk prints a new one',
    403,
  );
}
