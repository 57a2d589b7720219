import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { VendorError } from '../../../core/errors.js';
import type { Tool, ToolScope } from '../../../core/tools/tool.js';
import { createFaults, type Faults } from '../../../sandbox/faults.js';
import { createPretendMicrosoft, type PretendMicrosoft } from '../../../sandbox/microsoft/pretend-microsoft.js';
import { createRecords, type Records } from '../../../sandbox/records.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing, type OutgoingAttempt } from '../../http.js';
import { microsoft365 } from './index.js';
import { createPassword } from './password.js';

const DANA = 'harbor-dental/dana-whitfield';
const SARAH = 'harbor-dental/sarah-chen';

let vendor: PretendMicrosoft;
let records: Records;
let faults: Faults;
let clock = Date.parse('2026-02-03T10:00:00Z');
const attempts: OutgoingAttempt[] = [];
const http = createOutgoing({
  allowPrivate: ['127.0.0.1'],
  wait: async () => {},
  log: (attempt) => attempts.push(attempt),
});

beforeAll(async () => {
  records = createRecords();
  faults = createFaults();
  vendor = await createPretendMicrosoft({ world: createWorld(), faults, records, now: () => clock });
});
afterEach(() => {
  faults.clear();
  vendor.staleReads(0);
});
afterAll(async () => {
  await http.close();
  await vendor.stop();
});

function connect(changes: Record<string, unknown> = {}) {
  return microsoft365.connect(
    { ...vendor.credentials, loginBaseUrl: vendor.loginUrl, graphBaseUrl: vendor.graphUrl, ...changes },
    { http, now: () => new Date(clock) },
  );
}

function tool(name: string, connection = connect()): Tool {
  const found = connection.tools().find((each) => each.name === `m365:${name}`);
  if (!found) throw new Error(`No tool ${name}`);
  return found;
}

/** A scope whose secrets can be looked at afterwards. */
function scope(company = 'harbor-dental') {
  const kept: { label: string; value: string; subject: string }[] = [];
  const made: ToolScope & { kept: typeof kept } = {
    clientId: company,
    mapping: vendor.tenantId(company),
    secrets: {
      keep: async (secret) => {
        kept.push(secret);
        return { secretId: `secret-${kept.length}` };
      },
    },
    kept,
  };
  return made;
}

const emailOf = (personKey: string) => createWorld().person(personKey).email;
const graphCalls = (since: number) => records.of('microsoft').slice(since);
const tokenCalls = (since: number) => graphCalls(since).filter(({ path }) => path.endsWith('/token'));

async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error('No VendorError was thrown', { cause: error });
  return error;
}

describe('the sign-in to client tenants', () => {
  it('asks for one token a tenant, however many calls begin at once', async () => {
    const { directory } = connect();
    const before = records.of('microsoft').length;
    const tenants = ['harbor-dental', 'larkmere-logistics'].map((slug) => vendor.tenantId(slug));
    await Promise.all(Array.from({ length: 10 }, (_, n) => directory?.findUser(tenants[n % 2] ?? '', emailOf(DANA))));
    expect(tokenCalls(before)).toHaveLength(2);
  });

  it('uses a token until two minutes before its end', async () => {
    const { directory } = connect();
    const tenant = vendor.tenantId('harbor-dental');
    const before = records.of('microsoft').length;
    await directory?.findUser(tenant, emailOf(DANA));
    clock += (3599 - 121) * 1000;
    await directory?.findUser(tenant, emailOf(DANA));
    expect(tokenCalls(before)).toHaveLength(1);
    clock += 2000;
    await directory?.findUser(tenant, emailOf(DANA));
    expect(tokenCalls(before)).toHaveLength(2);
  });

  it('replaces a token that Graph refuses, once', async () => {
    const { directory } = connect();
    const tenant = vendor.tenantId('harbor-dental');
    await directory?.findUser(tenant, emailOf(DANA));
    vendor.expireTokens('harbor-dental');
    const before = records.of('microsoft').length;
    expect((await directory?.findUser(tenant, emailOf(DANA)))?.displayName).toBe('Dana Whitfield');
    expect(tokenCalls(before)).toHaveLength(1);
    faults.add({ vendor: 'microsoft', path: /\/users/, kind: 'status', status: 401 });
    const error = await failureOf(Promise.resolve(directory?.findUser(tenant, emailOf(DANA))));
    expect(error.failure).toBe('unauthorized');
    expect(tokenCalls(before)).toHaveLength(2);
  });

  it('says what to do about a wrong secret, a missing consent and an unknown tenant', async () => {
    const tenant = vendor.tenantId('harbor-dental');
    const wrong = connect({ clientSecret: 'a-wrong-secret-value' });
    const refused = await failureOf(Promise.resolve(wrong.directory?.findUser(tenant, emailOf(DANA))));
    expect([refused.failure, refused.message.includes('secret')]).toEqual(['unauthorized', true]);
    expect(`${refused.message} ${JSON.stringify(refused)} ${refused.stack}`).not.toContain('a-wrong-secret-value');
    vendor.revokeConsent('ostrava-lane');
    const findings = await connect().checkClient(vendor.tenantId('ostrava-lane'));
    expect(findings).toEqual([
      { ok: false, what: expect.anything(), problem: expect.stringContaining('adminconsent') },
    ]);
    const nowhere = '11111111-2222-3333-4444-555555555555';
    expect((await failureOf(Promise.resolve(connect().directory?.findUser(nowhere, 'a@b.example')))).failure).toBe(
      'not_found',
    );
    expect((await failureOf(Promise.resolve(connect().directory?.findUser('../x', 'a@b.example')))).failure).toBe(
      'invalid',
    );
  });

  it('looks at the partner tenant in its check, and asks nothing where there is none', async () => {
    const before = records.of('microsoft').length;
    expect((await connect().check()).every(({ ok }) => ok)).toBe(true);
    expect(await connect().mappings()).toEqual([]);
    expect(graphCalls(before)).toEqual([]);
    const [signIn] = await connect({ tenantId: vendor.tenantId('harbor-dental') }).check();
    expect(signIn?.ok).toBe(true);
    const wrong = await connect({ tenantId: vendor.tenantId('harbor-dental'), clientSecret: 'wrong' }).check();
    expect(wrong.map(({ ok }) => ok)).toEqual([false, true]);
  });
});

describe('finding users in the directory', () => {
  it('works by user principal name in any case, by alias, by another address and by object id', async () => {
    vendor.configure(DANA, { otherMails: ["dana.o'home@mail.example"] });
    const { directory } = connect();
    const tenant = vendor.tenantId('harbor-dental');
    const alias = emailOf(DANA).replace('.', '');
    for (const key of [emailOf(DANA).toUpperCase(), alias, "dana.o'home@mail.example", vendor.userId(DANA)]) {
      const found = await directory?.findUser(tenant, key);
      expect([key, found?.id]).toEqual([key, vendor.userId(DANA)]);
      expect(found?.emails).toEqual(expect.arrayContaining([emailOf(DANA), alias]));
    }
  });

  it('finds nobody for what is nobody, and leaves the tenant by no key', async () => {
    const { directory } = connect();
    const tenant = vendor.tenantId('harbor-dental');
    const larkmere = createWorld().people.find(({ company }) => company === 'larkmere-logistics');
    const keys = [
      'nobody@harbordental.example',
      larkmere?.email ?? '',
      'Dana',
      '../organization',
      'a@b/../../x',
      "x'@y or 1",
    ];
    for (const key of keys) expect([key, await directory?.findUser(tenant, key)]).toEqual([key, undefined]);
  });

  it('refuses to choose when an address belongs to several', async () => {
    for (const key of [DANA, SARAH]) vendor.configure(key, { otherMails: ['shared@mail.example'] });
    const found = connect().directory?.findUser(vendor.tenantId('harbor-dental'), 'shared@mail.example');
    expect((await failureOf(Promise.resolve(found))).failure).toBe('conflict');
  });
});

describe('reading tools of Microsoft 365', () => {
  it('search users, read to the end of lists, and mask telephone numbers', async () => {
    const at = scope();
    const found = await tool('find-users').run(at, { query: 'Dana "Whit' });
    expect(found.output).toMatchObject({ users: [{ id: vendor.userId(DANA), enabled: true }] });
    const user = await tool('get-user').run(at, { user: emailOf(DANA) });
    expect(user.output).toMatchObject({ userPrincipalName: emailOf(DANA), synchronised: false });
    const groups = await tool('list-user-groups').run(at, { user: emailOf(DANA) });
    expect(groups.output).toMatchObject({
      groups: expect.arrayContaining([expect.objectContaining({ name: expect.any(String) })]),
    });
    const licences = await tool('list-user-licenses').run(at, { user: emailOf(DANA) });
    expect(licences.output).toMatchObject({ licences: [{ skuPartNumber: 'ENTERPRISEPREMIUM' }] });
    const available = await tool('list-available-licenses').run(at, {});
    expect(available.output).toMatchObject({ licences: [{ total: 5, free: expect.any(Number) }, { total: 18 }] });
    const methods = await tool('list-auth-methods').run(at, { user: emailOf(DANA) });
    const phone = createWorld().person(DANA).phone;
    expect(JSON.stringify(methods)).toContain(`******${phone.slice(-2)}`);
    expect(JSON.stringify(methods).replace(/\D/g, '')).not.toContain(phone.slice(-6));
  });

  it('name the permission that is missing', async () => {
    vendor.revokeConsent(
      'brindlewood-vets',
      'UserAuthenticationMethod.Read.All',
      'UserAuthenticationMethod.ReadWrite.All',
    );
    const person = createWorld().people.find(({ company }) => company === 'brindlewood-vets');
    const error = await failureOf(tool('list-auth-methods').run(scope('brindlewood-vets'), { user: person?.email }));
    expect(error.failure).toBe('forbidden');
    expect(error.message).toContain('UserAuthenticationMethod.Read.All');
  });

  it('say that a user is not there', async () => {
    const error = await failureOf(tool('get-user').run(scope(), { user: 'nobody@harbordental.example' }));
    expect(error.failure).toBe('not_found');
  });
});

describe('resetting a password', () => {
  it('sets a strong password that must be changed, and tells nobody but the keeper of secrets', async () => {
    const at = scope();
    const before = records.of('microsoft').length;
    const reset = tool('reset-password');
    const args = { user: emailOf(DANA) };
    const since = new Date(clock);
    expect(await reset.observe?.(at, args, since)).toBe('not_happened');
    const result = await reset.run(at, args);
    const stored = vendor.user(DANA).passwords.at(-1);
    expect(stored).toMatchObject({ password: at.kept[0]?.value, forceChangeNextSignIn: true, setBy: 'graph' });
    expect(result.secretIds).toEqual(['secret-1']);
    expect(await reset.observe?.(at, args, since)).toBe('happened');

    const password = at.kept[0]?.value ?? '';
    const told = JSON.stringify([result, attempts, reset.describe?.(args), reset.undo?.(args), at.kept[0]?.label]);
    expect(told).not.toContain(password);
    const seen = graphCalls(before).filter((record) => JSON.stringify(record).includes(password));
    expect(seen.map(({ method }) => method)).toEqual(['PATCH']);
  });

  it('keeps the password before it is sent, so that it is not lost with the answer', async () => {
    const at = scope();
    faults.add({ vendor: 'microsoft', method: 'PATCH', kind: 'drop-after', times: 1 });
    const since = new Date(clock);
    const error = await failureOf(tool('reset-password').run(at, { user: emailOf(SARAH) }));
    expect([error.failure, error.outcomeUnknown]).toEqual(['unavailable', true]);
    expect(vendor.user(SARAH).passwords.at(-1)?.password).toBe(at.kept[0]?.value);
    expect(await tool('reset-password').observe?.(at, { user: emailOf(SARAH) }, since)).toBe('happened');
  });

  it('sends nothing when the password cannot be kept', async () => {
    const at = scope();
    at.secrets.keep = async () => {
      throw new Error('the vault is closed');
    };
    const before = records.writes('microsoft').length;
    await expect(tool('reset-password').run(at, { user: emailOf(DANA) })).rejects.toThrow('vault');
    expect(records.writes('microsoft').length).toBe(before);
  });

  it('never lets the password into an error, whatever goes wrong', async () => {
    for (const status of [400, 401, 403, 404, 429, 500, 503]) {
      faults.clear();
      const at = scope();
      faults.add({ vendor: 'microsoft', method: 'PATCH', kind: 'status', status });
      const error = await failureOf(tool('reset-password').run(at, { user: emailOf(DANA) }));
      const told = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)} ${JSON.stringify(attempts)}`;
      const password = at.kept[0]?.value ?? '';
      expect(password).toHaveLength(16);
      expect(told).not.toContain(password);
    }
  });

  it('is sent once when Microsoft fails, because it may have been done', async () => {
    faults.add({ vendor: 'microsoft', method: 'PATCH', kind: 'status', status: 503 });
    const before = records.of('microsoft').length;
    const error = await failureOf(tool('reset-password').run(scope(), { user: emailOf(DANA) }));
    expect(error.outcomeUnknown).toBe(true);
    expect(graphCalls(before).filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it('makes passwords that differ, with every kind of character and none that is misread', () => {
    const made = Array.from({ length: 200 }, createPassword);
    expect(new Set(made).size).toBe(200);
    for (const password of made) {
      expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[-+=#!?])[\x21-\x7e]{16}$/);
      expect(password).not.toMatch(/[lI1O0oS5B8Z2]/);
    }
  });
});

describe('tools that change an account', () => {
  const protectedPeople: [string, (personKey: string) => void, RegExp][] = [
    [
      'holds an admin role',
      (key) => vendor.configure(key, { directoryRole: 'Helpdesk Administrator' }),
      /Helpdesk Administrator/,
    ],
    ['is synchronised', (key) => vendor.configure(key, { onPremisesSyncEnabled: true }), /synchronised/],
  ];

  it.each(protectedPeople)('leave somebody alone who %s, and say why', async (_what, protect, reason) => {
    const person = createWorld().people.filter(({ company }) => company === 'quillfeather-press')[4];
    if (!person) throw new Error('Nobody there');
    protect(person.key);
    const before = records.writes('microsoft').length;
    const at = scope('quillfeather-press');
    for (const name of ['reset-password', 'unlock-account', 'revoke-sessions']) {
      const error = await failureOf(tool(name).run(at, { user: person.email }));
      expect([name, error.failure, reason.test(error.message)]).toEqual([name, 'forbidden', true]);
    }
    expect(at.kept).toEqual([]);
    expect(records.writes('microsoft').length).toBe(before);
    vendor.configure(person.key, { directoryRole: null, onPremisesSyncEnabled: false });
  });

  it('are told apart for rules by who holds an admin role, as far as that can be read', async () => {
    const { directory } = connect();
    const tenant = vendor.tenantId('harbor-dental');
    const idOf = async (key: string) => (await directory?.findUser(tenant, emailOf(key)))?.id ?? '';
    vendor.configure(SARAH, { directoryRole: 'Helpdesk Administrator' });
    expect(await directory?.isAdmin?.(tenant, await idOf(SARAH))).toBe(true);
    vendor.configure(SARAH, { directoryRole: null });
    expect(await directory?.isAdmin?.(tenant, await idOf(SARAH))).toBe(false);
    const dana = await idOf(DANA);
    faults.add({ vendor: 'microsoft', path: /transitiveMemberOf/, kind: 'status', status: 403 });
    expect((await failureOf(Promise.resolve(directory?.isAdmin?.(tenant, dana)))).failure).toBe('forbidden');
  });

  it('change nothing when the admin roles cannot be read', async () => {
    faults.add({ vendor: 'microsoft', path: /directoryRole$/, kind: 'status', status: 403 });
    const before = records.writes('microsoft').length;
    const error = await failureOf(tool('reset-password').run(scope(), { user: emailOf(DANA) }));
    expect(error.failure).toBe('forbidden');
    expect(records.writes('microsoft').length).toBe(before);
  });

  it('enable an account, and see that it happened', async () => {
    vendor.configure(DANA, { accountEnabled: false });
    const at = scope();
    const unlock = tool('unlock-account');
    const args = { user: emailOf(DANA) };
    expect(await unlock.observe?.(at, args, new Date(clock))).toBe('not_happened');
    await unlock.run(at, args);
    expect(vendor.user(DANA).accountEnabled).toBe(true);
    expect(await unlock.observe?.(at, args, new Date(clock))).toBe('happened');
    const before = records.writes('microsoft').length;
    expect((await unlock.run(at, args)).summary).toContain('already');
    expect(records.writes('microsoft').length).toBe(before);
  });

  it('sign somebody out everywhere, and see that it happened', async () => {
    const at = scope();
    const revoke = tool('revoke-sessions');
    const args = { user: emailOf(DANA) };
    const since = new Date(clock);
    expect(await revoke.observe?.(at, args, since)).toBe('not_happened');
    await revoke.run(at, args);
    expect(await revoke.observe?.(at, args, since)).toBe('happened');
    expect(revoke.describe?.(args)).toContain(emailOf(DANA));
  });
});
