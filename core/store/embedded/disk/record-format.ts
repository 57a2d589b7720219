import { crc32 } from 'node:zlib';

/** What happened, as the journal keeps it. `body` is BSON: a document, an index, options, or nothing. */
export type JournalEntry = { kind: EntryKind; namespace: string; body: string };

/** Kinds of entries; the numbers are on disk and never change their meaning. */
export const ENTRY = { put: 1, remove: 2, create: 3, drop: 4, index: 5, dropIndex: 6, end: 7 } as const;
export type EntryKind = (typeof ENTRY)[keyof typeof ENTRY];
const KINDS = new Map<number, EntryKind>(Object.values(ENTRY).map((kind) => [kind, kind]));

/** Each file starts with this, so that no other file is ever taken for a journal. */
export const FILE_HEADER = Buffer.from('FDSTORE1', 'latin1');

/** u32 payload length, u32 CRC-32 of the payload; then kind (u8), namespace length (u16), namespace (UTF-8), body. */
const FRAME = 8;
const PAYLOAD_HEADER = 3;
/** A document of 16 MB, its namespace and headers fit well. */
const MAX_PAYLOAD = 20 * 1024 * 1024;

export function encodeEntry({ kind, namespace, body }: JournalEntry): Buffer {
  const nameLength = Buffer.byteLength(namespace);
  const payload = PAYLOAD_HEADER + nameLength + body.length;
  const bytes = Buffer.allocUnsafe(FRAME + payload);
  bytes.writeUInt32LE(payload, 0);
  bytes.writeUInt8(kind, FRAME);
  bytes.writeUInt16LE(nameLength, FRAME + 1);
  bytes.write(namespace, FRAME + PAYLOAD_HEADER);
  bytes.write(body, FRAME + PAYLOAD_HEADER + nameLength, 'latin1');
  bytes.writeUInt32LE(crc32(bytes.subarray(FRAME)), 4);
  return bytes;
}

export type Decoded =
  | { status: 'entry'; entry: JournalEntry; length: number }
  /** The buffer ends before the record does. */
  | { status: 'short' }
  /** What stands here was not written whole, or was damaged. */
  | { status: 'damaged' };

/** Reads the record at `at`. */
export function decodeEntry(bytes: Buffer, at: number): Decoded {
  if (bytes.length - at < FRAME) return { status: 'short' };
  const payload = bytes.readUInt32LE(at);
  if (payload < PAYLOAD_HEADER || payload > MAX_PAYLOAD) return { status: 'damaged' };
  if (bytes.length - at < FRAME + payload) return { status: 'short' };
  const start = at + FRAME;
  if (crc32(bytes.subarray(start, start + payload)) !== bytes.readUInt32LE(at + 4)) return { status: 'damaged' };
  const kind = KINDS.get(bytes.readUInt8(start));
  const nameLength = bytes.readUInt16LE(start + 1);
  const bodyStart = start + PAYLOAD_HEADER + nameLength;
  if (kind === undefined || bodyStart > start + payload) return { status: 'damaged' };
  const namespace = bytes.toString('utf8', start + PAYLOAD_HEADER, bodyStart);
  return {
    status: 'entry',
    entry: { kind, namespace, body: bytes.toString('latin1', bodyStart, start + payload) },
    length: FRAME + payload,
  };
}
