import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { openMasterKeys } from './master-key.js';
import { createVault } from './vault.js';

const now = () => new Date(0);
const ONE_LINE = /^FRONTDESK_MASTER_KEY: [^\n]*$/;

let store: TestStore;
let folder: string;
let dataDir: string;
let file: string;

beforeAll(async () => {
  store = await openTestStore();
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fd-key-'));
  dataDir = path.join(folder, 'data');
  file = path.join(dataDir, 'master.key');
});
afterEach(async () => {
  store.connection.deleteModel(/./);
  await store.connection.dropDatabase();
  await rm(folder, { recursive: true, force: true });
});
afterAll(() => store.dispose());

const open = (given?: ReadonlyMap<number, Buffer>, where = dataDir) => {
  store.connection.deleteModel(/./);
  return openMasterKeys({ connection: store.connection, dataDir: where, given, now });
};
const keysOf = (keys: { keys(): Iterable<number>; get(version: number): Buffer | undefined }) =>
  [...keys.keys()].map((version) => [version, keys.get(version)?.toString('hex')]);

/** Every document, and every file of the data directory. */
async function everything(): Promise<string> {
  const collections = await store.connection.listCollections();
  const documents = await Promise.all(
    collections.map(async ({ name }) => [name, await store.connection.collection(name).find().toArray()]),
  );
  const names = await readdir(dataDir).catch(() => []);
  const files = await Promise.all(names.map(async (name) => [name, await readFile(path.join(dataDir, name), 'hex')]));
  return JSON.stringify([documents.sort(), files.sort()]);
}

async function sealSomething(keys: Parameters<typeof createVault>[0]): Promise<void> {
  const sealed = createVault(keys).seal('hunter2', { owner: 'integration/psa', field: 'key' });
  await store.connection
    .collection<{ _id: string; sealed: object }>('integrations')
    .insertOne({ _id: 'psa', sealed: { key: sealed } });
}

async function refusal(given?: ReadonlyMap<number, Buffer>): Promise<string> {
  const before = await everything();
  const error: unknown = await open(given).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'ConfigurationError', message: expect.stringMatching(ONE_LINE) });
  expect(await everything()).toBe(before);
  return error instanceof Error ? error.message : '';
}

describe('the master key', () => {
  it('from the environment is used as it is, and no file is made', async () => {
    const given = new Map([[1, randomBytes(32)]]);
    expect(keysOf(await open(given))).toEqual(keysOf(given));
    await expect(readdir(dataDir)).rejects.toThrow(/ENOENT/);
    expect(keysOf(await open(given))).toEqual(keysOf(given));
  });

  it('is made once, for its owner only, also when several processes start at once', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => open()));
    expect(new Set(all.map((keys) => keys.get(1)?.toString('hex'))).size).toBe(1);
    expect(keysOf(await open())).toEqual(all[0] ? keysOf(all[0]) : []);
    expect(await readdir(dataDir)).toEqual(['master.key']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('made on two machines at once is the one of whoever was first; the other refuses and leaves no file', async () => {
    const elsewhere = path.join(folder, 'other');
    const outcomes = await Promise.allSettled([open(), open(undefined, elsewhere)]);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toEqual([
      expect.objectContaining({ reason: expect.objectContaining({ name: 'ConfigurationError' }) }),
    ]);
    const files = await Promise.all([dataDir, elsewhere].map((dir) => readdir(dir)));
    expect(files.flat()).toEqual(['master.key']);
  });

  it('that is missing is not made anew', async () => {
    const keys = await open();
    await rm(file);
    expect(await refusal()).toMatch(/version 1.* missing.*backup/);
    await sealSomething(keys);
    expect(await refusal()).toMatch(/missing/);
  });

  it('that is another is refused, in the file and in the environment', async () => {
    await open();
    expect(await refusal(new Map([[1, randomBytes(32)]]))).toMatch(/version 1 is not the key/);
    await writeFile(file, `${randomBytes(32).toString('base64')}\n`);
    expect(await refusal()).toMatch(/version 1 is not the key/);
  });

  it('of a version that is in use must be there', async () => {
    const [old, fresh] = [randomBytes(32), randomBytes(32)];
    await open(
      new Map([
        [1, old],
        [2, fresh],
      ]),
    );
    expect(await refusal(new Map([[1, old]]))).toMatch(/version 2/);
    expect(await refusal(new Map([[2, fresh]]))).toMatch(/version 1/);
  });

  it('that is damaged is refused and left as it is', async () => {
    await open();
    const key = randomBytes(32).toString('base64');
    for (const text of [
      '',
      'not a key\n',
      `${randomBytes(16).toString('base64')}\n`,
      `1:${key}\n1:${key}\n`,
      `${key}\n${key}\n`,
    ]) {
      await writeFile(file, text);
      expect(await refusal()).toMatch(/master\.key does not hold.*backup/);
      expect(await readFile(file, 'utf8')).toBe(text);
    }
  });

  it('of a store from before keys were checked must open what is sealed in it', async () => {
    const given = new Map([[1, randomBytes(32)]]);
    await sealSomething(given);
    expect(await refusal()).toMatch(/missing/);
    expect(await refusal(new Map([[1, randomBytes(32)]]))).toMatch(/not the key/);
    expect(keysOf(await open(given))).toEqual(keysOf(given));
  });
});
