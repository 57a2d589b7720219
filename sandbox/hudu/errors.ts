/**
 * Hudu's refusals. Bodies differ: `{status, error}`, `{error, details}`, `{errors}` with a text or lists by field, HTML for
 * a route that there is not, plain text for too many requests. Source: Hudu facts, paging, limits, errors.
 */
import type { Json } from '../json.js';
import type { Answered } from '../serve.js';

/** Ends a request with an error status. */
export class Refusal extends Error {
  readonly answered: Answered;

  constructor(answered: Answered, message: string) {
    super(message);
    this.answered = answered;
  }
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Payload Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

const json = (status: number, body: Json, message: string) => new Refusal({ status, body }, message);

/** `{"status":404,"error":"Not Found"}` and its like. */
export function refusalOf(status: number, retryAfter?: number): Refusal {
  if (status === 429) return tooMany(retryAfter);
  const reason = REASONS[status] ?? 'Error';
  if (status >= 502) {
    const text = `<html><head><title>${status} ${reason}</title></head><body><h1>${status} ${reason}</h1></body></html>`;
    return new Refusal({ status, headers: { 'content-type': 'text/html', ...retryHeader(retryAfter) }, text }, reason);
  }
  return new Refusal({ status, headers: retryHeader(retryAfter), body: { status, error: reason } }, reason);
}

export const notFound = () => refusalOf(404);

/** A bad value that ought to be told with 400 and ends in 500. */
export const fellOver = () => refusalOf(500);

/** A route that there is not. */
export const noRoute = () =>
  new Refusal(
    {
      status: 404,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      text: "<!DOCTYPE html><html><head><title>The page you were looking for doesn't exist (404)</title></head><body></body></html>",
    },
    'No route',
  );

export const missingParameter = (name: string) =>
  json(
    400,
    { error: 'Parameter missing', details: `param is missing or the value is empty: ${name}` },
    `${name} is missing`,
  );

export const invalidField = (field: string, problem: string) =>
  json(422, { errors: { [field]: [problem] } }, `${field} ${problem}`);

export const unprocessable = (sentence: string) => json(422, { errors: sentence }, sentence);

export function tooMany(retryAfter?: number): Refusal {
  return new Refusal(
    { status: 429, headers: { 'content-type': 'text/plain', ...retryHeader(retryAfter) }, text: 'Retry later\n' },
    'Too many requests',
  );
}

const retryHeader = (seconds?: number): Record<string, string> =>
  seconds === undefined ? {} : { 'retry-after': String(seconds) };
