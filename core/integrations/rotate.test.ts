import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { addToKeyFile } from './key-file.js';
import { type MasterKeys, openMasterKeys } from './master-key.js';
import { type RotationOptions, rotateKeys } from './rotate.js';
import { type Resealable, sealedIntegrations, sealedSecrets } from './sealed-values.js';
import { createSigner } from './signer.js';
import { createVault, versionOf } from './vault.js';

const now = () => new Date(0);
const KINDS = ['psa', 'directory', 'model'];

let store: TestStore;
let dataDir: string;
let keys: MasterKeys;

beforeAll(async () => {
  store = await openTestStore();
});
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'fd-rotate-'));
  keys = await restarted();
  for (const kind of KINDS) await seal(kind);
});
afterEach(async () => {
  await store.connection.dropDatabase();
  await rm(dataDir, { recursive: true, force: true });
});
afterAll(() => store.dispose());

/** What a process that starts now has. */
function restarted(): Promise<MasterKeys> {
  store.connection.deleteModel(/./);
  return openMasterKeys({ connection: store.connection, dataDir, given: undefined, now });
}

const integrations = () => store.connection.collection<{ _id: string; sealed: Record<string, string> }>('integrations');
const ownerOf = (kind: string) => ({ owner: `integration/${kind}`, field: 'key' });

async function seal(kind: string, with_: MasterKeys = keys): Promise<void> {
  const sealed = { key: createVault(with_).seal(`secret of ${kind}`, ownerOf(kind)) };
  await integrations().replaceOne({ _id: kind }, { sealed }, { upsert: true });
}

/** Opens everything with what a process that starts now has. */
async function opened(): Promise<Record<string, string>> {
  const vault = createVault(await restarted());
  const found = await integrations().find().toArray();
  return Object.fromEntries(found.map(({ _id, sealed }) => [_id, vault.open(sealed.key ?? '', ownerOf(_id))]));
}
const EVERYTHING = Object.fromEntries(KINDS.map((kind) => [kind, `secret of ${kind}`]));

const versions = async () =>
  [...new Set((await integrations().find().toArray()).map(({ sealed }) => versionOf(sealed.key ?? '')))].sort();
const fileVersions = async () =>
  (await readFile(path.join(dataDir, 'master.key'), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(':')[0]);

async function rotate(how: { retire?: boolean } = {}, changed: Partial<RotationOptions> = {}) {
  const sources = [sealedIntegrations(store.connection), sealedSecrets(store.connection)];
  const { keys: there = await restarted(), ...others } = changed;
  return rotateKeys({ keys: there, sources, resealHeads: async () => {}, ...others }, how);
}

/** A source whose process dies at its nth visit. */
function dyingAt(visits: number): Resealable {
  const source = sealedIntegrations(store.connection);
  let visited = 0;
  return {
    name: source.name,
    eachSealed: (visit) =>
      source.eachSealed((sealed, belongsTo) => {
        visited += 1;
        if (visited === visits) throw new Error('The process died');
        return visit(sealed, belongsTo);
      }),
  };
}

describe('a rotation of the master key', () => {
  it('brings everything under a new key; the old one goes only when told to', async () => {
    expect(await rotate()).toEqual({
      version: 2,
      isNew: true,
      sealed: 3,
      rewrapped: 3,
      unreadable: [],
      older: [1],
      retired: [],
      byHand: false,
    });
    expect(await versions()).toEqual([2]);
    expect(await fileVersions()).toEqual(['1', '2']);
    expect(await opened()).toEqual(EVERYTHING);
    expect(await rotate({ retire: true })).toMatchObject({ version: 2, isNew: false, retired: [1], older: [] });
    expect(await fileVersions()).toEqual(['2']);
    expect(await opened()).toEqual(EVERYTHING);
    expect(await rotate({ retire: true })).toMatchObject({ version: 3, isNew: true, retired: [2] });
    expect(await opened()).toEqual(EVERYTHING);
  });

  it('brings the secrets of webhooks along', async () => {
    const belonging = { owner: 'integration/psa', field: 'hookSecret' };
    const hookSecret = createVault(keys).seal('shared with the vendor', belonging);
    await store.connection
      .collection<{ _id: string; hookSecret: string }>('integrations')
      .updateOne({ _id: 'psa' }, { $set: { hookSecret } });
    expect(await rotate({ retire: true })).toMatchObject({ sealed: 4, rewrapped: 4, retired: [1] });
    const [stored] = await store.connection.collection('integrations').find({ hookSecret: /./ }).toArray();
    expect(createVault(await restarted()).open(String(stored?.hookSecret), belonging)).toBe('shared with the vendor');
  });

  it.each([1, 4, 5, 6, 8, 11])('that died at visit %d is finished by the next one', async (visit) => {
    await expect(rotate({}, { sources: [dyingAt(visit)] })).rejects.toThrow('died');
    expect(await opened()).toEqual(EVERYTHING);
    const { version, unreadable } = await rotate();
    expect(unreadable).toEqual([]);
    expect(await versions()).toEqual([version]);
    expect(await opened()).toEqual(EVERYTHING);
    await rotate({ retire: true });
    expect(await fileVersions()).toEqual([String(version)]);
    expect(await opened()).toEqual(EVERYTHING);
  });

  it('that died while the key was added, the record sealed or the old key taken away harms nothing', async () => {
    const die = () => Promise.reject(new Error('The process died'));
    const dying: ((there: MasterKeys) => Partial<RotationOptions>)[] = [
      (there) => ({ keys: { ...there, add: die } }),
      // The key is in the file and nothing knows of it yet.
      (there) => ({ keys: { ...there, add: async () => addToKeyFile(path.join(dataDir, 'master.key')).then(die) } }),
      () => ({ resealHeads: die }),
      (there) => ({ keys: { ...there, drop: die } }),
    ];
    for (const dies of dying) {
      await expect(rotate({ retire: true }, dies(await restarted()))).rejects.toThrow('died');
      expect(await opened()).toEqual(EVERYTHING);
    }
    const { version } = await rotate({ retire: true });
    expect(await versions()).toEqual([version]);
    expect(await fileVersions()).toEqual([String(version)]);
    expect(await opened()).toEqual(EVERYTHING);
  });

  it('made twice at once agrees on one key', async () => {
    const file = path.join(dataDir, 'master.key');
    const made = await Promise.all([addToKeyFile(file), addToKeyFile(file), addToKeyFile(file)]);
    const now = await restarted();
    for (const { version, key } of made) expect(now.get(version)).toEqual(key);
  });

  it('is known to a Frontdesk that is running, which reads what it sealed and seals with the new key', async () => {
    const running = createVault(keys);
    await rotate();
    const [stored] = await integrations().find({ _id: 'psa' }).toArray();
    expect(running.open(stored?.sealed.key ?? '', ownerOf('psa'))).toBe('secret of psa');
    expect(versionOf(running.seal('x', ownerOf('psa')))).toBe(2);
  });

  it('finds what was sealed with the old key meanwhile, and retires nothing that is still needed', async () => {
    const stale = { ...keys, keys: () => [1].values() };
    const source = sealedIntegrations(store.connection);
    let rounds = 0;
    const busy: Resealable = {
      name: source.name,
      async eachSealed(visit) {
        rounds += 1;
        if (rounds === 3) await seal('late', stale);
        // Sealed with the old key between the last look and the end.
        if (rounds === 6) await seal('later', stale);
        await source.eachSealed(visit);
      },
    };
    await expect(rotate({ retire: true }, { sources: [busy] })).rejects.toMatchObject({ code: 'key_in_use' });
    expect(await fileVersions()).toEqual(['1', '2']);
    expect(await rotate({ retire: true })).toMatchObject({ rewrapped: 1, retired: [1] });
    expect(await opened()).toEqual({ ...EVERYTHING, late: 'secret of late', later: 'secret of later' });
  });

  it('leaves alone what no key opens, says so, and keeps the old key for it', async () => {
    const [stored] = await integrations().find({ _id: 'psa' }).toArray();
    await integrations().updateOne({ _id: 'model' }, { $set: { 'sealed.key': stored?.sealed.key ?? '' } });
    expect(await rotate()).toMatchObject({ rewrapped: 2, unreadable: ['integration/model key'] });
    await expect(rotate({ retire: true })).rejects.toMatchObject({ code: 'key_in_use' });
    expect(await fileVersions()).toEqual(['1', '2']);
  });

  it('of keys from the environment asks for the new one and leaves the old one to be taken out', async () => {
    const first = keys.get(1) ?? Buffer.alloc(0);
    const second = Buffer.alloc(32, 7);
    const given = (map: Map<number, Buffer>) => {
      store.connection.deleteModel(/./);
      return openMasterKeys({ connection: store.connection, dataDir, given: map, now });
    };
    await expect(rotate({}, { keys: await given(new Map([[1, first]])) })).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('1:PRESENT_KEY,2:NEW_KEY'),
    });
    const both = new Map([
      [1, first],
      [2, second],
    ]);
    expect(await rotate({ retire: true }, { keys: await given(both) })).toMatchObject({
      rewrapped: 3,
      retired: [1],
      byHand: true,
    });
    await expect(given(new Map([[2, second]]))).resolves.toBeDefined();
  });
});

describe('a signature', () => {
  it('holds for its text and purpose, with every key that is there', async () => {
    const early = createSigner(keys, 'activity').sign('text');
    await rotate();
    const signer = createSigner(await restarted(), 'activity');
    expect(signer.sign('text')).toMatch(/^2\.[\w-]{43}$/);
    expect([signer.verify('text', early), signer.verify('text', signer.sign('text'))]).toEqual([true, true]);
    const link = createSigner(await restarted(), 'approval-link');
    for (const forged of [
      early.replace(/^1/, '2'),
      early.slice(0, -1),
      `${early}=`,
      '',
      '1.',
      '9.x',
      early.toUpperCase(),
    ]) {
      expect(signer.verify('text', forged)).toBe(false);
    }
    expect([signer.verify('texu', early), link.verify('text', early)]).toEqual([false, false]);
    await rotate({ retire: true });
    expect(createSigner(await restarted(), 'activity').verify('text', early)).toBe(false);
  });
});
