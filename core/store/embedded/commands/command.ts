import type { Catalogue } from '../catalogue.js';
import type { Collection } from '../collection.js';
import type { Cursors } from '../cursors.js';
import { MongoError } from '../mongo-error.js';
import { type Doc, isDoc } from '../values.js';

/** What commands work on. */
export type Engine = {
  catalogue: Catalogue;
  cursors: Cursors;
  /** Resolves when every change made so far is on disk. */
  durable: () => Promise<void>;
  /** Rejects when the journal is broken: then memory must not run further ahead of the disk. */
  assertWritable: () => void;
  now: () => Date;
};

export type Request = {
  engine: Engine;
  database: string;
  /** The name the command was called by. */
  name: string;
  args: Doc;
  sequences: ReadonlyMap<string, readonly Buffer[]>;
  connectionId: number;
};

export type Command = {
  /** Its own arguments; undefined takes any, as MongoDB's handshake does. */
  accepts: ReadonlySet<string> | undefined;
  /** Changes something: checked against a broken journal first, and answered when it is on disk. */
  writes: boolean;
  run: (request: Request) => Doc | Buffer;
};

/** A command that only reads. */
export function reading(accepts: readonly string[], run: Command['run']): Command {
  return { accepts: new Set(accepts), writes: false, run };
}

export function writing(accepts: readonly string[], run: Command['run']): Command {
  return { accepts: new Set(accepts), writes: true, run };
}

/** The collection that a command names in its first field; undefined when it does not exist. */
export function collectionOf({ engine, database, name, args }: Request): Collection | undefined {
  return engine.catalogue.get(database, collectionName(name, args));
}

export function collectionName(command: string, args: Doc): string {
  const collection = args[command];
  if (typeof collection === 'string' && collection !== '') return collection;
  throw new MongoError('InvalidNamespace', `collection name has invalid type or is empty in ${command}`);
}

/** Raises NamespaceNotFound for a collection that does not exist. */
export function existing(request: Request): Collection {
  const found = collectionOf(request);
  if (found) return found;
  throw new MongoError(
    'NamespaceNotFound',
    `ns does not exist: ${request.database}.${collectionName(request.name, request.args)}`,
  );
}

export function asDoc(value: unknown, what: string): Doc {
  if (isDoc(value)) return value;
  throw new MongoError('TypeMismatch', `${what} has to be an object`);
}
