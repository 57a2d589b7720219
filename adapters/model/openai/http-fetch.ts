import type { Outgoing } from '../../../core/ports/outgoing.js';

const SLOWEST_ANSWER_MS = 120_000;

/**
 * `fetch` for the SDK, over our own way out. Asking a model twice does no harm, so its requests are repeatable. Throws
 * VendorError, which the SDK wraps as the cause of its connection error.
 */
export function createHttpFetch(http: Outgoing) {
  return async (target: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const method = init.method?.toUpperCase() === 'POST' ? 'POST' : 'GET';
    const answer = await http.request({
      method,
      url: target instanceof Request ? target.url : String(target),
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(typeof init.body === 'string' ? { body: init.body } : {}),
      ...(init.signal ? { signal: init.signal } : {}),
      repeatable: true,
      timeoutMs: SLOWEST_ANSWER_MS,
    });
    const { 'content-encoding': _, 'content-length': __, ...headers } = answer.headers;
    return new Response(answer.status === 204 ? null : new Uint8Array(answer.body), { status: answer.status, headers });
  };
}
