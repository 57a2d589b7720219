import type { Dispatcher } from 'undici';
import { type Answer, type Exchange, ExchangeFailed, flatten } from './exchange.js';

/** An answer that is still coming. */
export interface OpenAnswer extends Omit<Answer, 'body'> {
  /** Throws ExchangeFailed when it breaks off, takes too long or is too large. */
  body: AsyncIterable<Buffer>;
  close(): void;
  /** When nothing more comes, whatever the reason. Never rejects. */
  over: Promise<void>;
}

/**
 * One request whose answer is handed on as it comes, with one time limit and one size limit over all of it. What is not read
 * waits here: the size limit bounds it. It asks for an answer that is not packed, so that each piece can be read by itself.
 */
export function openAnswer(dispatcher: Dispatcher, request: Exchange): Promise<OpenAnswer> {
  return new Promise((resolve, reject) => {
    let started = false;
    let size = 0;
    let ended: { error?: ExchangeFailed } | undefined;
    let wake = (): void => undefined;
    let abort: ((reason: Error) => void) | undefined;
    let finish = (): void => undefined;
    const over = new Promise<void>((done) => {
      finish = done;
    });
    const chunks: Buffer[] = [];

    const end = (error?: ExchangeFailed): void => {
      if (ended) return;
      ended = error ? { error } : {};
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', stop);
      if (error) {
        reject(error);
        abort?.(error);
      }
      wake();
      finish();
    };
    const fail = (kind: ExchangeFailed['kind'], message: string, cause?: unknown): void =>
      end(new ExchangeFailed(kind, message, started, cause));
    const stop = (): void => fail('stopped', 'it was stopped');
    const timer = setTimeout(
      () => fail('timeout', `the answer was not over within ${request.timeoutMs} ms`),
      request.timeoutMs,
    );
    if (request.signal?.aborted) return stop();
    request.signal?.addEventListener('abort', stop, { once: true });

    async function* body(): AsyncGenerator<Buffer> {
      try {
        for (;;) {
          const chunk = chunks.shift();
          if (chunk) yield chunk;
          else if (ended?.error) throw ended.error;
          else if (ended) return;
          else {
            await new Promise<void>((next) => {
              wake = next;
            });
          }
        }
      } finally {
        stop();
      }
    }

    dispatcher.dispatch(
      {
        path: request.path,
        method: request.method,
        headers: { ...request.headers, 'accept-encoding': 'identity' },
        body: request.body ?? null,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(controller) {
          if (ended) {
            controller.abort(new Error('The request was given up before it was sent'));
            return;
          }
          started = true;
          abort = (reason) => controller.abort(reason);
        },
        onResponseStart(_controller, status, headers) {
          resolve({ status, headers: flatten(headers), body: body(), close: stop, over });
        },
        onResponseData(_controller, chunk) {
          size += chunk.length;
          if (size > request.maxBytes) return fail('too_large', `the answer is larger than ${request.maxBytes} bytes`);
          chunks.push(chunk);
          wake();
        },
        onResponseEnd: () => end(),
        onResponseError: (_controller, error) => fail('network', error.message, error),
      },
    );
  });
}
