import { open, rename, rm } from 'node:fs/promises';
import type { Catalogue } from '../catalogue.js';
import { storeDoc } from '../document.js';
import { indexDoc } from '../index-spec.js';
import { listFiles, snapshotPath, syncDirectory } from './files.js';
import type { Journal } from './journal.js';
import { writeAll } from './journal.js';
import { ENTRY, encodeEntry, FILE_HEADER, type JournalEntry } from './record-format.js';

const PIECE_BYTES = 1 << 18;

/**
 * Compaction, while reads and writes go on: the journal moves to a new file, everything as it is at that moment goes
 * into a snapshot, and once that is safe on disk the older files are removed. A crash at any point leaves either the old
 * files or the new ones, each complete.
 */
export async function compactStore(dir: string, catalogue: Catalogue, journal: Journal): Promise<void> {
  const covered = await journal.rotate();
  const entries = capture(catalogue);
  const path = snapshotPath(dir, covered);
  const file = await open(`${path}.tmp`, 'w', 0o600);
  try {
    await writeAll(file, FILE_HEADER);
    let piece: Buffer[] = [];
    let pieceBytes = 0;
    for (const entry of entries) {
      const bytes = encodeEntry(entry);
      piece.push(bytes);
      pieceBytes += bytes.length;
      if (pieceBytes < PIECE_BYTES) continue;
      await writeAll(file, Buffer.concat(piece));
      piece = [];
      pieceBytes = 0;
    }
    await writeAll(file, Buffer.concat(piece));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
  await syncDirectory(dir);
  for (const leftover of (await listFiles(dir)).leftovers) await rm(leftover, { force: true });
}

/** The state of this very moment. Stored documents never change, so references to them are enough. */
function capture(catalogue: Catalogue): Iterable<JournalEntry> {
  const collections = [...catalogue.collections.values()].map((collection) => ({
    namespace: collection.namespace,
    options: collection.options,
    indexes: [...collection.indexes.values()].map(({ spec }) => indexDoc(spec)),
    docs: Array.from(collection.records.values(), (record) => record.doc),
  }));
  return (function* entries(): Generator<JournalEntry> {
    for (const { namespace, options, indexes, docs } of collections) {
      yield { kind: ENTRY.create, namespace, body: storeDoc(options) };
      for (const index of indexes) {
        if (index.name !== '_id_') yield { kind: ENTRY.index, namespace, body: storeDoc(index) };
      }
      for (const body of docs) if (body !== undefined) yield { kind: ENTRY.put, namespace, body };
    }
    yield { kind: ENTRY.end, namespace: '', body: '' };
  })();
}
