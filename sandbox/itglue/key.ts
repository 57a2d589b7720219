/** The API key. Source: IT Glue facts, access: account-wide; "Password Access" is a tick of its own. */
import { randomBytes } from 'node:crypto';
import { Refusal } from './errors.js';
import type { Switches } from './switches.js';

/** Read at each request. */
export interface KeyRights {
  passwords: boolean;
}

export interface Key {
  value(): string;
  rights: KeyRights;
  rotate(): string;
  /** Throws for another key, or none. */
  admit(sent: string | string[] | undefined): void;
}

const newKey = () => `ITG.${randomBytes(16).toString('hex')}.${randomBytes(32).toString('base64url')}`;

export function createKey(switches: Switches): Key {
  let key = newKey();
  return {
    value: () => key,
    rights: { passwords: true },
    rotate() {
      key = newKey();
      return key;
    },
    admit(sent) {
      if (sent === key) return;
      const status = switches.wrongKeyStatus;
      throw new Refusal(status, status === 403 ? 'Forbidden' : 'Unauthorized', 'The API key is not valid.');
    },
  };
}
