import { gunzipSync } from 'node:zlib';
import type { Dispatcher } from 'undici';

export interface Exchange {
  path: string;
  method: Dispatcher.HttpMethod;
  headers: Record<string, string>;
  body: string | Buffer | undefined;
  timeoutMs: number;
  maxBytes: number;
  signal: AbortSignal | undefined;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** No usable answer came. `started`: the request was at least partly on its way, so it may have been carried out. */
export class ExchangeFailed extends Error {
  readonly started: boolean;
  readonly kind: 'network' | 'timeout' | 'stopped' | 'too_large';
  constructor(kind: ExchangeFailed['kind'], message: string, started: boolean, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
    this.started = started;
  }
}

/** One request and its answer on a dispatcher, with one time limit over connecting, sending and reading. */
export function exchange(dispatcher: Dispatcher, request: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let started = false;
    let settled = false;
    let status = 0;
    let headers: Record<string, string> = {};
    let size = 0;
    const chunks: Buffer[] = [];
    let abort: ((reason: Error) => void) | undefined;

    const settle = (act: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', stop);
      act();
    };
    const fail = (kind: ExchangeFailed['kind'], message: string, cause?: unknown): void => {
      const error = new ExchangeFailed(kind, message, started, cause);
      settle(() => {
        reject(error);
        abort?.(error);
      });
    };
    const stop = (): void => fail('stopped', 'it was stopped');
    const timer = setTimeout(
      () => fail('timeout', `there was no complete answer within ${request.timeoutMs} ms`),
      request.timeoutMs,
    );
    if (request.signal?.aborted) return stop();
    request.signal?.addEventListener('abort', stop, { once: true });

    dispatcher.dispatch(
      {
        path: request.path,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(controller) {
          if (settled) {
            controller.abort(new Error('The request was given up before it was sent'));
            return;
          }
          started = true;
          abort = (reason) => controller.abort(reason);
        },
        onResponseStart(_controller, code, incoming) {
          status = code;
          headers = flatten(incoming);
        },
        onResponseData(_controller, chunk) {
          size += chunk.length;
          if (size > request.maxBytes) return fail('too_large', `the answer is larger than ${request.maxBytes} bytes`);
          chunks.push(chunk);
        },
        onResponseEnd() {
          try {
            const body = plain(Buffer.concat(chunks), headers['content-encoding'], request.maxBytes);
            settle(() => resolve({ status, headers, body }));
          } catch (error) {
            fail('too_large', `the answer cannot be unpacked within ${request.maxBytes} bytes`, error);
          }
        },
        onResponseError(_controller, error) {
          fail('network', error.message, error);
        },
      },
    );
  });
}

/** Lower-case names, one text each. */
export function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function plain(body: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  if (encoding !== 'gzip' || body.length === 0) return body;
  return gunzipSync(body, { maxOutputLength: maxBytes });
}
