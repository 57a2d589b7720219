import { rm, truncate } from 'node:fs/promises';
import type { Catalogue } from '../catalogue.js';
import { type Collection, idKeyOf } from '../collection.js';
import { parseStored } from '../document.js';
import { parseIndex } from '../index-spec.js';
import { journalPath, listFiles, snapshotPath } from './files.js';
import { readEntries } from './read-file.js';
import { ENTRY, FILE_HEADER, type JournalEntry } from './record-format.js';

export type Loaded = {
  /** The number for the next journal file. */
  nextNumber: number;
  /** Bytes of journal since the last snapshot. */
  journalBytes: number;
  /** Bytes of a write that was never acknowledged, cut off the end of the last journal. */
  cutBytes: number;
};

/**
 * Reads the snapshot and the journals after it into an empty catalogue. A torn tail of the last journal is cut off: it
 * was never acknowledged. Damage anywhere else means lost data and throws, naming file and position.
 */
export async function loadCatalogue(dir: string, catalogue: Catalogue): Promise<Loaded> {
  const files = await listFiles(dir);
  for (const leftover of files.leftovers) await rm(leftover, { force: true });
  if (files.snapshot !== undefined) await loadSnapshot(snapshotPath(dir, files.snapshot), catalogue);
  let journalBytes = 0;
  let cutBytes = 0;
  for (const number of files.journals) {
    const path = journalPath(dir, number);
    const { goodBytes, fileBytes } = await readEntries(path, (entry) => apply(catalogue, entry));
    const isLast = number === files.journals.at(-1);
    if (goodBytes < fileBytes && !isLast) throw damaged(path, goodBytes);
    if (goodBytes === 0 && fileBytes > FILE_HEADER.length) throw damaged(path, 0);
    if (goodBytes < fileBytes) {
      await truncate(path, goodBytes);
      cutBytes = fileBytes - goodBytes;
    }
    if (goodBytes <= FILE_HEADER.length) await rm(path, { force: true });
    else journalBytes += goodBytes;
  }
  for (const collection of catalogue.collections.values()) collection.finishLoading();
  return { nextNumber: (files.journals.at(-1) ?? files.snapshot ?? 0) + 1, journalBytes, cutBytes };
}

async function loadSnapshot(path: string, catalogue: Catalogue): Promise<void> {
  let ended = false;
  const { goodBytes, fileBytes } = await readEntries(path, (entry) => {
    if (entry.kind === ENTRY.end) ended = true;
    else apply(catalogue, entry);
  });
  if (!ended || goodBytes < fileBytes) throw damaged(path, goodBytes);
}

function damaged(path: string, at: number): Error {
  return new Error(
    `The store file ${path} is damaged at byte ${at}. Restore the data directory from a backup; nothing was changed.`,
  );
}

function apply(catalogue: Catalogue, { kind, namespace, body }: JournalEntry): void {
  const collection = (): Collection => catalogue.collections.get(namespace) ?? catalogue.open(namespace, {});
  switch (kind) {
    case ENTRY.put:
      collection().loadPut(idKeyOf(body), body);
      return;
    case ENTRY.remove:
      collection().loadRemove(idKeyOf(body));
      return;
    case ENTRY.create:
      if (!catalogue.collections.has(namespace)) catalogue.open(namespace, parseStored(body));
      return;
    case ENTRY.drop:
      catalogue.collections.delete(namespace);
      return;
    case ENTRY.index:
      collection().loadIndex(parseIndex(parseStored(body)));
      return;
    case ENTRY.dropIndex:
      collection().indexes.delete(String(parseStored(body).name));
      return;
    case ENTRY.end:
      return;
  }
}
