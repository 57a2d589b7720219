import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../../core/errors.js';
import type { OutgoingResponse } from '../../../core/ports/outgoing.js';

export const VENDOR = 'ConnectWise';

const errorBody = z.object({
  code: z.string().nullish(),
  message: z.string().nullish(),
  errors: z
    .array(z.object({ code: z.string().nullish(), message: z.string().nullish(), field: z.string().nullish() }))
    .nullish(),
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
  unauthorized: 'Check the company id, the public key and the private key of the API member.',
  forbidden: "Check the client id, and give the API member's security role the right that is missing.",
  throttled: 'ConnectWise asks to slow down; it works again after a pause.',
  unavailable: 'ConnectWise has a problem of its own; try again later.',
};

/**
 * What a technician can act on, from an answer that is not a success: what was tried, what ConnectWise says, which
 * fields it names. Item codes vary between versions, so only their texts and fields are used.
 * `hide` takes out what must not be repeated. Source: ConnectWise facts, Developer Guide.
 */
export function failureOf(
  answer: OutgoingResponse,
  doing: string,
  changes: boolean,
  hide: (text: string) => string,
): VendorError {
  const body = readBody(answer);
  const failure = answer.status >= 500 ? 'unavailable' : (FAILURES[answer.status] ?? 'unexpected');
  const retryAfter = Number(answer.headers['retry-after']);
  return new VendorError(VENDOR, failure, sentence(failure, doing, body, answer.status, hide), {
    vendorStatus: answer.status,
    ...(body?.code ? { vendorCode: body.code } : {}),
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
    outcomeUnknown: changes && answer.status >= 500,
  });
}

/** An answer of a shape that we do not know. */
export function unreadable(doing: string, problem: string, outcomeUnknown = false): VendorError {
  return new VendorError(
    VENDOR,
    'unexpected',
    `ConnectWise could not be understood when asked to ${doing}: ${problem}`,
    {
      outcomeUnknown,
    },
  );
}

function readBody(answer: OutgoingResponse): z.infer<typeof errorBody> | undefined {
  try {
    const parsed = errorBody.safeParse(answer.json());
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // An HTML page of a proxy in between says nothing that a technician can use.
  }
}

function sentence(
  failure: VendorFailure,
  doing: string,
  body: z.infer<typeof errorBody> | undefined,
  status: number,
  hide: (text: string) => string,
): string {
  const fields = (body?.errors ?? [])
    .map((item) => [item.field, item.message].filter(Boolean).join(': '))
    .filter((text) => text !== '');
  const says = hide([body?.message, ...fields].filter(Boolean).join('; ')).slice(0, 400);
  const words = [`ConnectWise refused to ${doing}`, says ? `it says: ${says}` : `it answered ${status}`].join('; ');
  const advice = ADVICE[failure];
  return `${words.replace(/\.?$/, '.')}${advice ? ` ${advice}` : ''}`;
}
