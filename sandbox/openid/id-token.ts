import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

/** What a provider says about a person; `sub` is its own name for them. */
export interface OpenidPerson {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  preferred_username?: string;
}

export interface Signer {
  /** The public keys, as a JSON Web Key Set. */
  keys(): { keys: Record<string, unknown>[] };
  /** A JWT signed with RS256. */
  sign(claims: Record<string, unknown>): string;
}

/** A key of this provider's own. */
export function createSigner(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    keys: () => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] }),
    sign(claims) {
      const signed = `${part({ typ: 'JWT', alg: 'RS256', kid })}.${part(claims)}`;
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    },
  };
}

/** PKCE's S256 (RFC 7636, 4.2). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}
