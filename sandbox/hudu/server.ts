/** The HTTP side: the key, the pace, routes below /api/v1, refusals in Hudu's shapes. */
import type { Faults } from '../faults.js';
import { parseJson } from '../json.js';
import { matchPath } from '../paths.js';
import type { Records } from '../records.js';
import { type Answered, type Asked, type Door, openDoor } from '../serve.js';
import { noRoute, Refusal, refusalOf, tooMany } from './errors.js';
import type { Key } from './key.js';
import { readQuery } from './query.js';
import type { Call, Route } from './route.js';
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

const BASE = '/api/v1';

export function openServer(options: ServerOptions): Promise<Door> {
  const { records, faults, port, now, key, switches, routes } = options;
  let window = { from: Number.NEGATIVE_INFINITY, requests: 0 };
  return openDoor({
    vendor: 'hudu',
    port,
    records,
    faults,
    answer(asked) {
      const detail = { query: asked.url.search, body: asked.body === '' ? undefined : bodyOf(asked) };
      try {
        return { ...answer(asked), detail };
      } catch (error) {
        if (error instanceof Refusal) return { ...error.answered, detail: { ...detail, refused: error.message } };
        throw error;
      }
    },
    refuse: ({ status, retryAfter }, asked) => ({
      ...refusalOf(status, retryAfter).answered,
      detail: { query: asked.url.search, fault: status },
    }),
  });

  function answer(asked: Asked): Answered {
    countRequest();
    if (!asked.path.startsWith(`${BASE}/`)) throw noRoute();
    key.admit(asked.headers['x-api-key']);
    const path = asked.path.slice(BASE.length);
    for (const route of routes) {
      if (route.method !== asked.method) continue;
      const parameters = matchPath(route.path, path);
      if (parameters) return route.answer(callOf(asked, parameters));
    }
    throw noRoute();
  }

  function callOf(asked: Asked, parameters: Record<string, string>): Call {
    const search = asked.url.searchParams;
    return { parameters, search, query: readQuery(search), sent: bodyOf(asked), key, switches, at: new Date(now()) };
  }

  /** A fixed window, as one client of Hudu takes it to be. */
  function countRequest(): void {
    const { rateLimit } = switches;
    if (!rateLimit) return;
    if (now() - window.from >= rateLimit.windowMs) window = { from: now(), requests: 0 };
    window.requests += 1;
    if (window.requests > rateLimit.requests) throw tooMany(rateLimit.retryAfter);
  }
}

function bodyOf({ body, headers }: Asked): Call['sent'] {
  if (body === '' || !/^application\/json(?:;|$)/i.test(headers['content-type'] ?? '')) return undefined;
  return parseJson(body) ?? 'unreadable';
}
