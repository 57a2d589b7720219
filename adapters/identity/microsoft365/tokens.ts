import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingResponse } from '../../../core/ports/outgoing.js';
import type { ClientCredential } from './client-credential.js';
import { signInRefused } from './sign-in-refusal.js';
import { VENDOR } from './vendor.js';

export interface Tokens {
  /** An access token of our application in this tenant. Throws VendorError. */
  of(tenantId: string): Promise<string>;
  /** Forgets this token, when Graph no longer takes it. */
  drop(tenantId: string, token: string): void;
  /** Forgets this token if it is so old that a right may have been granted since; says whether it did. */
  dropIfOld(tenantId: string, token: string): boolean;
  /** Forgets whatever there is of a tenant: its consent may have changed. */
  forget(tenantId: string): void;
}

interface Kept {
  token: string;
  from: number;
  until: number;
}

/** How long before its end a token is replaced. */
const EARLY_MS = 120_000;
/** A younger one carries the rights of now. */
const YOUNG_MS = 60_000;
const MOST_TENANTS = 5000;

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

/**
 * Application tokens (client_credentials), one per client tenant, fetched by one caller at a time while the others wait for
 * it. Source: Microsoft Graph facts, how an MSP app reaches a customer tenant.
 */
export function createTokens({
  loginBaseUrl,
  scope,
  clientId,
  credential,
  http,
  now,
}: {
  loginBaseUrl: string;
  scope: string;
  clientId: string;
  credential: ClientCredential;
  http: Outgoing;
  now: () => Date;
}): Tokens {
  const kept = new Map<string, Kept>();
  const fetching = new Map<string, Promise<string>>();

  /** The answer to one request for a token; no outcome of it can be unknown to whoever wanted one for something else. */
  async function answered(tenant: string): Promise<OutgoingResponse> {
    try {
      return await send(tenant);
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      throw new VendorError(VENDOR, error.failure, error.message, { cause: error });
    }
  }

  async function send(tenant: string): Promise<OutgoingResponse> {
    const url = `${loginBaseUrl}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
    const form = new URLSearchParams({
      client_id: clientId,
      ...credential.proof({ clientId, audience: url, at: now() }),
      scope,
      grant_type: 'client_credentials',
    });
    return http.request({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
      // An assertion is good for one use, so it is made anew in the place of being sent again.
      repeatable: credential.kind === 'secret',
      maxBytes: 200_000,
      share: tenant,
    });
  }

  async function fetchToken(tenant: string): Promise<string> {
    const answer = await answered(tenant).catch((error: unknown) => {
      if (credential.kind === 'secret' || !(error instanceof VendorError) || !error.passing) throw error;
      return answered(tenant);
    });
    if (answer.status !== 200) throw signInRefused(answer, { tenant, clientId, login: loginBaseUrl });
    const parsed = tokenAnswer.safeParse(answer.json());
    if (!parsed.success) {
      throw new VendorError(VENDOR, 'unexpected', 'The Microsoft sign-in server answered without a usable token');
    }
    const life = parsed.data.expires_in * 1000;
    const from = now().getTime();
    const oldest = kept.keys().next().value;
    if (kept.size >= MOST_TENANTS && oldest !== undefined) kept.delete(oldest);
    kept.set(tenant, { token: parsed.data.access_token, from, until: from + life - Math.min(EARLY_MS, life / 2) });
    return parsed.data.access_token;
  }

  return {
    async of(tenantId) {
      const tenant = keyOf(tenantId);
      if (!/^[a-z0-9.-]{3,255}$/.test(tenant)) {
        throw new VendorError(VENDOR, 'invalid', `"${tenantId}" is not a Microsoft tenant id`);
      }
      const known = kept.get(tenant);
      if (known && now().getTime() < known.until) return known.token;
      const under = fetching.get(tenant);
      if (under) return under;
      const fetched = fetchToken(tenant).finally(() => fetching.delete(tenant));
      fetching.set(tenant, fetched);
      return fetched;
    },
    drop(tenantId, token) {
      const tenant = keyOf(tenantId);
      if (kept.get(tenant)?.token === token) kept.delete(tenant);
    },
    dropIfOld(tenantId, token) {
      const tenant = keyOf(tenantId);
      const known = kept.get(tenant);
      // One that somebody else has replaced meanwhile is old, too.
      if (known?.token !== token) return true;
      if (now().getTime() - known.from < YOUNG_MS) return false;
      return kept.delete(tenant);
    },
    forget: (tenantId) => {
      kept.delete(keyOf(tenantId));
    },
  };
}

function keyOf(tenantId: string): string {
  return tenantId.trim().toLowerCase();
}
