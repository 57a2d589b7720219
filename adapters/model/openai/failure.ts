import { APIError, APIUserAbortError } from 'openai';
import { VendorError, type VendorFailure } from '../../../core/errors.js';

export const VENDOR = 'The language model';

const FAILURES: Readonly<Record<number, VendorFailure>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  413: 'invalid',
  422: 'invalid',
  429: 'throttled',
};

const MEANS: Partial<Record<VendorFailure, string>> = {
  unauthorized: 'it does not accept the API key. Enter a current one.',
  forbidden: 'the API key may not use this model.',
  not_found: 'it knows no such model or address. Check the model name and the base URL.',
  throttled: 'it asks to slow down, or the account is out of credit.',
  unavailable: 'it has a problem of its own. Try again later.',
};

/** From what the SDK throws; anything that is no error of the server or the way there is given back as it is. */
export function failureOf(error: unknown): unknown {
  if (error instanceof APIUserAbortError) {
    return new VendorError(VENDOR, 'unavailable', `${VENDOR} was stopped before it answered`);
  }
  if (!(error instanceof APIError)) return error;
  if (error.cause instanceof VendorError) return error.cause;
  const status: number | undefined = error.status;
  if (status === undefined) return new VendorError(VENDOR, 'unavailable', `${VENDOR} could not be reached`);
  const failure = status >= 500 ? 'unavailable' : (FAILURES[status] ?? 'unexpected');
  const retryAfter = Number(error.headers?.get('retry-after') ?? Number.NaN);
  const means = MEANS[failure] ?? `it says: ${error.message.slice(0, 300).replace(/\.?$/, '.')}`;
  return new VendorError(VENDOR, failure, `${VENDOR} refused (${status}): ${means}`, {
    vendorStatus: status,
    ...(typeof error.code === 'string' ? { vendorCode: error.code } : {}),
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
  });
}
