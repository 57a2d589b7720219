import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { DestinationStream } from 'pino';
import { readConfig } from '../../core/config.js';
import { createLog } from '../../core/log.js';
import { connectStore } from '../../core/store/connect.js';
import { type Frontdesk, type FrontdeskOptions, startFrontdesk } from '../../frontdesk.js';
import { configurationFor } from '../../sandbox/configuration.js';
import { NEEDED_KINDS } from '../../sandbox/needed-integrations.js';
import type { PretendPsa } from '../../sandbox/psa/pretend-psa.js';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.js';
import type { Setting } from '../../sandbox/scenarios/scenario.js';

/** Where the pretend vendors reach the product: a name that no real network knows. */
export const PUBLIC_BASE_URL = 'https://frontdesk.example';

/** Short, because nothing on a stage is shared and the job library keeps half of it as a timer after each job. */
const STAGE_JOB_LOCK_MS = 6_000;

/** How often a PSA that sends no events is asked: nobody wants to watch a story wait. */
const STAGE_POLL_MS = 1_000;

/** How often a call asks about the caller's proof: its time goes by faster than ours. */
const STAGE_PROOF_MS = 100;

export interface DemoStage {
  sandbox: Sandbox;
  /** The product that runs now. */
  readonly frontdesk: Frontdesk;
  /** Where the product keeps its data, and the database's name where that is on a server. */
  readonly data: { dataDir: string; dbName: string | undefined };
  /** Stops the product; the world goes on, and the data stays. */
  stopProduct(): Promise<void>;
  /** Starts it again on the same data, at another address behind the same public one. */
  startProduct(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The pretend world and the product side by side, configured the way an admin would: one configuration file. The product
 * keeps its data in a folder of its own, or on the server of MONGODB_URI in a database of its own; both go with the stage.
 */
export async function setStage({
  mode,
  needs = [],
  msp,
  clients,
  challengeMs,
  psa,
  logLevel = 'silent',
  logTo,
  tuning,
  integrations = [],
}: Setting & {
  /** The kind of the PSA that the MSP works with; ConnectWise where absent. */
  psa?: string;
  logLevel?: string;
  logTo?: DestinationStream;
  tuning?: FrontdeskOptions['tuning'];
  /** Beside the catalogue. Those that the pretend world has a vendor for are connected, too. */
  integrations?: NonNullable<FrontdeskOptions['integrations']>;
}): Promise<DemoStage> {
  const sandbox = await startSandbox(psa ? { psa } : {});
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'frontdesk-'));
  const { MONGODB_URI } = process.env;
  const dbName = MONGODB_URI ? `stage_${randomUUID().slice(0, 8)}` : undefined;
  const config = readConfig({
    PORT: '0',
    PUBLIC_BASE_URL,
    DATA_DIR: dataDir,
    ALLOW_PRIVATE_HOSTS: '127.0.0.1',
    LOG_LEVEL: logLevel,
    ...(MONGODB_URI ? { MONGODB_URI } : {}),
  });
  const log = createLog(config.logLevel, logTo);

  async function start(): Promise<Frontdesk> {
    const started = await startFrontdesk({
      config,
      log,
      env: {},
      ...(dbName ? { dbName } : {}),
      integrations,
      tuning: {
        jobLockMs: STAGE_JOB_LOCK_MS,
        reconcileOftenMs: STAGE_POLL_MS,
        proofEveryMs: STAGE_PROOF_MS,
        ...(challengeMs ? { challengeMs } : {}),
        ...tuning,
      },
    });
    sandbox.routes.add(PUBLIC_BASE_URL, started.url);
    return started;
  }

  let frontdesk = await start().catch(async (error: unknown) => {
    await clear();
    throw error;
  });
  async function stop(): Promise<void> {
    await frontdesk.stop();
    await clear();
  }
  async function clear(): Promise<void> {
    await sandbox.stop();
    if (MONGODB_URI && dbName) {
      const store = await connectStore({ mongodbUri: MONGODB_URI, dataDir, dbName });
      await store.connection.dropDatabase();
      await store.close();
    }
    await rm(dataDir, { recursive: true, force: true });
  }

  sandbox.twilio.setNumber({
    voiceUrl: `${PUBLIC_BASE_URL}/voice/incoming`,
    voiceFallbackUrl: `${PUBLIC_BASE_URL}/voice/fallback`,
    statusCallback: `${PUBLIC_BASE_URL}/voice/status`,
  });
  try {
    const further = integrations.map(({ kind }) => kind).filter((kind) => NEEDED_KINDS.includes(kind));
    const setting = {
      mode,
      needs: [...new Set([...needs, ...further])],
      ...(msp ? { msp } : {}),
      ...(clients ? { clients } : {}),
    };
    await frontdesk.apply(configurationFor(sandbox, setting));
    await frontdesk.settled();
    await pasteWebhook(sandbox.psa, frontdesk);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    sandbox,
    get frontdesk() {
      return frontdesk;
    },
    data: { dataDir, dbName },
    stopProduct: () => frontdesk.stop(),
    async startProduct() {
      frontdesk = await start();
    },
    stop,
  };
}

/** What the MSP's admin does where the PSA's webhook is set up by hand: copies what Frontdesk shows into the PSA. */
async function pasteWebhook(psa: PretendPsa, frontdesk: Frontdesk): Promise<void> {
  const instructions = await frontdesk.webhookInstructions(psa.kind);
  const url = /https:\/\/\S+/.exec(instructions ?? '')?.[0];
  const secret = /\bsecret=([\w-]+)/.exec(url ?? '')?.[1];
  if (url && secret) await psa.pasteWebhook?.({ url, secret });
}
