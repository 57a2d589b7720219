/**
 * What nobody has confirmed about NinjaOne. Each has the value that the facts make likeliest; a test sets another to see a
 * client bear it. Read at each request.
 */

export interface RateLimit {
  requests: number;
  windowMs: number;
  /** Seconds told in Retry-After; no such header when absent. */
  retryAfter?: number;
}

export interface Switches {
  /** No limit is published; one client assumes 100 a minute. Not counted without it. */
  rateLimit?: RateLimit;
  /** The body of an error. */
  errorBody: 'result' | 'oauth' | 'empty';
  /** Seconds that a token lives. */
  tokenLifetime: number;
  /** Where tokens are bought: both have been seen. */
  tokenPaths: readonly ('/ws/oauth/token' | '/oauth/token')[];
  /** Status of `invalid_client`. */
  invalidClientStatus: 400 | 401;
  /** Scripts may need a token of a user; `refused`: 403 for one of an application alone. */
  machineScripts: 'allowed' | 'refused';
  /** How many rows there are without pageSize. */
  defaultPageSize: number;
  maxPageSize: number;
  /** Status of a reboot or script that was taken. */
  takenStatus: 204 | 200;
}

export const SWITCHES: Switches = {
  errorBody: 'result',
  tokenLifetime: 3600,
  tokenPaths: ['/ws/oauth/token', '/oauth/token'],
  invalidClientStatus: 401,
  machineScripts: 'allowed',
  defaultPageSize: 100,
  maxPageSize: 1000,
  takenStatus: 204,
};
