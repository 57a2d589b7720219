/** How SuperOps says no inside an HTTP 200 (Help Center, "Handling errors"). */
import type { JsonObject } from './json.js';

export interface ClientError {
  code: string;
  param: JsonObject;
}

/** Becomes `extensions.clientError`; the operation's data is null. */
export class Refusal extends Error {
  readonly clientErrors: readonly ClientError[];

  constructor(clientErrors: readonly ClientError[]) {
    super(clientErrors.map(({ code }) => code).join(', '));
    this.clientErrors = clientErrors;
  }
}

/** What a real tenant gives for some inputs: no code, no path, only a general sentence. */
export class InternalError extends Error {}

export const INTERNAL_MESSAGE = 'Internal Server Error(s) while executing query';

const at = (index: number | undefined): JsonObject => (index === undefined ? {} : { index });

export const mandatory = (attributes: string[], index?: number) =>
  new Refusal([{ code: 'mandatory_validation_failed', param: { ...at(index), attributes } }]);
export const tooLong = (attributes: string[], index?: number) =>
  new Refusal([{ code: 'value_length_exceeds_limit', param: { ...at(index), attributes } }]);
export const forbidden = () => new Refusal([{ code: 'forbidden', param: {} }]);
export const rateLimited = () => new Refusal([{ code: 'rate_limit_exceeded', param: {} }]);

/** One `errors` entry, as graphql-java words a failed fetch. */
export function writeRefusal(refusal: Refusal, path: readonly (string | number)[] | undefined): JsonObject {
  const where = path ? `Exception while fetching data (/${path.join('/')}) : ` : '';
  return {
    message: `${where}${refusal.message}`,
    ...(path ? { path: [...path] } : {}),
    extensions: { clientError: refusal.clientErrors.map(({ code, param }) => ({ code, param })) },
  };
}
