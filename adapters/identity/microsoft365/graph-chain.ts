import { type Context, GraphClientError, type Middleware } from '@microsoft/microsoft-graph-client';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingRequest, OutgoingResponse } from '../../../core/ports/outgoing.js';
import type { Tokens } from './tokens.js';
import { VENDOR } from './vendor.js';

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
const NO_ANSWER_OF_GRAPH = JSON.stringify({ error: { code: '', message: 'the answer is not JSON' } });

/**
 * The whole middleware chain of the Graph SDK: sign the request, send it through our own way out. The SDK's own links are
 * left out on purpose: its authentication sends no token to anything but https hosts it knows, and its retries repeat
 * every method. A token that Graph refuses is dropped and replaced once, as is one that may be older than the consent to
 * what it is refused for.
 */
export function createGraphChain({
  graphBaseUrl,
  tenantId,
  share,
  tokens,
  http,
}: {
  graphBaseUrl: string;
  tenantId: string;
  /** See `OutgoingRequest.share`. */
  share: string;
  tokens: Tokens;
  http: Outgoing;
}): Middleware {
  return {
    async execute(context) {
      try {
        const token = await tokens.of(tenantId);
        const first = await send(context, token);
        context.response = isWorn(first, token) ? await send(context, await tokens.of(tenantId)) : first;
      } catch (error) {
        throw interruption(error);
      }
    },
  };

  function isWorn({ status }: Response, token: string): boolean {
    if (status === 403) return tokens.dropIfOld(tenantId, token);
    if (status !== 401) return false;
    tokens.drop(tenantId, token);
    return true;
  }

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
      share,
    };
    return readable(await http.request(request), method);
  }
}

/** As the SDK can read it: it takes what is no JSON, such as a proxy's page, for a stream and gives that to its caller. */
function readable(answer: OutgoingResponse, method: string): Response {
  const { status } = answer;
  const headers = { ...answer.headers, 'content-type': 'application/json' };
  if (answer.body.length === 0 && status < 300) return new Response(null, { status: 204, headers: answer.headers });
  if (isJson(answer)) return new Response(new Uint8Array(answer.body), { status, headers });
  if (status >= 400) return new Response(NO_ANSWER_OF_GRAPH, { status, headers });
  throw new VendorError(VENDOR, 'unexpected', `Microsoft 365 answered ${status} with something that is not JSON`, {
    vendorStatus: status,
    outcomeUnknown: method !== 'GET',
  });
}

function isJson(answer: OutgoingResponse): boolean {
  try {
    answer.json();
    return true;
  } catch {
    return false;
  }
}
