import { createTestClock, type Replied, send } from '../client-for-tests.js';
import { createFaults, type Faults } from '../faults.js';
import type { Json } from '../json.js';
import { createRecords, type Records } from '../records.js';
import { createWorld, type World } from '../world/world.js';
import { createPretendHudu, type PretendHudu, type PretendHuduOptions } from './index.js';

export interface Bench {
  world: World;
  records: Records;
  faults: Faults;
  hudu: PretendHudu;
  clock: ReturnType<typeof createTestClock>;
  /** One request below /api/v1 with the right key. */
  ask(method: string, path: string, body?: Json): Promise<Replied>;
  get(path: string): Promise<Replied>;
}

export async function startBench(options: Partial<PretendHuduOptions> = {}): Promise<Bench> {
  const [world, records, faults, clock] = [createWorld(), createRecords(), createFaults(), createTestClock()];
  const psa = { integration: 'cw_manage', companyId: (slug: string) => String(slug.length * 7 + 250) };
  const hudu = await createPretendHudu({ world, records, faults, now: clock.now, psa, ...options });
  const ask: Bench['ask'] = (method, path, body) =>
    send(`${hudu.url}/api/v1${path}`, {
      method,
      headers: {
        'x-api-key': hudu.credentials.apiKey,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { world, records, faults, hudu, clock, ask, get: (path) => ask('GET', path) };
}
