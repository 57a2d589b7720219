import { isDuplicateKey } from '../errors.js';
import { hashOf, NOTHING_BEFORE, placeOf, type Signer } from './chain.js';
import type { ActivityModels, StoredHead } from './model.js';
import { createWalk } from './walk.js';

/** Where the next entry of a chain goes on. */
export interface Tip {
  seq: number;
  hash: string;
  /** The head is good, and so is everything from it to here: a new head may vouch for it. */
  sound: boolean;
}

interface Sealed extends ActivityModels {
  signer?: Signer;
}

/**
 * The end of a chain as it is stored: behind its last entry or behind its head, whichever is further, so that an end that
 * was cut off stays missing. Begins a chain that is new with its sealed head.
 */
export async function readTip({ entries, heads, signer }: Sealed, chain: string): Promise<Tip> {
  const head =
    (await heads.findById(chain).lean()) ??
    (await beginChain({ entries, heads, ...(signer ? { signer } : {}) }, chain));
  const walk = createWalk({ seq: head.seq, hash: head.hash });
  const [vouched] = await entries.find({ chain, seq: head.seq }, { hash: 1 }, { allClients: true }).limit(1).lean();
  let sound = isSigned(head, signer) && (head.seq === 0 ? head.hash === NOTHING_BEFORE : vouched?.hash === head.hash);
  let last = { seq: head.seq, hash: head.hash };
  const behind = entries
    .find({ chain, seq: { $gt: head.seq } }, { _id: 0 }, { allClients: true })
    .sort({ seq: 1 })
    .lean()
    .cursor({ batchSize: 500 });
  for await (const entry of behind) {
    const { seq = 0, hash = '', seal = '' } = entry;
    sound &&= walk.step(entry, hashOf(entry) === hash) === undefined;
    sound &&= !signer || signer.verify(placeOf({ chain, seq, hash }), seal);
    last = { seq, hash };
  }
  return { ...last, sound };
}

/** A chain has its sealed head before it has an entry. Where entries are, a head was: made anew it would hide that. */
async function beginChain({ entries, heads, signer }: Sealed, chain: string): Promise<StoredHead> {
  const first = { seq: 0, hash: NOTHING_BEFORE };
  if (await entries.exists({ chain, seq: { $gte: 0 } }).setOptions({ allClients: true })) {
    // Unless another process began it just now.
    return (await heads.findById(chain).lean()) ?? { _id: chain, ...first };
  }
  const signature = signer ? { signature: signer.sign(placeOf({ chain, ...first })) } : {};
  const begun = { ...first, ...signature };
  await heads.updateOne({ _id: chain }, { $setOnInsert: begun }, { upsert: true }).catch(ifTaken);
  return { _id: chain, ...begun };
}

function isSigned({ _id: chain, seq, hash, signature }: StoredHead, signer: Signer | undefined): boolean {
  return !signer || signer.verify(placeOf({ chain, seq, hash }), signature ?? '');
}

/** True for an error that says that somebody else has this place; any other is thrown. */
export function ifTaken(error: unknown): true {
  if (isDuplicateKey(error)) return true;
  throw error;
}
