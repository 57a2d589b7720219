import { ObjectId } from 'bson';
import { bytesOf, checkSize, parseExact, type StoredDoc, storeBytes, storeDoc } from './document.js';
import { Index, type IndexSpec } from './index.js';
import { MongoError } from './mongo-error.js';
import { isRegex } from './query/regex.js';
import { parseFor, StoredRecord } from './record.js';
import { sortKey } from './sort-key.js';
import { type Doc, RANK } from './values.js';

/** Where changes go to be kept (the journal). Called after a change is valid and before anybody can see it acknowledged. */
export type ChangeLog = {
  put(namespace: string, doc: StoredDoc): void;
  remove(namespace: string, doc: StoredDoc): void;
};

const ID_INDEX: IndexSpec = {
  name: '_id_',
  key: [{ path: '_id', parts: ['_id'], direction: 1 }],
  unique: true,
  sparse: false,
  partialFilter: undefined,
  expireAfterSeconds: undefined,
};

/** The documents of one collection with its indexes. Every change is one synchronous step: all of it or none. */
export class Collection {
  readonly namespace: string;
  readonly options: Readonly<Doc>;
  readonly indexes = new Map<string, Index>([['_id_', new Index(ID_INDEX)]]);
  /** By `_id` key, in the order of insertion. */
  readonly records = new Map<string, StoredRecord>();
  /** What the documents take as BSON. */
  bytes = 0;
  readonly #log: ChangeLog;
  #nextSeq = 0;

  constructor(namespace: string, options: Readonly<Doc>, log: ChangeLog) {
    this.namespace = namespace;
    this.options = options;
    this.#log = log;
  }

  /** Adds a document, giving it an `_id` when it has none. Throws DuplicateKey, InvalidIdField, BSONObjectTooLarge. */
  insert(input: Uint8Array | Doc): Doc {
    let doc = input instanceof Uint8Array ? parseExact(input) : input;
    let stored: StoredDoc;
    if (doc._id === undefined || Object.keys(doc)[0] !== '_id') {
      const { _id: id = new ObjectId(), ...rest } = doc;
      doc = { _id: id, ...rest };
      stored = storeDoc(doc);
    } else stored = input instanceof Uint8Array ? storeBytes(checkSize(input)) : storeDoc(doc);
    assertId(doc._id);
    const record = new StoredRecord(this.#nextSeq, sortKey(doc._id), stored);
    const keys = this.#freeKeys(doc, undefined);
    this.#nextSeq += 1;
    this.records.set(record.idKey, record);
    for (const [index, own] of keys) index.add(record, own);
    this.bytes += stored.length;
    this.#log.put(this.namespace, stored);
    return doc;
  }

  /** Replaces what a record holds; false when nothing changed. Throws DuplicateKey, ImmutableField. */
  replace(record: StoredRecord, doc: Doc): boolean {
    const before = record.doc;
    if (before === undefined) return false;
    const stored = storeDoc(doc);
    if (stored === before) return false;
    if (sortKey(doc._id) !== record.idKey) {
      throw new MongoError(
        'ImmutableField',
        "After applying the update, the (immutable) field '_id' was found to have been altered",
      );
    }
    const fresh = this.#freeKeys(doc, record);
    for (const [index, keys] of fresh) {
      const old = index.keysOf(parseFor(before, index.fields));
      if (old.length === keys.length && old.every((key, at) => key === keys[at])) continue;
      index.remove(record, old);
      index.add(record, keys);
    }
    record.doc = stored;
    this.bytes += stored.length - before.length;
    this.#log.put(this.namespace, stored);
    return true;
  }

  remove(record: StoredRecord): void {
    const { doc } = record;
    if (doc === undefined) return;
    for (const index of this.indexes.values()) index.remove(record, index.keysOf(parseFor(doc, index.fields)));
    this.records.delete(record.idKey);
    record.doc = undefined;
    this.bytes -= doc.length;
    this.#log.remove(this.namespace, doc);
  }

  /** Builds an index over what is there. Throws DuplicateKey when a unique one cannot be. */
  addIndex(spec: IndexSpec): void {
    const index = new Index(spec);
    this.#fill([index]);
    this.indexes.set(spec.name, index);
  }

  /** Builds these indexes in one pass over the documents. */
  #fill(indexes: readonly Index[]): void {
    const whole = indexes.some((index) => index.fields === undefined);
    const fields = whole ? undefined : new Set(indexes.flatMap((index) => [...(index.fields ?? [])]));
    const building = indexes.map((index) => ({
      index,
      entries: [] as (readonly [string, StoredRecord])[],
      seen: new Set<string>(),
    }));
    for (const record of this.records.values()) {
      if (record.doc === undefined) continue;
      const doc = parseFor(record.doc, fields);
      for (const { index, entries, seen } of building) {
        const keys = index.keysOf(doc);
        if (keys.length > 1) index.multikey = true;
        for (const key of keys) {
          if (index.spec.unique && seen.size === seen.add(key).size) throw index.duplicate(doc, this.namespace);
          entries.push([key, record]);
        }
      }
    }
    for (const { index, entries } of building) index.entries.load(entries);
  }

  /** Puts back what the journal says, without indexes and without logging; `finishLoading` builds the indexes. */
  loadPut(idKey: string, stored: StoredDoc): void {
    const known = this.records.get(idKey);
    if (known) {
      this.bytes += stored.length - (known.doc?.length ?? 0);
      known.doc = stored;
      return;
    }
    this.records.set(idKey, new StoredRecord(this.#nextSeq, idKey, stored));
    this.#nextSeq += 1;
    this.bytes += stored.length;
  }

  loadRemove(idKey: string): void {
    const known = this.records.get(idKey);
    this.bytes -= known?.doc?.length ?? 0;
    this.records.delete(idKey);
  }

  loadIndex(spec: IndexSpec): void {
    this.indexes.set(spec.name, new Index(spec));
  }

  finishLoading(): void {
    this.#fill([...this.indexes.values()]);
  }

  #freeKeys(doc: Doc, self: StoredRecord | undefined): Array<readonly [Index, string[]]> {
    const all: Array<readonly [Index, string[]]> = [];
    for (const index of this.indexes.values()) {
      const keys = index.keysOf(doc);
      index.assertFree(keys, self, doc, this.namespace);
      all.push([index, keys]);
    }
    return all;
  }
}

function assertId(id: unknown): void {
  if (Array.isArray(id)) throw new MongoError('InvalidIdField', "The '_id' value cannot be of type array");
  if (isRegex(id)) throw new MongoError('InvalidIdField', "The '_id' value cannot be of type regex");
}

/** The `_id` key of stored bytes, without parsing the rest. */
export function idKeyOf(stored: StoredDoc): string {
  // The usual case, an object id in front, is where it always is.
  if (stored.startsWith('\x07_id\x00', 4)) return String.fromCharCode(RANK.objectId) + stored.slice(9, 21);
  return sortKey(parseFor(stored, ID_FIELD)._id);
}

const ID_FIELD: ReadonlySet<string> = new Set(['_id']);

/** The bytes of a record, for the wire. */
export function recordBytes(record: StoredRecord): Buffer | undefined {
  return record.doc === undefined ? undefined : bytesOf(record.doc);
}
