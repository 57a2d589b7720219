import { createHash, randomBytes } from 'node:crypto';

/** 32 random bytes for an address, a cookie or a header. Only its `digestOf` is ever stored. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored in a token's place. A token is too random to be guessed from it, so that no salt or cost is needed. */
export function digestOf(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('base64url');
}
