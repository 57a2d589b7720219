import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseMasterKeys } from '../config.js';
import { ConfigurationError, reasonOf } from '../errors.js';
import type { KeySource } from './key-source.js';

/** The keys in the file; undefined when there is no file. Throws ConfigurationError when it holds something else. */
export async function readKeyFile(file: string): Promise<Map<number, Buffer> | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw new ConfigurationError([
      `FRONTDESK_MASTER_KEY: ${file} cannot be read (${reasonOf(error)}); give its owner the right to`,
    ]);
  }
  const keys = parseMasterKeys(text);
  if (keys) return keys;
  throw new ConfigurationError([
    `FRONTDESK_MASTER_KEY: ${file} does not hold 32 bytes in base64, or such keys by version; restore it from a backup`,
  ]);
}

/** Makes the file with a first key, readable by its owner only. False when another process was faster: its key stays. */
export async function makeKeyFile(file: string): Promise<boolean> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  return placeOnce(file, `${randomBytes(32).toString('base64')}\n`);
}

/**
 * Adds a new key under the next version and returns it once it is on the disk. What a process that died had begun is
 * finished; processes that do it at once agree on one key.
 */
export async function addToKeyFile(file: string): Promise<{ version: number; key: Buffer }> {
  const keys = (await readKeyFile(file)) ?? new Map<number, Buffer>();
  const next = Math.max(0, ...keys.keys()) + 1;
  const draft = `${file}.next`;
  await placeOnce(draft, `${next}:${randomBytes(32).toString('base64')}\n`);
  const [begun] = (await readKeyFile(draft)) ?? [];
  // The other process has finished meanwhile, or what was begun is in the file by now.
  if (begun?.[0] !== next) {
    await rm(draft, { force: true });
    return addToKeyFile(file);
  }
  const [version, key] = begun;
  await writeKeyFile(file, new Map([...keys, [version, key]]));
  await rm(draft, { force: true });
  return { version, key };
}

/** Takes these versions out. */
export async function dropFromKeyFile(file: string, versions: readonly number[]): Promise<void> {
  const keys = await readKeyFile(file);
  if (!keys) return;
  await writeKeyFile(file, new Map([...keys].filter(([version]) => !versions.includes(version))));
}

/**
 * The keys of a running process: looks whether the file has changed each time the newest key or one that is not known is
 * asked for. Keys once known stay known; a file that cannot be read at that moment changes nothing.
 */
export function followKeyFile(file: string, first: ReadonlyMap<number, Buffer>): KeySource {
  const known = new Map(first);
  let seen = '';

  function look(): void {
    try {
      const { mtimeMs, size, ino } = statSync(file);
      const stamp = `${mtimeMs}/${size}/${ino}`;
      if (stamp === seen) return;
      for (const [version, key] of parseMasterKeys(readFileSync(file, 'utf8')) ?? []) {
        if (!known.has(version)) known.set(version, key);
      }
      seen = stamp;
    } catch {
      // Gone or not readable: the next start says so; what runs goes on with the keys it has.
    }
  }

  return {
    get(version) {
      if (!known.has(version)) look();
      return known.get(version);
    },
    keys() {
      look();
      return known.keys();
    },
  };
}

async function writeKeyFile(file: string, keys: ReadonlyMap<number, Buffer>): Promise<void> {
  const lines = [...keys].map(([version, key]) => `${version}:${key.toString('base64')}\n`);
  const draft = await writeDraft(file, lines.join(''));
  try {
    await rename(draft, file);
    await syncFolder(file);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whole or not at all, and never over what another process has put there: hence under another name first. */
async function placeOnce(file: string, text: string): Promise<boolean> {
  const draft = await writeDraft(file, text);
  try {
    await link(draft, file);
    await syncFolder(file);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(file: string, text: string): Promise<string> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const opened = await open(draft, 'wx', 0o600);
  try {
    await opened.writeFile(text);
    await opened.sync();
  } finally {
    await opened.close();
  }
  return draft;
}

async function syncFolder(file: string): Promise<void> {
  const folder = await open(path.dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
