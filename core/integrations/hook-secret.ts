import { randomBytes } from 'node:crypto';
import type { Model } from 'mongoose';
import type { StoredIntegration } from './integration-model.js';
import type { Vault } from './vault.js';

/** 43 letters, digits, `-` and `_`. */
const BYTES = 32;

/** Stands for the secret in what is stored or shown to somebody who may not know it. */
export const HIDDEN = '…';

/** Stands for the secret in instructions as they are stored. */
const PLACE = '{{hook secret}}';

/** What each connected integration and its vendor's webhooks share, sealed like its credentials. */
export interface HookSecrets {
  /** A new one, sealed. */
  fresh(kind: string): string;
  /** The record with its secret, which is made now where it was stored before there were any. */
  complete(stored: StoredIntegration): Promise<StoredIntegration>;
  /** Throws FrontdeskError `vault_unreadable`; undefined where there is none. */
  open(stored: StoredIntegration): string | undefined;
  /** Instructions without the secret, as they are stored. */
  takenOut(instructions: string, stored: StoredIntegration): string;
  /** Stored instructions with the secret in them again: for admins alone. */
  putBack(instructions: string, stored: StoredIntegration): string;
}

export function createHookSecrets({ model, vault }: { model: Model<StoredIntegration>; vault: Vault }): HookSecrets {
  const belonging = (kind: string) => ({ owner: `integration/${kind}`, field: 'hookSecret' });
  const fresh = (kind: string) => vault.seal(randomBytes(BYTES).toString('base64url'), belonging(kind));
  const open = ({ _id, hookSecret }: StoredIntegration) =>
    hookSecret ? vault.open(hookSecret, belonging(_id)) : undefined;

  return {
    fresh,
    open,
    async complete(stored) {
      if (stored.hookSecret) return stored;
      const { _id } = stored;
      // Another process may do the same: only the first one counts.
      await model.updateOne({ _id, hookSecret: null }, { $set: { hookSecret: fresh(_id) } });
      return (await model.findById(_id).lean()) ?? stored;
    },
    takenOut(instructions, stored) {
      const secret = open(stored);
      return secret ? instructions.replaceAll(secret, PLACE) : instructions;
    },
    putBack: (instructions, stored) => instructions.replaceAll(PLACE, open(stored) ?? HIDDEN),
  };
}

/** Stored instructions without anything secret: neither the secret nor the token of the address. */
export function publicInstructions(instructions: string, { hookToken }: { hookToken: string }): string {
  return instructions.replaceAll(PLACE, HIDDEN).replaceAll(hookToken, HIDDEN);
}
