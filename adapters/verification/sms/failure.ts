import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../../core/errors.js';
import type { OutgoingResponse } from '../../../core/ports/outgoing.js';

export const VENDOR = 'Twilio';

const refusal = z.object({ code: z.number().optional() });

/**
 * What Twilio's codes mean for whoever waits for a message. Source: Twilio facts name 20003; the others are general knowledge
 * of Twilio's error catalogue, not verified: an unknown one is told by its number.
 */
const MEANS: Readonly<Record<number, string>> = {
  20003: 'it does not accept the account SID or the auth token. Copy both from the Twilio console.',
  21211: 'the mobile number on file is not a valid one. Correct it in the PSA.',
  21212: 'the sender is not a valid number. Enter one of the numbers of the account.',
  21408:
    "the account may not send to the number's country. Allow it under messaging, geo permissions, in the Twilio console.",
  21606: 'the sender cannot send text messages. Enter a number of the account that can.',
  21608: 'a trial account sends to confirmed numbers only. Upgrade the account.',
  21610: 'they have answered STOP to messages of this number, so none can be sent until they answer START.',
  21612: 'no route leads from the sender to this number.',
  21614: 'the number on file is a landline or cannot take text messages. Enter their mobile in the PSA.',
  21659: 'the sender is not a number of this account. Enter one that is.',
  21660: 'the sender belongs to another account. Enter a number of this one.',
};

const FAILURES: Readonly<Record<number, VendorFailure>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  429: 'throttled',
};

/** From an answer that is no success. `changes`: the request was to send something. */
export function failureOf(response: OutgoingResponse, doing: string, changes: boolean): VendorError {
  const { status, headers } = response;
  const failure: VendorFailure = status >= 500 ? 'unavailable' : (FAILURES[status] ?? 'unexpected');
  const code = refusal.safeParse(parsed(response.text())).data?.code;
  const retryAfter = Number(headers['retry-after'] ?? Number.NaN);
  return new VendorError(VENDOR, failure, `${VENDOR} did not ${doing}: ${meaning(failure, status, code)}`, {
    vendorStatus: status,
    ...(code === undefined ? {} : { vendorCode: String(code) }),
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
    outcomeUnknown: changes && status >= 500,
  });
}

function meaning(failure: VendorFailure, status: number, code: number | undefined): string {
  const known = code === undefined ? undefined : MEANS[code];
  if (known) return known;
  if (failure === 'unauthorized') return 'it does not accept the account SID or the auth token.';
  if (failure === 'throttled') return 'too many requests. It works again after a pause.';
  if (failure === 'unavailable') return `it has a problem of its own (${status}). Try again later.`;
  return code === undefined ? `it answered ${status}.` : `it answered ${status} with its error ${code}.`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
