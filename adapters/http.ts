import { buildConnector, Pool } from 'undici';
import { reasonOf, VendorError } from '../core/errors.js';
import type { Outgoing, OutgoingRequest, OutgoingResponse, OutgoingStream } from '../core/ports/outgoing.js';
import { AddressRefused, createAddressGuard, type Resolve } from './http/address-guard.js';
import { type Answer, type Exchange, ExchangeFailed, exchange } from './http/exchange.js';
import { openAnswer } from './http/open-answer.js';
import { createOriginBudget, type OriginBudget, type Wait, waitForReal } from './http/origin-budget.js';
import { backoffMs, LONGEST_RETRY_AFTER_MS, retryAfterMs, worthRetrying } from './http/retry.js';

/** One attempt, for logs: never a header, a body or a query. */
export interface OutgoingAttempt {
  target: string;
  attempt: number;
  status?: number;
  problem?: string;
  ms: number;
}

export interface OutgoingOptions {
  /** Whom errors speak of; the host of the request when absent. */
  name?: string;
  /** What the operator allows beyond public addresses: hosts, addresses or CIDR ranges, each optionally with a port. */
  allowPrivate?: readonly string[];
  /** Requests at once, per origin and share. */
  concurrency?: number;
  /** Requests a minute, per origin and share; no limit when absent. */
  ratePerMinute?: number;
  /** Attempts after the first. */
  retries?: number;
  /** Milliseconds. */
  now?: () => number;
  random?: () => number;
  wait?: Wait;
  resolve?: Resolve;
  log?: (attempt: OutgoingAttempt) => void;
}

interface Origin {
  pool: Pool;
  budget: OriginBudget;
}

/** Said by the connection itself; a caller's word about them could only be wrong. */
const OWN_HEADERS = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']);
const MOST_ORIGINS = 200;
const IDEMPOTENT = new Set(['GET', 'PUT', 'DELETE']);

/**
 * The one way out over HTTP. Redirects are never followed: the 3xx answer is returned. Names are resolved once, each
 * address is checked, and the connection goes to a checked address. Sent again are: any request after a 429 or a failed
 * connection, and repeatable ones also after 502, 503, 504, time-outs and broken connections; with full jitter, or after
 * the pause that Retry-After asks for (up to a minute; beyond it the answer is returned at once).
 */
export function createOutgoing(options: OutgoingOptions = {}): Required<Outgoing> & { close(): Promise<void> } {
  const { concurrency = 4, ratePerMinute, retries = 3, now = Date.now, random = Math.random, log } = options;
  const wait = options.wait ?? waitForReal;
  const guard = createAddressGuard({ allowed: options.allowPrivate, resolve: options.resolve });
  const origins = new Map<string, Origin>();

  function originOf(url: URL, share: string | undefined): Origin {
    const key = share === undefined ? url.origin : `${url.origin} ${share}`;
    const known = origins.get(key);
    if (known) return known;
    if (origins.size >= MOST_ORIGINS) forgetAnIdleOrigin();
    const origin = {
      pool: new Pool(url.origin, { connections: concurrency, connect: connectorTo(guard, url) }),
      budget: createOriginBudget({ concurrency, ratePerMinute, now, wait }),
    };
    origins.set(key, origin);
    return origin;
  }

  function forgetAnIdleOrigin(): void {
    for (const [key, origin] of origins) {
      if (!origin.budget.idle) continue;
      origins.delete(key);
      void origin.pool.close();
      return;
    }
  }

  async function request(asked: OutgoingRequest): Promise<OutgoingResponse> {
    const url = targetOf(asked.url);
    const target = `${asked.method} ${url.origin}${url.pathname}`;
    const vendor = options.name ?? url.hostname;
    const repeatable = asked.repeatable ?? IDEMPOTENT.has(asked.method);
    const origin = originOf(url, asked.share);
    const sent = exchangeOf(asked, url);
    let mayHaveHappened = false;

    for (let attempt = 0; ; attempt += 1) {
      const began = now();
      const last = attempt >= retries;
      let delay: number;
      try {
        const answer = await origin.budget.within(() => exchange(origin.pool, sent), asked.signal);
        log?.({ target, attempt, status: answer.status, ms: now() - began });
        const asksToWait = retryAfterMs(answer.headers['retry-after'], now());
        const tooLong = (asksToWait ?? 0) > LONGEST_RETRY_AFTER_MS;
        if (answer.status === 429 && asksToWait && !tooLong) origin.budget.pause(asksToWait);
        if (last || tooLong || !worthRetrying(answer.status, repeatable)) return responseOf(answer, vendor, target);
        delay = asksToWait ?? backoffMs(attempt, random);
      } catch (error) {
        log?.({ target, attempt, problem: reasonOf(error), ms: now() - began });
        mayHaveHappened ||= error instanceof ExchangeFailed && error.started && asked.method !== 'GET';
        if (last || !mayBeSentAgain(error, repeatable)) throw failureOf(error, vendor, target, mayHaveHappened);
        delay = backoffMs(attempt, random);
      }
      try {
        await wait(delay, asked.signal);
      } catch (error) {
        throw failureOf(error, vendor, target, mayHaveHappened);
      }
    }
  }

  function open(asked: OutgoingRequest): Promise<OutgoingStream> {
    const url = targetOf(asked.url);
    const target = `${asked.method} ${url.origin}${url.pathname}`;
    const origin = originOf(url, asked.share);
    const began = now();
    const failed = (error: unknown) => {
      const started = error instanceof ExchangeFailed && error.started && asked.method !== 'GET';
      return failureOf(error, options.name ?? url.hostname, target, started);
    };
    return new Promise((resolve, reject) => {
      origin.budget
        .within(async () => {
          const { over, body, ...answer } = await openAnswer(origin.pool, exchangeOf(asked, url));
          log?.({ target, attempt: 0, status: answer.status, ms: now() - began });
          resolve({ ...answer, body: orFail(body, failed) });
          await over; // It has its place among the requests at once until it has ended.
        }, asked.signal)
        .catch((error: unknown) => {
          log?.({ target, attempt: 0, problem: reasonOf(error), ms: now() - began });
          reject(failed(error));
        });
    });
  }

  return {
    request,
    open,
    async close() {
      const closing = [...origins.values()].map(({ pool }) => pool.destroy());
      origins.clear();
      await Promise.all(closing);
    },
  };
}

function connectorTo(guard: ReturnType<typeof createAddressGuard>, url: URL): buildConnector.connector {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const connect = buildConnector({
    timeout: 10_000,
    lookup(hostname, lookupOptions, callback) {
      guard.addressesOf(hostname, port).then(
        (addresses) => {
          const [first] = addresses;
          if (lookupOptions.all) callback(null, [...addresses]);
          else callback(null, first?.address ?? '', first?.family);
        },
        (error: NodeJS.ErrnoException) => callback(error, ''),
      );
    },
  });
  // Names are checked in `lookup`, which is the only resolution; a literal address never gets there.
  return (options, callback) => {
    if (!/^[\d.]+$|:/.test(url.hostname)) return connect(options, callback);
    guard.addressesOf(url.hostname, port).then(
      () => connect(options, callback),
      (error: Error) => callback(error, null),
    );
  };
}

function targetOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.password) {
    throw new VendorError('http', 'invalid', 'A request goes to an http or https address without user and password');
  }
  return url;
}

function exchangeOf(asked: OutgoingRequest, url: URL): Exchange {
  return {
    path: `${url.pathname}${url.search}`,
    method: asked.method,
    ...encode(asked),
    timeoutMs: asked.timeoutMs ?? 15_000,
    maxBytes: asked.maxBytes ?? 10 * 1024 * 1024,
    signal: asked.signal,
  };
}

async function* orFail(body: AsyncIterable<Buffer>, failed: (error: unknown) => Error): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (error) {
    throw failed(error);
  }
}

function encode(asked: OutgoingRequest): { body: string | Buffer | undefined; headers: Record<string, string> } {
  const headers: Record<string, string> = { 'user-agent': 'Frontdesk' };
  for (const [name, value] of Object.entries(asked.headers ?? {})) {
    if (!OWN_HEADERS.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
  }
  headers['accept-encoding'] = 'gzip';
  const { body } = asked;
  if (body === undefined) return { body: undefined, headers };
  if (typeof body === 'string') return { body, headers };
  if (body instanceof Uint8Array) return { body: Buffer.from(body), headers };
  headers['content-type'] ??= 'application/json';
  return { body: JSON.stringify(body), headers };
}

function mayBeSentAgain(error: unknown, repeatable: boolean): boolean {
  if (!(error instanceof ExchangeFailed) || error.cause instanceof AddressRefused) return false;
  if (error.kind === 'stopped' || error.kind === 'too_large') return false;
  return repeatable || !error.started;
}

function failureOf(error: unknown, vendor: string, target: string, outcomeUnknown: boolean): VendorError {
  if (error instanceof ExchangeFailed && error.cause instanceof AddressRefused) {
    return new VendorError(vendor, 'forbidden', `${target} was not sent: ${error.cause.message}`, {
      cause: error.cause,
    });
  }
  if (error instanceof ExchangeFailed && error.kind === 'too_large') {
    return new VendorError(vendor, 'unexpected', `${target} failed: ${error.message}`, { outcomeUnknown });
  }
  return new VendorError(vendor, 'unavailable', `${target} got no answer: ${reasonOf(error)}`, {
    outcomeUnknown,
    cause: error,
  });
}

function responseOf(answer: Answer, vendor: string, target: string): OutgoingResponse {
  const text = () => answer.body.toString('utf8');
  return {
    ...answer,
    text,
    json() {
      try {
        return JSON.parse(text());
      } catch {
        // The parser's own message quotes the body, so it is not passed on.
        throw new VendorError(
          vendor,
          'unexpected',
          `${target} answered ${answer.status} with something that is not JSON`,
          {
            vendorStatus: answer.status,
          },
        );
      }
    },
  };
}

export { isInside } from './http/address-guard.js';
export { type Wait, waitForReal } from './http/origin-budget.js';
