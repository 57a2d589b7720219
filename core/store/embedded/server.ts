import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { Catalogue } from './catalogue.js';
import type { Engine } from './commands/command.js';
import { runCommand } from './commands/run.js';
import { Cursors } from './cursors.js';
import { Journal } from './disk/journal.js';
import { loadCatalogue } from './disk/load.js';
import { type DirectoryLock, lockDirectory } from './disk/lock.js';
import { compactStore } from './disk/snapshot.js';
import { MongoError } from './mongo-error.js';
import { removeExpired } from './ttl.js';
import { encodeReply, type Message, MessageReader } from './wire.js';

/** The part of a pino logger that the store uses. */
export type StoreLog = {
  info(fields: Record<string, unknown>, text: string): void;
  warn(fields: Record<string, unknown>, text: string): void;
  error(fields: Record<string, unknown>, text: string): void;
};

export type EmbeddedStoreOptions = {
  /** Where everything is kept; made when missing. One process owns it at a time. */
  dataDir: string;
  /** With `host` or `port` the store listens on TCP; without, on a socket file in `dataDir` where that works. */
  host?: string;
  port?: number;
  /** Other processes work on it too: `connectStore` joins it in place of being refused. */
  shared?: boolean;
  log?: StoreLog;
  /** How often expired documents are removed. Milliseconds, default 10,000. */
  ttlSweepMs?: number;
  /** Compaction starts when the journal is larger than this and twice the documents. Bytes, default 16 MB. */
  compactAboveBytes?: number;
  now?: () => number;
};

export type EmbeddedStore = {
  /** Loads what is on disk and listens. The URI has no database name. Throws when another process owns the directory. */
  start(): Promise<{ uri: string }>;
  /** Closes all connections, writes out what is left and gives the directory free. */
  stop(): Promise<void>;
  /** Shortens the journal to what is alive, while reads and writes go on. */
  compact(): Promise<void>;
};

/** A MongoDB-wire-compatible server inside this process. Nothing runs until `start()`. */
export function createEmbeddedStore(options: EmbeddedStoreOptions): EmbeddedStore {
  let running: RunningStore | undefined;
  return {
    async start() {
      running ??= await RunningStore.start(options);
      return { uri: running.uri };
    },
    async stop() {
      const store = running;
      running = undefined;
      await store?.stop();
    },
    async compact() {
      await running?.compact();
    },
  };
}

/** Where the store of a data directory listens, when it listens on a socket file. */
export function socketPath(dataDir: string): string {
  return join(resolve(dataDir), 'store.sock');
}

/** The address of a store that listens on a socket file, without a database's name. */
export function socketUri(path: string): string {
  return `mongodb://${encodeURIComponent(path)}/`;
}

const DEFAULT_COMPACT_BYTES = 16 * 1024 * 1024;
const DEFAULT_TTL_SWEEP_MS = 10_000;
/** A socket file's path may have about 100 bytes. Source: unix(7), 108 with the final zero; 104 on macOS. */
const MAX_SOCKET_PATH = 100;

class RunningStore {
  uri = '';
  readonly #options: EmbeddedStoreOptions;
  readonly #dir: string;
  readonly #lock: DirectoryLock;
  readonly #catalogue: Catalogue;
  readonly #journal: Journal;
  readonly #cursors: Cursors;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #sweeping: NodeJS.Timeout;
  /** Bytes of journal files since the last snapshot, without the current one. */
  #olderJournalBytes: number;
  #compacting: Promise<void> | undefined;
  #connections = 0;
  #replies = 0;

  private constructor(
    options: EmbeddedStoreOptions,
    parts: { dir: string; lock: DirectoryLock; catalogue: Catalogue; journal: Journal; journalBytes: number },
  ) {
    this.#options = options;
    this.#dir = parts.dir;
    this.#lock = parts.lock;
    this.#catalogue = parts.catalogue;
    this.#journal = parts.journal;
    this.#olderJournalBytes = parts.journalBytes;
    this.#cursors = new Cursors(() => this.#now());
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#sweeping = setInterval(() => this.#sweep(), options.ttlSweepMs ?? DEFAULT_TTL_SWEEP_MS);
    this.#sweeping.unref();
  }

  static async start(options: EmbeddedStoreOptions): Promise<RunningStore> {
    const dir = resolve(options.dataDir);
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await chmod(dir, 0o700);
    const lock = await lockDirectory(dir, { shared: options.shared ?? false });
    try {
      const appender: { journal?: Journal } = {};
      const catalogue = new Catalogue((entry) => appender.journal?.append(entry));
      const loaded = await loadCatalogue(dir, catalogue);
      if (loaded.cutBytes > 0) {
        options.log?.warn({ dir, bytes: loaded.cutBytes }, 'cut off a write that was never acknowledged');
      }
      const journal = await Journal.create(dir, loaded.nextNumber);
      appender.journal = journal;
      const store = new RunningStore(options, { dir, lock, catalogue, journal, journalBytes: loaded.journalBytes });
      try {
        await store.#listen();
      } catch (error) {
        await store.stop();
        throw error;
      }
      return store;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  async #listen(): Promise<void> {
    const { host, port } = this.#options;
    const path = socketPath(this.#dir);
    if (
      host === undefined &&
      port === undefined &&
      process.platform !== 'win32' &&
      Buffer.byteLength(path) <= MAX_SOCKET_PATH
    ) {
      await rm(path, { force: true });
      try {
        await listening(this.#server, { path });
        await chmod(path, 0o600);
        this.uri = socketUri(path);
        return;
      } catch (error) {
        // Some file systems (network shares, container mounts) have no socket files.
        this.#options.log?.warn({ err: error, path }, 'no socket file here; listening on loopback instead');
      }
    }
    await listening(this.#server, { host: host ?? '127.0.0.1', port: port ?? 0 });
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The embedded store has no TCP address');
    this.uri = `mongodb://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}/?directConnection=true`;
  }

  async compact(): Promise<void> {
    this.#compacting ??= compactStore(this.#dir, this.#catalogue, this.#journal)
      .then(() => {
        this.#olderJournalBytes = 0;
      })
      .finally(() => {
        this.#compacting = undefined;
      });
    await this.#compacting;
  }

  async stop(): Promise<void> {
    clearInterval(this.#sweeping);
    const closed = new Promise<void>((resolveClosed) => this.#server.close(() => resolveClosed()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await this.#compacting?.catch(() => undefined);
    await this.#journal.close();
    await this.#lock.release();
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  #engine(): Engine {
    return {
      catalogue: this.#catalogue,
      cursors: this.#cursors,
      now: () => new Date(this.#now()),
      assertWritable: () => {
        const { failure } = this.#journal;
        if (failure) throw new MongoError('Location14031', failure.message);
      },
      durable: async () => {
        await this.#journal.durable();
        this.#compactWhenLarge();
      },
    };
  }

  #compactWhenLarge(): void {
    const journal = this.#olderJournalBytes + this.#journal.size;
    const limit = Math.max(this.#options.compactAboveBytes ?? DEFAULT_COMPACT_BYTES, 2 * this.#catalogue.bytes);
    if (journal <= limit || this.#compacting) return;
    this.compact().catch((error: unknown) => {
      this.#options.log?.error({ err: error, dir: this.#dir }, 'the journal could not be compacted; it stays as it is');
    });
  }

  #sweep(): void {
    this.#cursors.sweep();
    if (this.#journal.failure || removeExpired(this.#catalogue, new Date(this.#now())) === 0) return;
    this.#journal.durable().catch((error: unknown) => {
      this.#options.log?.error({ err: error }, 'expired documents could not be removed');
    });
  }

  #accept(socket: Socket): void {
    this.#connections += 1;
    const connectionId = this.#connections;
    const engine = this.#engine();
    const reader = new MessageReader();
    let queue: Promise<void> = Promise.resolve();
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (piece: Buffer) => {
      try {
        for (const message of reader.push(piece)) {
          queue = queue.then(() => this.#answer(socket, engine, message, connectionId));
        }
      } catch (error) {
        this.#options.log?.warn({ err: error, connectionId }, 'closed a connection that does not speak the protocol');
        socket.destroy();
      }
    });
  }

  async #answer(socket: Socket, engine: Engine, message: Message, connectionId: number): Promise<void> {
    if (socket.destroyed) return;
    const answer = await runCommand(engine, message, connectionId);
    if (message.silent || socket.destroyed) return;
    this.#replies = (this.#replies + 1) & 0x7fffffff;
    socket.write(encodeReply(message, answer, this.#replies));
  }
}

function listening(server: Server, where: { path: string } | { host: string; port: number }): Promise<void> {
  return new Promise((resolveListening, reject) => {
    const failed = (error: Error) => reject(error);
    server.once('error', failed);
    server.listen(where, () => {
      server.off('error', failed);
      resolveListening();
    });
  });
}
