/** How this folder's tests talk to the pretend HaloPSA: plain HTTP, nothing of the product. */
import { z } from 'zod';
import { createFaults, type Faults } from '../faults.js';
import { createRecords, type Records } from '../records.js';
import { createRoutes, type Routes } from '../routes.js';
import { createWorld, type World } from '../world/world.js';
import { createPretendHaloPsa, type PretendHaloPsa, type PretendHaloPsaOptions } from './index.js';
import { type Json, type JsonObject, parseJson } from './json.js';

export interface Replied {
  status: number;
  headers: Headers;
  /** As it came. */
  text: string;
  /** The JSON value; null where there is none. */
  body: Json;
  /** The body as an object; throws when it is none. */
  object(): JsonObject;
  /** The rows of a bare array, or of a wrapper's `key`; throws when there are none. */
  rows(key?: string): JsonObject[];
  /** Ids of those rows. */
  ids(key?: string): unknown[];
}

export interface Bench {
  world: World;
  records: Records;
  faults: Faults;
  routes: Routes;
  halo: PretendHaloPsa;
  clock: { now: Date; pass(milliseconds: number): void };
  /** A token request; fields replace those of a right one, undefined leaves one out. */
  askToken(fields?: Record<string, string | undefined>, tenant?: string | null): Promise<Replied>;
  /** A new token with all scopes, or these. */
  token(scope?: string): Promise<string>;
  /** One request below /api with a bearer token, one with all scopes unless one is given. */
  ask(method: string, path: string, body?: Json, bearer?: string): Promise<Replied>;
  get(path: string, parameters?: Record<string, string | number | boolean>): Promise<Replied>;
  /** POST of an array with this one element; throws unless it succeeds. */
  save(path: string, element: JsonObject): Promise<JsonObject>;
}

const objects = z.array(z.record(z.string(), z.json()));

/** Starts with a clock that only moves when it is told to, from 2026-01-05T09:00:00Z. */
export async function startBench(options: Partial<PretendHaloPsaOptions> = {}): Promise<Bench> {
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const routes = createRoutes();
  const clock = {
    now: new Date('2026-01-05T09:00:00Z'),
    pass(milliseconds: number) {
      clock.now = new Date(clock.now.getTime() + milliseconds);
    },
  };
  const halo = await createPretendHaloPsa({ world, records, faults, routes, clock: () => clock.now, ...options });
  let kept: string | undefined;

  const askToken: Bench['askToken'] = async (fields = {}, tenant = halo.credentials.tenant ?? null) => {
    const { clientId = '', clientSecret = '' } = halo.credentials;
    const right = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: 'all' };
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...right, ...fields })) if (value !== undefined) form.set(name, value);
    const query = tenant === null ? '' : `?tenant=${encodeURIComponent(tenant)}`;
    return send(`${halo.url}/auth/token${query}`, { method: 'POST', body: form });
  };
  const token: Bench['token'] = async (scope = 'all') => {
    const { access_token: value } = (await askToken({ scope })).object();
    return z.string().parse(value);
  };
  const ask: Bench['ask'] = async (method, path, body, bearer) => {
    kept ??= await token();
    return send(`${halo.url}/api/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${bearer ?? kept}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  const get: Bench['get'] = (path, parameters = {}) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
    return ask('GET', query.size > 0 ? `${path}?${query}` : path);
  };
  const save: Bench['save'] = async (path, element) => {
    const replied = await ask('POST', path, [element]);
    if (replied.status !== 201) throw new Error(`POST ${path} answered ${replied.status}: ${replied.text}`);
    return replied.object();
  };
  return { world, records, faults, routes, halo, clock, askToken, token, ask, get, save };
}

export async function send(url: string, init: RequestInit): Promise<Replied> {
  const response = await fetch(url, init);
  const text = await response.text();
  const body = parseJson(text) ?? null;
  const object = () => z.record(z.string(), z.json()).parse(body);
  const rows = (key?: string) => objects.parse(key === undefined ? body : object()[key]);
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    object,
    rows,
    ids: (key) => rows(key).map(({ id }) => id),
  };
}
