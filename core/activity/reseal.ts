import { placeOf, type Signer } from './chain.js';
import type { ActivityModels } from './model.js';
import { chainsOf, verifyChain } from './verify.js';

/** How often a chain that goes on meanwhile is looked at again. */
const ATTEMPTS = 20;

/**
 * Seals the heads with the newest key, moved on to the last good entry: it vouches for everything before, so that the
 * seals of older keys are no longer needed. A head whose seal is not good stays as it is; what is broken stays broken.
 */
export async function resealHeads({ signer, ...models }: ActivityModels & { signer?: Signer }): Promise<void> {
  if (!signer) return;
  for (const chain of await chainsOf(models)) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await resealHead({ ...models, signer }, chain)) break;
    }
  }
}

/** False when the head was moved on meanwhile, perhaps by somebody who did not know the newest key yet. */
async function resealHead({ signer, ...models }: ActivityModels & { signer: Signer }, chain: string): Promise<boolean> {
  const head = await models.heads.findById(chain).lean();
  if (!head || !signer.verify(placeOf({ chain, seq: head.seq, hash: head.hash }), head.signature ?? '')) return true;
  // What is broken is not vouched for: its head says what it said.
  const { ok, last } = await verifyChain({ ...models, signer }, chain);
  const to = ok ? last : { seq: head.seq, hash: head.hash };
  const signature = signer.sign(placeOf({ chain, ...to }));
  const { matchedCount } = await models.heads.updateOne(
    { _id: chain, seq: head.seq, hash: head.hash },
    { $set: { ...to, signature } },
  );
  return matchedCount === 1;
}
