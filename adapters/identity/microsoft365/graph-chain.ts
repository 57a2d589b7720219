import { type Context, GraphClientError, type Middleware } from '@microsoft/microsoft-graph-client';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingRequest } from '../../../core/ports/outgoing.js';
import { type Tokens, VENDOR } from './tokens.js';

/**
 * Carries our own error through the SDK, which wraps every other error and so would lose its class. The SDK's error
 * cannot be extended: its constructor sets its own prototype.
 */
function interruption(reason: unknown): GraphClientError {
  const carrier = new GraphClientError('Interrupted');
  carrier.customError = reason;
  return carrier;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * The whole middleware chain of the Graph SDK: sign the request, send it through our own way out. The SDK's own links are
 * left out on purpose: its authentication sends no token to anything but https hosts it knows, and its retries repeat
 * every method. A token that Graph refuses is dropped and replaced once.
 */
export function createGraphChain({
  graphBaseUrl,
  tenantId,
  tokens,
  http,
}: {
  graphBaseUrl: string;
  tenantId: string;
  tokens: Tokens;
  http: Outgoing;
}): Middleware {
  return {
    async execute(context) {
      try {
        const token = await tokens.of(tenantId);
        const first = await send(context, token);
        if (first.status !== 401) {
          context.response = first;
          return;
        }
        tokens.drop(tenantId, token);
        context.response = await send(context, await tokens.of(tenantId));
      } catch (error) {
        throw interruption(error);
      }
    },
  };

  async function send(context: Context, token: string): Promise<Response> {
    const { options } = context;
    const method = METHODS.find((known) => known === options?.method);
    // The SDK takes a host out of any path that holds one; the token goes to Graph and nowhere else.
    if (!method || typeof context.request !== 'string' || !context.request.startsWith(`${graphBaseUrl}/`)) {
      throw new VendorError(VENDOR, 'invalid', 'The Graph request has no known method or does not go to Graph');
    }
    const request: OutgoingRequest = {
      method,
      url: context.request,
      headers: { ...Object.fromEntries(new Headers(options?.headers)), authorization: `Bearer ${token}` },
      ...(typeof options?.body === 'string' ? { body: options.body } : {}),
      ...(options?.signal ? { signal: options.signal } : {}),
    };
    const answer = await http.request(request);
    const empty = answer.status === 204 || answer.body.length === 0;
    return new Response(empty ? null : new Uint8Array(answer.body), { status: answer.status, headers: answer.headers });
  }
}
