import type { FastifyInstance } from 'fastify';

const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const API_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** For the API's documentation alone: its own scripts and styles, and the icons that its styles carry along. */
export const DOCUMENTATION_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * What browsers are told with every answer. Pages send their origin to us alone: with `no-referrer` browsers would send
 * `Origin: null` along with forms, and nobody could tell our own from a stranger's.
 */
export function securityHeaders(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply) => {
    const isApi = request.url.startsWith('/api/');
    if (!reply.hasHeader('content-security-policy')) {
      reply.header('content-security-policy', isApi ? API_POLICY : PAGE_POLICY);
    }
    reply.header('x-content-type-options', 'nosniff');
    reply.header('x-frame-options', 'DENY');
    if (!reply.hasHeader('referrer-policy')) reply.header('referrer-policy', isApi ? 'no-referrer' : 'same-origin');
    reply.header('cross-origin-opener-policy', 'same-origin');
    reply.header('cross-origin-resource-policy', 'same-origin');
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
}
