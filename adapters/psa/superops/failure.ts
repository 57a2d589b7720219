import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../../core/errors.js';

export const VENDOR = 'SuperOps';

/** The shortest pause after "too many requests". Seconds. Source: SuperOps facts, limits. */
export const SHORTEST_PAUSE_S = 60;

/** How SuperOps refuses inside of an answer with status 200. Source: SuperOps facts, errors. */
export const errorsShape = z.array(
  z.object({
    message: z.string().nullish(),
    path: z.array(z.unknown()).nullish(),
    extensions: z
      .object({
        clientError: z
          .array(
            z.object({
              code: z.string().nullish(),
              param: z
                .object({ attributes: z.array(z.string()).nullish() })
                .nullish()
                .catch(undefined),
            }),
          )
          .nullish()
          .catch(undefined),
      })
      .nullish()
      .catch(undefined),
  }),
);
export type GraphqlErrors = z.infer<typeof errorsShape>;

/** First rule that fits a code. Codes vary, so words in them are looked for; a code that says nothing is a refusal. */
const CODES: readonly [RegExp, VendorFailure][] = [
  [/rate_limit/, 'throttled'],
  [/unauth|invalid_token|token_expired/, 'unauthorized'],
  [/forbidden|access_denied|permission|subscription/, 'forbidden'],
  [/not_found|not_exist|no_such/, 'not_found'],
  [/already_exist|duplicate|unique|conflict/, 'conflict'],
];

/** graphql-java's own words for a document that does not fit the schema of this tenant. */
const SCHEMA_MISTAKE = /validation error|variable ?type ?mismatch|sub ?selection|field ?undefined|unknown ?type/i;
const SCHEMA_CODE = 'schema';

const ADVICE: Partial<Record<VendorFailure, string>> = {
  unauthorized: 'Check the subdomain, the API token and the region.',
  forbidden: "Give the role of the token's technician the right that is missing.",
  throttled: 'SuperOps asks to slow down; it works again after a minute.',
  unavailable: 'SuperOps has a problem of its own; try again later.',
};

const STATUSES: Readonly<Record<number, VendorFailure>> = {
  400: 'unauthorized',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'unauthorized',
  429: 'throttled',
};

/** What an HTTP status alone means. The gateway answers 400 with an empty body to a subdomain that it does not know. */
const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: 'it does not know this subdomain',
  401: 'it does not take this API token',
  404: 'there is no API at this address',
};

/** An answer that is not 200. `doing` ends the sentence "SuperOps refused to ...". */
export function httpFailure(status: number, doing: string, changes: boolean, retryAfter?: number): VendorError {
  const failure = status >= 500 ? 'unavailable' : (STATUSES[status] ?? 'unexpected');
  return new VendorError(VENDOR, failure, sentence(failure, doing, STATUS_WORDS[status] ?? `it answered ${status}`), {
    vendorStatus: status,
    outcomeUnknown: changes && status >= 500,
    ...(failure === 'throttled' ? { retryAfter: Math.max(SHORTEST_PAUSE_S, retryAfter ?? 0) } : {}),
  });
}

/**
 * Errors inside of an answer with status 200. Of an error without a code ("Internal Server Error") on a change nobody
 * knows whether it came before or after the change, so its outcome is unknown until it has been read back; and so it is
 * where the changed record is there as well (`answered`) and only a field of it was refused.
 */
export function graphqlFailure(
  errors: GraphqlErrors,
  doing: string,
  { changes, answered }: { changes: boolean; answered: boolean },
): VendorError {
  const client = errors.flatMap(({ extensions }) => extensions?.clientError ?? []);
  const codes = client.flatMap(({ code }) => (code ? [code.toLowerCase()] : []));
  const attributes = [...new Set(client.flatMap(({ param }) => param?.attributes ?? []))];
  const messages = [...new Set(errors.flatMap(({ message }) => (message ? [message] : [])))];
  const isMistake = codes.length === 0 && messages.some((message) => SCHEMA_MISTAKE.test(message));
  const failure = codes.length > 0 ? failureOfCodes(codes) : isMistake ? 'invalid' : 'unexpected';
  const says = [
    codes.length > 0 ? codes.map((code) => code.replaceAll('_', ' ')).join(', ') : messages.join('; '),
    attributes.length > 0 ? `it is about ${attributes.join(', ')}` : '',
  ].filter(Boolean);
  const vendorCode = isMistake ? SCHEMA_CODE : codes[0];
  return new VendorError(VENDOR, failure, sentence(failure, doing, `it says: ${says.join('; ').slice(0, 400)}`), {
    vendorStatus: 200,
    ...(vendorCode ? { vendorCode } : {}),
    outcomeUnknown: changes && (failure === 'unexpected' || answered),
    ...(failure === 'throttled' ? { retryAfter: SHORTEST_PAUSE_S } : {}),
  });
}

function failureOfCodes(codes: readonly string[]): VendorFailure {
  return CODES.find(([words]) => codes.some((code) => words.test(code)))?.[1] ?? 'invalid';
}

/** This tenant's schema does not have what was asked for: an older query was taken away, or a newer one is not there yet. */
export function isSchemaMistake(error: unknown): boolean {
  return error instanceof VendorError && error.details.vendorCode === SCHEMA_CODE;
}

/** What SuperOps may say of an id that it does not have (any more): only that it failed. Unconfirmed. */
export function saysNothing(error: unknown): boolean {
  return error instanceof VendorError && error.failure === 'unexpected' && error.vendorStatus === 200;
}

/** An answer of a shape that we do not know. */
export function unreadable(doing: string, problem: string, outcomeUnknown = false): VendorError {
  const message = `SuperOps could not be understood when asked to ${doing}: ${problem}`;
  return new VendorError(VENDOR, 'unexpected', message, { outcomeUnknown });
}

/**
 * For a change whose outcome was unknown and that turned out not to have happened, although SuperOps was there to answer:
 * asking again would give the same answer. Source: SuperOps facts, errors ("permanent in practice").
 */
export function notCarriedOut(error: VendorError): VendorError {
  if (error.failure !== 'unexpected') return error;
  return new VendorError(VENDOR, 'invalid', `${error.message} It was looked at again: nothing was changed.`, {
    ...(error.vendorStatus === undefined ? {} : { vendorStatus: error.vendorStatus }),
    cause: error,
  });
}

export function missing(doing: string, what: string): VendorError {
  return new VendorError(VENDOR, 'not_found', `SuperOps refused to ${doing}; it has no ${what}.`);
}

export function refused(message: string): VendorError {
  return new VendorError(VENDOR, 'invalid', message);
}

function sentence(failure: VendorFailure, doing: string, says: string): string {
  const advice = ADVICE[failure];
  return `SuperOps refused to ${doing}; ${says.replace(/\.?$/, '.')}${advice ? ` ${advice}` : ''}`;
}
