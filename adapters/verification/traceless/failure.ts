import { VendorError, type VendorFailure } from '../../../core/errors.js';
import type { OutgoingResponse } from '../../../core/ports/outgoing.js';

export const VENDOR = 'Traceless';

const FAILURES: Readonly<Record<number, VendorFailure>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  422: 'invalid',
  429: 'throttled',
};

/** Statuses are those of HTTP; what Traceless's error bodies look like is not known, and nothing is read out of them. */
const MEANS: Partial<Record<VendorFailure, string>> = {
  unauthorized:
    'it does not accept the signature. Copy the API signing secret anew (Settings, API Credentials), and compare how it wants requests signed.',
  forbidden: "the organisation's plan or the secret's permissions do not allow it.",
  not_found:
    'it knows no such person, client or request. Check the work e-mail address, the mapping and the API endpoint.',
  invalid: 'it does not understand the request, or the person has no method that it could use.',
  conflict: 'another request to this person is still open.',
  throttled: 'too many requests. It works again after a pause.',
};

export function failureOf({ status, headers }: OutgoingResponse, doing: string, changes: boolean): VendorError {
  const isApi = (headers['content-type'] ?? '').includes('json');
  // A page that is not found is no request that is not found.
  const known = status === 404 && !isApi ? 'unexpected' : FAILURES[status];
  const failure: VendorFailure = status >= 500 ? 'unavailable' : (known ?? 'unexpected');
  const retryAfter = Number(headers['retry-after'] ?? Number.NaN);
  const meaning =
    failure === 'unavailable'
      ? `it has a problem of its own (${status}). Try again later.`
      : (MEANS[failure] ?? `it answered ${status}, not as an API. Check the API endpoint.`);
  return new VendorError(VENDOR, failure, `${VENDOR} did not ${doing}: ${meaning}`, {
    vendorStatus: status,
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
    outcomeUnknown: changes && status >= 500,
  });
}
