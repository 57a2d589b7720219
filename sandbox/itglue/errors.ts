/** IT Glue's refusals, in JSON:API's shape. Source: IT Glue facts, shapes (seen in client code). */
import type { JsonObject } from '../json.js';
import type { Answered } from '../serve.js';

export const MEDIA_TYPE = 'application/vnd.api+json';

/** Ends a request with an error status. */
export class Refusal extends Error {
  readonly status: number;
  readonly title: string;
  readonly pointer: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(status: number, title: string, detail: string, more: { pointer?: string; retryAfter?: number } = {}) {
    super(detail);
    this.status = status;
    this.title = title;
    this.pointer = more.pointer;
    this.retryAfter = more.retryAfter;
  }
}

export const badRequest = (detail: string) => new Refusal(400, 'Bad Request', detail);
export const forbidden = (detail: string) => new Refusal(403, 'Forbidden', detail);
export const notFound = (detail = 'The record cannot be found.') => new Refusal(404, 'Record not found', detail);
export const unprocessable = (detail: string, attribute?: string) =>
  new Refusal(
    422,
    'Unprocessable Entity',
    detail,
    attribute === undefined ? {} : { pointer: `/data/attributes/${attribute}` },
  );
export const wrongMediaType = () =>
  new Refusal(
    415,
    'Unsupported Media Type',
    `All requests that create or update must use the '${MEDIA_TYPE}' Content-Type.`,
  );
export const tooMany = (retryAfter?: number) =>
  new Refusal(429, 'Too Many Requests', 'Rate limit exceeded.', retryAfter === undefined ? {} : { retryAfter });

/** What is said with a status when nothing more particular is known (for faults). */
const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Record not found',
  413: 'Payload Too Large',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

export function refusalOf(status: number, retryAfter?: number): Refusal {
  if (status === 429) return tooMany(retryAfter);
  const title = BY_STATUS[status] ?? 'Error';
  return new Refusal(status, title, title, retryAfter === undefined ? {} : { retryAfter });
}

export function answerRefusal({ status, title, message, pointer, retryAfter }: Refusal): Answered {
  const error: JsonObject = { title, detail: message, status: String(status) };
  if (pointer !== undefined) error.source = { pointer };
  return {
    status,
    headers: {
      'content-type': MEDIA_TYPE,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    },
    body: { errors: [error] },
  };
}
