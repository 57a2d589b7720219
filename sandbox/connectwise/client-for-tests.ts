/** How this folder's tests talk to the pretend ConnectWise: plain HTTP, nothing of the product. */
import { z } from 'zod';
import { createFaults, type Faults } from '../faults.js';
import { createRecords, type Records } from '../records.js';
import { createRoutes, type Routes } from '../routes.js';
import { createWorld, type World } from '../world/world.js';
import { createPretendConnectWise, type PretendConnectWise, type PretendConnectWiseOptions } from './index.js';
import { isObject, type Json, type JsonObject } from './json.js';

export interface Replied {
  status: number;
  headers: Headers;
  body: Json;
  /** The body as an object; throws when it is none. */
  object(): JsonObject;
  /** The body as a list of objects; throws when it is none. */
  rows(): JsonObject[];
  /** The fields that `errors` names. */
  fields(): unknown[];
}

export interface Bench {
  world: World;
  records: Records;
  faults: Faults;
  routes: Routes;
  connectWise: PretendConnectWise;
  /** One request below /v4_6_release/apis/3.0, with the current credentials. `path` may have a query. */
  ask(method: string, path: string, body?: Json, headers?: Record<string, string>): Promise<Replied>;
  /** A list with conditions and other parameters, percent-encoded. */
  list(path: string, parameters: Record<string, string>): Promise<Replied>;
  headers(): Record<string, string>;
}

export async function startBench(options: Partial<PretendConnectWiseOptions> = {}): Promise<Bench> {
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const routes = createRoutes();
  const delivery = { retryDelaysMs: [5, 10], reorderMs: 5000, timeoutMs: 2000 };
  const connectWise = await createPretendConnectWise({ world, records, faults, routes, delivery, ...options });
  const headers = () => {
    const { companyId, publicKey, privateKey, clientId } = connectWise.credentials;
    const basic = Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64');
    return { authorization: `Basic ${basic}`, clientId };
  };
  const ask: Bench['ask'] = async (method, path, body, more = {}) =>
    send(`${connectWise.url}/v4_6_release/apis/3.0${path}`, {
      method,
      headers: { ...headers(), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const list: Bench['list'] = (path, parameters) => ask('GET', `${path}?${new URLSearchParams(parameters)}`);
  return { world, records, faults, routes, connectWise, ask, list, headers };
}

/** Sends a request and reads the JSON that comes back (null where there is none). */
export async function send(url: string, init: RequestInit): Promise<Replied> {
  const response = await fetch(url, init);
  const text = await response.text();
  const body = text === '' ? null : z.json().parse(JSON.parse(text));
  const object = () => {
    if (!isObject(body)) throw new Error(`An object was expected, not ${text.slice(0, 200)}`);
    return body;
  };
  return {
    status: response.status,
    headers: response.headers,
    body,
    object,
    rows: () => z.array(z.record(z.string(), z.json())).parse(body),
    fields() {
      const { errors } = object();
      return Array.isArray(errors) ? errors.map((item) => (isObject(item) ? item.field : undefined)) : [];
    },
  };
}
