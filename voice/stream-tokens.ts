import { createHash, timingSafeEqual } from 'node:crypto';

/** One-time tokens that tie a media stream to the signed webhook that asked for it. Only hashes are kept. */
export interface StreamTokens {
  keep(callSid: string, tokenHash: string, expiresAt: number): Promise<void>;
  /** True once for a kept, unexpired hash of this call; it is gone afterwards. */
  spend(callSid: string, tokenHash: string, now: number): Promise<boolean>;
}

/** Tokens that one call may have open: a repeated webhook must not spoil the first answer. */
const MOST_PER_CALL = 3;
const MOST_CALLS = 2_000;

export function createStreamTokens(): StreamTokens {
  const kept = new Map<string, { hash: string; expiresAt: number }[]>();
  return {
    async keep(callSid, hash, expiresAt) {
      const open = kept.get(callSid) ?? [];
      kept.delete(callSid);
      kept.set(callSid, [...open, { hash, expiresAt }].slice(-MOST_PER_CALL));
      const [oldest] = kept.keys();
      if (kept.size > MOST_CALLS && oldest !== undefined) kept.delete(oldest);
    },
    async spend(callSid, hash, now) {
      const open = kept.get(callSid) ?? [];
      const found = open.find((token) => same(token.hash, hash) && token.expiresAt > now);
      if (!found) return false;
      kept.set(
        callSid,
        open.filter((token) => token !== found),
      );
      return true;
    },
  };
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
