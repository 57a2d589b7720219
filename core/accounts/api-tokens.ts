import { randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import { NotFound } from '../errors.js';
import { type Page, type PageAsked, readPage } from '../store/page.js';
import { type Caller, type ClientAccess, ROLES, type Role } from './caller.js';
import { digestOf, randomToken } from './random-token.js';

/** A key for a program. */
export interface ApiToken {
  id: string;
  name: string;
  role: Role;
  clients: ClientAccess;
  createdAt: Date;
  /** Who made it. */
  createdBy: { id: string; name: string };
  /** Absent: until it is revoked. */
  expiresAt?: Date;
  /** To the minute. */
  lastUsedAt?: Date;
}

interface StoredToken extends Omit<ApiToken, 'id'> {
  _id: string;
  digest: string;
}

const PREFIX = 'fd_';
const USED_EVERY_MS = 60_000;

export interface ApiTokens {
  /** `secret` is what the program sends; it can never be shown again. */
  create(
    token: Pick<ApiToken, 'name' | 'role' | 'createdBy'> & { clients?: ClientAccess; expiresAt?: Date },
  ): Promise<{ token: ApiToken; secret: string }>;
  /** Newest first; expired ones too. */
  list(asked: PageAsked): Promise<Page<ApiToken>>;
  /** Who calls with this secret; undefined when it is none, revoked or expired. */
  find(secret: string): Promise<Caller | undefined>;
  /** Throws NotFound. */
  revoke(id: string): Promise<void>;
}

export function createApiTokens({ connection, now }: { connection: Connection; now: () => Date }): ApiTokens {
  const model = tokenModel(connection);
  return {
    async create({ clients = 'all', ...token }) {
      const secret = `${PREFIX}${randomToken()}`;
      const stored: StoredToken = { _id: randomUUID(), ...token, clients, digest: digestOf(secret), createdAt: now() };
      await model.create(stored);
      return { token: toToken(stored), secret };
    },
    async list(page) {
      const { items, ...rest } = await readPage<StoredToken>({
        ...page,
        by: 'createdAt',
        newestFirst: true,
        find: (filter, order, limit) => model.find(filter).sort(order).limit(limit).lean(),
      });
      return { items: items.map(toToken), ...rest };
    },
    async find(secret) {
      if (!secret.startsWith(PREFIX)) return undefined;
      const at = now();
      const found = await model.findOne({ digest: digestOf(secret) }).lean();
      if (!found || (found.expiresAt && found.expiresAt <= at)) return undefined;
      const { _id: id, name, role, clients, lastUsedAt } = found;
      if (!lastUsedAt || at.getTime() - lastUsedAt.getTime() >= USED_EVERY_MS) {
        await model.updateOne({ _id: id }, { $set: { lastUsedAt: at } });
      }
      return { kind: 'token', id, name, role, clients };
    },
    async revoke(id) {
      const { deletedCount } = await model.deleteOne({ _id: id });
      if (deletedCount === 0) throw new NotFound('token', id);
    },
  };
}

function tokenModel(connection: Connection) {
  const schema = new Schema<StoredToken>(
    {
      _id: { type: String, required: true },
      digest: { type: String, required: true },
      name: { type: String, required: true },
      role: { type: String, enum: ROLES, required: true },
      clients: { type: Schema.Types.Mixed, required: true },
      createdAt: { type: Date, required: true },
      createdBy: { type: Schema.Types.Mixed, required: true },
      expiresAt: Date,
      lastUsedAt: Date,
    },
    { collection: 'apiTokens', versionKey: false },
  );
  schema.index({ digest: 1 }, { unique: true });
  schema.index({ createdAt: -1 });
  return connection.model('ApiToken', schema);
}

function toToken({ _id, digest: _digest, ...token }: StoredToken): ApiToken {
  return { id: _id, ...token };
}
