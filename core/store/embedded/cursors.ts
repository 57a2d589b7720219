import { Long, serialize } from 'bson';
import { MAX_DOCUMENT_BYTES, type StoredDoc } from './document.js';
import { MongoError } from './mongo-error.js';

type Cursor = {
  namespace: string;
  documents: Iterator<StoredDoc>;
  /** Drawn already, for the next batch. */
  waiting: StoredDoc | undefined;
  lastUsed: number;
  noTimeout: boolean;
};

const IDLE_MS = 10 * 60_000;
const DEFAULT_FIRST_BATCH = 101;

/** Open cursors and their batches. Answers are put together from stored bytes without parsing them. */
export class Cursors {
  readonly #open = new Map<string, Cursor>();
  #lastId = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Answers `find`, `aggregate`, ... with the first batch. */
  first(
    namespace: string,
    documents: Iterable<StoredDoc>,
    options: { batchSize: number | undefined; single?: boolean; noTimeout?: boolean },
  ): Buffer {
    const cursor: Cursor = {
      namespace,
      documents: documents[Symbol.iterator](),
      waiting: undefined,
      lastUsed: this.#now(),
      noTimeout: options.noTimeout === true,
    };
    const batch = draw(cursor, options.batchSize ?? DEFAULT_FIRST_BATCH);
    if (options.single || batch.done) return reply('firstBatch', batch.documents, 0, namespace);
    this.#lastId += 1;
    this.#open.set(String(this.#lastId), cursor);
    return reply('firstBatch', batch.documents, this.#lastId, namespace);
  }

  /** Answers `getMore`. Throws CursorNotFound. */
  next(id: Long | number, namespace: string, batchSize: number | undefined): Buffer {
    const cursor = this.#open.get(String(id));
    if (!cursor || cursor.namespace !== namespace)
      throw new MongoError('CursorNotFound', `cursor id ${String(id)} not found`);
    cursor.lastUsed = this.#now();
    const batch = draw(cursor, batchSize === undefined || batchSize === 0 ? Number.POSITIVE_INFINITY : batchSize);
    if (batch.done) this.#open.delete(String(id));
    return reply('nextBatch', batch.documents, batch.done ? 0 : Number(String(id)), namespace);
  }

  kill(id: Long | number, namespace: string): boolean {
    return this.#open.get(String(id))?.namespace === namespace && this.#open.delete(String(id));
  }

  /** Forgets the cursors of a dropped collection. */
  forget(namespace: string): void {
    for (const [id, cursor] of this.#open) if (cursor.namespace === namespace) this.#open.delete(id);
  }

  /** Forgets cursors that nobody used for ten minutes. */
  sweep(): void {
    const oldest = this.#now() - IDLE_MS;
    for (const [id, cursor] of this.#open) if (!cursor.noTimeout && cursor.lastUsed < oldest) this.#open.delete(id);
  }
}

/** A batch ends at its size or before 16 MB, whichever comes first; `done` when nothing is left. */
function draw(cursor: Cursor, size: number): { documents: StoredDoc[]; done: boolean } {
  const documents: StoredDoc[] = [];
  let bytes = 0;
  for (;;) {
    if (cursor.waiting === undefined) {
      const next = cursor.documents.next();
      if (next.done) return { documents, done: true };
      cursor.waiting = next.value;
    }
    const document = cursor.waiting;
    if (documents.length >= size || (documents.length > 0 && bytes + document.length > MAX_DOCUMENT_BYTES)) {
      return { documents, done: false };
    }
    documents.push(document);
    bytes += document.length;
    cursor.waiting = undefined;
  }
}

/** `{ cursor: { <name>: [...], id, ns }, ok: 1 }`, with the documents' bytes set in as they are. */
function reply(
  name: 'firstBatch' | 'nextBatch',
  documents: readonly StoredDoc[],
  id: number,
  namespace: string,
): Buffer {
  const list = arrayOf(documents);
  const fields = serialize({ id: Long.fromNumber(id), ns: namespace });
  const head = Buffer.from(`\x04${name}\x00`, 'latin1');
  const cursorBytes = docOf([head, list, fields.subarray(4, -1)]);
  const ok = serialize({ ok: 1 });
  return docOf([Buffer.from('\x03cursor\x00', 'latin1'), cursorBytes, ok.subarray(4, -1)]);
}

function arrayOf(documents: readonly StoredDoc[]): Buffer {
  let length = 5;
  for (const [at, document] of documents.entries()) length += 2 + String(at).length + document.length;
  const bytes = Buffer.allocUnsafe(length);
  bytes.writeInt32LE(length, 0);
  let to = 4;
  for (const [at, document] of documents.entries()) {
    to += bytes.write(`\x03${at}\x00`, to, 'latin1');
    to += bytes.write(document, to, 'latin1');
  }
  bytes[to] = 0;
  return bytes;
}

function docOf(elements: readonly Uint8Array[]): Buffer {
  const length = elements.reduce((total, element) => total + element.length, 5);
  const head = Buffer.allocUnsafe(4);
  head.writeInt32LE(length, 0);
  return Buffer.concat([head, ...elements, Buffer.from([0])]);
}
