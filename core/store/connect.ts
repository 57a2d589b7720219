import mongoose, { type Connection } from 'mongoose';
import { createEmbeddedStore, type StoreLog } from './embedded/server.js';

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
  log?: StoreLog;
};

const DEFAULT_DATABASE = 'frontdesk';
const SERVER_SELECTION_MS = 10_000;

/**
 * Connects mongoose to the database of this installation. Throws when the server does not answer within 10 s, or when
 * another process owns the data directory.
 */
export async function connectStore({ mongodbUri, dataDir, dbName, log }: ConnectStoreOptions): Promise<Store> {
  const embedded = mongodbUri ? undefined : createEmbeddedStore({ dataDir, ...(log ? { log } : {}) });
  const uri = embedded ? (await embedded.start()).uri : (mongodbUri ?? '');
  const database = dbName ?? databaseOf(uri) ?? DEFAULT_DATABASE;
  const connection = mongoose.createConnection(uri, {
    dbName: database,
    serverSelectionTimeoutMS: SERVER_SELECTION_MS,
    // The socket file has no host name to resolve and no replica set to discover.
    ...(embedded ? { directConnection: true } : {}),
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

function databaseOf(uri: string): string | undefined {
  const name = /^mongodb(?:\+srv)?:\/\/[^/?]+\/([^?]+)/.exec(uri)?.[1];
  return name === undefined || name === '' ? undefined : decodeURIComponent(name);
}

function withDatabase(uri: string, database: string): string {
  return uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?([^?]*)/, `$1/${encodeURIComponent(database)}`);
}
