import { randomUUID } from 'node:crypto';
import type { Answered } from '../serve.js';

/** A refusal on its way to Graph's error envelope. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export const badRequest = (message: string) => new GraphRefusal(400, 'Request_BadRequest', message);
export const unsupported = (message: string) => new GraphRefusal(400, 'Request_UnsupportedQuery', message);
export const denied = () =>
  new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
export const notFound = (id: string) =>
  new GraphRefusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
/** Source: Microsoft Graph facts, sign-in logs; the code is unconfirmed. */
export const notPremium = () =>
  new GraphRefusal(
    403,
    'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    "Neither tenant is B2C or tenant doesn't have premium license",
  );
export const tokenRefused = (message: string) => new GraphRefusal(401, 'InvalidAuthenticationToken', message);

/** What Graph calls an error of this status when nothing more particular is known (for faults). */
const BY_STATUS: Record<number, readonly [code: string, message: string]> = {
  400: ['Request_BadRequest', 'The request is malformed or incorrect.'],
  401: ['InvalidAuthenticationToken', 'Access token validation failure.'],
  403: ['Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  404: ['Request_ResourceNotFound', 'Resource does not exist.'],
  413: ['RequestEntityTooLarge', 'The request body is larger than 4 MB.'],
  429: ['TooManyRequests', 'Please retry again later.'],
  500: ['InternalServerError', 'An internal server error occurred.'],
  503: ['ServiceUnavailable', 'The service is temporarily unavailable.'],
  504: ['GatewayTimeout', 'The request timed out.'],
};

export function graphFault({ status, retryAfter }: { status: number; retryAfter?: number }): GraphRefusal {
  const [code, message] = BY_STATUS[status] ?? ['UnknownError', 'An error occurred.'];
  return new GraphRefusal(status, code, message, retryAfter);
}

/**
 * Graph's error envelope; 429 has the shape of the throttling page, with Retry-After in seconds when there is one.
 * Source: Microsoft Graph facts, conventions.
 */
export function answerRefusal(refusal: GraphRefusal, now: number, clientRequestId: string = randomUUID()): Answered {
  const requestId = randomUUID();
  const date = new Date(now).toISOString().slice(0, 19);
  const throttled =
    refusal.status === 429
      ? { code: '429', message: 'Please retry after', status: '429' }
      : { 'client-request-id': clientRequestId };
  return {
    status: refusal.status,
    headers: {
      'request-id': requestId,
      'client-request-id': clientRequestId,
      ...(refusal.retryAfter === undefined ? {} : { 'Retry-After': String(refusal.retryAfter) }),
      ...(refusal.status === 401
        ? {
            'WWW-Authenticate':
              'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
          }
        : {}),
    },
    body: {
      error: {
        code: refusal.code,
        message: refusal.message,
        innerError: { ...throttled, date, 'request-id': requestId },
      },
    },
  };
}
