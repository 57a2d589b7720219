import { randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import { NotFound } from '../errors.js';
import type { Account, Accounts } from './account.js';
import { digestOf, randomToken } from './random-token.js';

/** A browser that somebody is signed in with. */
export interface Session {
  id: string;
  createdAt: Date;
  /** To the minute. */
  lastSeenAt: Date;
  /** The latest moment at which it ends. */
  endsAt: Date;
  /** What the browser says it is. */
  browser?: string;
  address?: string;
}

interface StoredSession extends Omit<Session, 'id'> {
  /** The token's digest. */
  _id: string;
  sessionId: string;
  accountId: string;
  /** The account's, when it signed in. */
  generation: number;
  /** Idle so long, or as old as it may become: gone. */
  expiresAt: Date;
}

export interface SessionLifetimes {
  idleMs: number;
  absoluteMs: number;
}

const HOUR_MS = 3_600_000;
const LIFETIMES: SessionLifetimes = { idleMs: 12 * HOUR_MS, absoluteMs: 7 * 24 * HOUR_MS };
const SEEN_EVERY_MS = 60_000;

export interface Sessions {
  /** The token is for the browser's cookie; only its digest is stored. */
  begin(account: Account, from?: { browser?: string; address?: string }): Promise<{ token: string; session: Session }>;
  /** Whose sign-in this is. Undefined when it ended, or the account was changed or switched off since. */
  find(token: string): Promise<{ account: Account; session: Session } | undefined>;
  end(token: string): Promise<void>;
  /** Newest first. */
  ofAccount(account: Account): Promise<Session[]>;
  /** Throws NotFound when the account has no such session. */
  revoke(account: Account, sessionId: string): Promise<void>;
}

export interface SessionsOptions {
  connection: Connection;
  accounts: Pick<Accounts, 'get'>;
  now(): Date;
  lifetimes?: Partial<SessionLifetimes>;
}

export function createSessions({ connection, accounts, now, lifetimes }: SessionsOptions): Sessions {
  const { idleMs, absoluteMs } = { ...LIFETIMES, ...lifetimes };
  const model = sessionModel(connection);
  const alive = ({ id, generation }: Account) => ({ accountId: id, generation, expiresAt: { $gt: now() } });
  const idleEnd = (at: Date, endsAt: Date) => new Date(Math.min(at.getTime() + idleMs, endsAt.getTime()));

  return {
    async begin({ id: accountId, generation }, { browser, address } = {}) {
      const at = now();
      const endsAt = new Date(at.getTime() + absoluteMs);
      const token = randomToken();
      const session: StoredSession = {
        _id: digestOf(token),
        sessionId: randomUUID(),
        accountId,
        generation,
        createdAt: at,
        lastSeenAt: at,
        endsAt,
        expiresAt: idleEnd(at, endsAt),
        ...(browser ? { browser: browser.slice(0, 200) } : {}),
        ...(address ? { address } : {}),
      };
      await model.create(session);
      return { token, session: toSession(session) };
    },
    async find(token) {
      const at = now();
      const stored = await model.findOne({ _id: digestOf(token), expiresAt: { $gt: at } }).lean();
      if (!stored) return undefined;
      const account = await accounts.get(stored.accountId).catch((error: unknown) => {
        if (error instanceof NotFound) return undefined;
        throw error;
      });
      if (!account?.active || account.generation !== stored.generation) return undefined;
      if (at.getTime() - stored.lastSeenAt.getTime() >= SEEN_EVERY_MS) {
        const seen = { lastSeenAt: at, expiresAt: idleEnd(at, stored.endsAt) };
        await model.updateOne({ _id: stored._id }, { $set: seen });
        return { account, session: toSession({ ...stored, ...seen }) };
      }
      return { account, session: toSession(stored) };
    },
    async end(token) {
      await model.deleteOne({ _id: digestOf(token) });
    },
    async ofAccount(account) {
      return (await model.find(alive(account)).sort({ createdAt: -1 }).lean()).map(toSession);
    },
    async revoke(account, sessionId) {
      const { deletedCount } = await model.deleteOne({ ...alive(account), sessionId });
      if (deletedCount === 0) throw new NotFound('session', sessionId);
    },
  };
}

function sessionModel(connection: Connection) {
  const schema = new Schema<StoredSession>(
    {
      _id: { type: String, required: true },
      sessionId: { type: String, required: true },
      accountId: { type: String, required: true },
      generation: { type: Number, required: true },
      createdAt: { type: Date, required: true },
      lastSeenAt: { type: Date, required: true },
      endsAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
      browser: String,
      address: String,
    },
    { collection: 'sessions', versionKey: false },
  );
  schema.index({ accountId: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model('Session', schema);
}

function toSession({ sessionId: id, createdAt, lastSeenAt, endsAt, browser, address }: StoredSession): Session {
  return {
    id,
    createdAt,
    lastSeenAt,
    endsAt,
    ...(browser ? { browser } : {}),
    ...(address ? { address } : {}),
  };
}
