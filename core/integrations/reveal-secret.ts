import type { Model } from 'mongoose';
import { Conflict, NotFound } from '../errors.js';
import type { StoredSecret } from './secret-model.js';
import type { Vault } from './vault.js';

/**
 * `proposed`: its step is not over, so it may not be in force. `waiting`: it can be opened. `opened`: somebody did, its
 * value is gone. `expired`: nobody did in time.
 */
export type SecretState = 'proposed' | 'waiting' | 'opened' | 'expired';

/** What the page of a one-time secret shows before it is opened, and afterwards: never the value. */
export interface SecretDescription {
  secretId: string;
  label: string;
  subject: string;
  clientId: string;
  runId: string;
  ticketId: string;
  state: SecretState;
  /** No answer told that it is in force: reading back did. */
  readBack: boolean;
  expiresAt: Date;
  opened?: { accountId: string; name: string; at: Date };
}

export interface Reveal {
  /** Throws NotFound for one that never was or is deleted: a week after it was made. */
  describe(secretId: string): Promise<SecretDescription>;
  /**
   * The value, exactly once: it is erased in the same write that keeps who opened it and when. Throws Conflict
   * `secret_gone` when it was opened or has expired, `secret_not_in_force` while its step is not over, NotFound, and
   * FrontdeskError `vault_unreadable` (then it is not erased).
   */
  reveal(secretId: string, by: { accountId: string; name: string }): Promise<{ value: string }>;
}

/** A rotation of the master key may store the same value anew between reading and erasing it. */
const ATTEMPTS = 5;

export function createReveal({
  model,
  vault,
  now,
}: {
  model: Model<StoredSecret>;
  vault: Vault;
  now: () => Date;
}): Reveal {
  // A technician works for every client; the page asks for their sign-in.
  const find = async (secretId: string): Promise<StoredSecret> => {
    const stored = await model.findOne({ _id: secretId }, null, { allClients: true }).lean();
    if (!stored) throw new NotFound('secret', secretId);
    return stored;
  };

  return {
    async describe(secretId) {
      const stored = await find(secretId);
      const { label, subject, clientId, runId, ticketId, readBack = false, expiresAt, opened } = stored;
      const state = stateOf(stored, now());
      const shown = { secretId, label, subject, clientId, runId, ticketId, state, readBack, expiresAt };
      return opened ? { ...shown, opened } : shown;
    },
    async reveal(secretId, { accountId, name }) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const at = now();
        const stored = await find(secretId);
        const sealed = sealedOf(stored, at);
        const value = vault.open(sealed, { owner: secretId, field: 'value' });
        const { modifiedCount } = await model.updateOne(
          { _id: secretId, clientId: stored.clientId, state: 'confirmed', sealed },
          { $unset: { sealed: 1 }, $set: { opened: { accountId, name, at } } },
        );
        if (modifiedCount === 1) return { value };
      }
      throw new Conflict('secret_busy', 'The secret could not be opened just now and is still there; try again');
    },
  };
}

/** The sealed value of one that may be opened. */
function sealedOf(stored: StoredSecret, at: Date): string {
  const state = stateOf(stored, at);
  switch (state) {
    case 'waiting':
      if (stored.sealed !== undefined) return stored.sealed;
      throw new Conflict('secret_gone', 'The value of this secret is gone; set another');
    case 'opened': {
      const { name = 'somebody', at: when } = stored.opened ?? {};
      throw new Conflict(
        'secret_gone',
        `The secret was opened by ${name}${when ? ` at ${when.toISOString()}` : ''}; its value is gone. If that was not as it should be, set another`,
      );
    }
    case 'expired':
      throw new Conflict('secret_gone', `The secret expired at ${stored.expiresAt.toISOString()}; set another`);
    case 'proposed':
      throw new Conflict(
        'secret_not_in_force',
        'The step that sets this secret is not over; try again when it is done',
      );
  }
}

function stateOf({ state, sealed, expiresAt }: StoredSecret, at: Date): SecretState {
  if (sealed === undefined) return 'opened';
  if (expiresAt <= at) return 'expired';
  return state === 'confirmed' ? 'waiting' : 'proposed';
}
