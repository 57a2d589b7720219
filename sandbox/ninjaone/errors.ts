/** NinjaOne's refusals. The shape of their body is not in its description and so is a switch. Source: RMM facts, NinjaOne. */
import { randomUUID } from 'node:crypto';
import type { Answered } from '../serve.js';
import type { Switches } from './switches.js';

/** Ends a request with an error status. */
export class Refusal extends Error {
  readonly status: number;
  readonly retryAfter: number | undefined;

  constructor(status: number, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The token endpoint's refusal: `{"error":…}`. */
export class TokenRefusal extends Error {
  readonly status: number;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
  }
}

export const badRequest = (message: string) => new Refusal(400, message);
export const unauthorized = () => new Refusal(401, 'Unauthorized');
export const forbidden = (message: string) => new Refusal(403, message);
export const notFound = (what: string) => new Refusal(404, `${what} not found`);

/** What is said with a status when nothing more particular is known (for faults). */
const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  413: 'Request too large',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Service unavailable',
};

export const refusalOf = (status: number, retryAfter?: number) =>
  new Refusal(status, BY_STATUS[status] ?? 'Error', retryAfter);

export function answerRefusal({ status, message, retryAfter }: Refusal, { errorBody }: Switches): Answered {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  switch (errorBody) {
    case 'result':
      return {
        status,
        headers,
        body: { resultCode: 'FAILURE', errorMessage: message, incidentId: randomUUID() },
      };
    case 'oauth':
      return {
        status,
        headers,
        body: { error: message.toLowerCase().replaceAll(' ', '_'), error_description: message },
      };
    case 'empty':
      return { status, headers };
  }
}

export const answerTokenRefusal = ({ status, message }: TokenRefusal): Answered => ({
  status,
  body: { error: message },
});
