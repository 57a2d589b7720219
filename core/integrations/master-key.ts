import { randomBytes } from 'node:crypto';
import { access, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../errors.js';

/**
 * The installation's master key: FRONTDESK_MASTER_KEY when given, else the file `master.key` in the data directory, made
 * (readable by its owner only) at the first start. Without that file stored credentials cannot be read: back it up.
 */
export async function readMasterKey(dataDir: string, given: Buffer | undefined): Promise<Map<number, Buffer>> {
  if (given) return new Map([[1, given]]);
  const file = path.join(dataDir, 'master.key');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (!(await isThere(file))) await makeKey(file);
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length !== 32) {
    throw new ConfigurationError([
      `FRONTDESK_MASTER_KEY: ${file} does not hold 32 bytes in base64; restore it from a backup`,
    ]);
  }
  return new Map([[1, key]]);
}

/** Whole or not at all, and never over a key that another process made meanwhile: hence under another name first. */
async function makeKey(file: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    await handle.writeFile(`${randomBytes(32).toString('base64')}\n`);
    await handle.sync();
    await handle.close();
    await link(draft, file).catch(async (error: unknown) => {
      if (!(await isThere(file))) throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
