import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../../core/errors.js';
import type { OutgoingResponse } from '../../../core/ports/outgoing.js';

export const VENDOR = 'HaloPSA';

/** The kinds of error bodies that are known; plain text is another. Source: HaloPSA facts, general conventions. */
const errorBody = z.object({
  ClassName: z.string().nullish(),
  Message: z.string().nullish(),
  message: z.string().nullish(),
  error: z.string().nullish(),
  error_description: z.string().nullish(),
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
  unauthorized: 'Check the host, the tenant, the client id and the client secret.',
  forbidden:
    'Give the API application the permission for it, and the agent that it logs in as a role that allows it (Configuration > Integrations > Halo API).',
  throttled: 'HaloPSA asks to slow down; it works again after a pause.',
  unavailable: 'HaloPSA has a problem of its own; try again later.',
};

const LONGEST = 300;

/**
 * What a technician can act on, from an answer that is not a success: what was tried and what HaloPSA says. `changes`: it
 * was asked to change something, so that after a fault of its own nobody knows whether it did. `hide` takes out what must
 * not be repeated.
 */
export function failureOf(
  answer: OutgoingResponse,
  doing: string,
  changes: boolean,
  hide: (text: string) => string,
): VendorError {
  const failure = answer.status >= 500 ? 'unavailable' : (FAILURES[answer.status] ?? 'unexpected');
  const says = hide(wordsOf(answer) ?? '').slice(0, LONGEST);
  const words = `HaloPSA refused to ${doing}; ${says ? `it says: ${says}` : `it answered ${answer.status}`}`;
  const advice = ADVICE[failure];
  const retryAfter = Number(answer.headers['retry-after']);
  return new VendorError(VENDOR, failure, `${words.replace(/\.?$/, '.')}${advice ? ` ${advice}` : ''}`, {
    vendorStatus: answer.status,
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
    outcomeUnknown: changes && answer.status >= 500,
  });
}

/** An answer of a shape that we do not know. */
export function unreadable(doing: string, problem: string, outcomeUnknown = false): VendorError {
  return new VendorError(VENDOR, 'unexpected', `HaloPSA could not be understood when asked to ${doing}: ${problem}`, {
    outcomeUnknown,
  });
}

/** HaloPSA may show a missing right as an empty list; this is for lists that every HaloPSA has something in. */
export function emptyList(doing: string): VendorError {
  return new VendorError(
    VENDOR,
    'forbidden',
    `HaloPSA gave an empty list when asked to ${doing}, which is how it may show that a right is missing. Look at the permissions of the API application and at the role of its agent.`,
  );
}

/** What an answer that is no success says; undefined when it is a page, or nothing that a technician can use. */
export function wordsOf(answer: OutgoingResponse): string | undefined {
  const text = answer.text().trim();
  const json = jsonOf(text);
  const said = json === undefined ? plain(text) : sentenceIn(json);
  const line = said?.replace(/\s+/g, ' ').trim();
  return line || undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A page of HaloPSA or of a proxy before it is nothing to quote. */
function plain(text: string): string | undefined {
  return /<\s*[a-z!/]/i.test(text) ? undefined : text;
}

function sentenceIn(json: unknown): string | undefined {
  if (typeof json === 'string') return plain(json);
  const parsed = errorBody.safeParse(Array.isArray(json) ? json[0] : json);
  if (!parsed.success) return undefined;
  const { ClassName, Message, message, error, error_description } = parsed.data;
  const said = [Message ?? message ?? ClassName, error, error_description].filter(Boolean).join(': ');
  return plain(said);
}
