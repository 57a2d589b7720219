import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A data directory holds at most one finished snapshot and the journals after it; both carry rising numbers. */
export type StoreFiles = { snapshot: number | undefined; journals: readonly number[]; leftovers: readonly string[] };

export const snapshotPath = (dir: string, number: number) => join(dir, `snapshot-${pad(number)}.fds`);
export const journalPath = (dir: string, number: number) => join(dir, `journal-${pad(number)}.fds`);

function pad(number: number): string {
  return String(number).padStart(8, '0');
}

/** The newest snapshot N stands for all journals up to N; older files and unfinished snapshots are leftovers. */
export async function listFiles(dir: string): Promise<StoreFiles> {
  const names = await readdir(dir);
  const numbered = (pattern: RegExp) =>
    names
      .flatMap((name) => {
        const number = pattern.exec(name)?.[1];
        return number === undefined ? [] : [Number(number)];
      })
      .sort((a, b) => a - b);
  const snapshots = numbered(/^snapshot-(\d{8})\.fds$/);
  const all = numbered(/^journal-(\d{8})\.fds$/);
  const snapshot = snapshots.at(-1);
  const isOld = (number: number) => snapshot !== undefined && number <= snapshot;
  return {
    snapshot,
    journals: all.filter((number) => !isOld(number)),
    leftovers: [
      ...snapshots.filter((number) => number !== snapshot).map((number) => snapshotPath(dir, number)),
      ...all.filter(isOld).map((number) => journalPath(dir, number)),
      ...names.filter((name) => name.endsWith('.fds.tmp')).map((name) => join(dir, name)),
    ],
  };
}

/** Makes created, renamed and removed names of a directory survive a power cut. Not every platform can; those skip it. */
export async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r').catch(() => undefined);
  if (!handle) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}
