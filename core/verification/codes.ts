import { randomInt } from 'node:crypto';

/** What makes and checks signatures for one purpose with the installation's master keys (`createSigner`). */
export interface CodeSigner {
  sign(text: string): string;
  /** In constant time. */
  verify(text: string, signature: string): boolean;
}

const DIGITS = 6;

/** Codes of our own: what is kept of one tells nothing without the master key, and is good for one challenge alone. */
export interface Codes {
  /** A new six-digit code, and what may be stored of it. The code itself goes into one message and is forgotten. */
  make(challengeId: string): { code: string; digest: string };
  /** In constant time. */
  isRight(challengeId: string, code: string, digest: string): boolean;
}

export function createCodes(signer: CodeSigner): Codes {
  const text = (challengeId: string, code: string) => JSON.stringify([challengeId, code]);
  return {
    make(challengeId) {
      const code = String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
      return { code, digest: signer.sign(text(challengeId, code)) };
    },
    isRight: (challengeId, code, digest) => signer.verify(text(challengeId, code), digest),
  };
}
