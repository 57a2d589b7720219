/** Password entries that the pretend MSP keeps for each client: the same names everywhere, values of their own. */
import { randomBytes } from 'node:crypto';

export interface PasswordEntry {
  name: 'Wi-Fi' | 'Front desk mailbox' | 'Firewall admin';
  username: string;
  description: string;
  /** Path below the client's domain of what it opens; null where there is no page. */
  page: string | null;
  /** It has a second factor, whose secret is kept beside it. */
  secondFactor: boolean;
}

export const PASSWORD_ENTRIES: readonly PasswordEntry[] = [
  { name: 'Wi-Fi', username: 'staff', description: 'All access points', page: null, secondFactor: false },
  {
    name: 'Front desk mailbox',
    username: 'frontdesk',
    description: 'Shared by the front desk',
    page: 'owa',
    secondFactor: false,
  },
  { name: 'Firewall admin', username: 'admin', description: 'Only from inside', page: 'firewall', secondFactor: true },
];

/** A value that a pretend vendor keeps and that nobody else may ever see. */
export interface PlantedSecret {
  /** Slug of the client. */
  company: string;
  /** What it belongs to: a password entry, an asset. */
  name: string;
  field: string;
  value: string;
}

/** 32 characters that are in no text by luck. */
export const newSecretValue = (): string => `Pw-${randomBytes(22).toString('base64url').slice(0, 29)}`;

/** A TOTP secret: 32 characters of Base32. */
export function newOtpSecret(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return [...randomBytes(32)].map((byte) => letters[byte % letters.length]).join('');
}
