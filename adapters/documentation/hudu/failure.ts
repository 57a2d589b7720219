import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../../core/errors.js';
import type { OutgoingResponse } from '../../../core/ports/outgoing.js';
import { withoutSecrets } from '../without-secrets.js';

export const VENDOR = 'Hudu';

/** Source: Hudu facts, paging, limits, errors. */
const errorBody = z.object({
  error: z.string().nullish(),
  errors: z
    .union([z.string(), z.array(z.string()), z.record(z.string(), z.union([z.string(), z.array(z.string())]))])
    .nullish(),
  details: z.string().nullish(),
});

const FAILURES: Readonly<Record<number, VendorFailure>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'invalid',
  409: 'conflict',
  422: 'invalid',
  429: 'throttled',
};

const ADVICE: Partial<Record<VendorFailure, string>> = {
  unauthorized: 'Check the API key (Admin > Basic Information > API Keys).',
  forbidden:
    'Look at the API key (Admin > Basic Information > API Keys): its rights, its list of addresses and the companies that it is restricted to.',
  throttled: 'Hudu asks to slow down; it works again after a pause.',
  unavailable: 'Hudu has a problem of its own; try again later.',
};

const LONGEST = 300;

/** What a technician can act on, from an answer that is not a success. `doing` ends the sentence "Hudu refused to ...". */
export function failureOf(answer: OutgoingResponse, doing: string, retryAfter?: number): VendorError {
  const failure = answer.status >= 500 ? 'unavailable' : (FAILURES[answer.status] ?? 'unexpected');
  const says = withoutSecrets(wordsOf(answer.text()) ?? '').slice(0, LONGEST);
  const words = `Hudu refused to ${doing}; ${says ? `it says: ${says}` : `it answered ${answer.status}`}`;
  const advice = ADVICE[failure];
  return new VendorError(VENDOR, failure, `${words.replace(/\.?$/, '.')}${advice ? ` ${advice}` : ''}`, {
    vendorStatus: answer.status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

/** An answer of a shape that we do not know. */
export function unreadable(doing: string, problem: string): VendorError {
  return new VendorError(VENDOR, 'unexpected', `Hudu could not be understood when asked to ${doing}: ${problem}`);
}

/** The thing is not there, or not for this client: told in the same words, so that nobody learns which. */
export function notHere(what: string, key: string): VendorError {
  return new VendorError(
    VENDOR,
    'not_found',
    `Hudu has no ${what} "${key}" for this client. Search for it: ids and names are those of the search's answer.`,
  );
}

function wordsOf(text: string): string | undefined {
  // A page of Hudu or of a proxy before it is nothing to quote.
  if (/<\s*[a-z!/]/i.test(text)) return undefined;
  const parsed = errorBody.safeParse(jsonOf(text));
  if (!parsed.success) return text.trim();
  const { error, errors, details } = parsed.data;
  return [error, ...sentencesIn(errors), details].filter(Boolean).join(': ').replace(/\s+/g, ' ').trim();
}

function sentencesIn(errors: z.infer<typeof errorBody>['errors']): string[] {
  if (!errors) return [];
  if (typeof errors === 'string') return [errors];
  if (Array.isArray(errors)) return errors;
  return Object.entries(errors).map(([field, problems]) => `${field} ${[problems].flat().join(', ')}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
