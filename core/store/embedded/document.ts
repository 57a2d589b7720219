import { BSONError, deserialize, serialize } from 'bson';
import { MongoError } from './mongo-error.js';
import type { Doc } from './values.js';

/**
 * A stored document: its BSON bytes in a string of one-byte units. Immutable by nature (no reader can change stored
 * state), exact, and about a third of the memory of the parsed object.
 */
export type StoredDoc = string;

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** Parses with every number in its BSON class, so that writing it again gives the same bytes. */
export function parseExact(bytes: Uint8Array): Doc {
  return deserialize(bytes, { promoteValues: false, bsonRegExp: true, validation: { utf8: true } });
}

/** Parses into plain JavaScript values, for expressions that compute. */
export function parsePlain(stored: StoredDoc): Doc {
  return deserialize(bytesOf(stored), { promoteBuffers: false });
}

export function parseStored(stored: StoredDoc): Doc {
  return deserialize(bytesOf(stored), { promoteValues: false, bsonRegExp: true });
}

export function bytesOf(stored: StoredDoc): Buffer {
  return Buffer.from(stored, 'latin1');
}

export function storeBytes(bytes: Uint8Array): StoredDoc {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Throws BSONObjectTooLarge above 16 MB. */
export function storeDoc(doc: Doc): StoredDoc {
  try {
    return storeBytes(checkSize(serialize(doc, { ignoreUndefined: true })));
  } catch (error) {
    if (error instanceof BSONError) throw new MongoError('BadValue', `The document cannot be stored: ${error.message}`);
    throw error;
  }
}

export function checkSize<T extends Uint8Array>(bytes: T): T {
  if (bytes.length <= MAX_DOCUMENT_BYTES) return bytes;
  throw new MongoError(
    'BSONObjectTooLarge',
    `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}`,
  );
}

/** Only the named top-level fields, parsed: reading one field of a long document does not parse the rest. */
export function parseFields(stored: StoredDoc, names: ReadonlySet<string>): Doc {
  const parts: string[] = [];
  let length = 5;
  let found = 0;
  let at = 4;
  const end = stored.length - 1;
  while (at < end && found < names.size) {
    const type = stored.charCodeAt(at);
    const nameEnd = stored.indexOf('\x00', at + 1);
    const next = skipValue(stored, type, nameEnd + 1);
    if (names.has(nameAt(stored, at + 1, nameEnd))) {
      parts.push(stored.slice(at, next));
      length += next - at;
      found += 1;
    }
    at = next;
  }
  const bytes = Buffer.allocUnsafe(length);
  bytes.writeInt32LE(length, 0);
  let to = 4;
  for (const part of parts) to += bytes.write(part, to, 'latin1');
  bytes[to] = 0;
  return deserialize(bytes, { promoteValues: false, bsonRegExp: true });
}

function nameAt(stored: string, from: number, to: number): string {
  const name = stored.slice(from, to);
  return /[\x80-\xff]/.test(name) ? Buffer.from(name, 'latin1').toString('utf8') : name;
}

function int32At(stored: string, at: number): number {
  return (
    stored.charCodeAt(at) |
    (stored.charCodeAt(at + 1) << 8) |
    (stored.charCodeAt(at + 2) << 16) |
    (stored.charCodeAt(at + 3) << 24)
  );
}

/** Where the value of a BSON type that starts at `at` ends. Source: bsonspec.org 1.1. */
function skipValue(stored: string, type: number, at: number): number {
  switch (type) {
    case 0x01: // double
    case 0x09: // date
    case 0x11: // timestamp
    case 0x12: // 64-bit integer
      return at + 8;
    case 0x02: // string
    case 0x0d: // code
    case 0x0e: // symbol
      return at + 4 + int32At(stored, at);
    case 0x03: // document
    case 0x04: // array
    case 0x0f: // code with scope
      return at + int32At(stored, at);
    case 0x05: // binary
      return at + 5 + int32At(stored, at);
    case 0x06: // undefined
    case 0x0a: // null
    case 0xff: // min key
    case 0x7f: // max key
      return at;
    case 0x07: // object id
      return at + 12;
    case 0x08: // boolean
      return at + 1;
    case 0x0b: // regular expression: two C strings
      return stored.indexOf('\x00', stored.indexOf('\x00', at) + 1) + 1;
    case 0x0c: // database pointer
      return at + 4 + int32At(stored, at) + 12;
    case 0x10: // 32-bit integer
      return at + 4;
    case 0x13: // decimal
      return at + 16;
    default:
      throw new MongoError('InternalError', `A stored document has an unknown BSON type ${type}`);
  }
}
