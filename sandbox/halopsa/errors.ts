/**
 * HaloPSA's refusals. Bodies differ from one part of it to another: `{"ClassName":…,"Message":…}`, `{"Message":…}`,
 * `{"error":…}` or plain text. Source: HaloPSA facts, conventions. Which part answers in which shape is unconfirmed,
 * and so are the wordings: a client can only read them best-effort.
 */
import type { Answered } from '../serve.js';

export type ErrorShape = 'class_name' | 'message' | 'error' | 'text';

/** Ends a request with an error status. */
export class Refusal extends Error {
  readonly status: number;
  readonly shape: ErrorShape;
  readonly retryAfter: number | undefined;

  constructor(status: number, message: string, shape: ErrorShape, retryAfter?: number) {
    super(message);
    this.status = status;
    this.shape = shape;
    this.retryAfter = retryAfter;
  }
}

/** The sign-in server's refusal: `{"error":…,"error_description":…}`. */
export class TokenRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, description: string) {
    super(description);
    this.status = status;
    this.code = code;
  }
}

export const invalid = (message: string) => new Refusal(400, message, 'class_name');
export const badQuery = (name: string, value: string) =>
  new Refusal(400, `The value '${value}' is not valid for ${name}.`, 'message');
export const notFound = (what: string, id: number | string) =>
  new Refusal(404, `${what} with id ${id} could not be found.`, 'message');
export const noEndpoint = (path: string) =>
  new Refusal(404, `No HTTP resource was found that matches the request URI '${path}'.`, 'message');
export const methodNotAllowed = (method: string) =>
  new Refusal(405, `The requested resource does not support http method '${method}'.`, 'message');
export const unauthorized = () => new Refusal(401, 'Authorization has been denied for this request.', 'message');

/** What is said with a status when nothing more particular is known (for faults). */
const BY_STATUS: Readonly<Record<number, readonly [message: string, shape: ErrorShape]>> = {
  401: ['Authorization has been denied for this request.', 'message'],
  403: ['You do not have permission to access this resource.', 'class_name'],
  404: ['The resource could not be found.', 'message'],
  413: ['The request is too large.', 'text'],
  429: ['Too many requests.', 'error'],
  500: ['Object reference not set to an instance of an object.', 'class_name'],
  503: ['The service is unavailable.', 'text'],
};

export function refusalOf(status: number, retryAfter?: number): Refusal {
  const [message, shape] = BY_STATUS[status] ?? ['An error has occurred.', 'message'];
  return new Refusal(status, message, shape, retryAfter);
}

/** The refusal on the wire, in its own shape or in the one that is forced. */
export function answerRefusal(refusal: Refusal, forced?: ErrorShape): Answered {
  const { status, message, retryAfter } = refusal;
  const headers: Record<string, string> = {
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  };
  switch (forced ?? refusal.shape) {
    case 'class_name':
      return { status, headers, body: { ClassName: 'System.Exception', Message: message, Data: null } };
    case 'message':
      return { status, headers, body: { Message: message } };
    case 'error':
      return { status, headers, body: { error: message } };
    case 'text':
      return { status, headers, text: message };
  }
}

export const answerTokenRefusal = ({ status, code, message }: TokenRefusal): Answered => ({
  status,
  body: { error: code, error_description: message },
});
