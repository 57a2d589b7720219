import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FrontdeskError } from '../errors.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { type Accounts, createAccounts } from './account.js';
import { createLoginLimits } from './login-limits.js';
import { createPasswords, type Passwords } from './password.js';
import { createSessions, type Sessions } from './sessions.js';
import { createSignIn, type SignIn } from './sign-in.js';

const PASSWORD = 'correct horse battery';
const EMAIL = 'dana@desk.example';
const CHEAP = { log2N: 4, r: 1, p: 1 };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('signing in with a password', () => {
  let store: TestStore;
  let at: Date;
  let accounts: Accounts;
  let sessions: Sessions;
  let signIn: SignIn;
  let addresses: number;
  beforeEach(async () => {
    store = await openTestStore();
    at = new Date();
    addresses = 0;
    build(createPasswords({ cost: CHEAP }));
    await accounts.create({ email: EMAIL, name: 'Dana', role: 'technician', password: PASSWORD });
  });
  afterEach(() => store.dispose());

  function build(passwords: Passwords): void {
    for (const name of Object.keys(store.connection.models)) store.connection.deleteModel(name);
    const { connection } = store;
    const now = () => at;
    accounts = createAccounts({ connection, passwords, now });
    sessions = createSessions({ connection, accounts, now });
    signIn = createSignIn({ accounts, passwords, sessions, limits: createLoginLimits({ connection, now }) });
  }
  const pass = (milliseconds: number) => {
    at = new Date(at.getTime() + milliseconds);
  };
  const newAddress = () => {
    addresses += 1;
    return `192.0.2.${addresses}`;
  };
  /** From an address that was never seen before, unless given. */
  const attempt = (password: string, { email = EMAIL, address = newAddress(), knownBrowser = '' } = {}) =>
    signIn.withPassword({ email, password }, { address, knownBrowser });
  const refusal = async (attempted: Promise<unknown>) => {
    const error = await attempted.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof FrontdeskError)) throw new Error('It was let in');
    return error;
  };
  const fail = async (times: number) => {
    for (let n = 0; n < times; n += 1) expect((await refusal(attempt('wrong'))).code).toBe('wrong_sign_in');
  };

  it('takes the e-mail address in any case, and keeps neither password nor token', async () => {
    const { token, account } = await attempt(PASSWORD, { email: ' Dana@Desk.EXAMPLE' });
    expect((await sessions.find(token))?.account.id).toBe(account.id);
    expect((await accounts.get(account.id)).lastSignInAt).toEqual(at);
    const stored = JSON.stringify(
      await Promise.all(Object.values(store.connection.models).map((model) => model.find().lean())),
    );
    expect(stored).toContain('$scrypt$ln=4,r=1,p=1$');
    expect(stored).not.toContain(PASSWORD);
    expect(stored).not.toContain(token);
  });

  it('answers the same for an unknown address, a wrong password, no password and an account that is off', async () => {
    await accounts.create({ email: 'oidc@desk.example', name: 'Only OpenID', role: 'auditor' });
    const off = await accounts.create({ email: 'off@desk.example', name: 'Off', role: 'auditor', password: PASSWORD });
    await accounts.update(off.id, { active: false });
    const cases = [
      attempt('wrong'),
      attempt(PASSWORD, { email: 'nobody@desk.example' }),
      attempt(PASSWORD, { email: 'oidc@desk.example' }),
      attempt(PASSWORD, { email: 'off@desk.example' }),
    ];
    const told = (await Promise.all(cases.map(refusal))).map(({ code, message, status }) => ({
      code,
      message,
      status,
    }));
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(told[0]).toMatchObject({ code: 'wrong_sign_in', status: 401 });
  });

  it.each([EMAIL, 'nobody@desk.example'])(
    'makes %s wait after five failures, longer each time, an hour at most',
    async (email) => {
      const waits: unknown[] = [];
      for (let n = 0; n < 4; n += 1) await refusal(attempt('wrong', { email }));
      for (let n = 0; n < 9; n += 1) {
        await refusal(attempt('wrong', { email }));
        const { code, status, details } = await refusal(attempt(PASSWORD, { email }));
        expect({ code, status }).toEqual({ code: 'too_many_attempts', status: 429 });
        waits.push(details.retryAfter);
        pass(Number(details.retryAfter) * 1000);
      }
      expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((minutes) => minutes * 60));
    },
  );

  it('lets the owner in after the wait, and forgets the failures then', async () => {
    await fail(5);
    expect((await refusal(attempt(PASSWORD))).code).toBe('too_many_attempts');
    pass(MINUTE);
    await attempt(PASSWORD);
    await fail(4);
    await attempt(PASSWORD);
  });

  it('does not keep out a browser that the owner has signed in with before', async () => {
    const { knownBrowser } = await attempt(PASSWORD);
    await fail(5);
    expect((await refusal(attempt(PASSWORD))).code).toBe('too_many_attempts');
    await attempt(PASSWORD, { knownBrowser });
    // It is no way to guess at other accounts, nor for ever at this one.
    expect((await refusal(attempt('wrong', { knownBrowser: 'made-up' }))).code).toBe('too_many_attempts');
    for (let n = 0; n < 5; n += 1) await refusal(attempt('wrong', { knownBrowser }));
    expect((await refusal(attempt(PASSWORD, { knownBrowser }))).code).toBe('too_many_attempts');
  });

  it('counts guesses that come at once before it looks at them', async () => {
    const codes = await Promise.all(Array.from({ length: 12 }, async () => (await refusal(attempt('wrong'))).code));
    expect(codes.filter((code) => code === 'wrong_sign_in').length).toBeLessThanOrEqual(5);
  });

  it('slows down an address that tries many accounts, and a whole IPv6 network as one', async () => {
    for (let n = 0; n < 30; n += 1) {
      await refusal(attempt('wrong', { email: `p${n}@desk.example`, address: `2001:db8:1:2::${n.toString(16)}` }));
    }
    const blocked = await refusal(attempt(PASSWORD, { address: '2001:db8:1:2:ffff::1' }));
    expect(blocked.code).toBe('too_many_attempts');
    await attempt(PASSWORD, { address: '2001:db8:1:3::1' });
    pass(15 * MINUTE);
    await attempt(PASSWORD, { address: '2001:db8:1:2::1' });
  });

  it('remembers the failures across a restart', async () => {
    await fail(5);
    store = await store.reopen();
    build(createPasswords({ cost: CHEAP }));
    expect((await refusal(attempt(PASSWORD))).code).toBe('too_many_attempts');
  });

  it('hashes anew at a sign-in when hashes have become dearer', async () => {
    build(createPasswords({ cost: { log2N: 5, r: 1, p: 1 } }));
    const { account } = await attempt(PASSWORD);
    expect(await accounts.passwordHashOf(account.id)).toMatch(/^\$scrypt\$ln=5,/);
    await attempt(PASSWORD);
  });

  it('ends a sign-in that is idle for twelve hours, and any after seven days', async () => {
    const { token } = await attempt(PASSWORD);
    for (let n = 0; n < 15; n += 1) {
      pass(11 * HOUR);
      expect(await sessions.find(token)).toBeDefined();
    }
    pass(4 * HOUR);
    expect(await sessions.find(token)).toBeUndefined();
    const second = await attempt(PASSWORD);
    pass(12 * HOUR);
    expect(await sessions.find(second.token)).toBeUndefined();
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['is switched off', (id) => accounts.update(id, { active: false })],
    ['has another role', (id) => accounts.update(id, { role: 'auditor' })],
    ['has another password', (id) => accounts.setPassword(id, 'staple of the day')],
    ['is removed', (id) => accounts.remove(id)],
  ])('ends the sign-ins of an account that %s', async (_what, change) => {
    const { token, account } = await attempt(PASSWORD);
    await change(account.id);
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('lists the own sign-ins and ends one of them', async () => {
    const first = await attempt(PASSWORD);
    pass(MINUTE);
    const second = await attempt(PASSWORD);
    const account = await accounts.get(first.account.id);
    expect((await sessions.ofAccount(account)).map(({ id }) => id)).toEqual([second.session.id, first.session.id]);
    await sessions.revoke(account, first.session.id);
    expect(await sessions.find(first.token)).toBeUndefined();
    expect(await sessions.find(second.token)).toBeDefined();
  });

  it('changes the own password, which ends every other sign-in', async () => {
    const before = await attempt(PASSWORD);
    const wrong = signIn.changePassword(
      before.account,
      { current: 'wrong', password: 'staple of the day' },
      { address: '::1' },
    );
    expect((await refusal(wrong)).code).toBe('wrong_sign_in');
    const given = { current: PASSWORD, password: 'staple of the day' };
    const after = await signIn.changePassword(before.account, given, { address: '::1' });
    expect(await sessions.find(before.token)).toBeUndefined();
    expect(await sessions.find(after.token)).toBeDefined();
    await attempt('staple of the day');
  });
});
