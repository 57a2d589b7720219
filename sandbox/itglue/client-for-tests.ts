import { z } from 'zod';
import { createTestClock, type Replied, send } from '../client-for-tests.js';
import { createFaults, type Faults } from '../faults.js';
import type { Json, JsonObject } from '../json.js';
import { createRecords, type Records } from '../records.js';
import { createWorld, type World } from '../world/world.js';
import { createPretendItGlue, type PretendItGlue, type PretendItGlueOptions } from './index.js';

const resource = z.object({
  id: z.string(),
  type: z.string(),
  attributes: z.record(z.string(), z.json()),
  relationships: z.record(z.string(), z.json()).optional(),
});
export type SeenResource = z.infer<typeof resource>;

export interface Bench {
  world: World;
  records: Records;
  faults: Faults;
  itglue: PretendItGlue;
  clock: ReturnType<typeof createTestClock>;
  /** One request with the right key; a body goes in JSON:API's media type. */
  ask(method: string, path: string, body?: Json): Promise<Replied>;
  get(path: string): Promise<Replied>;
  /** The resources of a list, or the one of a show; throws when there are none. */
  seen(path: string): Promise<SeenResource[]>;
  /** POST or PATCH of one resource. */
  write(method: string, path: string, type: string, attributes: JsonObject): Promise<Replied>;
}

export const resourcesOf = (replied: Replied): SeenResource[] => {
  const { data } = replied.object();
  return z.array(resource).parse(Array.isArray(data) ? data : [data]);
};

export const errorOf = (replied: Replied) =>
  z.object({ errors: z.array(z.record(z.string(), z.json())) }).parse(replied.body).errors[0];

export async function startBench(options: Partial<PretendItGlueOptions> = {}): Promise<Bench> {
  const [world, records, faults, clock] = [createWorld(), createRecords(), createFaults(), createTestClock()];
  const itglue = await createPretendItGlue({ world, records, faults, now: clock.now, ...options });
  const ask: Bench['ask'] = (method, path, body) =>
    send(`${itglue.url}${path.replaceAll('[', '%5B').replaceAll(']', '%5D')}`, {
      method,
      headers: {
        'x-api-key': itglue.credentials.apiKey,
        ...(body === undefined ? {} : { 'content-type': 'application/vnd.api+json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const get: Bench['get'] = (path) => ask('GET', path);
  return {
    world,
    records,
    faults,
    itglue,
    clock,
    ask,
    get,
    seen: async (path) => resourcesOf(await get(path)),
    write: (method, path, type, attributes) => ask(method, path, { data: { type, attributes } }),
  };
}
