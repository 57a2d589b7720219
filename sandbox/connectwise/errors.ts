/** ConnectWise's refusals and the shape they have on the wire. Source: ConnectWise facts, errors (Developer Guide). */
import type { JsonObject } from './json.js';

/** One entry of `errors`. The item codes are unconfirmed beyond MissingRequiredField: a client must not rely on them. */
export type ErrorItem = { code: string; message: string; resource: string; field: string };

/** Ends a request with an error status in ConnectWise's shape. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly items: readonly ErrorItem[] | null;
  /** The `message` on the wire; the Error's own also tells the items, for scripts that meet it in a stack trace. */
  readonly said: string;

  constructor(status: number, code: string, message: string, items: readonly ErrorItem[] | null = null) {
    super(items ? `${message}: ${items.map((item) => item.message).join(' ')}` : message);
    this.said = message;
    this.status = status;
    this.code = code;
    this.items = items;
  }

  body(): JsonObject {
    return {
      code: this.code,
      message: this.said,
      errors: this.items ? this.items.map((item) => ({ ...item })) : null,
    };
  }
}

/** One field of a sent object is wrong; collected into an InvalidObject refusal by whoever reads the object. */
export class FieldProblem extends Error {
  readonly code: string;
  readonly field: string;

  constructor(code: string, field: string, message: string) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

export const missing = (field: string) =>
  new FieldProblem('MissingRequiredField', field, `The ${field} field is required.`);

export function invalidObject(resource: string, problems: readonly FieldProblem[]): Refusal {
  const items = problems.map(({ code, message, field }) => ({ code, message, resource, field }));
  return new Refusal(400, 'InvalidObject', `${resource} object is invalid`, items);
}

/** Runs the checks of one object and refuses it with all its problems at once. */
export function collectProblems(resource: string, checks: readonly (() => void)[]): void {
  const problems: FieldProblem[] = [];
  for (const check of checks) {
    try {
      check();
    } catch (error) {
      if (!(error instanceof FieldProblem)) throw error;
      problems.push(error);
    }
  }
  if (problems.length > 0) throw invalidObject(resource, problems);
}

export const recordNotFound = (resource: string, id: number | string) =>
  new Refusal(404, 'NotFound', `${resource} ${id} not found.`);
export const endpointNotFound = () => new Refusal(404, 'ConnectWiseApi', 'The endpoint does not exist.');
export const methodNotAllowed = (method: string) =>
  new Refusal(405, 'ConnectWiseApi', `The endpoint does not support ${method}.`);
export const badQuery = (message: string) => new Refusal(400, 'ConnectWiseApi', message);

/** What ConnectWise says with a status when nothing more particular is known (for faults). Wordings unconfirmed. */
const BY_STATUS: Record<number, readonly [code: string, message: string]> = {
  400: ['InvalidObject', 'The request is invalid.'],
  401: ['Unauthorized', 'The credentials are not valid.'],
  403: ['Security', 'You do not have security permissions to perform this action.'],
  404: ['NotFound', 'The record was not found.'],
  409: ['ConnectWiseApi', 'The record was changed by another user.'],
  500: ['ConnectWiseApi', 'A timeout has occurred. Please try again.'],
  503: ['ConnectWiseApi', 'The service is unavailable. Please try again.'],
};

/** The body of an error made on command; 429 has the shape of the rate limiter in front. */
export function faultBody(status: number, retryAfter: number | undefined): JsonObject {
  if (status === 429)
    return { error: 'ConnectWiseAPI', message: `Too many requests. Please try again in ${retryAfter ?? 30} seconds.` };
  const [code, message] = BY_STATUS[status] ?? ['ConnectWiseApi', 'An error has occurred.'];
  return { code, message, errors: null };
}
