/** The HTTP side: content types, faults, records, errors in ConnectWise's shape, pages with their Link header. */
import { setTimeout as pause } from 'node:timers/promises';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Fault, Faults } from '../faults.js';
import type { Records } from '../records.js';
import type { Actor } from './changes.js';
import { endpointNotFound, faultBody, methodNotAllowed, Refusal } from './errors.js';
import { isObject, type Json, type JsonObject, parseJson, type Row } from './json.js';
import type { Model } from './models.js';
import { filterRows, pageOf, readListQuery, selectFields } from './paging.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** One request, as the routes see it. */
export interface Asked {
  /** A numeric path parameter; anything else is no endpoint of ConnectWise (404). */
  id(name?: string): number;
  text(name: string): string;
  query: JsonObject;
  /** The sent JSON value; 400 when there is none, 415 when it is not declared as JSON. */
  body(): Json;
  /** The sent JSON object. */
  object(): JsonObject;
  actor: Actor;
  forwardOnly: boolean;
  address: string;
}

export interface Answer {
  status: number;
  body?: Json;
  link?: string | undefined;
}

export interface Route {
  method: Method;
  /** Below `…/apis/3.0`, or the whole path when `open`. */
  path: string;
  answer(asked: Asked): Answer;
  /** True where ConnectWise asks for no credentials. */
  open?: boolean;
}

/** Answers of the usual kinds. */
export const ok = (body: Json): Answer => ({ status: 200, body });
export const created = (body: Json): Answer => ({ status: 201, body });
export const noContent = (): Answer => ({ status: 204 });
export const one = (asked: Asked, row: Row): Answer => {
  const { fields } = readListQuery(asked.query);
  return ok(selectFields(row, fields));
};
export function list(asked: Asked, rows: readonly Row[], model: Model, body: JsonObject = {}): Answer {
  const { rows: found, link } = pageOf(rows, model, readListQuery({ ...asked.query, ...body }), asked);
  return { status: 200, body: found, link };
}
export const count = (asked: Asked, rows: readonly Row[], model: Model): Answer =>
  ok({ count: filterRows(rows, model, readListQuery(asked.query)).length });

export interface ServerOptions {
  records: Records;
  faults: Faults;
  routes: readonly Route[];
  /** Path prefixes under which the API answers, e.g. `/v4_6_release/apis/3.0`. */
  prefixes: readonly string[];
  checkAuth(headers: FastifyRequest['headers']): void;
  /** Throws where the asker may not do this; `path` as in the route. */
  checkRight(method: string, path: string): void;
  actor: Actor;
  revision(): number;
  stopping: AbortSignal;
}

const HTTP_FAULTS = ['status', 'slow', 'drop', 'drop-after'] as const satisfies readonly Fault['kind'][];
/** IIS refuses longer queries; the limit and the status are unconfirmed for ConnectWise's cloud. */
const MAX_QUERY = 2048;
const params = z.record(z.string(), z.string());

type Kept = { fault: Fault | undefined; wrote: boolean };

/** The server, not yet listening. */
export function createServer(options: ServerOptions): FastifyInstance {
  const { records, faults, routes, prefixes, actor, stopping } = options;
  const app = Fastify({ forceCloseConnections: true, exposeHeadRoutes: false, bodyLimit: 4 * 1024 * 1024 });
  const kept = new WeakMap<FastifyRequest, Kept>();
  const pathOf = (request: FastifyRequest) => request.url.split('?')[0] ?? '/';

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  app.addHook('preHandler', async (request, reply) => {
    const path = pathOf(request);
    const fault = faults.meet({ vendor: 'connectwise', method: request.method, path }, HTTP_FAULTS);
    kept.set(request, { fault, wrote: false });
    if (fault?.kind === 'slow') await pause(fault.delayMs ?? 0, undefined, { signal: stopping }).catch(() => undefined);
    if (fault?.kind === 'drop') {
      record(request, 0, { dropped: true });
      reply.hijack();
      request.raw.socket.destroy();
    }
    if (fault?.kind !== 'status') return;
    const status = fault.status ?? 500;
    if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
    await reply.code(status).send(JSON.stringify(faultBody(status, fault.retryAfter)));
  });

  app.addHook('onSend', async (request, reply, payload) => {
    reply.header('content-type', 'application/json; charset=utf-8');
    if (reply.statusCode === 204) reply.removeHeader('content-type');
    if (kept.get(request)?.fault?.kind === 'drop-after') {
      record(request, 0);
      reply.hijack();
      request.raw.socket.destroy();
      return payload;
    }
    record(request, reply.statusCode);
    return payload;
  });

  app.setErrorHandler(async (error, _request, reply) => {
    const refusal = error instanceof Refusal ? error : refusalFor(error);
    return reply.code(refusal.status).send(JSON.stringify(refusal.body()));
  });

  const known: { method: string; pattern: RegExp }[] = [];
  app.setNotFoundHandler(async (request, reply) => {
    const path = pathOf(request);
    const elsewhere = known.some(({ pattern }) => pattern.test(path));
    const refusal = elsewhere ? methodNotAllowed(request.method) : endpointNotFound();
    return reply.code(refusal.status).send(JSON.stringify(refusal.body()));
  });

  for (const route of routes) for (const prefix of route.open ? [''] : prefixes) mount(route, `${prefix}${route.path}`);
  return app;

  function mount(route: Route, url: string): void {
    known.push({ method: route.method, pattern: new RegExp(`^${url.replace(/:[A-Za-z]+/g, '[^/]+')}$`) });
    app.route({
      method: route.method,
      url,
      onRequest: async (request) => {
        if (route.open) return;
        options.checkAuth(request.headers);
        options.checkRight(route.method, route.path);
      },
      handler: async (request, reply) => {
        if ((request.url.split('?')[1] ?? '').length > MAX_QUERY)
          throw new Refusal(414, 'ConnectWiseApi', 'The query is too long: use the search endpoint.');
        return send(reply, answer(route, request));
      },
    });
  }

  /** Runs the route, which never waits: whatever the revision gained meanwhile, this request wrote. */
  function answer(route: Route, request: FastifyRequest): Answer {
    const before = options.revision();
    try {
      return route.answer(readAsked(request, actor));
    } finally {
      const entry = kept.get(request);
      if (entry) entry.wrote = options.revision() !== before;
    }
  }

  function record(request: FastifyRequest, status: number, more?: JsonObject): void {
    const body = typeof request.body === 'string' ? (parseJson(request.body) ?? request.body) : undefined;
    const query = request.url.split('?')[1];
    const sent = body ?? (query === undefined ? undefined : { query: decodeQuery(query) });
    const detail = more ? { ...more, sent } : sent;
    const write = kept.get(request)?.wrote ?? false;
    records.add({ vendor: 'connectwise', method: request.method, path: pathOf(request), status, write, detail });
  }
}

function send(reply: FastifyReply, { status, body, link }: Answer): FastifyReply {
  if (link) reply.header('link', link);
  reply.code(status);
  return body === undefined ? reply.send() : reply.send(JSON.stringify(body));
}

function readAsked(request: FastifyRequest, actor: Actor): Asked {
  const named = params.parse(request.params);
  const body = (): Json => {
    const declared = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    if (declared !== 'application/json' && !declared.endsWith('+json'))
      throw new Refusal(415, 'ConnectWiseApi', 'The body must be sent as application/json.');
    const parsed = typeof request.body === 'string' ? parseJson(request.body) : undefined;
    if (parsed === undefined) throw new Refusal(400, 'InvalidObject', 'The body is not JSON.');
    return parsed;
  };
  const query = z.record(z.string(), z.json()).parse(request.query);
  return {
    id(name = 'id') {
      const text = named[name] ?? '';
      if (!/^\d{1,15}$/.test(text)) throw endpointNotFound();
      return Number(text);
    },
    text: (name) => named[name] ?? '',
    query,
    body,
    object() {
      const value = body();
      if (!isObject(value)) throw new Refusal(400, 'InvalidObject', 'The body must be a JSON object.');
      return value;
    },
    actor,
    forwardOnly: request.headers['pagination-type'] === 'forward-only',
    address: `http://${request.headers.host ?? 'localhost'}${request.url}`,
  };
}

function refusalFor(error: unknown): Refusal {
  const status = z.object({ statusCode: z.number().min(400).max(499) }).safeParse(error);
  const message = error instanceof Error ? error.message : String(error);
  if (status.success) return new Refusal(status.data.statusCode, 'ConnectWiseApi', message);
  return new Refusal(500, 'ConnectWiseApi', `The pretend ConnectWise failed: ${message}`);
}

const decodeQuery = (query: string) => Object.fromEntries(new URLSearchParams(query));
