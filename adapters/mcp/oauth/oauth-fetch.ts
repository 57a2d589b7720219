import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import { isInside } from '../../http.js';
import type { ServerName } from '../failure.js';
import { isServerUrl } from '../settings.js';

const MOST_BYTES = 256 * 1024;

/** How long a server may take to say that it wants a token. Milliseconds. */
const PROBE_MS = 10_000;

/** What the server says to somebody without a token; what it might say after that is not waited for. Throws VendorError. */
export async function refusalOf(http: Outgoing, url: string): Promise<Response> {
  if (!http.open) throw new Error('MCP needs an outgoing client that gives answers as they come');
  const headers = { accept: 'text/event-stream' };
  const answer = await http.open({ method: 'GET', url, headers, timeoutMs: PROBE_MS });
  answer.close();
  const wants = answer.headers['www-authenticate'] ?? '';
  return new Response(null, {
    status: answer.status,
    headers: /^[\x20-\x7e]{1,2000}$/.test(wants) ? { 'www-authenticate': wants } : {},
  });
}

/**
 * Whether this server may send us there to sign in. What the operator lets Frontdesk reach inside is not for a server outside
 * to choose from.
 */
export function maySendTo(server: string, address: string): boolean {
  return isServerUrl(address) && (isInside(new URL(server).hostname) || !isInside(new URL(address).hostname));
}

/** The way to authorization servers for the SDK's functions: through the one outgoing client, to https addresses only. */
export function createOAuthFetch(http: Outgoing, server: string, { vendor, start }: ServerName): FetchLike {
  return async (url, init = {}) => {
    const target = new URL(url);
    target.hash = '';
    if (!maySendTo(server, target.href)) {
      const what = isServerUrl(target.href) ? 'is inside the network, while the server is not' : 'is not https';
      throw new VendorError(vendor, 'unexpected', `${start} names an address for signing in that ${what}`);
    }
    const { body } = init;
    const text =
      body instanceof URLSearchParams
        ? body.toString()
        : z
            .string()
            .optional()
            .parse(body ?? undefined);
    const answer = await http.request({
      method: z.enum(['GET', 'POST']).parse(init.method ?? 'GET'),
      url: target.href,
      headers: Object.fromEntries(new Headers(init.headers).entries()),
      ...(text === undefined ? {} : { body: text }),
      maxBytes: MOST_BYTES,
    });
    const { status } = answer;
    const isEmpty = status === 204 || status === 205 || status === 304;
    const type = answer.headers['content-type'] ?? '';
    const { location } = answer.headers;
    return new Response(isEmpty ? null : new Uint8Array(answer.body), {
      status,
      headers: {
        ...(/^[\x20-\x7e]+$/.test(type) ? { 'content-type': type } : {}),
        ...(location && /^[\x21-\x7e]+$/.test(location) ? { location } : {}),
      },
    });
  };
}
