import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../../core/errors.js';
import type { OutgoingResponse } from '../../../core/ports/outgoing.js';

export const VENDOR = 'Autotask';

const errorBody = z.object({ errors: z.array(z.string()) });

const FAILURES: Readonly<Record<number, VendorFailure>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'invalid',
  409: 'conflict',
  415: 'invalid',
  429: 'throttled',
};

/**
 * What Autotask's sentences in a 500 mean, the first that fits. Any other sentence says that the request is wrong: so are
 * "Picklist value [3] does not exist for priority" and "Unable to find X in the Y Entity", unless X is an id.
 * Source: Autotask facts, errors; the words for a problem of its own and for limits are unconfirmed.
 */
const SENTENCES: readonly [RegExp, VendorFailure][] = [
  [/threshold|too many requests|rate limit|concurrent request|thread limit/i, 'throttled'],
  [/permission|not authori[sz]ed|access denied|security level|not allowed to/i, 'forbidden'],
  [/no matching records|record (?:was )?not found|could not be found|unable to find \w+id\b/i, 'not_found'],
  [/internal (?:server )?error|unexpected error|timed? ?out|deadlock|try again|temporarily/i, 'unavailable'],
];

const ADVICE: Partial<Record<VendorFailure, string>> = {
  unauthorized: 'Check the secret and the tracking identifier of the API user.',
  forbidden: "Give the security level of Frontdesk's API user the right that is missing.",
  throttled: 'Autotask asks to slow down; it works again after a pause.',
  unavailable: 'Autotask has a problem of its own; try again later.',
};

/** A pause when Autotask does not say how long. Seconds. Source: Autotask facts, limits: 30 to 60 seconds. */
const PAUSE_SECONDS = 60;

/**
 * What a technician can act on, from an answer that is not a success. Autotask answers 500 for most that is wrong with a
 * request; only one without sentences is a problem of its own. `hide` takes secrets out of what Autotask says.
 */
export function failureOf(
  answer: OutgoingResponse,
  doing: string,
  { changes, hide }: { changes: boolean; hide: (text: string) => string },
): VendorError {
  const said = sentencesOf(answer);
  const failure = kindOf(answer.status, said);
  const asked = Number(answer.headers['retry-after']);
  const retryAfter = Number.isFinite(asked) ? asked : PAUSE_SECONDS;
  return new VendorError(VENDOR, failure, hide(sentence(failure, doing, said, answer.status)), {
    vendorStatus: answer.status,
    ...(failure === 'throttled' ? { retryAfter } : {}),
    outcomeUnknown: changes && failure === 'unavailable',
  });
}

/** An answer of a shape that we do not know. */
export function unreadable(doing: string, problem: string, outcomeUnknown = false): VendorError {
  return new VendorError(VENDOR, 'unexpected', `Autotask could not be understood when asked to ${doing}: ${problem}`, {
    outcomeUnknown,
  });
}

/** Empty where the answer holds none: then it is HTML of a proxy in between, or nothing. */
export function sentencesOf(answer: OutgoingResponse): string[] {
  try {
    const body = errorBody.safeParse(answer.json());
    return body.success ? body.data.errors.map((text) => text.trim()).filter((text) => text !== '') : [];
  } catch {
    return [];
  }
}

function kindOf(status: number, said: readonly string[]): VendorFailure {
  if (status >= 500 && said.length > 0) {
    const text = said.join(' ');
    return SENTENCES.find(([words]) => words.test(text))?.[1] ?? 'invalid';
  }
  return status >= 500 ? 'unavailable' : (FAILURES[status] ?? 'unexpected');
}

function sentence(failure: VendorFailure, doing: string, said: readonly string[], status: number): string {
  const says = said.join(' ').slice(0, 400);
  const words = `Autotask refused to ${doing}; ${says ? `it says: ${says}` : `it answered ${status}`}`;
  const advice = ADVICE[failure];
  return `${words.replace(/\.?$/, '.')}${advice ? ` ${advice}` : ''}`;
}
