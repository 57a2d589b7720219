import type { GraphError } from '@microsoft/microsoft-graph-client';
import { VendorError, type VendorFailure } from '../../../core/errors.js';
import type { KnownRefusal } from './known-refusals.js';
import { type Need, permissionFor } from './permissions.js';
import { VENDOR } from './vendor.js';

const FAILURES: Readonly<Record<number, VendorFailure>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'invalid',
  409: 'conflict',
  429: 'throttled',
};

/** How much of Microsoft's own words is quoted. */
const QUOTED = 300;

/**
 * What a technician can act on, from an error of Graph. Decided by status and code, and by `refusals` where these do not
 * say enough; Microsoft's message is quoted only. Source: Microsoft Graph facts, conventions and permissions.
 */
export function failureOf(
  error: GraphError,
  {
    doing,
    need,
    refusals = [],
    secret,
  }: { doing: string; need: Need; refusals?: readonly KnownRefusal[]; secret?: string },
  changes: boolean,
): VendorError {
  const status = error.statusCode;
  const message = without(secret, error.message);
  const known = refusals.find(
    ({ status: expected, words }) => expected === status && words.test(`${error.code ?? ''} ${message}`),
  );
  const failure = known?.failure ?? (status >= 500 ? 'unavailable' : (FAILURES[status] ?? 'unexpected'));
  const says = known
    ? `Microsoft 365 refused to ${doing}: ${known.says}.`
    : sentence(error, message, failure, doing, need);
  const retryAfter = Number(error.headers?.get('retry-after') ?? Number.NaN);
  return new VendorError(VENDOR, failure, says, {
    ...(status > 0 ? { vendorStatus: status } : {}),
    ...(error.code ? { vendorCode: without(secret, error.code).slice(0, 100) } : {}),
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
    outcomeUnknown: changes && (status >= 500 || status <= 0),
  });
}

/** Before anything is cut, because half a secret is found by nobody. */
function without(secret: string | undefined, text: string): string {
  if (!secret) return text;
  const written = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
  return written.reduce((rest, each) => rest.replaceAll(each, '(removed)'), text);
}

function sentence(error: GraphError, message: string, failure: VendorFailure, doing: string, need: Need): string {
  const start = `Microsoft 365 refused to ${doing}`;
  if (error.code === 'Authorization_IdentityNotFound') {
    return `${start}: the application has no consent in this tenant (any more). An administrator of the tenant has to consent to it.`;
  }
  switch (failure) {
    case 'forbidden':
      return `${start}: the application probably lacks the permission ${permissionFor(need)} in this tenant, or the account is protected by an admin role.`;
    case 'unauthorized':
      return `${start}: the application's sign-in is not accepted. Check the client id and the secret or certificate.`;
    case 'not_found':
      return `${start}: it is not there (any more).`;
    case 'throttled':
      return `${start} for now: too many requests. It works again after a pause.`;
    case 'unavailable':
      return `${start}: Microsoft has a problem of its own (${error.statusCode}). Try again later.`;
    default:
      return `${start}; it says: ${message.slice(0, QUOTED).replace(/\.?$/, '.')}`;
  }
}
