import { FrontdeskError } from '../errors.js';

/**
 * Where master keys come from: version to 32 bytes. A Map is one; the one of a running Frontdesk looks at its file again,
 * so that a key which `frontdesk keys rotate` made is known without a restart.
 */
export type KeySource = Pick<ReadonlyMap<number, Buffer>, 'get' | 'keys'>;

/** The version that seals. Throws FrontdeskError `vault_unreadable` when there is none. */
export function newestOf(keys: KeySource): number {
  const newest = Math.max(...keys.keys());
  if (!Number.isSafeInteger(newest)) throw new FrontdeskError('vault_unreadable', 'There is no master key');
  return newest;
}
