import { connect } from 'node:net';
import mongoose, { type Connection } from 'mongoose';
import { createEmbeddedStore, type StoreLog, socketPath, socketUri } from './embedded/server.js';

export type Store = {
  /** Every feature folder defines its own models on this connection; there are no models on mongoose itself. */
  connection: Connection;
  /** With the database's name. */
  uri: string;
  /** Data is kept by this process in `dataDir`, not by a MongoDB server. */
  embedded: boolean;
  /** Closes the connection, and the embedded store with it. */
  close(): Promise<void>;
};

export type ConnectStoreOptions = {
  /** A MongoDB server to use. Without it the embedded store is started in `dataDir`. */
  mongodbUri?: string;
  dataDir: string;
  /** Default: the database that the URI names, else `frontdesk`. */
  dbName?: string;
  /**
   * Work on the embedded store of the process that owns `dataDir`, where one is running on this machine: for commands
   * that configure a running Frontdesk.
   */
  joinRunning?: boolean;
  log?: StoreLog;
};

const DEFAULT_DATABASE = 'frontdesk';
const SERVER_SELECTION_MS = 10_000;

/**
 * Connects mongoose to the database of this installation. Throws when the server does not answer within 10 s, or when
 * another process owns the data directory.
 */
export async function connectStore({
  mongodbUri,
  dataDir,
  dbName,
  joinRunning,
  log,
}: ConnectStoreOptions): Promise<Store> {
  const path = socketPath(dataDir);
  const joined = !mongodbUri && joinRunning && (await answers(path)) ? socketUri(path) : undefined;
  const embedded = mongodbUri || joined ? undefined : createEmbeddedStore({ dataDir, ...(log ? { log } : {}) });
  const uri = mongodbUri || joined || ((await embedded?.start())?.uri ?? '');
  const database = dbName ?? databaseOf(uri) ?? DEFAULT_DATABASE;
  const connection = mongoose.createConnection(uri, {
    dbName: database,
    serverSelectionTimeoutMS: SERVER_SELECTION_MS,
    // The socket file has no host name to resolve and no replica set to discover.
    ...(embedded || joined ? { directConnection: true } : {}),
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
