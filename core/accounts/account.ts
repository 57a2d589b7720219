import { randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import { z } from 'zod';
import { Conflict, isDuplicateKey, NotFound } from '../errors.js';
import { type Page, type PageAsked, readPage } from '../store/page.js';
import { type ClientAccess, ROLES, type Role } from './caller.js';
import { lowerCase } from './email.js';
import { assertGoodPassword, type Passwords } from './password.js';

/** A name of a person or a program, as pages show it. */
export const displayName = z.string().trim().min(1, 'is empty').max(200, 'has more than 200 characters');

/** Who a person is to an OpenID provider. */
export interface OidcIdentity {
  issuer: string;
  subject: string;
}

export interface Account {
  id: string;
  /** Lower-case, unique. */
  email: string;
  name: string;
  role: Role;
  /** False: may not sign in. */
  active: boolean;
  clients: ClientAccess;
  hasPassword: boolean;
  /** Set by the first sign-in through the OpenID provider; from then on only this identity is this account's. */
  oidc?: OidcIdentity;
  createdAt: Date;
  lastSignInAt?: Date;
  /** Counts what ends every sign-in: another password, role or provider identity, or being switched off. */
  generation: number;
}

interface StoredAccount extends Omit<Account, 'id' | 'hasPassword'> {
  _id: string;
  passwordHash?: string;
}

export interface NewAccount {
  email: string;
  name: string;
  role: Role;
  clients?: ClientAccess;
  /** Absent: signs in through the OpenID provider, or is given one later. */
  password?: string;
}

/** `oidc: null` lets go of the provider's identity, so that the next sign-in by e-mail binds a new one. */
export type AccountChanges = Partial<Pick<Account, 'name' | 'role' | 'active' | 'clients'>> & { oidc?: null };

export interface AccountFilter {
  role?: Role | undefined;
  active?: boolean | undefined;
  /** Part of the e-mail address or name, in any case. */
  search?: string | undefined;
}

export interface Accounts {
  /** Throws Conflict `email_taken`, InvalidInput `weak_password`. */
  create(account: NewAccount): Promise<Account>;
  /** By e-mail address. */
  list(asked: PageAsked & AccountFilter): Promise<Page<Account>>;
  /** Throws NotFound. */
  get(id: string): Promise<Account>;
  byEmail(email: string): Promise<Account | undefined>;
  byOidc(identity: OidcIdentity): Promise<Account | undefined>;
  /** For sign-in alone. */
  passwordHashOf(id: string): Promise<string | undefined>;
  /** Throws NotFound, Conflict `last_admin` when no active admin would be left. */
  update(id: string, changes: AccountChanges): Promise<Account>;
  /** Ends every sign-in. Throws InvalidInput `weak_password`. */
  setPassword(id: string, password: string): Promise<Account>;
  /** The same password at today's cost; changes nothing when it is another one by now. */
  rehash(id: string, password: string, stored: string): Promise<void>;
  /** Binds a provider's identity to an account that has none; false when it has one. */
  bindOidc(id: string, identity: OidcIdentity): Promise<boolean>;
  /** Throws NotFound, Conflict `last_admin`. */
  remove(id: string): Promise<void>;
  signedIn(id: string): Promise<void>;
  hasActiveAdmin(): Promise<boolean>;
}

export interface AccountsOptions {
  connection: Connection;
  passwords: Passwords;
  now(): Date;
}

const ACTIVE_ADMIN = { role: 'admin', active: true } as const;

export function createAccounts({ connection, passwords, now }: AccountsOptions): Accounts {
  const model = accountModel(connection);

  const find = (filter: Record<string, unknown>, order: Record<string, 1 | -1>, limit: number) =>
    model.find(filter).sort(order).limit(limit).lean();

  async function stored(id: string): Promise<StoredAccount> {
    const found = await model.findById(id).lean();
    if (!found) throw new NotFound('account', id);
    return found;
  }

  /** Takes the admin out, unless it is the last: two that go at the same moment may both be refused, never both go. */
  async function withoutAdmin(account: StoredAccount, take: () => Promise<unknown>, giveBack: () => Promise<unknown>) {
    const isAdmin = account.active && account.role === 'admin';
    const others = { ...ACTIVE_ADMIN, _id: { $ne: account._id } };
    if (isAdmin && !(await model.exists(others))) throw lastAdmin(account);
    await take();
    if (!isAdmin || (await model.exists(ACTIVE_ADMIN))) return;
    await giveBack();
    throw lastAdmin(account);
  }

  const accounts: Accounts = {
    async create({ password, email, name, role, clients = 'all' }) {
      const owner = { email: lowerCase(email), name: name.trim() };
      if (password !== undefined) assertGoodPassword(password, owner);
      if (await accounts.byEmail(owner.email)) throw emailTaken(owner.email);
      const account: StoredAccount = {
        _id: randomUUID(),
        ...owner,
        role,
        clients,
        active: true,
        ...(password === undefined ? {} : { passwordHash: await passwords.hash(password) }),
        createdAt: now(),
        generation: 1,
      };
      await model.init();
      await model.create(account).catch((error: unknown) => {
        throw isDuplicateKey(error) ? emailTaken(owner.email) : error;
      });
      return toAccount(account);
    },
    async list({ role, active, search, ...page }) {
      const filter = {
        ...(role === undefined ? {} : { role }),
        ...(active === undefined ? {} : { active }),
        ...(search ? { $or: [{ email: containing(search) }, { name: containing(search) }] } : {}),
      };
      const { items, ...rest } = await readPage<StoredAccount>({ ...page, filter, by: 'email', find });
      return { items: items.map(toAccount), ...rest };
    },
    get: async (id) => toAccount(await stored(id)),
    async byEmail(email) {
      return optional(await model.findOne({ email: lowerCase(email) }).lean());
    },
    async byOidc({ issuer, subject }) {
      return optional(await model.findOne({ 'oidc.issuer': issuer, 'oidc.subject': subject }).lean());
    },
    passwordHashOf: async (id) => (await model.findById(id, { passwordHash: 1 }).lean())?.passwordHash,
    async update(id, { oidc, ...changes }) {
      const before = await stored(id);
      const after = { ...before, ...changes };
      const ends =
        after.role !== before.role || after.active !== before.active || (oidc === null && before.oidc !== undefined);
      const write = {
        $set: changes,
        ...(oidc === null ? { $unset: { oidc: 1 } } : {}),
        ...(ends ? { $inc: { generation: 1 } } : {}),
      };
      const take = () => model.updateOne({ _id: id }, write);
      if (after.active && after.role === 'admin') await take();
      else {
        await withoutAdmin(before, take, () =>
          model.updateOne({ _id: id }, { $set: { role: before.role, active: before.active } }),
        );
      }
      return accounts.get(id);
    },
    async setPassword(id, password) {
      assertGoodPassword(password, await stored(id));
      const passwordHash = await passwords.hash(password);
      await model.updateOne({ _id: id }, { $set: { passwordHash }, $inc: { generation: 1 } });
      return accounts.get(id);
    },
    async rehash(id, password, before) {
      const passwordHash = await passwords.hash(password);
      await model.updateOne({ _id: id, passwordHash: before }, { $set: { passwordHash } });
    },
    async bindOidc(id, identity) {
      await model.init();
      try {
        const { matchedCount } = await model.updateOne(
          { _id: id, oidc: { $exists: false } },
          { $set: { oidc: identity } },
        );
        return matchedCount > 0;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async remove(id) {
      const before = await stored(id);
      // Switched off first: this can be taken back.
      await withoutAdmin(
        before,
        () => model.updateOne({ _id: id }, { $set: { active: false }, $inc: { generation: 1 } }),
        () => model.updateOne({ _id: id }, { $set: { active: true } }),
      );
      await model.deleteOne({ _id: id });
    },
    async signedIn(id) {
      await model.updateOne({ _id: id }, { $set: { lastSignInAt: now() } });
    },
    hasActiveAdmin: async () => (await model.exists(ACTIVE_ADMIN)) !== null,
  };
  return accounts;
}

function accountModel(connection: Connection) {
  const schema = new Schema<StoredAccount>(
    {
      _id: { type: String, required: true },
      email: { type: String, required: true },
      name: { type: String, required: true },
      role: { type: String, enum: ROLES, required: true },
      active: { type: Boolean, required: true },
      clients: { type: Schema.Types.Mixed, required: true },
      passwordHash: String,
      oidc: Schema.Types.Mixed,
      createdAt: { type: Date, required: true },
      lastSignInAt: Date,
      generation: { type: Number, required: true },
    },
    { collection: 'accounts', versionKey: false },
  );
  schema.index({ email: 1 }, { unique: true });
  schema.index(
    { 'oidc.issuer': 1, 'oidc.subject': 1 },
    { unique: true, partialFilterExpression: { 'oidc.subject': { $exists: true } } },
  );
  return connection.model('Account', schema);
}

function toAccount({ _id, passwordHash, ...account }: StoredAccount): Account {
  return { id: _id, ...account, hasPassword: passwordHash !== undefined };
}

function optional(stored: StoredAccount | null): Account | undefined {
  return stored ? toAccount(stored) : undefined;
}

function containing(text: string): RegExp {
  return new RegExp(text.trim().replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
}

function emailTaken(email: string): Conflict {
  return new Conflict('email_taken', `There is an account for ${email} already`);
}

function lastAdmin({ email }: StoredAccount): Conflict {
  return new Conflict('last_admin', `${email} is the last active admin; make somebody else an admin first`);
}
