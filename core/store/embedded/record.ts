import { parseFields, parseStored, type StoredDoc } from './document.js';
import type { Doc } from './values.js';

/** One document in its place in a collection. `doc` is replaced by an update, and undefined once it is removed. */
export class StoredRecord {
  readonly seq: number;
  readonly idKey: string;
  doc: StoredDoc | undefined;

  constructor(seq: number, idKey: string, doc: StoredDoc) {
    this.seq = seq;
    this.idKey = idKey;
    this.doc = doc;
  }
}

/** Parses what is needed of a stored document. */
export function parseFor(stored: StoredDoc, fields: ReadonlySet<string> | undefined): Doc {
  return fields ? parseFields(stored, fields) : parseStored(stored);
}
