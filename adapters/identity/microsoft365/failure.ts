import type { GraphError } from '@microsoft/microsoft-graph-client';
import { VendorError, type VendorFailure } from '../../../core/errors.js';
import { VENDOR } from './tokens.js';

const FAILURES: Readonly<Record<number, VendorFailure>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'invalid',
  409: 'conflict',
  429: 'throttled',
};

/**
 * What a technician can act on, from an error of Graph. Decided by status and code; Microsoft's message is quoted only.
 * Source: Microsoft Graph facts, conventions and permissions.
 */
export function failureOf(
  error: GraphError,
  { doing, permission }: { doing: string; permission: string },
  changes: boolean,
): VendorError {
  const status = error.statusCode;
  const failure = status >= 500 ? 'unavailable' : (FAILURES[status] ?? 'unexpected');
  const retryAfter = Number(error.headers?.get('retry-after') ?? Number.NaN);
  return new VendorError(VENDOR, failure, sentence(error, failure, doing, permission), {
    ...(status > 0 ? { vendorStatus: status } : {}),
    ...(error.code ? { vendorCode: error.code } : {}),
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
    outcomeUnknown: changes && (status >= 500 || status <= 0),
  });
}

function sentence(error: GraphError, failure: VendorFailure, doing: string, permission: string): string {
  const start = `Microsoft 365 refused to ${doing}`;
  if (error.code === 'Authorization_IdentityNotFound') {
    return `${start}: the application has no consent in this tenant. An administrator of the tenant has to consent to it.`;
  }
  switch (failure) {
    case 'forbidden':
      return `${start}: the application probably lacks the permission ${permission} in this tenant, or the account is protected by an admin role.`;
    case 'unauthorized':
      return `${start}: the application's sign-in is not accepted. Check the client id and the secret.`;
    case 'not_found':
      return `${start}: it is not there (any more).`;
    case 'throttled':
      return `${start} for now: too many requests. It works again after a pause.`;
    case 'unavailable':
      return `${start}: Microsoft has a problem of its own (${error.statusCode}). Try again later.`;
    default:
      return `${start}; it says: ${error.message.slice(0, 300).replace(/\.?$/, '.')}`;
  }
}
