/** How the pretend verification service says no. */
import type { Answered } from '../serve.js';

export class VerifierRefusal extends Error {
  readonly status: number;
  readonly code: string;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

const CODES: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  413: 'too_large',
  429: 'rate_limited',
};

export function refusalOf(status: number, retryAfter?: number): VerifierRefusal {
  const code = CODES[status] ?? (status >= 500 ? 'provider_error' : 'invalid_request');
  return new VerifierRefusal(status, code, `Refused with ${status}.`, retryAfter);
}

export function answerRefusal({ status, code, message, retryAfter }: VerifierRefusal): Answered {
  return {
    status,
    headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    body: { error: { code, message } },
    detail: { refused: code },
  };
}
