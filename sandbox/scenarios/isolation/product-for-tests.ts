import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PUBLIC_BASE_URL } from '../../../admin/cli/stage.js';
import { readConfig } from '../../../core/config.js';
import { createLog } from '../../../core/log.js';
import { connectStore } from '../../../core/store/connect.js';
import { pretendVerification } from '../../../core/verification/testing/pretend-verification.js';
import { type Frontdesk, startFrontdesk } from '../../../frontdesk.js';
import { configurationFor } from '../../configuration.js';
import { type Sandbox, startSandbox } from '../../sandbox.js';
import { definedJobs } from './defined-jobs-for-tests.js';
import { registeredRoutes } from './registered-routes-for-tests.js';

export interface Product {
  sandbox: Sandbox;
  frontdesk: Frontdesk;
  /** `METHOD /url` of every route that it serves. */
  routes: readonly string[];
  /** Names of all work that its queue knows. */
  jobs: readonly string[];
  data: { dataDir: string; dbName: string | undefined };
  stop(): Promise<void>;
}

/** The whole product beside the pretend world, with these of its companies as clients. */
export async function composeProduct(clients: readonly { slug: string; prompt: string }[]): Promise<Product> {
  const sandbox = await startSandbox();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'fd-isolation-'));
  const { MONGODB_URI } = process.env;
  const dbName = MONGODB_URI ? `isolation_${randomUUID().slice(0, 8)}` : undefined;
  const config = readConfig({
    PORT: '0',
    PUBLIC_BASE_URL,
    DATA_DIR: dataDir,
    ALLOW_PRIVATE_HOSTS: '127.0.0.1',
    ...(MONGODB_URI ? { MONGODB_URI } : {}),
  });
  const tuning = { jobLockMs: 6_000, admin: { scrypt: { log2N: 4, r: 1, p: 1 } } };
  const { routes, result } = await registeredRoutes(() =>
    definedJobs(() =>
      startFrontdesk({
        config,
        log: createLog('silent'),
        env: {},
        ...(dbName ? { dbName } : {}),
        integrations: [pretendVerification],
        tuning,
      }),
    ),
  );
  const { jobs, result: frontdesk } = result;
  sandbox.routes.add(PUBLIC_BASE_URL, frontdesk.url);
  const file = configurationFor(sandbox, { mode: 'execute', needs: ['pretend_verification'] });
  await frontdesk.apply({
    ...file,
    clients: file.clients.flatMap((client) => {
      const wanted = clients.find(({ slug }) => slug === client.slug);
      return wanted ? { ...client, prompt: wanted.prompt } : [];
    }),
  });
  await frontdesk.settled();
  return {
    sandbox,
    frontdesk,
    routes,
    jobs,
    data: { dataDir, dbName },
    async stop() {
      await frontdesk.stop();
      await sandbox.stop();
      if (MONGODB_URI && dbName) {
        const store = await connectStore({ mongodbUri: MONGODB_URI, dataDir, dbName });
        await store.connection.dropDatabase();
        await store.close();
      }
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
