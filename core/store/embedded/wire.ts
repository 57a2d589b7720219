import { serialize } from 'bson';
import { parseExact } from './document.js';
import type { Doc } from './values.js';

/** Source: MongoDB wire protocol. Integers are little-endian. */
export const MAX_MESSAGE_BYTES = 48_000_000;
const HEADER = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const KNOWN_REQUIRED_FLAGS = CHECKSUM_PRESENT | MORE_TO_COME;

export type Message = {
  requestId: number;
  /** The command with its arguments. */
  body: Doc;
  /** Document sequences (`documents`, `updates`, `deletes`): raw BSON, one buffer a document. */
  sequences: ReadonlyMap<string, readonly Buffer[]>;
  /** The handshake of old, answered in kind. */
  legacy: boolean;
  /** The client does not wait for an answer. */
  silent: boolean;
};

/** What came in is not MongoDB's protocol; the connection is closed and no other is touched. */
export class WireError extends Error {}

/** Cuts whole messages out of a stream of bytes. */
export class MessageReader {
  #pieces: Buffer[] = [];
  #length = 0;

  /** Adds bytes and gives what is complete. Throws WireError. */
  *push(piece: Buffer): Generator<Message> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    for (;;) {
      if (this.#length < 4) return;
      const size = this.#peekSize();
      if (size < HEADER || size > MAX_MESSAGE_BYTES) throw new WireError(`message length ${size}`);
      if (this.#length < size) return;
      const bytes = Buffer.concat(this.#pieces);
      this.#pieces = bytes.length > size ? [bytes.subarray(size)] : [];
      this.#length = bytes.length - size;
      yield decode(bytes.subarray(0, size));
    }
  }

  #peekSize(): number {
    let [first] = this.#pieces;
    if (!first || first.length < 4) {
      first = Buffer.concat(this.#pieces);
      this.#pieces = [first];
    }
    return first.readInt32LE(0);
  }
}

function decode(bytes: Buffer): Message {
  const requestId = bytes.readInt32LE(4);
  const opcode = bytes.readInt32LE(12);
  try {
    if (opcode === OP_MSG) return decodeMsg(bytes, requestId);
    if (opcode === OP_QUERY) return decodeQuery(bytes, requestId);
  } catch (error) {
    throw new WireError(error instanceof Error ? error.message : String(error));
  }
  throw new WireError(`opcode ${opcode}`);
}

function decodeMsg(bytes: Buffer, requestId: number): Message {
  const flags = bytes.readUInt32LE(HEADER);
  if ((flags & 0xffff & ~KNOWN_REQUIRED_FLAGS) !== 0) throw new WireError(`flags ${flags}`);
  const end = bytes.length - ((flags & CHECKSUM_PRESENT) === 0 ? 0 : 4);
  const sequences = new Map<string, Buffer[]>();
  let body: Doc | undefined;
  let at = HEADER + 4;
  while (at < end) {
    const kind = bytes.readUInt8(at);
    at += 1;
    if (kind === 0) {
      const part = documentAt(bytes, at, end);
      if (body) throw new WireError('two bodies');
      body = parseExact(part);
      at += part.length;
    } else if (kind === 1) {
      const size = bytes.readInt32LE(at);
      const sectionEnd = at + size;
      if (size < 5 || sectionEnd > end) throw new WireError('section length');
      const nameEnd = bytes.indexOf(0, at + 4);
      if (nameEnd === -1 || nameEnd >= sectionEnd) throw new WireError('section name');
      const name = bytes.toString('utf8', at + 4, nameEnd);
      const documents: Buffer[] = [];
      for (at = nameEnd + 1; at < sectionEnd; ) {
        const part = documentAt(bytes, at, sectionEnd);
        documents.push(part);
        at += part.length;
      }
      sequences.set(name, documents);
    } else throw new WireError(`section kind ${kind}`);
  }
  if (!body) throw new WireError('no body');
  return { requestId, body, sequences, legacy: false, silent: (flags & MORE_TO_COME) !== 0 };
}

/** A document's own length is only checked against the message here; above 16 MB the command answers with a code. */
function documentAt(bytes: Buffer, at: number, end: number): Buffer {
  const size = bytes.readInt32LE(at);
  if (size < 5 || at + size > end || bytes[at + size - 1] !== 0) throw new WireError('document length');
  return bytes.subarray(at, at + size);
}

function decodeQuery(bytes: Buffer, requestId: number): Message {
  const nameEnd = bytes.indexOf(0, HEADER + 4);
  if (nameEnd === -1) throw new WireError('collection name');
  const namespace = bytes.toString('utf8', HEADER + 4, nameEnd);
  if (!namespace.endsWith('.$cmd')) throw new WireError('only commands by OP_QUERY');
  const body = parseExact(documentAt(bytes, nameEnd + 9, bytes.length));
  return {
    requestId,
    body: { ...body, $db: namespace.slice(0, -5) },
    sequences: new Map(),
    legacy: true,
    silent: false,
  };
}

/** The answer to a message, as one buffer. */
export function encodeReply(to: Message, answer: Doc | Buffer, replyId: number): Buffer {
  const body = answer instanceof Buffer ? answer : serialize(answer, { ignoreUndefined: true });
  const prefix = to.legacy ? 20 : 5;
  const bytes = Buffer.alloc(HEADER + prefix + body.length);
  bytes.writeInt32LE(bytes.length, 0);
  bytes.writeInt32LE(replyId, 4);
  bytes.writeInt32LE(to.requestId, 8);
  bytes.writeInt32LE(to.legacy ? OP_REPLY : OP_MSG, 12);
  // OP_REPLY: response flags, cursor id (8), starting from, number returned; OP_MSG: flags, section kind 0.
  if (to.legacy) {
    bytes.writeInt32LE(8, HEADER);
    bytes.writeInt32LE(1, HEADER + 16);
  }
  bytes.set(body, HEADER + prefix);
  return bytes;
}
