import type { Model } from 'mongoose';
import type { Author } from './author.js';
import { type Client, type StoredClient, toClient } from './client-model.js';
import type { MappingClaims } from './mapping-claims.js';

/** What deleting a client does to its document. The order is `removing.ts`'s. */
export interface ClientRemovals {
  /**
   * From now on it is destroyed: not found by slug or mapping, closed to every change. Only while it is called `name`.
   * Returns whether this call did it.
   */
  begin(id: string, name: string, by: Author): Promise<boolean>;
  /** Its companies and tenants may be mapped to other clients. */
  releaseMappings(id: string): Promise<void>;
  /** A step of the removal is done. */
  done(id: string, step: string): Promise<void>;
  failed(id: string, problem: string): Promise<void>;
  /** Wipes what the document itself knows of the client's systems and people. */
  end(id: string): Promise<void>;
  /** Destroyed ones of which not everything is erased yet. */
  unfinished(): Promise<Client[]>;
}

export function createClientRemovals({
  model,
  claims,
  now,
}: {
  model: Model<StoredClient>;
  claims: MappingClaims;
  now: () => Date;
}): ClientRemovals {
  return {
    async begin(id, name, by) {
      const client = await model.findById(id).lean();
      if (!client) return false;
      const { matchedCount } = await model.updateOne(
        { _id: id, name, slug: client.slug, status: { $ne: 'destroyed' } },
        {
          $set: {
            status: 'destroyed',
            statusMessage: '',
            // Unique, and free for a client to come.
            slug: `destroyed-${id}`,
            removal: { at: now(), by, slug: client.slug, done: [], attempts: 0 },
          },
        },
      );
      return matchedCount === 1;
    },
    releaseMappings: (id) => claims.releaseAll(id),
    async done(id, step) {
      await model.updateOne({ _id: id, status: 'destroyed' }, { $addToSet: { 'removal.done': step } });
    },
    async failed(id, problem) {
      await model.updateOne(
        { _id: id, status: 'destroyed' },
        { $set: { 'removal.problem': problem }, $inc: { 'removal.attempts': 1 } },
      );
    },
    async end(id) {
      await model.updateOne(
        { _id: id, status: 'destroyed' },
        { $set: { mappings: {}, vips: [], steps: [], 'removal.endedAt': now() }, $unset: { 'removal.problem': 1 } },
      );
    },
    async unfinished() {
      return (await model.find({ status: 'destroyed', 'removal.endedAt': null }).lean()).map(toClient);
    },
  };
}
