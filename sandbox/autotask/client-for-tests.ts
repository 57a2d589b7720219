/** How this folder's tests talk to the pretend Autotask: plain HTTP, nothing of the product. */
import { z } from 'zod';
import { createFaults, type Faults } from '../faults.js';
import { createRecords, type Records } from '../records.js';
import { createRoutes, type Routes } from '../routes.js';
import { createWorld, type World } from '../world/world.js';
import { createPretendAutotask, type PretendAutotask, type PretendAutotaskOptions } from './index.js';
import { isObject, type Json, type JsonObject, type Row } from './json.js';

export interface Replied {
  status: number;
  headers: Headers;
  body: Json;
  /** The body as an object; throws when it is none. */
  object(): JsonObject;
  items(): JsonObject[];
  item(): JsonObject;
  itemId(): number;
  /** The texts of `errors`, joined. */
  errors(): string;
}

export interface Bench {
  world: World;
  records: Records;
  faults: Faults;
  routes: Routes;
  autotask: PretendAutotask;
  /** One request below /atservicesrest/v1.0, or to a whole address, with the current credentials. */
  ask(method: string, path: string, body?: Json, headers?: Record<string, string>): Promise<Replied>;
  /** `POST /{entity}/query` with these conditions. */
  query(entity: string, filter: JsonObject[], more?: JsonObject): Promise<Replied>;
  headers(): Record<string, string>;
  /** A ticket of Harbor Dental by the technician mbell, as it is stored. */
  openTicket(more?: { summary?: string; owner?: string }): Row;
  /** What a ticket needs at least. */
  ticketBody(more?: JsonObject): JsonObject;
}

export const NOW = new Date('2026-11-25T09:30:00.000Z');

export async function startBench(options: Partial<PretendAutotaskOptions> = {}): Promise<Bench> {
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const routes = createRoutes();
  const autotask = await createPretendAutotask({ world, records, faults, routes, ...options });
  const headers = () => {
    const { username, secret, trackingIdentifier } = autotask.credentials;
    return { ApiIntegrationCode: trackingIdentifier, UserName: username, Secret: secret };
  };
  const ask: Bench['ask'] = async (method, path, body, more = {}) =>
    send(path.startsWith('http') ? path : `${autotask.url}/atservicesrest/v1.0${path}`, {
      method,
      headers: { ...headers(), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    world,
    records,
    faults,
    routes,
    autotask,
    ask,
    query: (entity, filter, more = {}) => ask('POST', `/${entity}/query`, { filter, ...more }),
    headers,
    openTicket({ summary = 'Locked out', owner } = {}) {
      const personKey = 'harbor-dental/dana-whitfield';
      const { id } = autotask.technicianCreatesTicket({
        technician: 'mbell',
        personKey,
        summary,
        ...(owner === undefined ? {} : { owner }),
      });
      return autotask.record('Tickets', id);
    },
    ticketBody: (more = {}) => ({
      companyID: Number(autotask.companyId('harbor-dental')),
      title: 'Outlook does not start',
      status: 1,
      priority: 2,
      queueID: autotask.picklistValue('Tickets', 'queueID', 'Help Desk'),
      dueDateTime: '2026-12-01T17:00:00.000Z',
      ...more,
    }),
  };
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
    items: () => z.array(z.record(z.string(), z.json())).parse(object().items),
    item: () => z.record(z.string(), z.json()).parse(object().item),
    itemId: () => z.number().parse(object().itemId),
    errors: () => z.array(z.string()).parse(object().errors).join(' '),
  };
}
