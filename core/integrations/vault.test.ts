import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClock } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { readMasterKey } from './master-key.js';
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

describe('the master key', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fd-key-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is the given one, and then nothing is written', async () => {
    const given = randomBytes(32);
    expect(await readMasterKey(path.join(folder, 'none'), given)).toEqual(new Map([[1, given]]));
    await expect(readdir(path.join(folder, 'none'))).rejects.toThrow(/ENOENT/);
  });

  it('is made once, for its owner only, also when several processes start at once', async () => {
    const dataDir = path.join(folder, 'made', 'here');
    const keys = await Promise.all(Array.from({ length: 20 }, () => readMasterKey(dataDir, undefined)));
    expect(new Set(keys.map((found) => found.get(1)?.toString('hex'))).size).toBe(1);
    expect(await readMasterKey(dataDir, undefined)).toEqual(keys[0]);
    expect(await readdir(dataDir)).toEqual(['master.key']);
    expect((await stat(path.join(dataDir, 'master.key'))).mode & 0o777).toBe(0o600);
  });

  it('that is damaged is refused and left as it is', async () => {
    const file = path.join(folder, 'master.key');
    for (const text of ['', 'not a key\n', `${randomBytes(16).toString('base64')}\n`]) {
      await writeFile(file, text);
      await expect(readMasterKey(folder, undefined)).rejects.toThrow(/^FRONTDESK_MASTER_KEY: .*backup/);
      expect(await readFile(file, 'utf8')).toBe(text);
    }
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
