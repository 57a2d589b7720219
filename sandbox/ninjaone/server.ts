/** The HTTP side: tokens, scopes, the pace, routes below /v2 (and /api/v2, which clients use too), refusals. */
import type { Faults } from '../faults.js';
import { parseJson } from '../json.js';
import { matchPath } from '../paths.js';
import type { Records } from '../records.js';
import { type Answered, type Asked, type Door, openDoor } from '../serve.js';
import type { Auth } from './auth.js';
import { answerRefusal, answerTokenRefusal, notFound, Refusal, refusalOf, TokenRefusal } from './errors.js';
import type { Call, Route } from './route.js';
import type { Switches } from './switches.js';

interface ServerOptions {
  records: Records;
  faults: Faults;
  port: number;
  now: () => number;
  auth: Auth;
  switches: Switches;
  routes: readonly Route[];
}

export function openServer(options: ServerOptions): Promise<Door> {
  const { records, faults, port, now, auth, switches, routes } = options;
  let window = { from: Number.NEGATIVE_INFINITY, requests: 0 };
  return openDoor({
    vendor: 'ninjaone',
    port,
    records,
    faults,
    answer(asked) {
      const detail = { query: asked.url.search, body: bodyOf(asked) };
      try {
        return { ...answer(asked), detail };
      } catch (error) {
        if (error instanceof TokenRefusal) return { ...answerTokenRefusal(error), detail };
        if (error instanceof Refusal)
          return { ...answerRefusal(error, switches), detail: { ...detail, refused: error.message } };
        throw error;
      }
    },
    refuse: ({ status, retryAfter }, asked) => ({
      ...answerRefusal(refusalOf(status, retryAfter), switches),
      detail: { query: asked.url.search, fault: status },
    }),
  });

  function answer(asked: Asked): Answered {
    countRequest();
    if (asked.method === 'POST' && switches.tokenPaths.some((path) => path === asked.path)) return auth.token(asked);
    const [, path] = /^(?:\/api)?\/v2(\/.*)$/.exec(asked.path) ?? [];
    if (path === undefined) throw notFound('Resource');
    for (const route of routes) {
      if (route.method !== asked.method) continue;
      const parameters = matchPath(route.path, path);
      if (!parameters) continue;
      auth.need(asked, route.scope);
      return route.answer(callOf(asked, parameters));
    }
    auth.need(asked, 'monitoring');
    throw notFound('Resource');
  }

  function callOf(asked: Asked, parameters: Record<string, string>): Call {
    return {
      parameters,
      search: asked.url.searchParams,
      sent: bodyOf(asked),
      switches,
      at: new Date(now()),
      base: `http://${asked.headers.host ?? '127.0.0.1'}`,
    };
  }

  function countRequest(): void {
    const { rateLimit } = switches;
    if (!rateLimit) return;
    if (now() - window.from >= rateLimit.windowMs) window = { from: now(), requests: 0 };
    window.requests += 1;
    if (window.requests > rateLimit.requests) throw refusalOf(429, rateLimit.retryAfter);
  }
}

/** A token request's form as it came; anything else as JSON, when it says that it is. */
function bodyOf({ body, headers }: Asked): Call['sent'] {
  if (body === '') return undefined;
  const type = headers['content-type'] ?? '';
  if (/^application\/x-www-form-urlencoded/i.test(type)) return body;
  return /^application\/json(?:;|$)/i.test(type) ? (parseJson(body) ?? 'unreadable') : 'unreadable';
}
