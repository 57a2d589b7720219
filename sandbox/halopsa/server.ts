/** The HTTP side: sign-in, rights, routes below `/api` in any case, refusals in HaloPSA's shapes. */
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import { type Answered, type Asked, type Door, openDoor } from '../serve.js';
import type { Auth } from './auth.js';
import type { Actor } from './changes.js';
import {
  answerRefusal,
  answerTokenRefusal,
  methodNotAllowed,
  noEndpoint,
  notFound,
  Refusal,
  refusalOf,
  TokenRefusal,
} from './errors.js';
import { type Json, type JsonObject, parseJson } from './json.js';
import { type Query, readQuery } from './query.js';
import type { Access, Area, Rights } from './rights.js';
import { readElements } from './sent.js';
import type { Switches } from './switches.js';

/** One request, as the routes see it. */
export interface Request {
  query: Query;
  /** A numeric path parameter. */
  id: number;
  /** The path parameter as it is. */
  key: string;
  /** The login agent, acting through the application. */
  actor: Actor;
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/api`; `:id` stands for a number, `:key` for anything. */
  path: string;
  area: Area;
  /** POST: called for each element of the sent array. */
  answer(request: Request, element: JsonObject): Json | undefined;
  /** What a list without any right to its rows looks like; for a single record 404. */
  empty?: Json;
}

export interface ServerOptions {
  records: Records;
  faults: Faults;
  port: number;
  auth: Auth;
  rights: Rights;
  switches: Switches;
  tenant: string;
  countRequest(): void;
  routes: readonly Route[];
  actor: Actor;
  revision(): number;
}

export function openServer(options: ServerOptions): Promise<Door> {
  const { records, faults, port, auth, rights, switches, tenant, routes, actor, countRequest, revision } = options;
  return openDoor({ vendor: 'halopsa', port, records, faults, answer: answerOrRefuse, refuse: refuseFor });

  function refuseFor({ status, retryAfter }: { status: number; retryAfter?: number }): Answered {
    return answerRefusal(refusalOf(status, retryAfter), switches.errorShape);
  }

  function answerOrRefuse(asked: Asked): Answered {
    const before = revision();
    try {
      countRequest();
      return answer(asked);
    } catch (error) {
      const write = revision() !== before;
      const detail = parseJson(asked.body) ?? asked.body;
      if (error instanceof TokenRefusal) return { ...answerTokenRefusal(error), detail };
      if (error instanceof Refusal) return { ...answerRefusal(error, switches.errorShape), write, detail };
      throw error;
    }
  }

  function answer(asked: Asked): Answered {
    const path = asked.path.replace(/\/+$/, '').toLowerCase();
    if (path === '/auth/token') {
      if (asked.method !== 'POST') throw methodNotAllowed(asked.method);
      return auth.token(asked);
    }
    if (path === '/api/authinfo') {
      if (asked.method !== 'GET') throw methodNotAllowed(asked.method);
      const auth_url = `http://${asked.headers.host ?? '127.0.0.1'}/auth`;
      return { status: 200, body: { auth_url, tenant_id: tenant } };
    }
    if (!path.startsWith('/api/')) throw noEndpoint(asked.path);
    const scopes = auth.check(asked);
    const parts = asked.path
      .split('/')
      .slice(2)
      .filter((part) => part !== '');
    const fitting = routes.flatMap((route) => {
      const parameter = match(route.path, parts);
      return parameter === undefined ? [] : [{ route, parameter }];
    });
    const found = fitting.find(({ route }) => route.method === asked.method);
    if (!found) throw fitting.length > 0 ? methodNotAllowed(asked.method) : noEndpoint(asked.path);
    return follow(found.route, found.parameter, asked, scopes);
  }

  function follow(route: Route, key: string, asked: Asked, scopes: readonly string[]): Answered {
    const access: Access = route.method === 'GET' ? 'read' : 'edit';
    const allowed = rights.check(route.area, access, scopes);
    const request: Request = { query: readQuery(asked.url.searchParams), id: Number(key), key, actor };
    if (allowed === 'empty') {
      if (route.empty === undefined) throw notFound('Record', key);
      return { status: 200, body: route.empty };
    }
    const before = revision();
    if (route.method !== 'POST') {
      const body = route.answer(request, {});
      return { status: 200, body: body ?? {}, write: revision() !== before };
    }
    const elements = readElements(asked);
    const saved = elements.map((element) => route.answer(request, element) ?? {});
    const [only] = saved;
    const body = saved.length === 1 && switches.singleAnswer === 'object' ? (only ?? {}) : saved;
    return { status: 201, body, write: revision() !== before, detail: elements };
  }
}

/** The path parameter ('' where the path has none); undefined when the path does not fit. */
function match(path: string, parts: readonly string[]): string | undefined {
  const wanted = path.split('/');
  if (wanted.length !== parts.length) return undefined;
  let parameter = '';
  for (const [place, piece] of wanted.entries()) {
    const part = parts[place] ?? '';
    if (piece === ':key') parameter = part;
    else if (piece === ':id' && /^\d{1,10}$/.test(part)) parameter = part;
    else if (piece.toLowerCase() !== part.toLowerCase()) return undefined;
  }
  return parameter;
}
