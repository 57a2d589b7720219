import type { Connection } from 'mongoose';
import { z } from 'zod';
import { stateBelongsTo } from './connection-state.js';
import type { Belonging } from './vault.js';

/** A place where sealed values are stored: what a rotation of the master key goes through. */
export interface Resealable {
  name: string;
  /**
   * Visits every sealed value. What `visit` returns is stored in its place, if it is another text and the stored value is
   * still the one that was visited.
   */
  eachSealed(visit: (sealed: string, belongsTo: Belonging) => string): Promise<void>;
}

const integration = z.object({
  _id: z.string(),
  sealed: z.record(z.string(), z.string()).default({}),
  hookSecret: z.string().nullish(),
});
const secret = z.object({ _id: z.string(), sealed: z.string() });

/** Credentials of integrations and the secrets of their webhooks; their `version` is left alone, since they are the same as before. */
export function sealedIntegrations(connection: Connection): Resealable {
  return {
    name: 'integrations',
    async eachSealed(visit) {
      const stored = connection.collection<{ _id: string }>('integrations');
      for await (const found of stored.find({}, { projection: { sealed: 1, hookSecret: 1 } })) {
        const { _id, sealed, hookSecret } = integration.parse(found);
        const values = Object.entries(sealed).map(([field, value]) => ({ at: `sealed.${field}`, field, value }));
        if (hookSecret) values.push({ at: 'hookSecret', field: 'hookSecret', value: hookSecret });
        for (const { at, field, value } of values) {
          const text = visit(value, { owner: `integration/${_id}`, field });
          if (text !== value) await stored.updateOne({ _id, [at]: value }, { $set: { [at]: text } });
        }
      }
    },
  };
}

const state = z.object({ _id: z.string(), integration: z.string(), sealed: z.string() });

/** Tokens and the like that connections remember. Their `version` is left alone, as that of credentials is. */
export function sealedStates(connection: Connection): Resealable {
  return {
    name: 'integration states',
    async eachSealed(visit) {
      const stored = connection.collection<{ _id: string }>('integration_states');
      const projection = { sealed: 1, integration: 1 };
      for await (const found of stored.find({ sealed: { $exists: true } }, { projection })) {
        const { _id, integration: owner, sealed } = state.parse(found);
        const text = visit(sealed, stateBelongsTo(owner, _id.slice(owner.length + 1)));
        if (text !== sealed) await stored.updateOne({ _id, sealed }, { $set: { sealed: text } });
      }
    },
  };
}

/** One-time secrets that nobody has opened yet. */
export function sealedSecrets(connection: Connection): Resealable {
  return {
    name: 'secrets',
    async eachSealed(visit) {
      const stored = connection.collection<{ _id: string }>('secrets');
      for await (const found of stored.find({ sealed: { $exists: true } }, { projection: { sealed: 1 } })) {
        const { _id, sealed } = secret.parse(found);
        const text = visit(sealed, { owner: _id, field: 'value' });
        if (text !== sealed) await stored.updateOne({ _id, sealed }, { $set: { sealed: text } });
      }
    },
  };
}
