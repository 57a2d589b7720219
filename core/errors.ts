/**
 * The one class of errors that Frontdesk raises on purpose. `message` says what happened, to what, and what to do next;
 * `code` is stable and machine-readable; `status` is the HTTP status an edge answers with (texts of 5xx are hidden there).
 */
export class FrontdeskError extends Error {
  readonly code: string;
  readonly status: number;
  /** Facts for logs and API clients; never a secret. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.status = options.status ?? 500;
    this.details = options.details ?? {};
  }
}

/** What came in is not what the edge takes (400 unless told otherwise). */
export class InvalidInput extends FrontdeskError {
  constructor(
    code: string,
    message: string,
    options: { status?: number; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(code, message, { status: 400, ...options });
  }
}

/** Nobody proved to be the sender, or the sender may not do this (401 or 403). */
export class AccessDenied extends FrontdeskError {
  constructor(code: string, message: string, status: 401 | 403 = 401) {
    super(code, message, { status });
  }
}

/** The thing asked for is not there (404). */
export class NotFound extends FrontdeskError {
  constructor(what: string, id: string) {
    super('not_found', `There is no ${what} ${id}`, { status: 404, details: { what, id } });
  }
}

/** The state has moved on since it was read: another process, an old fence, a duplicate (409). */
export class Conflict extends FrontdeskError {
  constructor(code: string, message: string, details: Record<string, unknown> = {}) {
    super(code, message, { status: 409, details });
  }
}

/** Settings that cannot work; at start each becomes one line that names the variable. */
export class ConfigurationError extends FrontdeskError {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super('configuration', problems.join('\n'), { status: 500 });
    this.problems = problems;
  }
}

export type VendorFailure =
  /** Keys or tokens refused. */
  | 'unauthorized'
  /** The credentials are good, a right or permission is missing. */
  | 'forbidden'
  | 'not_found'
  /** The vendor says that the request is wrong. */
  | 'invalid'
  | 'conflict'
  /** Too many requests, even after waiting as told. */
  | 'throttled'
  /** 5xx, network, time-out: it may work later. For a write, its outcome is unknown when `outcomeUnknown` is true. */
  | 'unavailable'
  /** The answer could not be understood. */
  | 'unexpected';

/** An outside system refused, failed or did not answer. `message` is fit for a ticket note. */
export class VendorError extends FrontdeskError {
  readonly vendor: string;
  readonly failure: VendorFailure;
  readonly vendorStatus: number | undefined;
  /** The request may have been carried out although no answer arrived. */
  readonly outcomeUnknown: boolean;
  /** When the vendor said how long to wait. Seconds. */
  readonly retryAfter: number | undefined;

  constructor(
    vendor: string,
    failure: VendorFailure,
    message: string,
    options: {
      vendorStatus?: number;
      vendorCode?: string;
      outcomeUnknown?: boolean;
      retryAfter?: number;
      cause?: unknown;
    } = {},
  ) {
    super(`vendor_${failure}`, message, {
      status: 502,
      details: { vendor, failure, vendorStatus: options.vendorStatus, vendorCode: options.vendorCode },
      cause: options.cause,
    });
    this.vendor = vendor;
    this.failure = failure;
    this.vendorStatus = options.vendorStatus;
    this.outcomeUnknown = options.outcomeUnknown ?? false;
    this.retryAfter = options.retryAfter;
  }

  /** Worth trying again later without anybody changing anything. */
  get passing(): boolean {
    return this.failure === 'throttled' || this.failure === 'unavailable';
  }
}

/** One line about any thrown value, for notes and logs. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether the database refused a write because a unique index has its key already. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === DUPLICATE_KEY;
}

/** MongoDB's error code, which the embedded store gives too. */
const DUPLICATE_KEY = 11_000;
