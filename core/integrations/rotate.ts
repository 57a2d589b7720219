import { Conflict } from '../errors.js';
import { newestOf } from './key-source.js';
import type { MasterKeys } from './master-key.js';
import type { Resealable } from './sealed-values.js';
import { createVault, versionOf } from './vault.js';

export interface Rotation {
  /** The version that everything is sealed with now. */
  version: number;
  /** False when an earlier rotation was finished. */
  isNew: boolean;
  /** How many values there are, and how many of them were wrapped anew. */
  sealed: number;
  rewrapped: number;
  /** Values that no key opens; they were left as they are. */
  unreadable: string[];
  /** Older versions that are still there. */
  older: number[];
  /** Older versions that were taken away, or may be now by whoever sets the environment. */
  retired: number[];
  /** The retired ones have to be taken out of FRONTDESK_MASTER_KEY by hand. */
  byHand: boolean;
}

export interface RotationOptions {
  keys: MasterKeys;
  sources: readonly Resealable[];
  /** Lets the activity record vouch for itself with the newest key. */
  resealHeads(): Promise<void>;
}

/** Values that a running Frontdesk seals meanwhile are found by going through again. */
const ROUNDS = 20;

/**
 * Brings everything under a new master key: only the data keys are wrapped anew, no secret is written anywhere. It may
 * stop at any point and be run again: an unfinished rotation is finished, no further key is made. Older keys stay, so
 * that what a running Frontdesk sealed with them can be read, until `retire`; it throws Conflict `key_in_use` when
 * something still needs one.
 */
export async function rotateKeys(
  { keys, sources, resealHeads }: RotationOptions,
  { retire = false }: { retire?: boolean } = {},
): Promise<Rotation> {
  const vault = createVault(keys);
  const olderThan = (newest: number) => [...keys.keys()].filter((version) => version < newest).sort((a, b) => a - b);

  /** Sealed values by version; those that nobody can know the version of count as 0. */
  async function used(): Promise<Map<number, number>> {
    const counts = new Map<number, number>();
    await each((sealed) => {
      const version = versionOf(sealed) ?? 0;
      counts.set(version, (counts.get(version) ?? 0) + 1);
      return sealed;
    });
    return counts;
  }

  async function each(visit: Parameters<Resealable['eachSealed']>[0]): Promise<void> {
    for (const source of sources) await source.eachSealed(visit);
  }

  async function rewrapAll(): Promise<number> {
    let total = 0;
    for (let round = 0; round < ROUNDS; round++) {
      let changed = 0;
      await each((sealed, belongsTo) => {
        const text = attempt(() => vault.rewrap(sealed, belongsTo)) ?? sealed;
        changed += text === sealed ? 0 : 1;
        return text;
      });
      total += changed;
      if (changed === 0) break;
    }
    return total;
  }

  const before = newestOf(keys);
  const unfinished = [...(await used()).keys()].some((version) => version > 0 && version < before);
  const isNew = !unfinished && !(retire && olderThan(before).length > 0);
  const version = isNew ? await keys.add() : before;
  const rewrapped = await rewrapAll();
  await resealHeads();

  const unreadable: string[] = [];
  let sealed = 0;
  await each((value, belongsTo) => {
    sealed += 1;
    if (attempt(() => vault.open(value, belongsTo)) === undefined) {
      unreadable.push(`${belongsTo.owner} ${belongsTo.field}`);
    }
    return value;
  });

  const older = olderThan(version);
  const outcome = { version, isNew, sealed, rewrapped, unreadable, older, retired: [], byHand: false };
  if (!retire || older.length === 0) return outcome;
  const stillUsed = await used();
  const needed = older.filter((old) => stillUsed.has(old));
  if (needed.length > 0) {
    throw new Conflict(
      'key_in_use',
      `Master key version ${needed.join(', ')} is still needed: ${unreadable.join('; ') || 'something was sealed with it just now'}. Nothing was retired; store those credentials anew, or run this again.`,
    );
  }
  const done = await keys.drop(older);
  // What a Frontdesk had sealed before it knew the new key and stored since: the old key is still known here.
  const late = await rewrapAll();
  await resealHeads();
  return { ...outcome, rewrapped: rewrapped + late, older: done ? [] : older, retired: older, byHand: !done };
}

function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
