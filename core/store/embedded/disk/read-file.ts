import { open } from 'node:fs/promises';
import { decodeEntry, FILE_HEADER, type JournalEntry } from './record-format.js';

export type ReadResult = {
  /** Where the last whole record ends. */
  goodBytes: number;
  fileBytes: number;
};

const READ_BYTES = 1 << 20;

/** Reads one journal file record by record, in pieces of a megabyte, up to the first record that is not whole. */
export async function readEntries(path: string, visit: (entry: JournalEntry) => void): Promise<ReadResult> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let rest = Buffer.alloc(0);
    let offset = 0;
    let goodBytes = 0;
    while (offset < size) {
      const piece = Buffer.allocUnsafe(Math.min(Math.max(READ_BYTES, rest.length), size - offset));
      const { bytesRead } = await file.read(piece, 0, piece.length, offset);
      if (bytesRead === 0) break;
      offset += bytesRead;
      const bytes = Buffer.concat([rest, piece.subarray(0, bytesRead)]);
      let at = 0;
      if (goodBytes === 0) {
        if (bytes.length < FILE_HEADER.length) break;
        if (!bytes.subarray(0, FILE_HEADER.length).equals(FILE_HEADER)) return { goodBytes: 0, fileBytes: size };
        at = FILE_HEADER.length;
      }
      for (;;) {
        const decoded = decodeEntry(bytes, at);
        if (decoded.status === 'damaged') return { goodBytes: goodBytes + at, fileBytes: size };
        if (decoded.status === 'short') break;
        visit(decoded.entry);
        at += decoded.length;
      }
      goodBytes += at;
      rest = bytes.subarray(at);
    }
    return { goodBytes, fileBytes: size };
  } finally {
    await file.close();
  }
}
