import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../../core/errors.js';
import type { Outgoing, OutgoingResponse } from '../../../core/ports/outgoing.js';

export const VENDOR = 'Microsoft 365';

export interface Tokens {
  /** An access token of our application in this tenant. Throws VendorError. */
  of(tenantId: string): Promise<string>;
  /** Forgets this token, when Graph no longer takes it. */
  drop(tenantId: string, token: string): void;
}

/** How long before its end a token is replaced. */
const EARLY_MS = 120_000;
const MOST_TENANTS = 5000;

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });
const refusal = z.object({
  error: z.string(),
  error_description: z.string().optional(),
  error_codes: z.array(z.number()).optional(),
});

/**
 * Application tokens (client_credentials), one per client tenant, fetched by one caller at a time while the others wait for
 * it. Source: Microsoft Graph facts, how an MSP app reaches a customer tenant.
 */
export function createTokens({
  loginBaseUrl,
  scope,
  clientId,
  clientSecret,
  http,
  now,
}: {
  loginBaseUrl: string;
  scope: string;
  clientId: string;
  clientSecret: string;
  http: Outgoing;
  now: () => Date;
}): Tokens {
  const kept = new Map<string, { token: string; until: number }>();
  const fetching = new Map<string, Promise<string>>();

  async function fetchToken(tenantId: string): Promise<string> {
    const form = new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      scope,
      grant_type: 'client_credentials',
    });
    const answer = await http.request({
      method: 'POST',
      url: `${loginBaseUrl}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
      repeatable: true,
      maxBytes: 200_000,
    });
    if (answer.status !== 200) throw refused(answer, tenantId, clientId, loginBaseUrl);
    const parsed = tokenAnswer.safeParse(answer.json());
    if (!parsed.success) {
      throw new VendorError(VENDOR, 'unexpected', 'The Microsoft sign-in server answered without a usable token');
    }
    const life = parsed.data.expires_in * 1000;
    const oldest = kept.keys().next().value;
    if (kept.size >= MOST_TENANTS && oldest !== undefined) kept.delete(oldest);
    kept.set(tenantId, {
      token: parsed.data.access_token,
      until: now().getTime() + life - Math.min(EARLY_MS, life / 2),
    });
    return parsed.data.access_token;
  }

  return {
    async of(tenantId) {
      const tenant = tenantId.trim().toLowerCase();
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
      const tenant = tenantId.trim().toLowerCase();
      if (kept.get(tenant)?.token === token) kept.delete(tenant);
    },
  };
}

/** What to do about a sign-in error. Source: Microsoft Graph facts, token and consent errors worth mapping. */
const AADSTS: Readonly<Record<number, { failure: VendorFailure; means: string; consent?: true }>> = {
  65001: { failure: 'forbidden', means: 'the application has no consent there', consent: true },
  700016: { failure: 'forbidden', means: 'the application is not known there', consent: true },
  650051: {
    failure: 'unavailable',
    means: 'the application is just being made known there; try again in half a minute',
  },
  7000215: { failure: 'unauthorized', means: 'the client secret is wrong; enter the value of a current one' },
  7000222: { failure: 'unauthorized', means: 'the client secret has expired; make a new one and enter it' },
  700027: { failure: 'unauthorized', means: 'the certificate is not accepted' },
  90002: { failure: 'not_found', means: 'there is no such tenant; check the mapping of this client' },
  900023: { failure: 'not_found', means: 'this is no tenant id; check the mapping of this client' },
  5000224: { failure: 'not_found', means: 'the tenant is gone or blocked; check the mapping of this client' },
  53003: { failure: 'forbidden', means: 'a Conditional Access policy of the tenant blocks the application' },
};

function refused(answer: OutgoingResponse, tenant: string, clientId: string, login: string): VendorError {
  const retryAfter = Number(answer.headers['retry-after']);
  const options = {
    vendorStatus: answer.status,
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
  };
  if (answer.status === 429 || answer.status >= 500) {
    const failure = answer.status === 429 ? 'throttled' : 'unavailable';
    return new VendorError(
      VENDOR,
      failure,
      `Signing in to tenant ${tenant} is not possible now; try again later.`,
      options,
    );
  }
  const body = refusalIn(answer);
  const code = body?.error_codes?.[0] ?? Number(/AADSTS(\d+)/.exec(body?.error_description ?? '')?.[1]);
  const known = AADSTS[code];
  const means =
    known?.means ?? `Microsoft says ${Number.isNaN(code) ? (body?.error ?? answer.status) : `AADSTS${code}`}`;
  const consent = known?.consent
    ? ` An administrator of the tenant opens ${login}/${tenant}/adminconsent?client_id=${encodeURIComponent(clientId)}`
    : '';
  return new VendorError(
    VENDOR,
    known?.failure ?? 'unauthorized',
    `Signing in to tenant ${tenant} failed: ${means}.${consent}`,
    {
      ...options,
      ...(body ? { vendorCode: Number.isNaN(code) ? body.error : `AADSTS${code}` } : {}),
    },
  );
}

function refusalIn(answer: OutgoingResponse): z.infer<typeof refusal> | undefined {
  try {
    const parsed = refusal.safeParse(answer.json());
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
