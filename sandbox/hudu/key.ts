/** The API key, and what its maker ticked for it. Source: Hudu facts, access. */
import { randomBytes } from 'node:crypto';
import { refusalOf } from './errors.js';
import type { Switches } from './switches.js';

/** Read at each request. */
export interface KeyRights {
  /** Password access, for every method. */
  passwords: boolean;
  /** Destructive actions: DELETE. */
  destructive: boolean;
  /** Slugs of the pretend world's companies that it is restricted to; not restricted where undefined. */
  companies: readonly string[] | undefined;
  /** False: our address is not on the key's list. */
  addressAllowed: boolean;
}

export interface Key {
  value(): string;
  rights: KeyRights;
  rotate(): string;
  /** Throws 401 for another key, or none. */
  admit(sent: string | string[] | undefined): void;
  needPasswords(): void;
  needDestructive(): void;
  /** Throws unless the key may have to do with a thing of this company (null: of none). */
  needCompany(worldSlug: string | null): void;
  sees(worldSlug: string | null): boolean;
}

/** 24 characters, as Hudu makes them. */
const newKey = () => randomBytes(18).toString('base64url').slice(0, 24);

export function createKey(switches: Switches): Key {
  let key = newKey();
  const rights: KeyRights = { passwords: true, destructive: true, companies: undefined, addressAllowed: true };
  const refuse = () => refusalOf(switches.noRightStatus);
  const sees: Key['sees'] = (worldSlug) => {
    if (rights.companies === undefined) return true;
    return worldSlug === null ? switches.restrictedSeesGlobal : rights.companies.includes(worldSlug);
  };
  return {
    value: () => key,
    rights,
    rotate() {
      key = newKey();
      return key;
    },
    admit(sent) {
      if (sent !== key) throw refusalOf(401);
      if (!rights.addressAllowed) throw refuse();
    },
    needPasswords() {
      if (!rights.passwords) throw refuse();
    },
    needDestructive() {
      if (!rights.destructive) throw refuse();
    },
    needCompany(worldSlug) {
      if (!sees(worldSlug)) throw refusalOf(switches.otherCompanyStatus);
    },
    sees,
  };
}
