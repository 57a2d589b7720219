/** How this folder's tests talk to the pretend SuperOps: plain HTTP, nothing of the product. */
import { z } from 'zod';
import { createFaults, type Faults } from '../faults.js';
import { createRecords, type Records } from '../records.js';
import { createRoutes } from '../routes.js';
import { createWorld, type World } from '../world/world.js';
import { createPretendSuperOps, type PretendSuperOps, type PretendSuperOpsOptions } from './index.js';

export interface Replied {
  status: number;
  headers: Headers;
  /** As it came. */
  text: string;
  /** Parsed with long integers as strings; throws when there is no JSON. */
  body(): Record<string, unknown>;
  /** `data` of one root field; throws when there are errors. */
  data(field: string): unknown;
  /** The codes of all clientErrors. */
  codes(): string[];
  /** The messages of all errors. */
  messages(): string[];
}

export interface Bench {
  world: World;
  records: Records;
  faults: Faults;
  superOps: PretendSuperOps;
  /** One document with the current credentials. */
  ask(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Replied>;
  headers(): Record<string, string>;
}

const said = z.object({
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.object({ clientError: z.array(z.object({ code: z.string() })).optional() }).optional(),
      }),
    )
    .optional(),
  data: z.record(z.string(), z.unknown()).nullish(),
});

export async function startBench(options: Partial<PretendSuperOpsOptions> = {}): Promise<Bench> {
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const superOps = await createPretendSuperOps({ world, records, faults, routes: createRoutes(), ...options });
  const headers = () => ({
    authorization: `Bearer ${superOps.credentials.apiToken}`,
    customersubdomain: superOps.credentials.subdomain ?? '',
    'content-type': 'application/json',
  });
  return {
    world,
    records,
    faults,
    superOps,
    headers,
    ask: (query, variables, more = {}) =>
      post(superOps.url, { ...headers(), ...more }, JSON.stringify({ query, variables })),
  };
}

/** Sends a body to `/msp` as it stands. */
export async function post(url: string, headers: Record<string, string>, body: string): Promise<Replied> {
  const response = await fetch(`${url}/msp`, { method: 'POST', headers, body });
  const text = await response.text();
  const read = () => z.record(z.string(), z.unknown()).parse(JSON.parse(text.replace(/:\s*(\d{16,})/g, ':"$1"')));
  const errors = () => said.parse(read()).errors ?? [];
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: read,
    data(field) {
      const { errors: found, data } = said.parse(read());
      if (found) throw new Error(`Errors were answered: ${text}`);
      return data?.[field];
    },
    codes: () => errors().flatMap(({ extensions }) => (extensions?.clientError ?? []).map(({ code }) => code)),
    messages: () => errors().map(({ message }) => message),
  };
}

/** The value at a dotted path, e.g. `clients.0.name`; undefined where a part is missing. */
export function at(value: unknown, path: string): unknown {
  let here: unknown = value;
  for (const part of path.split('.')) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Object.entries(here).find(([name]) => name === part)?.[1];
  }
  return here;
}
