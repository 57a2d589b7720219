import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
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
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(`${randomBytes(32).toString('base64')}\n`);
    await handle.sync();
    await handle.close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length !== 32) {
    throw new ConfigurationError([
      `FRONTDESK_MASTER_KEY: ${file} does not hold 32 bytes in base64; restore it from a backup`,
    ]);
  }
  return new Map([[1, key]]);
}
