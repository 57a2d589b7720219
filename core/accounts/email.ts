import { z } from 'zod';

/**
 * Only what ASCII calls upper-case: Unicode's rules would make a Kelvin sign a k, and with it one person's address
 * another's.
 */
export function lowerCase(address: string): string {
  return address.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** An e-mail address as accounts have it: trimmed, lower-case. */
export const emailAddress = z
  .string()
  .max(254, 'is longer than an e-mail address can be')
  .overwrite(lowerCase)
  .regex(z.regexes.email, 'is not an e-mail address');
