import { hashOf, MSP_CHAIN, NOTHING_BEFORE, placeOf, type Signer } from './chain.js';
import type { ActivityModels, StoredHead } from './model.js';
import { type Break, createWalk } from './walk.js';

export interface ChainVerdict {
  /** The client's id, or `msp`. */
  chain: string;
  ok: boolean;
  /** How many entries were gone through: up to the first broken place. */
  entries: number;
  /** The last good place. Kept elsewhere, it proves later that nothing before it has changed. */
  last: { seq: number; hash: string };
  broken?: Break;
}

export interface ActivityVerdict {
  ok: boolean;
  chains: ChainVerdict[];
  /** Entries from before there were chains: nothing can be said of them. */
  unchained: number;
}

interface Sealed extends ActivityModels {
  signer?: Signer;
}

/**
 * Goes through the chains, entry by entry. The head is sealed, which vouches for everything up to it; entries behind it
 * (a process died before it moved the head on) each need a good seal. What cannot be seen: that a chain was set back, with
 * its head, to an earlier state that was sealed in its time; keep `last` somewhere else for that.
 */
export async function verifyChains(sealed: Sealed, only?: string): Promise<ActivityVerdict> {
  const { entries } = sealed;
  const named = only === undefined ? await chainsOf(sealed) : [only];
  const chains: ChainVerdict[] = [];
  for (const chain of named) chains.push(await verifyChain(sealed, chain));
  const unchained = await entries
    .countDocuments({ seq: { $exists: false }, ...(only === undefined ? {} : ownerOf(only)) })
    .setOptions({ allClients: true });
  return { ok: chains.every(({ ok }) => ok), chains, unchained };
}

export async function chainsOf({ entries, heads }: ActivityModels): Promise<string[]> {
  const begun = await heads.distinct('_id');
  const written = await entries.distinct('chain', { chain: { $ne: null } }).setOptions({ allClients: true });
  return [...new Set([...begun, ...written].map(String))].sort();
}

function ownerOf(chain: string) {
  return { clientId: chain === MSP_CHAIN ? null : chain };
}

export async function verifyChain({ entries, heads, signer }: Sealed, chain: string): Promise<ChainVerdict> {
  const head = await heads.findById(chain).lean();
  const walk = createWalk();
  let count = 0;
  let good = walk.last;
  let begun: Date | undefined;
  const verdict = (broken?: Break): ChainVerdict => ({
    chain,
    ok: !broken,
    entries: count,
    last: good,
    ...(broken ? { broken } : {}),
  });

  const wrongHead = head ? signatureFault(head, signer) : undefined;
  if (wrongHead) return verdict(wrongHead);
  const found = entries
    .find({ chain, seq: { $exists: true } }, { _id: 0 }, { allClients: true })
    .sort({ seq: 1 })
    .lean()
    .cursor({ batchSize: 500 });
  for await (const entry of found) {
    begun ??= entry.at;
    const broken = walk.step(entry, hashOf(entry) === entry.hash);
    if (broken) return verdict(broken);
    const { seq, hash } = walk.last;
    if (seq === head?.seq && hash !== head.hash) return verdict({ fault: 'head_differs', seq });
    if (signer && seq > (head?.seq ?? 0) && !signer.verify(placeOf({ chain, seq, hash }), entry.seal ?? '')) {
      return verdict({ fault: 'wrong_seal', seq });
    }
    count += 1;
    good = walk.last;
  }
  const { seq } = walk.last;
  if (!head) return verdict(seq > 0 ? { fault: 'head_missing', seq } : undefined);
  // The head may have moved on meanwhile, never back: it was read before the entries.
  if (head.seq > seq) return verdict({ fault: 'cut_off', seq: seq + 1 });
  const late =
    begun &&
    (await entries
      .exists({ ...ownerOf(chain), seq: { $exists: false }, at: { $gt: begun } })
      .setOptions({ allClients: true }));
  return verdict(late ? { fault: 'outside_chain', seq } : undefined);
}

function signatureFault(
  { _id: chain, seq, hash, signature }: StoredHead,
  signer: Signer | undefined,
): Break | undefined {
  if (seq === 0 && hash !== NOTHING_BEFORE) return { fault: 'head_differs', seq };
  if (!signer || signer.verify(placeOf({ chain, seq, hash }), signature ?? '')) return undefined;
  return { fault: 'head_signature', seq };
}
