import { afterAll, beforeAll, describe } from '@jest/globals';
import { jobsAreIsolated } from './jobs-for-tests.js';
import { modelsAreGuarded } from './models-for-tests.js';
import { routesAreIsolated } from './routes-for-tests.js';
import { setTwoClients, type TwoClients } from './two-clients-for-tests.js';
import { webhooksAreIsolated } from './webhooks-for-tests.js';

/** One product for all of these: what they share is dear to set up. The jobs come last, because they move tickets. */
let shared: TwoClients | undefined;
beforeAll(async () => {
  shared = await setTwoClients();
}, 60_000);
afterAll(() => shared?.stop());

function world(): TwoClients {
  if (!shared) throw new Error('The world is not set');
  return shared;
}

describe('routes', () => routesAreIsolated(world));
describe('models', () => modelsAreGuarded(world));
describe('webhooks', () => webhooksAreIsolated(world));
describe('jobs', () => jobsAreIsolated(world));
