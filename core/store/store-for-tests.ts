import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { type ConnectStoreOptions, connectStore, type Store } from './connect.js';

export type TestStore = Store & {
  /** Closes the store and opens another one over the same data. */
  reopen(): Promise<TestStore>;
  /** Closes the store and removes its data. */
  dispose(): Promise<void>;
};

/**
 * An empty store of its own for one test: embedded in a fresh directory, or a fresh database on the server that
 * MONGODB_URI names, so that the same tests judge both.
 */
export async function openTestStore(options: Partial<ConnectStoreOptions> = {}): Promise<TestStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fd-store-'));
  const mongodbUri = process.env.MONGODB_URI;
  return open({
    dataDir,
    dbName: `test_${randomUUID().slice(0, 8)}`,
    ...(mongodbUri ? { mongodbUri } : {}),
    ...options,
  });
}

async function open(options: ConnectStoreOptions): Promise<TestStore> {
  const store = await connectStore(options);
  return {
    ...store,
    async reopen() {
      await store.close();
      return open(options);
    },
    async dispose() {
      await store.connection.dropDatabase();
      await store.close();
      await rm(options.dataDir, { recursive: true, force: true });
    },
  };
}

/** Resolves when a condition holds; rejects after `timeoutMs`. For what other timers decide, not this test. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Nothing happened within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** FerretDB v1 lacks some of MongoDB; where it is the server, tests of those are skipped and say so. */
export const judgedByFerretDb: boolean = await isFerretDb();

async function isFerretDb(): Promise<boolean> {
  const uri = process.env.MONGODB_URI;
  if (!uri) return false;
  const client = await mongoose.mongo.MongoClient.connect(uri);
  try {
    return Object.keys(await client.db('admin').command({ buildInfo: 1 })).some((name) => name.startsWith('ferretdb'));
  } finally {
    await client.close();
  }
}
