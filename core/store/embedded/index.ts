import { indexKeys, type KeyPart } from './index-keys.js';
import { MongoError } from './mongo-error.js';
import { OrderedKeys } from './ordered-keys.js';
import { compileFilter, type Filter } from './query/filter.js';
import { topField, valuesAt } from './query/paths.js';
import type { StoredRecord } from './record.js';
import type { Doc } from './values.js';

export type IndexSpec = {
  name: string;
  key: readonly KeyPart[];
  unique: boolean;
  sparse: boolean;
  partialFilter: Doc | undefined;
  expireAfterSeconds: number | undefined;
};

/** One index of a collection. It holds keys and records; the collection keeps it in step. */
export class Index {
  readonly spec: IndexSpec;
  readonly entries = new OrderedKeys<StoredRecord>();
  /** Top-level fields that decide a document's keys; undefined when all of it may. */
  readonly fields: ReadonlySet<string> | undefined;
  /** Some document has more than one key here, so order and two-sided ranges are not the index's to answer. */
  multikey = false;
  readonly #partial: Filter | undefined;

  constructor(spec: IndexSpec) {
    this.spec = spec;
    this.#partial = spec.partialFilter ? compileFilter(spec.partialFilter) : undefined;
    const own = spec.key.map((part) => topField(part.path));
    this.fields =
      this.#partial && !this.#partial.fields ? undefined : new Set([...own, ...(this.#partial?.fields ?? [])]);
  }

  /** The keys of a document; none when the index leaves it out (sparse, partial). */
  keysOf(doc: Doc): string[] {
    if (this.#partial && !this.#partial.matches(doc)) return [];
    if (this.spec.sparse) {
      const present = this.spec.key.some(({ parts }) => valuesAt(doc, parts).some((value) => value !== undefined));
      if (!present) return [];
    }
    return indexKeys(doc, this.spec.key);
  }

  /** Throws DuplicateKey when another record has one of these keys in a unique index. */
  assertFree(keys: readonly string[], self: StoredRecord | undefined, doc: Doc, namespace: string): void {
    if (!this.spec.unique) return;
    for (const key of keys) {
      const holder = this.entries.first(key);
      if (holder && holder !== self) throw this.duplicate(doc, namespace);
    }
  }

  duplicate(doc: Doc, namespace: string): MongoError {
    const keyPattern: Doc = {};
    const keyValue: Doc = {};
    for (const { path, parts, direction } of this.spec.key) {
      keyPattern[path] = direction;
      keyValue[path] = valuesAt(doc, parts)[0] ?? null;
    }
    const shown = this.spec.key.map(({ path }) => `${path}: ${show(keyValue[path])}`).join(', ');
    return new MongoError(
      'DuplicateKey',
      `E11000 duplicate key error collection: ${namespace} index: ${this.spec.name} dup key: { ${shown} }`,
      { keyPattern, keyValue },
    );
  }

  add(record: StoredRecord, keys: readonly string[]): void {
    if (keys.length > 1) this.multikey = true;
    for (const key of keys) this.entries.add(key, record);
  }

  remove(record: StoredRecord, keys: readonly string[]): void {
    for (const key of keys) this.entries.remove(key, record);
  }
}

function show(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  if (value === null) return 'null';
  return typeof value === 'object' && 'toHexString' in value ? `ObjectId('${String(value)}')` : String(value);
}
