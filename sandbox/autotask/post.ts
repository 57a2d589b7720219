/** Requests that Autotask makes itself: webhooks and the look whether somebody answers there. Each leaves a record. */
import { Agent, request } from 'undici';
import type { Records } from '../records.js';
import type { Routes } from '../routes.js';
import type { EventBody } from './webhook-message.js';

export interface Posted {
  url: string;
  body: EventBody;
  headers: Record<string, string>;
  /** 1 for the first. */
  attempt: number;
}

export interface Post {
  /** The status received; 0 when nobody answered in time. */
  send(posted: Posted): Promise<number>;
  /** A GET of the address, as when a webhook is set up. */
  look(url: string): Promise<number>;
  keep(sent: { url: string; body?: EventBody }, status: number, more?: Record<string, unknown>): void;
  stop(): Promise<void>;
}

export function createPost(options: { records: Records; routes: Routes; timeoutMs: number }): Post {
  const { records, routes, timeoutMs } = options;
  const agent = new Agent({ pipelining: 0 });
  const stopping = new AbortController();
  const keep: Post['keep'] = ({ url, body }, status, more = {}) => {
    const event = body && { action: body.Action, entityType: body.EntityType, id: body.Id, body };
    const path = new URL(url).pathname;
    records.add({
      vendor: 'autotask',
      method: 'EVENT',
      path,
      status,
      write: false,
      detail: { url, ...event, ...more },
    });
  };
  return {
    keep,
    send: ({ url, body, headers, attempt }) =>
      reach({ url, body }, { attempt }, 'POST', { 'content-type': 'application/json', ...headers }),
    look: (url) => reach({ url }, { readiness: true }, 'GET', {}),
    async stop() {
      stopping.abort();
      await agent.destroy();
    },
  };

  async function reach(
    sent: { url: string; body?: EventBody },
    more: Record<string, unknown>,
    method: 'GET' | 'POST',
    headers: Record<string, string>,
  ): Promise<number> {
    try {
      const answer = await request(routes.resolve(sent.url), {
        method,
        dispatcher: agent,
        headers,
        ...(sent.body ? { body: JSON.stringify(sent.body) } : {}),
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(timeoutMs)]),
      });
      await answer.body.dump();
      keep(sent, answer.statusCode, more);
      return answer.statusCode;
    } catch (error) {
      if (!stopping.signal.aborted)
        keep(sent, 0, { ...more, failed: error instanceof Error ? error.message : String(error) });
      return 0;
    }
  }
}
