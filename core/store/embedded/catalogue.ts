import { Collection } from './collection.js';
import { ENTRY, type JournalEntry } from './disk/record-format.js';
import { storeDoc } from './document.js';
import type { IndexSpec } from './index.js';
import { indexDoc } from './index-spec.js';
import { MongoError } from './mongo-error.js';
import type { Doc } from './values.js';

/** All collections of all databases. What changes is appended to the journal in the same synchronous step. */
export class Catalogue {
  readonly collections = new Map<string, Collection>();
  /** Stands for a collection that does not exist: queries on it are checked, and find nothing. */
  readonly nothing = new Collection('', {}, { put: () => {}, remove: () => {} });
  readonly #append: (entry: JournalEntry) => void;

  constructor(append: (entry: JournalEntry) => void) {
    this.#append = append;
  }

  get(database: string, name: string): Collection | undefined {
    return this.collections.get(`${database}.${name}`);
  }

  /** Throws InvalidNamespace for names that MongoDB refuses. */
  getOrCreate(database: string, name: string): Collection {
    return this.get(database, name) ?? this.create(database, name, {});
  }

  /** Throws NamespaceExists. */
  create(database: string, name: string, options: Readonly<Doc>): Collection {
    assertNamespace(database, name);
    const namespace = `${database}.${name}`;
    if (this.collections.has(namespace)) {
      throw new MongoError('NamespaceExists', `a collection '${namespace}' already exists`);
    }
    const collection = this.open(namespace, options);
    this.#append({ kind: ENTRY.create, namespace, body: storeDoc(options) });
    return collection;
  }

  /** As `create`, for what the journal already knows. */
  open(namespace: string, options: Readonly<Doc>): Collection {
    const collection = new Collection(namespace, options, {
      put: (where, body) => this.#append({ kind: ENTRY.put, namespace: where, body }),
      remove: (where, body) => this.#append({ kind: ENTRY.remove, namespace: where, body }),
    });
    this.collections.set(namespace, collection);
    return collection;
  }

  drop(collection: Collection): void {
    this.collections.delete(collection.namespace);
    this.#append({ kind: ENTRY.drop, namespace: collection.namespace, body: '' });
  }

  addIndex(collection: Collection, spec: IndexSpec): void {
    collection.addIndex(spec);
    this.#append({ kind: ENTRY.index, namespace: collection.namespace, body: storeDoc(indexDoc(spec)) });
  }

  dropIndex(collection: Collection, name: string): void {
    collection.indexes.delete(name);
    this.#append({ kind: ENTRY.dropIndex, namespace: collection.namespace, body: storeDoc({ name }) });
  }

  /** The collections of one database by name. */
  ofDatabase(database: string): Array<readonly [name: string, collection: Collection]> {
    const prefix = `${database}.`;
    return [...this.collections]
      .filter(([namespace]) => namespace.startsWith(prefix))
      .map(([namespace, collection]) => [namespace.slice(prefix.length), collection]);
  }

  databases(): string[] {
    return [...new Set([...this.collections.keys()].map((namespace) => namespace.slice(0, namespace.indexOf('.'))))];
  }

  /** What the documents take as BSON. */
  get bytes(): number {
    let total = 0;
    for (const collection of this.collections.values()) total += collection.bytes;
    return total;
  }
}

function assertNamespace(database: string, name: string): void {
  const badDatabase = database === '' || database.length > 63 || /[\s/\\."$*<>:|?\0]/.test(database);
  const badName = name === '' || name.startsWith('.') || name.startsWith('system.') || /[$\0]/.test(name);
  if (badDatabase || badName || Buffer.byteLength(`${database}.${name}`) > 255) {
    throw new MongoError('InvalidNamespace', `Invalid namespace specified '${database}.${name}'`);
  }
}
