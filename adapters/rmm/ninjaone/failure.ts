import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../../core/errors.js';
import type { OutgoingResponse } from '../../../core/ports/outgoing.js';

export const VENDOR = 'NinjaOne';

/** General knowledge and OAuth's own words, not in the vendor's description (unconfirmed). Source: RMM facts, NinjaOne. */
const errorBody = z.object({
  resultCode: z.string().nullish(),
  errorMessage: z.string().nullish(),
  error: z.string().nullish(),
  error_description: z.string().nullish(),
  message: z.string().nullish(),
});

const FAILURES: Readonly<Record<number, VendorFailure>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'invalid',
  409: 'conflict',
  415: 'invalid',
  422: 'invalid',
  429: 'throttled',
};

const ADVICE: Partial<Record<VendorFailure, string>> = {
  unauthorized: 'Check the instance, the client id and the client secret.',
  forbidden:
    'Allow the API application the scope for it (NinjaOne: Administration > Apps > API: monitoring to look, management and control to act).',
  throttled: 'NinjaOne asks to slow down; it works again after a pause.',
  unavailable: 'NinjaOne has a problem of its own; try again later.',
};

const LONGEST = 300;

export interface Doing {
  /** Ends the sentence "NinjaOne refused to ...". */
  doing: string;
  /** It was asked to do something, so that after a fault of its own nobody knows whether it did. */
  changes?: boolean;
}

/** What a technician can act on, from an answer that is not a success. `hide` takes out what must not be repeated. */
export function failureOf(
  answer: OutgoingResponse,
  { doing, changes = false }: Doing,
  hide: (text: string) => string,
): VendorError {
  const failure = answer.status >= 500 ? 'unavailable' : (FAILURES[answer.status] ?? 'unexpected');
  const says = hide(wordsOf(answer) ?? '').slice(0, LONGEST);
  const words = `NinjaOne refused to ${doing}; ${says ? `it says: ${says}` : `it answered ${answer.status}`}`;
  const advice = ADVICE[failure];
  const retryAfter = Number(answer.headers['retry-after'] ?? Number.NaN);
  return new VendorError(VENDOR, failure, `${words.replace(/\.?$/, '.')}${advice ? ` ${advice}` : ''}`, {
    vendorStatus: answer.status,
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
    outcomeUnknown: changes && answer.status >= 500,
  });
}

/** An answer of a shape that we do not know. */
export function unreadable(doing: string, problem: string): VendorError {
  return new VendorError(VENDOR, 'unexpected', `NinjaOne could not be understood when asked to ${doing}: ${problem}`);
}

/** What an answer that is no success says; undefined when it is a page, or nothing that a technician can use. */
export function wordsOf(answer: OutgoingResponse): string | undefined {
  try {
    const parsed = errorBody.safeParse(JSON.parse(answer.text()));
    if (!parsed.success) return undefined;
    const { errorMessage, error_description, message, error, resultCode } = parsed.data;
    const said = errorMessage ?? error_description ?? message ?? error ?? resultCode ?? '';
    return said.replace(/\s+/g, ' ').trim() || undefined;
  } catch {
    return undefined;
  }
}
