import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import mongoose, { type Connection } from 'mongoose';
import { ConfigurationError } from '../errors.js';
import { isShared } from './embedded/disk/lock.js';
import { createEmbeddedStore, type StoreLog, socketPath, socketUri } from './embedded/server.js';

export type Store = {
  /** Every feature folder defines its own models on this connection; there are no models on mongoose itself. */
  connection: Connection;
  /** With the database's name. */
  uri: string;
  /** Data is kept by this process in `dataDir`, and no other one is meant to work on it. */
  embedded: boolean;
  /** Closes the connection, and the embedded store with it. */
  close(): Promise<void>;
};

export type ConnectStoreOptions = {
  /**
   * A MongoDB server to use, or the store that another process serves (`frontdesk store`). Without it that process's store
   * is joined when it owns `dataDir`; else the embedded store is started there.
   */
  mongodbUri?: string;
  dataDir: string;
  /** Default: the database that the URI names, else `frontdesk`. */
  dbName?: string;
  /**
   * Work on the embedded store of the process that owns `dataDir`, where one is running on this machine: for commands
   * that configure a running Frontdesk.
   */
  joinRunning?: boolean;
  /** False: never start the embedded store, which nobody else could work on. Default true. */
  embed?: boolean;
  /** How long to wait for a server, or for a process that is about to serve `dataDir`. Milliseconds; 10 s by default. */
  waitMs?: number;
  log?: StoreLog;
};

const DEFAULT_DATABASE = 'frontdesk';
const SERVER_SELECTION_MS = 10_000;
const ASK_AGAIN_MS = 100;

/**
 * Connects mongoose to the database of this installation. Throws when the server does not answer in time, or when
 * another process owns the data directory for itself; ConfigurationError when there is no store and none may be started.
 */
export async function connectStore({
  mongodbUri,
  dataDir,
  dbName,
  joinRunning = false,
  embed = true,
  waitMs = SERVER_SELECTION_MS,
  log,
}: ConnectStoreOptions): Promise<Store> {
  const path = socketPath(dataDir);
  const joined =
    !mongodbUri && (await mayJoin(dataDir, { joinRunning, waitMs: embed ? 0 : waitMs })) ? socketUri(path) : undefined;
  if (!mongodbUri && !joined && !embed) throw noStore(dataDir);
  const embedded = mongodbUri || joined ? undefined : createEmbeddedStore({ dataDir, ...(log ? { log } : {}) });
  const uri = mongodbUri || joined || ((await embedded?.start())?.uri ?? '');
  const database = dbName ?? databaseOf(uri) ?? DEFAULT_DATABASE;
  const connection = mongoose.createConnection(uri, {
    dbName: database,
    serverSelectionTimeoutMS: waitMs,
    // A socket file has no host name to resolve and no replica set to discover.
    ...(isSocketFile(uri) ? { directConnection: true } : {}),
  });
  try {
    await connection.asPromise();
  } catch (error) {
    await connection.close().catch(() => undefined);
    await embedded?.stop();
    throw error;
  }
  return {
    connection,
    uri: withDatabase(uri, database),
    embedded: embedded !== undefined,
    async close() {
      await connection.close();
      await embedded?.stop();
    },
  };
}

/** Who may not start a store of their own wait for the one that is being started, as they would for a server. */
async function mayJoin(dataDir: string, { joinRunning, waitMs }: { joinRunning: boolean; waitMs: number }) {
  const deadline = Date.now() + waitMs;
  for (;;) {
    if ((joinRunning || (await isShared(dataDir))) && (await answers(socketPath(dataDir)))) return true;
    if (Date.now() >= deadline) return false;
    await pause(ASK_AGAIN_MS);
  }
}

function noStore(dataDir: string): ConfigurationError {
  return new ConfigurationError([
    `MONGODB_URI: this process needs a store that others work on too, and none is served in ${dataDir}; name a MongoDB server, or start one with: frontdesk store`,
  ]);
}

function isSocketFile(uri: string): boolean {
  return /^mongodb:\/\/[^/?]*%2F/i.test(uri);
}

/** Whether a process listens on this socket file. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function databaseOf(uri: string): string | undefined {
  const name = /^mongodb(?:\+srv)?:\/\/[^/?]+\/([^?]+)/.exec(uri)?.[1];
  return name === undefined || name === '' ? undefined : decodeURIComponent(name);
}

function withDatabase(uri: string, database: string): string {
  return uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?([^?]*)/, `$1/${encodeURIComponent(database)}`);
}
