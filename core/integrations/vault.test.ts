import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClock } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { createSecrets } from './secrets.js';
import { createVault } from './vault.js';

const HERE = { owner: 'integration/connectwise_psa', field: 'privateKey' };
const UNREADABLE = expect.objectContaining({ code: 'vault_unreadable' });

describe('the vault', () => {
  const key = randomBytes(32);
  const vault = createVault(new Map([[1, key]]));

  it('opens what it sealed, for the same owner and field', () => {
    for (const plain of ['', 'hunter2', 'ünïcödé 🔑', 'x'.repeat(100_000)])
      expect(vault.open(vault.seal(plain, HERE), HERE)).toBe(plain);
  });

  it('never seals twice alike, and shows nothing of what it sealed', () => {
    const sealed = [vault.seal('hunter2', HERE), vault.seal('hunter2', HERE)];
    expect(new Set(sealed).size).toBe(2);
    for (const text of sealed)
      expect(Buffer.from(text.split('.')[3] ?? '', 'base64url').toString()).not.toMatch(/hunter/);
  });

  it.each([
    { ...HERE, field: 'publicKey' },
    { ...HERE, owner: 'integration/m365' },
    { owner: 'integration/connectwise_psa","privateKey', field: '' },
    { owner: '', field: '' },
  ])('does not open a value that was moved to %j', (elsewhere) => {
    const sealed = vault.seal('hunter2', HERE);
    expect(() => vault.open(sealed, elsewhere)).toThrow(UNREADABLE);
  });

  it('does not open what was changed in any part, cut, or put together from two', () => {
    const sealed = vault.seal('hunter2', HERE).split('.');
    const other = vault.seal('hunter3', HERE).split('.');
    const flip = (text: string, at: number) => {
      const bytes = Buffer.from(text, 'base64url');
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bytes.toString('base64url');
    };
    const [format = '', version = '', wrapped = '', body = ''] = sealed;
    const forged = [
      ...[0, 12, 28, 59].map((at) => [format, version, flip(wrapped, at), body]),
      ...[0, 12, 28].map((at) => [format, version, wrapped, flip(body, at)]),
      [format, version, wrapped, other[3] ?? ''],
      [format, version, other[2] ?? '', body],
      [format, version, wrapped, body.slice(0, 20)],
      [format, version, wrapped],
      ['v2', version, wrapped, body],
      [format, '2', wrapped, body],
      [format, 'NaN', wrapped, body],
      ['hunter2'],
    ];
    for (const parts of forged) expect(() => vault.open(parts.join('.'), HERE)).toThrow(UNREADABLE);
  });

  it('seals with the newest master key and still opens with the older one', () => {
    const both = createVault(
      new Map([
        [1, key],
        [2, randomBytes(32)],
      ]),
    );
    expect(both.open(vault.seal('old', HERE), HERE)).toBe('old');
    expect(both.seal('new', HERE)).toMatch(/^v1\.2\./);
    expect(() => vault.open(both.seal('new', HERE), HERE)).toThrow(UNREADABLE);
    expect(() => createVault(new Map([[1, randomBytes(16)]]))).toThrow(UNREADABLE);
    expect(() => createVault(new Map())).toThrow(UNREADABLE);
  });
});

describe('a value that gets a new master key', () => {
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const before = createVault(new Map([[1, old]]));
  const both = createVault(
    new Map([
      [1, old],
      [2, fresh],
    ]),
  );

  it('keeps its body and opens with the new key alone', () => {
    const sealed = before.seal('hunter2', HERE);
    const rewrapped = both.rewrap(sealed, HERE);
    expect(rewrapped.split('.')[1]).toBe('2');
    expect(rewrapped.split('.')[2]).not.toBe(sealed.split('.')[2]);
    expect(rewrapped.split('.')[3]).toBe(sealed.split('.')[3]);
    expect(createVault(new Map([[2, fresh]])).open(rewrapped, HERE)).toBe('hunter2');
    expect(() => before.open(rewrapped, HERE)).toThrow(UNREADABLE);
    expect(both.rewrap(rewrapped, HERE)).toBe(rewrapped);
  });

  it('is not wrapped anew for another owner or field, nor when it was changed', () => {
    const sealed = before.seal('hunter2', HERE);
    expect(() => both.rewrap(sealed, { ...HERE, field: 'publicKey' })).toThrow(UNREADABLE);
    expect(() => both.rewrap(`x${sealed}`, HERE)).toThrow(UNREADABLE);
    expect(() => createVault(new Map([[2, fresh]])).rewrap(sealed, HERE)).toThrow(UNREADABLE);
  });

  it('opens in a process that learns of the new key only when it meets it', () => {
    const keys = new Map([[1, old]]);
    const running = createVault(keys);
    const rewrapped = both.rewrap(running.seal('hunter2', HERE), HERE);
    keys.set(2, fresh);
    expect(running.open(rewrapped, HERE)).toBe('hunter2');
    expect(running.seal('more', HERE)).toMatch(/^v1\.2\./);
  });
});

describe('secrets that a run made', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store.dispose());

  it('are kept sealed, known by reference to their own run and client, and end after a week', async () => {
    const { now } = createClock();
    const vault = createVault(new Map([[1, randomBytes(32)]]));
    const secrets = createSecrets({ connection: store.connection, vault, now });
    const keeper = secrets.keeper({ clientId: 'c1', runId: 'r1', ticketId: 't1' });
    const { secretId } = await keeper.keep({ label: 'new password', value: 'Sunny-4711', subject: 'dana' });
    const expiresAt = new Date(now().getTime() + 7 * 24 * 3_600_000);
    expect(await secrets.ofRun('c1', 'r1')).toMatchObject([
      { secretId, label: 'new password', subject: 'dana', expiresAt },
    ]);
    expect(await secrets.ofRun('c2', 'r1')).toEqual([]);
    expect(await secrets.ofRun('c1', 'r2')).toEqual([]);
    const [stored] = await store.connection.collection('secrets').find().toArray();
    expect(JSON.stringify(stored)).not.toContain('Sunny-4711');
    expect(vault.open(String(stored?.sealed), { owner: secretId, field: 'value' })).toBe('Sunny-4711');
    expect(() => vault.open(String(stored?.sealed), { owner: 'another', field: 'value' })).toThrow(UNREADABLE);
  });
});
