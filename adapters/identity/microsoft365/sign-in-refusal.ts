import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../../core/errors.js';
import type { OutgoingResponse } from '../../../core/ports/outgoing.js';
import { adminConsentUrl } from './admin-consent.js';
import { VENDOR } from './vendor.js';

interface Meaning {
  failure: VendorFailure;
  means: string;
  /** An administrator's consent mends it. */
  consent?: true;
  /** Seconds after which it may be well again by itself. */
  again?: number;
}

/**
 * What to do about a sign-in error. Source: Microsoft Graph facts, token and consent errors worth mapping; 700016, 7000215,
 * 7000216, 7000222, 7000229, 700024 and 90002 are general knowledge and unconfirmed there.
 */
const AADSTS: Readonly<Record<number, Meaning>> = {
  65001: { failure: 'forbidden', means: 'the application has no consent there (any more)', consent: true },
  700016: { failure: 'forbidden', means: 'the application is not known there', consent: true },
  7000229: { failure: 'forbidden', means: 'the application has no service principal there', consent: true },
  650051: {
    failure: 'unavailable',
    means: 'the application is just being made known there; it works in half a minute',
    again: 30,
  },
  7000215: { failure: 'unauthorized', means: 'the client secret is wrong; enter the value of a current one' },
  7000216: { failure: 'unauthorized', means: 'neither secret nor certificate was sent; enter one of them' },
  7000222: { failure: 'unauthorized', means: 'the client secret has expired; make a new one and enter it' },
  700024: {
    failure: 'unauthorized',
    means: "the certificate's signature is not for now; check the clock of this server",
  },
  700027: {
    failure: 'unauthorized',
    means: 'the certificate is not accepted; upload it to the application, or enter the one that is there',
  },
  90002: { failure: 'not_found', means: 'there is no such tenant; check the mapping of this client' },
  900023: { failure: 'not_found', means: 'this is no tenant id; check the mapping of this client' },
  5000224: { failure: 'not_found', means: 'the tenant is gone or blocked; check the mapping of this client' },
  53003: {
    failure: 'forbidden',
    means: 'a Conditional Access policy of the tenant blocks the application; exclude it from the policy there',
  },
};

const refusal = z.object({
  error: z.string(),
  error_description: z.string().optional(),
  error_codes: z.array(z.number()).optional(),
});

/** What a technician can do about a token that was refused. Never quotes what was sent. */
export function signInRefused(
  answer: OutgoingResponse,
  { tenant, clientId, login }: { tenant: string; clientId: string; login: string },
): VendorError {
  const asked = Number(answer.headers['retry-after']);
  const retryAfter = Number.isFinite(asked) ? asked : undefined;
  if (answer.status === 429 || answer.status >= 500) {
    return new VendorError(
      VENDOR,
      answer.status === 429 ? 'throttled' : 'unavailable',
      `Signing in to tenant ${tenant} is not possible now; try again later.`,
      { vendorStatus: answer.status, ...(retryAfter === undefined ? {} : { retryAfter }) },
    );
  }
  const body = refusalIn(answer);
  const code = body?.error_codes?.[0] ?? Number(/AADSTS(\d+)/.exec(body?.error_description ?? '')?.[1]);
  const known = AADSTS[code];
  const named = Number.isNaN(code) ? body?.error.slice(0, 60) : `AADSTS${code}`;
  const means = known?.means ?? `Microsoft says ${named ?? answer.status}`;
  const consent = known?.consent
    ? ` An administrator of the tenant opens ${adminConsentUrl({ login, tenant, clientId })}`
    : '';
  const again = retryAfter ?? known?.again;
  return new VendorError(
    VENDOR,
    known?.failure ?? 'unauthorized',
    `Signing in to tenant ${tenant} failed: ${means}.${consent}`,
    {
      vendorStatus: answer.status,
      ...(again === undefined ? {} : { retryAfter: again }),
      ...(named === undefined ? {} : { vendorCode: named }),
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
