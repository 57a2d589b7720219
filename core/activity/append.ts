import { FrontdeskError } from '../errors.js';
import { createTurns } from '../jobs/turns.js';
import { chainOf, hashOf, placeOf, type Signer } from './chain.js';
import type { ActivityEntry } from './entry.js';
import type { ActivityModels } from './model.js';
import { redact, redactText } from './redact.js';
import { ifTaken, readTip, type Tip } from './tip.js';

/** Other processes may be faster so many times; each time one of them has got further. */
const ATTEMPTS = 1_000;

/**
 * Appends entries to the chain of their client, one after another within a process; between processes the unique place
 * decides, and whoever finds it taken looks again. The chain goes on behind its last entry or behind its head, whichever
 * is further, so that an end that was cut off stays missing.
 */
export function createAppend({
  now,
  signer,
  ...collections
}: ActivityModels & { now: () => Date; signer?: Signer }): (entry: Omit<ActivityEntry, 'at'>) => Promise<void> {
  const { entries, heads } = collections;
  const models = { ...collections, ...(signer ? { signer } : {}) };
  const turns = createTurns();
  /** The last that this process knows of each chain. */
  const tips = new Map<string, Tip>();

  function signed(place: { chain: string; seq: number; hash: string }): { signature?: string } {
    return signer ? { signature: signer.sign(placeOf(place)) } : {};
  }

  return async (given) => {
    await entries.init(); // Only the index, once it is there, makes a place unique.
    const chain = chainOf(given.clientId);
    const { detail, ...rest } = given;
    const entry = {
      ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
      kind: given.kind,
      what: redactText(given.what),
      ...(detail === undefined ? {} : { detail: redact(detail) }),
    };
    const end = await turns.take(chain);
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const tip = tips.get(chain) ?? (await readTip(models, chain));
        const linked = { ...entry, at: now(), chain, seq: tip.seq + 1, previous: tip.hash };
        const hash = hashOf(linked);
        const place = { chain, seq: linked.seq, hash };
        const seal = signer ? { seal: signer.sign(placeOf(place)) } : {};
        // Not through mongoose, which leaves out fields with some names: what is stored is what was hashed.
        const taken = await entries.collection.insertOne({ ...linked, hash, ...seal }).then(() => false, ifTaken);
        tips.delete(chain);
        if (taken) continue;
        tips.set(chain, { seq: linked.seq, hash, sound: tip.sound });
        // What is not sound is written on, and never vouched for.
        if (!tip.sound) return;
        // The entry is kept; a head that stays behind is moved on by the next one.
        await heads
          .updateOne({ _id: chain, seq: { $lt: linked.seq } }, { $set: { seq: linked.seq, hash, ...signed(place) } })
          .catch(() => undefined);
        return;
      }
      throw new FrontdeskError('activity_busy', `The activity of ${chain} could not be written: its place was taken`);
    } finally {
      end();
    }
  };
}
