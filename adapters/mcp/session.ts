import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { z } from 'zod';
import type { VendorError } from '../../core/errors.js';
import { failureOf, SESSION_GONE, type ServerName, withoutDoubt } from './failure.js';
import type { ServerFetch } from './server-fetch.js';

/** A conversation with an MCP server, begun when it is needed and begun anew when the server has forgotten it. */
export interface Session {
  /** Asks; throws VendorError. `outcomeUnknown` is set only when the request itself may have been carried out. */
  ask<Shape extends z.ZodType>(
    asked: { method: string; params?: Record<string, unknown> },
    shape: Shape,
    signal?: AbortSignal,
  ): Promise<z.output<Shape>>;
  /** What the server calls itself, once it was asked anything. */
  serverName(): string;
}

interface Live {
  client: Client;
  /** How many wait for an answer in it. */
  asking: number;
  /** No more is asked in it; it ends with the last answer. */
  left: boolean;
}

export function createSession({
  server,
  name,
  timeoutMs,
  way: { fetch, causeOf },
}: {
  server: string;
  name: ServerName;
  timeoutMs: number;
  way: ServerFetch;
}): Session {
  let live: Promise<Live> | undefined;
  let called = '';

  async function begin(): Promise<Live> {
    // No capabilities: what a server asks of us (to think for it, to ask people, to show files) is answered with "no".
    const client = new Client({ name: 'Frontdesk', version: '1' }, { capabilities: {} });
    const transport = new StreamableHTTPClientTransport(new URL(server), {
      fetch,
      requestInit: { redirect: 'manual' },
      reconnectionOptions: {
        initialReconnectionDelay: 500,
        maxReconnectionDelay: 5_000,
        reconnectionDelayGrowFactor: 2,
        maxRetries: 2,
      },
    });
    client.onerror = () => undefined; // Whoever asked is told.
    try {
      // The SDK's own types of transport and client differ where a property may be undefined.
      await client.connect(transport as Parameters<Client['connect']>[0], { timeout: timeoutMs });
    } catch (error) {
      await client.close().catch(() => undefined);
      throw error;
    }
    called = (client.getServerVersion()?.name ?? '').slice(0, 100);
    return { client, asking: 0, left: false };
  }

  /** The one that stands, or a new one. */
  async function standing(): Promise<{ session: Live; isNew: boolean }> {
    const known = live;
    live ??= begin();
    const mine = live;
    try {
      return { session: await mine, isNew: known === undefined };
    } catch (error) {
      if (live === mine) live = undefined;
      throw withoutDoubt(failureOf(causeOf(error), name));
    }
  }

  async function leave(session: Live): Promise<void> {
    session.left = true;
    if (live && (await live.catch(() => undefined)) === session) live = undefined;
  }

  return {
    async ask(asked, shape, signal) {
      for (;;) {
        const { session, isNew } = await standing();
        session.asking += 1;
        try {
          return await session.client.request(asked, shape, { timeout: timeoutMs, ...(signal ? { signal } : {}) });
        } catch (error) {
          const failure = failureOf(causeOf(error), name);
          // After an answer of the server's own, however unwelcome, the conversation can go on.
          if (failure.passing || failure.failure === 'unexpected' || isGone(failure)) await leave(session);
          if (!isGone(failure) || isNew) throw failure;
        } finally {
          session.asking -= 1;
          if (session.left && session.asking === 0) void session.client.close().catch(() => undefined);
        }
      }
    },
    serverName: () => called,
  };
}

const isGone = (failure: VendorError) => failure.details.vendorCode === SESSION_GONE;
