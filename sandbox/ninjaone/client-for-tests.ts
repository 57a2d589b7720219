import { z } from 'zod';
import { createTestClock, type Replied, send } from '../client-for-tests.js';
import { createFaults, type Faults } from '../faults.js';
import type { Json } from '../json.js';
import { createRecords, type Records } from '../records.js';
import { createWorld, type World } from '../world/world.js';
import { createPretendNinjaOne, type PretendNinjaOne, type PretendNinjaOneOptions } from './index.js';

export interface Bench {
  world: World;
  records: Records;
  faults: Faults;
  ninja: PretendNinjaOne;
  clock: ReturnType<typeof createTestClock>;
  /** A token request with the right credentials. */
  askToken(fields?: Record<string, string>, path?: string): Promise<Replied>;
  token(scope?: string): Promise<string>;
  /** One request below /v2 with a token of all scopes, unless one is given. */
  ask(method: string, path: string, body?: Json, bearer?: string): Promise<Replied>;
  get(path: string): Promise<Replied>;
}

export async function startBench(options: Partial<PretendNinjaOneOptions> = {}): Promise<Bench> {
  const [world, records, faults, clock] = [createWorld(), createRecords(), createFaults(), createTestClock()];
  const ninja = await createPretendNinjaOne({ world, records, faults, now: clock.now, ...options });
  let kept: string | undefined;
  const askToken: Bench['askToken'] = (fields = {}, path = '/ws/oauth/token') => {
    const { clientId, clientSecret } = ninja.credentials;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, ...fields };
    return send(`${ninja.url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
  };
  const token: Bench['token'] = async (scope = 'monitoring management control') =>
    z.string().parse((await askToken({ scope })).object().access_token);
  const ask: Bench['ask'] = async (method, path, body, bearer) => {
    kept ??= await token();
    return send(`${ninja.url}/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${bearer ?? kept}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  return { world, records, faults, ninja, clock, askToken, token, ask, get: (path) => ask('GET', path) };
}
