import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectStore } from '../connect.js';
import { createEmbeddedStore, type EmbeddedStoreOptions } from './server.js';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fd-durable-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(dir, { recursive: true, force: true });
});

const closing: Array<() => Promise<void>> = [];

async function open(options: { mongodbUri?: string } = {}) {
  const store = await connectStore({ dataDir: dir, dbName: 'crash', ...options });
  closing.push(() => store.close());
  return store;
}

async function serve(options: Partial<EmbeddedStoreOptions> = {}) {
  const embedded = createEmbeddedStore({ dataDir: dir, ...options });
  const { uri } = await embedded.start();
  closing.push(() => embedded.stop());
  return { embedded, client: await open({ mongodbUri: uri }) };
}

/** Writes without pause in another process, kills it after so many acknowledged writes, and tells which those were. */
async function writeAndKill(round: number, after: number): Promise<Map<string, number>> {
  const script = join(process.cwd(), 'core/store/embedded/crash-writer.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, dir, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const acknowledged = new Map<string, number>();
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [id = '', version] = line.split(' ');
    acknowledged.set(id, Number(version));
    lines += 1;
    if (lines === after) child.kill('SIGKILL');
  }
  await ended;
  return acknowledged;
}

describe('the embedded store on disk', () => {
  it('finds every acknowledged write after being killed in the middle of writes, again and again', async () => {
    const acknowledged = new Map<string, number>();
    for (const [round, after] of [150, 400, 37, 800, 260].entries()) {
      for (const [id, version] of await writeAndKill(round, after)) acknowledged.set(id, version);
      const store = await open();
      const rows = store.connection.collection<{ _id: string; version: number }>('rows');
      const found = new Map((await rows.find().toArray()).map((row) => [row._id, row.version]));
      const lost = [...acknowledged].filter(([id, version]) => (found.get(id) ?? 0) < version);
      expect(lost).toEqual([]);
      // The index tells the same story as the documents.
      expect(await rows.countDocuments({ version: 2 })).toBe(
        [...found.values()].filter((version) => version === 2).length,
      );
      await store.close();
    }
    expect(acknowledged.size).toBeGreaterThan(800);
  });

  it('cuts off a torn tail, wherever it tore, and keeps everything before it', async () => {
    const store = await open();
    const rows = store.connection.collection<{ _id: number }>('rows');
    for (let i = 0; i < 5; i++) await rows.insertOne({ _id: i });
    const size = (await stat(await journalOf(dir))).size;
    await rows.insertOne({ _id: 5 });
    await store.close();
    const whole = join(dir, 'whole');
    await mkdir(whole);
    const journal = await journalOf(dir);
    await copyFile(journal, join(whole, 'journal'));
    const full = (await stat(journal)).size;
    for (let cut = size; cut < full; cut += 5) {
      await removeStoreFiles(dir);
      await copyFile(join(whole, 'journal'), journal);
      await truncate(journal, cut);
      const again = await open();
      expect(await again.connection.collection('rows').countDocuments()).toBe(5);
      await again.connection.collection<{ _id: number }>('rows').insertOne({ _id: 99 });
      await again.close();
    }
    const last = await open();
    expect(await last.connection.collection('rows').countDocuments()).toBe(6);
    await last.close();
  });

  it('cuts off garbage that a crash left behind the last write', async () => {
    const store = await open();
    await store.connection.collection('rows').insertOne({ a: 1 });
    await store.close();
    await appendFile(await journalOf(dir), Buffer.alloc(300, 0xa5));
    const again = await open();
    expect(await again.connection.collection('rows').countDocuments()).toBe(1);
    await again.close();
  });

  it('refuses to start on damage that is no torn tail, and changes nothing', async () => {
    const store = await open();
    await store.connection.collection('rows').insertOne({ a: 1 });
    await store.close();
    const first = await journalOf(dir);
    const second = await open();
    await second.connection.collection('rows').insertOne({ a: 2 });
    await second.close();
    const bytes = await readFile(first);
    bytes[bytes.length - 3] = 0xff;
    await writeFile(first, bytes);
    await expect(open()).rejects.toThrow(/damaged at byte/);
    expect((await readFile(first)).equals(bytes)).toBe(true);
  });

  it('compacts while writes go on, and a restart finds everything', async () => {
    const { embedded, client } = await serve();
    const rows = client.connection.collection<{ _id: number; n: number }>('rows');
    await rows.createIndex({ n: 1 }, { unique: true });
    await rows.insertMany(Array.from({ length: 500 }, (_, i) => ({ _id: i, n: i })));
    await Promise.all(Array.from({ length: 500 }, (_, i) => rows.updateOne({ _id: i % 10 }, { $inc: { n: 10_000 } })));
    await rows.deleteMany({ _id: { $gte: 400 } });
    const before = await bytesIn(dir);
    const writing = Promise.all(Array.from({ length: 200 }, (_, i) => rows.insertOne({ _id: 1000 + i, n: -i - 1 })));
    await embedded.compact();
    await writing;
    expect(await bytesIn(dir)).toBeLessThan(before);
    const expected = await rows.find().sort({ _id: 1 }).toArray();
    await client.close();
    await embedded.stop();
    const again = await open();
    const found = again.connection.collection<{ _id: number; n: number }>('rows');
    expect(await found.find().sort({ _id: 1 }).toArray()).toEqual(expected);
    expect(expected).toHaveLength(600);
    await expect(found.insertOne({ _id: -1, n: 399 })).rejects.toMatchObject({ code: 11000 });
    await again.close();
  });

  it('compacts by itself when the journal outgrows the documents', async () => {
    const { embedded, client } = await serve({ compactAboveBytes: 50_000 });
    const rows = client.connection.collection<{ _id: number; text: string }>('rows');
    for (let i = 0; i < 300; i++)
      await rows.updateOne({ _id: 1 }, { $set: { text: String(i).padEnd(1000) } }, { upsert: true });
    await client.close();
    await embedded.stop();
    expect(await bytesIn(dir)).toBeLessThan(150_000);
    const again = await open();
    expect((await again.connection.collection('rows').findOne())?.text.trim()).toBe('299');
    await again.close();
  });

  it('has one owner: a second start is refused, a dead owner’s lock is taken over', async () => {
    const store = await open();
    await expect(open()).rejects.toThrow(`in use by process ${process.pid}`);
    await store.close();
    const dead = { pid: 2 ** 22 + 1, started: 'long ago', host: (await import('node:os')).hostname(), token: 't' };
    await writeFile(join(dir, 'lock'), JSON.stringify(dead));
    const next = await open();
    await next.close();
    // The number of the dead process belongs to another one by now, as process 1 of a container always does.
    await writeFile(join(dir, 'lock'), JSON.stringify({ ...dead, pid: process.pid }));
    const last = await open();
    await last.close();
    expect(await readdir(dir)).not.toContain('lock');
  });

  it('removes documents whose time is over', async () => {
    let now = Date.now();
    const { embedded, client } = await serve({ ttlSweepMs: 20, now: () => now });
    const tokens = client.connection.collection<{ _id: string; at: Date | string }>('tokens');
    await tokens.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    await tokens.insertMany([
      { _id: 'old', at: new Date(now - 30_000) },
      { _id: 'young', at: new Date(now) },
      { _id: 'timeless', at: 'never' },
    ]);
    expect(await tokens.countDocuments()).toBe(3);
    now += 40_000;
    for (let i = 0; i < 500 && (await tokens.countDocuments()) === 3; i++)
      await new Promise((resolve) => setImmediate(resolve));
    expect((await tokens.find().toArray()).map((token) => token._id)).toEqual(['young', 'timeless']);
    await client.close();
    await embedded.stop();
  });
});

async function storeFiles(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.endsWith('.fds')).sort();
}

async function journalOf(directory: string): Promise<string> {
  const last = (await storeFiles(directory)).filter((name) => name.startsWith('journal')).at(-1);
  return join(directory, last ?? 'no journal');
}

async function removeStoreFiles(directory: string): Promise<void> {
  for (const name of await storeFiles(directory)) await rm(join(directory, name));
}

async function bytesIn(directory: string): Promise<number> {
  let total = 0;
  for (const name of await storeFiles(directory)) total += (await stat(join(directory, name))).size;
  return total;
}
