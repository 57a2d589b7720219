import { InvalidInput } from '../errors.js';
import type { Outgoing } from '../ports/outgoing.js';

const METHODS = ['GET', 'POST'] as const;
/** More than any discovery document, key set or token answer. Bytes. */
const LARGEST_ANSWER = 1024 * 1024;

/** `fetch` for openid-client, over our own way out. A redirect is an answer like any other: it is not followed. */
export function createOidcFetch(http: Outgoing) {
  return async (target: string, init: { method?: string; headers?: object; body?: unknown; signal?: AbortSignal }) => {
    const method = METHODS.find((known) => known === (init.method ?? 'GET').toUpperCase());
    if (!method) throw new Error(`OpenID Connect has no use for ${init.method}`);
    assertSecure(new URL(target));
    const { body } = init;
    const answer = await http.request({
      method,
      url: target,
      headers: Object.fromEntries(new Headers(Object.entries(init.headers ?? {}))),
      ...(typeof body === 'string' || body instanceof URLSearchParams ? { body: String(body) } : {}),
      ...(init.signal ? { signal: init.signal } : {}),
      maxBytes: LARGEST_ANSWER,
    });
    const { 'content-encoding': _, 'content-length': __, ...headers } = answer.headers;
    return new Response(answer.status === 204 ? null : new Uint8Array(answer.body), { status: answer.status, headers });
  };
}

/** Throws InvalidInput `insecure_issuer`: without TLS anybody on the way could sign in as anybody. */
export function assertSecure(url: URL): void {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return;
  throw new InvalidInput('insecure_issuer', `${url.origin} has to be an https address`, {
    details: { problems: ['issuer: has to be an https address'] },
  });
}

export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
