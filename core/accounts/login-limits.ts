import ipaddr from 'ipaddr.js';
import { type Connection, Schema } from 'mongoose';
import { InvalidInput, isDuplicateKey } from '../errors.js';
import { lowerCase } from './email.js';
import { digestOf, randomToken } from './random-token.js';

interface StoredLimit {
  /** `account:`, `browser:` or `address:` and a digest. */
  _id: string;
  failures: number;
  /** No attempt is looked at before. */
  blockedUntil?: Date;
  /** Of a browser: the account that has signed in with it. */
  accountKey?: string;
  expiresAt: Date;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Wrong passwords for one account before it has to wait, then 1, 2, 4, ... minutes up to an hour for each further one. */
const FREE_FAILURES = 5;
const LONGEST_WAIT_MS = 60 * MINUTE_MS;
/** From one address, whatever the account. */
const ADDRESS = { failures: 30, withinMs: 15 * MINUTE_MS };
const FAILURES_KEPT_MS = DAY_MS;
const BROWSER_KEPT_MS = 180 * DAY_MS;
/** How often a count is tried again that somebody else changed at the same moment. */
const TRIES = 5;

export interface Attempt {
  /** The password was right: the account's failures are forgotten. Returns what the browser is known by from now on. */
  succeeded(): Promise<string>;
  /** It was not looked at after all: it counts no longer. */
  withdrawn(): Promise<void>;
}

export interface LoginLimits {
  /**
   * Counts an attempt before its password is looked at, so that many at once are no way around. Throws InvalidInput
   * `too_many_attempts` (429; `details.retryAfter` in seconds), the same for accounts that exist and those that do not.
   * `browser`: what `succeeded` once returned to it.
   */
  attempt(from: { email: string; address: string; browser?: string | undefined }): Promise<Attempt>;
}

/**
 * Slows down guessing. A refused attempt prolongs nothing, and no wait is longer than an hour. A browser that the account
 * has signed in with has a count of its own: whoever keeps the account waiting by guessing does not keep its owner out.
 */
export function createLoginLimits({ connection, now }: { connection: Connection; now: () => Date }): LoginLimits {
  const model = limitModel(connection);

  /** The count after this attempt, or the refusal. */
  async function count(key: string, next: (before: StoredLimit | null, at: Date) => StoredLimit): Promise<void> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const at = now();
      const stored = await model.findById(key).lean();
      if (stored?.blockedUntil && stored.blockedUntil > at) throw tooMany(stored.blockedUntil, at);
      const { _id, ...counted } = next(stored, at);
      if (!stored) {
        const made = await model.create({ _id, ...counted }).catch(unlessDuplicate);
        if (made) return;
      } else {
        const same = { _id, failures: stored.failures, expiresAt: stored.expiresAt };
        const { matchedCount } = await model.updateOne(same, { $set: counted });
        if (matchedCount > 0) return;
      }
    }
    const at = now();
    throw tooMany(new Date(at.getTime() + 1000), at);
  }

  const ofAccount = (key: string) => (before: StoredLimit | null, at: Date) => {
    const isOver = before === null || (before.expiresAt <= at && before.accountKey === undefined);
    const failures = (isOver ? 0 : before.failures) + 1;
    const waits = failures >= FREE_FAILURES;
    return {
      _id: key,
      failures,
      ...(waits ? { blockedUntil: new Date(at.getTime() + waitAfter(failures)) } : {}),
      expiresAt: before?.accountKey ? before.expiresAt : new Date(at.getTime() + FAILURES_KEPT_MS),
    };
  };

  const ofAddress = (key: string) => (before: StoredLimit | null, at: Date) => {
    const current = before && before.expiresAt > at ? before : undefined;
    const expiresAt = current?.expiresAt ?? new Date(at.getTime() + ADDRESS.withinMs);
    const failures = (current?.failures ?? 0) + 1;
    return { _id: key, failures, ...(failures >= ADDRESS.failures ? { blockedUntil: expiresAt } : {}), expiresAt };
  };

  async function knownBrowser(browser: string | undefined, accountKey: string): Promise<string | undefined> {
    if (!browser) return undefined;
    const key = `browser:${digestOf(browser)}`;
    return (await model.exists({ _id: key, accountKey, expiresAt: { $gt: now() } })) ? key : undefined;
  }

  async function forgiveAddress(key: string): Promise<void> {
    await model.updateOne({ _id: key, failures: { $gt: 0 } }, { $inc: { failures: -1 }, $unset: { blockedUntil: 1 } });
  }

  return {
    async attempt({ email, address, browser }) {
      const accountKey = `account:${digestOf(lowerCase(email))}`;
      const addressKey = `address:${digestOf(networkOf(address))}`;
      const browserKey = await knownBrowser(browser, accountKey);
      const key = browserKey ?? accountKey;
      await count(addressKey, ofAddress(addressKey));
      await count(key, ofAccount(key));
      return {
        async succeeded() {
          await forgiveAddress(addressKey);
          if (browserKey && browser) {
            await model.updateOne({ _id: browserKey }, { $set: { failures: 0 }, $unset: { blockedUntil: 1 } });
            return browser;
          }
          await model.deleteOne({ _id: accountKey });
          const known = randomToken();
          await model.create({
            _id: `browser:${digestOf(known)}`,
            accountKey,
            failures: 0,
            expiresAt: new Date(now().getTime() + BROWSER_KEPT_MS),
          });
          return known;
        },
        async withdrawn() {
          await forgiveAddress(addressKey);
          await model.updateOne(
            { _id: key, failures: { $gt: 0 } },
            { $inc: { failures: -1 }, $unset: { blockedUntil: 1 } },
          );
        },
      };
    },
  };
}

function limitModel(connection: Connection) {
  const schema = new Schema<StoredLimit>(
    {
      _id: { type: String, required: true },
      failures: { type: Number, required: true },
      blockedUntil: Date,
      accountKey: String,
      expiresAt: { type: Date, required: true },
    },
    { collection: 'loginLimits', versionKey: false },
  );
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model('LoginLimit', schema);
}

function waitAfter(failures: number): number {
  return Math.min(MINUTE_MS * 2 ** Math.min(failures - FREE_FAILURES, 10), LONGEST_WAIT_MS);
}

/** One household or server has a whole /64 of IPv6 addresses. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? `${parsed.parts.slice(0, 4).join(':')}::/64` : parsed.toString();
}

function tooMany(until: Date, at: Date): InvalidInput {
  const retryAfter = Math.max(1, Math.ceil((until.getTime() - at.getTime()) / 1000));
  const wait = retryAfter > 90 ? `${Math.ceil(retryAfter / 60)} minutes` : `${retryAfter} seconds`;
  return new InvalidInput('too_many_attempts', `There were too many attempts to sign in; try again in ${wait}`, {
    status: 429,
    details: { retryAfter },
  });
}

function unlessDuplicate(error: unknown): undefined {
  if (isDuplicateKey(error)) return undefined;
  throw error;
}
