import { type Connection, Schema } from 'mongoose';
import { isDuplicateKey } from '../errors.js';
import { tenantGuard } from '../store/tenant-guard.js';

/** Who is mapped to what: one company, tenant or organisation belongs to one client. */
interface StoredClaim {
  kind: string;
  mappedId: string;
  clientId: string;
  at: Date;
}

type Mapping = readonly [kind: string, mappedId: string];

export interface MappingClaims {
  /**
   * Takes these for a client; of two that ask at once one gets it. Who holds one that is wanted is asked about:
   * `mayTake` says whether it may be taken over. Returns those that it did not have before, and the holder that kept
   * one, with nothing taken then.
   */
  take(
    clientId: string,
    wanted: readonly Mapping[],
    mayTake: (held: StoredClaim) => Promise<boolean>,
  ): Promise<{ taken: Mapping[]; refused?: StoredClaim }>;
  release(clientId: string, given: readonly Mapping[]): Promise<void>;
  releaseAll(clientId: string): Promise<void>;
}

export function createMappingClaims({ connection, now }: { connection: Connection; now: () => Date }): MappingClaims {
  const schema = new Schema<StoredClaim>(
    {
      kind: { type: String, required: true },
      mappedId: { type: String, required: true },
      clientId: { type: String, required: true },
      at: { type: Date, required: true },
    },
    { collection: 'client_mappings', versionKey: false },
  );
  schema.index({ kind: 1, mappedId: 1 }, { unique: true });
  schema.index({ clientId: 1 });
  schema.plugin(tenantGuard);
  const model = connection.model('ClientMapping', schema);

  type Outcome = { state: 'taken' | 'had' } | { state: 'refused'; held: StoredClaim };
  async function takeOne(
    clientId: string,
    [kind, mappedId]: Mapping,
    mayTake: (held: StoredClaim) => Promise<boolean>,
  ): Promise<Outcome> {
    for (;;) {
      try {
        await model.create({ kind, mappedId, clientId, at: now() });
        return { state: 'taken' };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const held = await model.findOne({ kind, mappedId }, { _id: 0 }, { allClients: true }).lean();
      if (!held) continue; // Released meanwhile.
      if (held.clientId === clientId) return { state: 'had' };
      if (!(await mayTake(held))) return { state: 'refused', held };
      const moved = await model.updateOne(
        { kind, mappedId, clientId: held.clientId },
        { $set: { clientId, at: now() } },
      );
      if (moved.matchedCount === 1) return { state: 'taken' };
    }
  }

  const claims: MappingClaims = {
    async take(clientId, wanted, mayTake) {
      await model.init();
      const taken: Mapping[] = [];
      for (const mapping of wanted) {
        const outcome = await takeOne(clientId, mapping, mayTake);
        if (outcome.state === 'taken') taken.push(mapping);
        if (outcome.state === 'refused') {
          await claims.release(clientId, taken);
          return { taken: [], refused: outcome.held };
        }
      }
      return { taken };
    },
    async release(clientId, given) {
      for (const [kind, mappedId] of given) await model.deleteOne({ clientId, kind, mappedId });
    },
    async releaseAll(clientId) {
      await model.deleteMany({ clientId });
    },
  };
  return claims;
}
