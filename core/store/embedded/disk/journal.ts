import { type FileHandle, open } from 'node:fs/promises';
import { journalPath, syncDirectory } from './files.js';
import { encodeEntry, FILE_HEADER, type JournalEntry } from './record-format.js';

type Waiter = { upTo: number; resolve: () => void; reject: (error: Error) => void };

/**
 * The append-only journal. Entries are appended in memory at once and reach the disk in groups: while one group is being
 * synced the next gathers, so a write waits for at most two syncs and a hundred writers share one. `durable()` resolves
 * when everything appended before it is on disk. After a failed write the journal refuses everything: what is in memory
 * is then ahead of the disk, and only a restart tells the truth.
 */
export class Journal {
  readonly #dir: string;
  #file: FileHandle;
  #number: number;
  #waiting: Buffer[] = [];
  #appended = 0;
  #synced = 0;
  #waiters: Waiter[] = [];
  /** Everything that touches the file runs one after another. */
  #tail: Promise<void> = Promise.resolve();
  #flushPlanned = false;
  #failure: Error | undefined;
  /** Bytes in the current journal file, with those on their way. */
  size = FILE_HEADER.length;

  private constructor(dir: string, number: number, file: FileHandle) {
    this.#dir = dir;
    this.#number = number;
    this.#file = file;
  }

  static async create(dir: string, number: number): Promise<Journal> {
    return new Journal(dir, number, await createFile(dir, number));
  }

  get number(): number {
    return this.#number;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  append(entry: JournalEntry): void {
    const bytes = encodeEntry(entry);
    this.#waiting.push(bytes);
    this.#appended += 1;
    this.size += bytes.length;
  }

  /** Resolves when all that was appended is on disk; rejects when it could not be written. */
  durable(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#synced === this.#appended) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ upTo: this.#appended, resolve, reject });
      this.#start();
    });
  }

  /**
   * Goes on in the next file, and tells the number of the file it has left. Whatever is appended after this resolves is
   * in the new file; what was appended before is in either.
   */
  async rotate(): Promise<number> {
    const left = this.#number;
    await this.#exclusively(async () => {
      const file = await createFile(this.#dir, left + 1);
      await this.#file.close();
      this.#file = file;
      this.#number = left + 1;
      this.size = FILE_HEADER.length;
    });
    if (this.#failure) throw this.#failure;
    return left;
  }

  async close(): Promise<void> {
    if (!this.#failure) await this.durable();
    await this.#exclusively(() => this.#file.close());
  }

  #takeGroup(): { buffers: Buffer[]; upTo: number } {
    const group = { buffers: this.#waiting, upTo: this.#appended };
    this.#waiting = [];
    return group;
  }

  /** Writers of the same turn of the event loop share a group: the flush starts when they have all appended. */
  #start(): void {
    if (this.#flushPlanned) return;
    this.#flushPlanned = true;
    void this.#exclusively(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      this.#flushPlanned = false;
      while (this.#waiting.length > 0 && !this.#failure) await this.#write(this.#takeGroup());
    });
  }

  #exclusively(task: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(task).catch((error: unknown) => this.#fail(error));
    return this.#tail;
  }

  async #write({ buffers, upTo }: { buffers: Buffer[]; upTo: number }): Promise<void> {
    try {
      for (let from = 0; from < buffers.length; from += MAX_VECTORS) {
        await writeAll(this.#file, Buffer.concat(buffers.slice(from, from + MAX_VECTORS)));
      }
      await this.#file.datasync();
      this.#synced = upTo;
      const done = this.#waiters.filter((waiter) => waiter.upTo <= upTo);
      this.#waiters = this.#waiters.filter((waiter) => waiter.upTo > upTo);
      for (const waiter of done) waiter.resolve();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#failure ??= new Error(
      `The journal in ${this.#dir} cannot be written: ${reason}. Free the disk and restart.`,
      {
        cause: error,
      },
    );
    for (const waiter of this.#waiters) waiter.reject(this.#failure);
    this.#waiters = [];
    this.#waiting = [];
  }
}

const MAX_VECTORS = 4096;

async function createFile(dir: string, number: number): Promise<FileHandle> {
  const file = await open(journalPath(dir, number), 'wx', 0o600);
  await writeAll(file, FILE_HEADER);
  await file.sync();
  await syncDirectory(dir);
  return file;
}

/** A short write (a nearly full disk) is continued until it is whole or fails. */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += (await file.write(bytes, written, bytes.length - written)).bytesWritten;
}
