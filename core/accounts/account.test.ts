import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { type Accounts, createAccounts } from './account.js';
import { createApiTokens } from './api-tokens.js';
import { maySee } from './caller.js';
import { createFirstAdmin, type FirstAdmin } from './first-admin.js';
import { createPasswords } from './password.js';
import { technicianOf } from './technician.js';

const PASSWORD = 'correct horse battery';
const CHEAP = { log2N: 4, r: 1, p: 1 };
const HOUR = 3_600_000;

describe('accounts', () => {
  let store: TestStore;
  let accounts: Accounts;
  let firstAdmin: FirstAdmin;
  let at: Date;
  const now = () => at;
  beforeEach(async () => {
    store = await openTestStore();
    at = new Date();
    const { connection } = store;
    accounts = createAccounts({ connection, passwords: createPasswords({ cost: CHEAP }), now });
    firstAdmin = createFirstAdmin({ connection, accounts, now });
  });
  afterEach(() => store.dispose());

  const make = (email: string, role: 'admin' | 'technician' | 'auditor' = 'technician') =>
    accounts.create({ email, name: 'Somebody', role, password: PASSWORD });
  const outcome = (done: Promise<unknown>) =>
    done.then(
      () => 'done',
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
    );

  it('have one e-mail address each, whatever its case, also when two are made at once', async () => {
    const made = await Promise.all(['Dana@desk.example', 'dana@DESK.example'].map((email) => outcome(make(email))));
    expect(made.sort()).toEqual(['done', 'email_taken']);
    expect((await accounts.byEmail('DANA@desk.example'))?.email).toBe('dana@desk.example');
    // A Kelvin sign is no k.
    await make('kim@desk.example');
    expect(await accounts.byEmail('\u212aim@desk.example')).toBeUndefined();
  });

  it.each([
    ['eleven char', 'short-twelve'.slice(0, 11)],
    ['too long', 'ab1-'.repeat(51)],
    ['the e-mail address', 'Dana.Whitfield@desk.example'],
    ['the name', 'dana  whitfield'],
    ['one character over and over', 'aaaaaaaaaaaaaa'],
  ])('refuse a password that is %s', async (_what, password) => {
    const account = { email: 'dana.whitfield@desk.example', name: 'Dana Whitfield', role: 'auditor' as const };
    expect(await outcome(accounts.create({ ...account, password }))).toBe('weak_password');
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['removed', (id) => accounts.remove(id)],
    ['switched off', (id) => accounts.update(id, { active: false })],
    ['made a technician', (id) => accounts.update(id, { role: 'technician' })],
  ])('keep the last active admin from being %s', async (_what, change) => {
    const { id } = await make('one@desk.example', 'admin');
    const off = await make('off@desk.example', 'admin');
    await accounts.update(off.id, { active: false });
    expect(await outcome(change(id))).toBe('last_admin');
    expect(await accounts.get(id)).toMatchObject({ role: 'admin', active: true });
    await make('two@desk.example', 'admin');
    expect(await outcome(change(id))).toBe('done');
  });

  it('keep an admin when two admins go at the same moment', async () => {
    const [one, two] = [await make('one@desk.example', 'admin'), await make('two@desk.example', 'admin')];
    await Promise.all([
      outcome(accounts.remove(one.id)),
      outcome(accounts.update(two.id, { role: 'auditor' })),
      outcome(accounts.update(two.id, { active: false })),
    ]);
    expect(await accounts.hasActiveAdmin()).toBe(true);
  });

  it('are listed page by page, and filtered', async () => {
    for (const name of ['c', 'a', 'e', 'b', 'd'])
      await make(`${name}@desk.example`, name === 'd' ? 'auditor' : 'technician');
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await accounts.list({ limit: 2, cursor });
      seen.push(...page.items.map(({ email }) => email[0] ?? ''));
      cursor = page.next;
      // What is added behind shifts nothing.
      if (seen.length === 2) await make('aa@desk.example');
    } while (cursor);
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect((await accounts.list({ limit: 9, role: 'auditor' })).items).toHaveLength(1);
    expect((await accounts.list({ limit: 9, search: 'E@DESK.' })).items.map(({ email }) => email)).toEqual([
      'e@desk.example',
    ]);
    expect((await accounts.list({ limit: 9, search: '.*' })).items).toEqual([]);
    expect(await outcome(accounts.list({ limit: 2, cursor: 'x' }))).toBe('bad_cursor');
    const forged = Buffer.from('[{"$gt":""},"x"]').toString('base64url');
    expect(await outcome(accounts.list({ limit: 2, cursor: forged }))).toBe('bad_cursor');
  });

  describe('the first admin', () => {
    const person = { email: 'boss@desk.example', name: 'The Boss', password: PASSWORD };

    it('is made once by the token of the start, of two at once by one', async () => {
      const token = (await firstAdmin.open()) ?? '';
      const claims = ['a', 'b', 'c'].map((name) =>
        outcome(firstAdmin.claim(token, { ...person, email: `${name}@desk.example` })),
      );
      expect((await Promise.all(claims)).sort()).toEqual(['done', 'setup_closed', 'setup_closed']);
      expect((await accounts.list({ limit: 9 })).items).toMatchObject([
        { role: 'admin', active: true, clients: 'all' },
      ]);
      expect(await firstAdmin.open()).toBeUndefined();
    });

    it('is not made by an old token, an earlier start, or a guess', async () => {
      const first = (await firstAdmin.open()) ?? '';
      const second = (await firstAdmin.open()) ?? '';
      expect(await outcome(firstAdmin.claim(first, person))).toBe('setup_closed');
      expect(await outcome(firstAdmin.claim('guess', person))).toBe('setup_closed');
      at = new Date(at.getTime() + 24 * HOUR);
      expect(await outcome(firstAdmin.claim(second, person))).toBe('setup_closed');
      expect(await accounts.hasActiveAdmin()).toBe(false);
    });

    it('may try again after a weak password or a taken address', async () => {
      const token = (await firstAdmin.open()) ?? '';
      await make(person.email);
      expect(await outcome(firstAdmin.claim(token, { ...person, password: 'short' }))).toBe('weak_password');
      expect(await outcome(firstAdmin.claim(token, person))).toBe('email_taken');
      expect(await outcome(firstAdmin.claim(token, { ...person, email: 'other@desk.example' }))).toBe('done');
    });
  });

  it('have a technician in the PSA only when exactly one active one has the same e-mail address', () => {
    const technician = (id: string, email: string | undefined, active = true) => ({
      id,
      identifier: id,
      name: id,
      active,
      ...(email ? { email } : {}),
    });
    const account = { email: 'kim@desk.example' };
    const kim = technician('1', ' Kim@Desk.example');
    expect(technicianOf(account, [kim, technician('2', undefined), technician('3', 'kim@desk.example', false)])).toBe(
      kim,
    );
    expect(technicianOf(account, [kim, technician('2', 'kim@desk.example')])).toBeUndefined();
    expect(
      technicianOf(account, [technician('1', 'kim@desk.example.org'), technician('2', '\u212aim@desk.example')]),
    ).toBeUndefined();
    expect(technicianOf({}, [technician('1', undefined), technician('2', '')])).toBeUndefined();
  });

  it('see the clients that they may', () => {
    expect(maySee({ clients: 'all' }, 'c1')).toBe(true);
    expect(maySee({ clients: ['c1'] }, 'c1')).toBe(true);
    expect(maySee({ clients: ['c1'] }, 'c2')).toBe(false);
  });

  describe('API tokens', () => {
    it('are found by their secret until they expire or are revoked', async () => {
      const tokens = createApiTokens({ connection: store.connection, now });
      const createdBy = { id: 'a1', name: 'The Boss' };
      const expiresAt = new Date(at.getTime() + HOUR);
      const { token, secret } = await tokens.create({
        name: 'report',
        role: 'auditor',
        clients: ['c1'],
        createdBy,
        expiresAt,
      });
      expect(secret).toMatch(/^fd_[\w-]{43}$/);
      expect(await tokens.find(secret)).toEqual({
        kind: 'token',
        id: token.id,
        name: 'report',
        role: 'auditor',
        clients: ['c1'],
      });
      expect(await tokens.find(`${secret}x`)).toBeUndefined();
      const stored = await store.connection.collection('apiTokens').find().toArray();
      expect(JSON.stringify(stored)).not.toContain(secret.slice(3));
      const used = async () => (await tokens.list({ limit: 9 })).items[0]?.lastUsedAt;
      const first = at;
      at = new Date(first.getTime() + 59_000);
      await tokens.find(secret);
      expect(await used()).toEqual(first);
      at = new Date(first.getTime() + 60_000);
      await tokens.find(secret);
      expect(await used()).toEqual(at);
      at = expiresAt;
      expect(await tokens.find(secret)).toBeUndefined();
      const lasting = await tokens.create({ name: 'lasting', role: 'admin', createdBy });
      await tokens.revoke(lasting.token.id);
      expect(await tokens.find(lasting.secret)).toBeUndefined();
      expect(await outcome(tokens.revoke(lasting.token.id))).toBe('not_found');
    });

    it('are listed newest first, also those of the same moment, each once', async () => {
      const tokens = createApiTokens({ connection: store.connection, now });
      const make = (name: string) =>
        tokens.create({ name, role: 'auditor', createdBy: { id: 'a1', name: 'The Boss' } });
      await make('old');
      at = new Date(at.getTime() + 1);
      await Promise.all(['b', 'c', 'd'].map(make));
      at = new Date(at.getTime() + 1);
      await make('new');
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await tokens.list({ limit: 1, cursor });
        seen.push(...page.items.map(({ name }) => name));
        cursor = page.next;
      } while (cursor);
      expect([seen[0], seen.slice(1, 4).sort(), seen.slice(4)]).toEqual(['new', ['b', 'c', 'd'], ['old']]);
    });
  });
});
