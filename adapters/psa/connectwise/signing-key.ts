import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import type { SiteAddress } from './address.js';

const MOST_KEYS = 20;
const MOST_REFETCHES_A_MINUTE = 10;

const keyAnswer = z.object({ signing_key: z.string().min(1).max(10_000) });

export interface SigningKeys {
  /** True only when `signature` was made over `body` with the key at `keyUrl`, which must be on the site itself. */
  signed(keyUrl: string, body: Buffer, signature: string): Promise<boolean>;
}

/**
 * Callback signatures: base64(HMAC-SHA256(SHA256(signing_key), raw body)). The key's address comes with the callback and
 * so from anybody; it is asked only when it is on the configured site. A key is kept per address and asked for once
 * more when a signature does not fit (it may have been rotated), at most so often that forgeries cost us nothing.
 * Source: ConnectWise facts, Developer Guide.
 */
export function createSigningKeys({
  address,
  http,
  now,
}: {
  address: SiteAddress;
  http: Outgoing;
  now: () => Date;
}): SigningKeys {
  const keys = new Map<string, string>();
  let refetches: number[] = [];

  async function fetchKey(url: string): Promise<string | undefined> {
    const answer = await http.request({
      method: 'GET',
      url,
      headers: { accept: 'application/json' },
      timeoutMs: 5000,
      maxBytes: 16_384,
    });
    if (answer.status !== 200) return undefined;
    const parsed = keyAnswer.safeParse(answer.json());
    if (!parsed.success) return undefined;
    const oldest = keys.keys().next().value;
    if (keys.size >= MOST_KEYS && oldest !== undefined) keys.delete(oldest);
    keys.set(url, parsed.data.signing_key);
    return parsed.data.signing_key;
  }

  function mayRefetch(): boolean {
    const at = now().getTime();
    refetches = refetches.filter((time) => at - time < 60_000);
    if (refetches.length >= MOST_REFETCHES_A_MINUTE) return false;
    refetches.push(at);
    return true;
  }

  return {
    async signed(keyUrl, body, signature) {
      if (!isOnSite(keyUrl, address)) return false;
      const url = new URL(keyUrl).href;
      const kept = keys.get(url);
      if (kept !== undefined && fits(kept, body, signature)) return true;
      if (!mayRefetch()) return false;
      const fresh = await fetchKey(url);
      return fresh !== undefined && fits(fresh, body, signature);
    },
  };
}

function isOnSite(keyUrl: string, { site, api }: SiteAddress): boolean {
  if (!URL.canParse(keyUrl)) return false;
  const url = new URL(keyUrl);
  if (url.username || url.password) return false;
  return url.origin === site.origin || url.origin === api.origin;
}

function fits(signingKey: string, body: Buffer, signature: string): boolean {
  const key = createHash('sha256').update(signingKey, 'utf8').digest();
  const expected = createHmac('sha256', key).update(body).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
