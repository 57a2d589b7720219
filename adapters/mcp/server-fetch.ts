import { randomUUID } from 'node:crypto';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { VendorError } from '../../core/errors.js';
import type { Outgoing, OutgoingStream } from '../../core/ports/outgoing.js';
import { createWatcher, isAwaited, nextLines } from './event-stream.js';
import { failureOf, type ServerName, statusFailure } from './failure.js';
import { LIMITS } from './settings.js';

/** What a request is sent with so that the server lets it in. */
export interface ServerAuthorization {
  /** Undefined: nothing is sent. Throws VendorError. */
  header(): Promise<string | undefined>;
  /** The server refused what this header said. True when there is another one to try. Throws VendorError. */
  renewed(refused: string): Promise<boolean>;
}

export interface ServerFetch {
  fetch: FetchLike;
  /** What was really wrong, where the transport could only be told a code. */
  causeOf(error: unknown): unknown;
}

const sentMessage = z.object({ id: z.union([z.number(), z.string()]).optional(), method: z.string().optional() });

/**
 * The transport's way out: through the one outgoing client, to the server's own address only. It takes in what the
 * transport would wait for in vain: an answer that is none of MCP, a stream that ends before it has answered. Streams are
 * ended as soon as the answer has passed, and none is opened to wait for what nobody asked for.
 */
export function createServerFetch({
  http,
  server,
  name,
  timeoutMs,
  authorization,
  listChanged,
}: {
  http: Outgoing;
  server: string;
  name: ServerName;
  timeoutMs: number;
  authorization: ServerAuthorization;
  listChanged(): void;
}): ServerFetch {
  /** By a key that a server cannot know. */
  const causes = new Map<string, VendorError>();

  const fetch: FetchLike = async (url, init = {}) => {
    if (new URL(url).href !== new URL(server).href) {
      throw new VendorError(name.vendor, 'unexpected', `${name.start} sends elsewhere; that is refused`);
    }
    const headers = Object.fromEntries(new Headers(init.headers).entries());
    const method = z.enum(['GET', 'POST']).parse(init.method ?? 'GET');
    // The stream of what the server says by itself: it says nothing that we would listen to.
    if (method === 'GET' && !headers['last-event-id']) return new Response(null, { status: 405 });
    const body = z.string().optional().parse(init.body);
    const sent = sentMessage.parse(body === undefined ? {} : JSON.parse(body));
    const answer = await admitted({ method, url: server, headers, body, signal: init.signal ?? undefined });
    const { status } = answer;
    const refused = statusFailure(name, {
      status,
      location: answer.headers.location,
      retryAfter: secondsIn(answer.headers['retry-after']),
      inSession: headers['mcp-session-id'] !== undefined,
    });
    if (refused) {
      answer.close();
      throw refused;
    }
    const session = answer.headers['mcp-session-id'];
    const kept: Record<string, string> =
      session && /^[\x21-\x7e]{1,500}$/.test(session) ? { 'mcp-session-id': session } : {};
    if (method === 'POST' && (sent.id === undefined || sent.method === undefined)) {
      answer.close();
      return new Response(null, { status: 202, headers: kept });
    }
    const watch = { awaited: method === 'GET' ? undefined : sent.id, listChanged };
    const type = answer.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type === 'text/event-stream') {
      return new Response(untilAnswered(answer, watch), { status, headers: { ...kept, 'content-type': type } });
    }
    if (type !== 'application/json') {
      answer.close();
      throw unreadable(`answers with ${type ? JSON.stringify(type.slice(0, 60)) : 'nothing'}, which is not MCP`);
    }
    const text = Buffer.concat(await all(answer.body)).toString('utf8');
    if (!isAwaited(parsed(text), watch)) throw unreadable('answers with something that is not MCP');
    return new Response(text, { status, headers: { ...kept, 'content-type': type } });
  };

  interface Sent {
    method: 'GET' | 'POST';
    url: string;
    headers: Record<string, string>;
    body: string | undefined;
    signal: AbortSignal | undefined;
  }

  /** Sent with our token; once more with a new one where the server refuses that. */
  async function admitted({ signal, ...request }: Sent): Promise<OutgoingStream> {
    const header = await authorization.header();
    const answer = await sendWith(header);
    if (answer.status !== 401 || header === undefined || !(await authorization.renewed(header))) return answer;
    answer.close();
    return sendWith(await authorization.header());

    async function sendWith(value: string | undefined): Promise<OutgoingStream> {
      if (!http.open) throw new Error('MCP needs an outgoing client that gives answers as they come');
      return http.open({
        ...request,
        headers: { ...request.headers, ...(value === undefined ? {} : { authorization: value }) },
        timeoutMs,
        maxBytes: LIMITS.answer,
        ...(signal ? { signal } : {}),
      });
    }
  }

  function untilAnswered(
    { body, close }: OutgoingStream,
    watch: Parameters<typeof createWatcher>[0],
  ): ReadableStream<Uint8Array> {
    const watcher = createWatcher(watch);
    const pieces = body[Symbol.asyncIterator]();
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        const next = await nextLines(pieces).catch((error: unknown) => ({ error }));
        if ('error' in next) return endWith(controller, failureOf(next.error, name));
        if (next.done) {
          if (watcher.resumable) return controller.close();
          return endWith(controller, broken());
        }
        controller.enqueue(next.value);
        if (!watcher.take(next.value)) return;
        controller.close();
        close();
      },
      cancel: close,
    });

    /** The transport learns of it as of an answer, so that nobody waits for one until the time is up. */
    function endWith(controller: ReadableStreamDefaultController<Uint8Array>, cause: VendorError): void {
      if (watch.awaited === undefined) {
        controller.close();
        return;
      }
      const key = randomUUID();
      causes.set(key, cause);
      const error = { code: ErrorCode.ConnectionClosed, message: 'broken off', data: { key } };
      const event = JSON.stringify({ jsonrpc: '2.0', id: watch.awaited, error });
      controller.enqueue(Buffer.from(`\n\nevent: message\ndata: ${event}\n\n`));
      controller.close();
    }
  }

  const broken = () =>
    new VendorError(name.vendor, 'unavailable', `${name.start} broke off before it had answered`, {
      outcomeUnknown: true,
    });
  const unreadable = (what: string) =>
    new VendorError(name.vendor, 'unexpected', `${name.start} ${what}`, { outcomeUnknown: true });

  return {
    fetch,
    causeOf(error) {
      if (!(error instanceof McpError)) return error;
      const key = z.object({ key: z.string() }).safeParse(error.data).data?.key ?? '';
      const cause = causes.get(key);
      causes.delete(key);
      return cause ?? error;
    },
  };
}

async function all(body: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return pieces;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function secondsIn(header: string | undefined): number | undefined {
  return header && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}
