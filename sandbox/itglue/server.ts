/** The HTTP side: the key, the pace, routes, refusals in JSON:API's shape. */
import type { Faults } from '../faults.js';
import { parseJson } from '../json.js';
import { matchPath } from '../paths.js';
import type { Records } from '../records.js';
import { type Answered, type Asked, type Door, openDoor } from '../serve.js';
import { answerRefusal, notFound, Refusal, refusalOf, tooMany } from './errors.js';
import type { Key } from './key.js';
import type { Call, Route } from './resource.js';
import type { Switches } from './switches.js';

interface ServerOptions {
  records: Records;
  faults: Faults;
  port: number;
  now: () => number;
  key: Key;
  switches: Switches;
  routes: readonly Route[];
}

export function openServer(options: ServerOptions): Promise<Door> {
  const { records, faults, port, now, key, switches, routes } = options;
  let window = { from: Number.NEGATIVE_INFINITY, requests: 0 };
  return openDoor({
    vendor: 'itglue',
    port,
    records,
    faults,
    answer(asked) {
      const detail = { query: asked.url.search, body: bodyOf(asked) };
      try {
        return { ...answer(asked), detail };
      } catch (error) {
        if (error instanceof Refusal) return { ...answerRefusal(error), detail: { ...detail, refused: error.message } };
        throw error;
      }
    },
    refuse: ({ status, retryAfter }, asked) => ({
      ...answerRefusal(refusalOf(status, retryAfter)),
      detail: { query: asked.url.search, fault: status },
    }),
  });

  function answer(asked: Asked): Answered {
    countRequest();
    key.admit(asked.headers['x-api-key']);
    for (const route of routes) {
      if (route.method !== asked.method) continue;
      const parameters = matchPath(route.path, asked.path);
      if (parameters) return route.answer(callOf(asked, parameters));
    }
    throw notFound('No such route.');
  }

  function callOf(asked: Asked, parameters: Record<string, string>): Call {
    return {
      parameters,
      search: asked.url.searchParams,
      target: `${asked.path}${asked.url.search}`,
      base: `http://${asked.headers.host ?? '127.0.0.1'}`,
      contentType: asked.headers['content-type'] ?? '',
      sent: bodyOf(asked),
      key,
      switches,
      at: new Date(now()),
    };
  }

  function countRequest(): void {
    const { rateLimit } = switches;
    if (!rateLimit) return;
    if (now() - window.from >= rateLimit.windowMs) window = { from: now(), requests: 0 };
    window.requests += 1;
    if (window.requests > rateLimit.requests) throw tooMany(rateLimit.retryAfter);
  }
}

function bodyOf({ body }: Asked): Call['sent'] {
  return body === '' ? undefined : (parseJson(body) ?? 'unreadable');
}
