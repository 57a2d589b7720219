import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../../core/errors.js';
import type { OutgoingResponse } from '../../../core/ports/outgoing.js';

export const VENDOR = 'IT Glue';

/** What clients read of its errors; the vendor's page does not show them (unconfirmed). Source: IT Glue facts, shapes. */
const errorBody = z.object({
  errors: z.array(z.object({ title: z.string().nullish(), detail: z.string().nullish() })).min(1),
});

const FAILURES: Readonly<Record<number, VendorFailure>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  415: 'invalid',
  422: 'invalid',
  429: 'throttled',
};

/** A key dies after 90 days without use. Source: IT Glue facts, access. */
export const KEY_ADVICE =
  'Check the region and the API key (IT Glue: Account > Settings > API Keys). IT Glue revokes a key that nobody used for 90 days; then make a new one and enter it.';

const ADVICE: Partial<Record<VendorFailure, string>> = {
  unauthorized: KEY_ADVICE,
  forbidden: 'The API key is accepted, but it may not do this.',
  not_found: 'It may be gone, and so may the organisation that this client is mapped to: check the mapping.',
  throttled: 'IT Glue takes 3000 requests in 5 minutes; it works again after a pause.',
  unavailable: 'IT Glue has a problem of its own; try again later.',
};

const LONGEST = 300;

/** `changes`: it was asked to change something, so that after a fault of its own nobody knows whether it did. */
export interface Doing {
  /** Ends the sentence "IT Glue refused to ...". */
  doing: string;
  changes?: boolean;
}

/**
 * What a technician can act on, from an answer that is not a success. `failure`: where the status alone does not tell.
 * `hide` takes out what must not be repeated.
 */
export function failureOf(
  answer: OutgoingResponse,
  { doing, changes = false }: Doing,
  hide: (text: string) => string,
  failure: VendorFailure = failureOfStatus(answer.status),
): VendorError {
  const says = hide(wordsOf(answer) ?? '').slice(0, LONGEST);
  const words = `IT Glue refused to ${doing}; ${says ? `it says: ${says}` : `it answered ${answer.status}`}`;
  const advice = ADVICE[failure];
  const retryAfter = Number(answer.headers['retry-after'] ?? Number.NaN);
  return new VendorError(VENDOR, failure, `${words.replace(/\.?$/, '.')}${advice ? ` ${advice}` : ''}`, {
    vendorStatus: answer.status,
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
    outcomeUnknown: changes && answer.status >= 500,
  });
}

/** An answer of a shape that we do not know. */
export function unreadable({ doing, changes = false }: Doing, problem: string): VendorError {
  return new VendorError(VENDOR, 'unexpected', `IT Glue could not be understood when asked to ${doing}: ${problem}`, {
    outcomeUnknown: changes,
  });
}

function failureOfStatus(status: number): VendorFailure {
  return status >= 500 ? 'unavailable' : (FAILURES[status] ?? 'unexpected');
}

function wordsOf(answer: OutgoingResponse): string | undefined {
  try {
    const parsed = errorBody.safeParse(JSON.parse(answer.text()));
    if (!parsed.success) return undefined;
    const said = parsed.data.errors.map(({ title, detail }) => [title, detail].filter(Boolean).join(': '));
    return said.join('; ').replace(/\s+/g, ' ').trim() || undefined;
  } catch {
    // A page of IT Glue or of a proxy before it is nothing to quote.
    return undefined;
  }
}
