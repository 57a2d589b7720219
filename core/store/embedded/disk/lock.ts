import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** Who owns a data directory. `started` tells a process from a later one with the same number. */
const Owner = z.object({
  pid: z.number().int(),
  started: z.string(),
  host: z.string(),
  token: z.string(),
  /** It serves its store to other processes. */
  shared: z.boolean().default(false),
});
type Owner = z.infer<typeof Owner>;

export type DirectoryLock = { release(): Promise<void> };

const RENEW_MS = 5_000;
/** An owner on another host (a container that shares the volume) counts as gone after so long without renewal. */
const FOREIGN_STALE_MS = 30_000;
const ATTEMPTS = 5;

/**
 * Takes the lock file of a data directory, or throws with the owner's process id. The lock of a dead process is taken
 * over: of this host when its process is gone (or its number belongs to another process by now), of another host when
 * it was not renewed for 30 s.
 */
export async function lockDirectory(dir: string, { shared = false } = {}): Promise<DirectoryLock> {
  const path = lockPath(dir);
  const started = await startOf(process.pid);
  const own: Owner = { pid: process.pid, started, host: hostname(), token: randomUUID(), shared };
  const draft = `${path}.${own.token}`;
  await writeFile(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await linked(draft, path)) return hold(path, own);
      await removeStale(path);
    }
    throw new Error(
      `The lock ${path} cannot be taken: other processes keep taking it. Start one process per DATA_DIR.`,
    );
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whether a living process owns a data directory to serve its store to others. */
export async function isShared(dir: string): Promise<boolean> {
  const owner = await readOwner(lockPath(dir));
  return owner?.shared === true && (await isAlive(owner, lockPath(dir)).catch(() => false));
}

const lockPath = (dir: string) => join(dir, 'lock');

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function hold(path: string, own: Owner): DirectoryLock {
  const renewal = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, RENEW_MS);
  renewal.unref();
  return {
    async release() {
      clearInterval(renewal);
      if ((await readOwner(path))?.token === own.token) await rm(path, { force: true });
    },
  };
}

/** Moves a stale lock aside; puts it back when, in between, somebody living had taken its place. */
async function removeStale(path: string): Promise<void> {
  const owner = await readOwner(path);
  if (owner && (await isAlive(owner, path))) {
    throw new Error(
      `The data directory is in use by process ${owner.pid} on ${owner.host} (lock file ${path}). Stop that process, or use another DATA_DIR.`,
    );
  }
  const aside = `${path}.stale.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readOwner(aside))?.token !== owner?.token) await linked(aside, path);
  await rm(aside, { force: true });
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return Owner.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

async function isAlive(owner: Owner, path: string): Promise<boolean> {
  if (owner.host !== hostname()) {
    const { mtimeMs } = await stat(path);
    return Date.now() - mtimeMs < FOREIGN_STALE_MS;
  }
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (!isCode(error, 'EPERM')) return false;
  }
  return (await startOf(owner.pid)) === owner.started;
}

/**
 * When a process started, as far as the platform tells (Linux: field 22 of /proc/PID/stat, ticks since boot, with the
 * boot's id). Elsewhere only this process knows its own; others count as the same process.
 */
async function startOf(pid: number): Promise<string> {
  try {
    const [line, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not taken note yet.
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
    return `${boot.trim()}:${fields[19] ?? ''}`;
  } catch {
    return 'unknown';
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
