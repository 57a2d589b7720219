import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { catalogue } from './adapters/catalogue.js';
import { createOutgoing } from './adapters/http.js';
import { createActivity } from './core/activity/record.js';
import { createAgent } from './core/agent/agent.js';
import { DIAGNOSIS_LIMITS, type DiagnosisLimits } from './core/agent/diagnose.js';
import { createRuns } from './core/agent/runs.js';
import { createApprovals } from './core/approvals/approval.js';
import { applyConfiguration, exportConfiguration } from './core/clients/apply.js';
import { createClients } from './core/clients/client.js';
import { createContactDirectory } from './core/clients/contact-directory.js';
import { createProvisioning } from './core/clients/provision.js';
import { createSettings } from './core/clients/settings.js';
import type { Config } from './core/config.js';
import { reasonOf } from './core/errors.js';
import { createMetrics } from './core/http/metrics.js';
import { createServer } from './core/http/server.js';
import { createInbox, receiveRoutes } from './core/inbox/receive.js';
import { createReconcile } from './core/inbox/reconcile.js';
import { createTicketWork, defineEventWork, LOOK_AGAIN } from './core/inbox/work.js';
import { createConversations } from './core/intake/conversation.js';
import { createIntake } from './core/intake/create-intake.js';
import { createConnections } from './core/integrations/connections.js';
import type { Finding } from './core/integrations/integration.js';
import { readMasterKey } from './core/integrations/master-key.js';
import { createSecrets } from './core/integrations/secrets.js';
import { createVault } from './core/integrations/vault.js';
import { createWebhooks } from './core/integrations/webhooks.js';
import { createAgendaQueue } from './core/jobs/agenda-queue.js';
import type { Log } from './core/log.js';
import { connectStore } from './core/store/connect.js';
import { indexesStand } from './core/store/indexes-stand.js';
import { createVoice } from './voice/index.js';
import {
  deepgramCredentials,
  deepgramIntegration,
  twilioCredentials,
  twilioIntegration,
} from './voice/integrations.js';

/** How long running calls and work may take when the process is told to stop. Milliseconds. */
const STOP_GRACE_MS = 25_000;

/** What a process does of the whole: the front doors, the queue's work and the agent, or both. */
export const ROLES = ['all', 'web', 'worker'] as const;
export type Role = (typeof ROLES)[number];

export interface FrontdeskOptions {
  config: Config;
  log: Log;
  /** Where `${NAME}` in configuration files is looked up. */
  env: Readonly<Record<string, string | undefined>>;
  now?: () => Date;
  /** The database's name, where it is not the one that MONGODB_URI names. */
  dbName?: string;
  /** `web` and `worker` need a store that is served to all of them. */
  role?: Role;
  /** Work on the store of a Frontdesk that is running on the same data directory. */
  joinRunning?: boolean;
  /** Timings and limits that tests shorten. */
  tuning?: {
    reconcileEveryMs?: number;
    diagnosis?: Partial<DiagnosisLimits>;
    patienceMs?: number;
    pauseMs?: number;
    settlingMs?: number;
    ticketTimeoutMs?: number;
    quietMs?: number;
    returnMs?: number;
    recoverEveryMs?: number;
    jobLockMs?: number;
    leaseMs?: number;
    youngMs?: number;
    pollEveryMs?: number;
  };
}

/** An installation's stored configuration, without anything running on it. */
export interface Installation {
  /** Makes the installation what a parsed configuration file says. Throws InvalidInput with one problem a line. */
  apply(file: unknown): Promise<{ changed: string[] }>;
  /** The configuration as a file that `apply` takes; secrets as names of environment variables. */
  export(): Promise<unknown>;
  /** Live checks of everything that is connected, by integration, and of each client in them. */
  check(): Promise<{ title: string; findings: Finding[] }[]>;
  close(): Promise<void>;
}

export interface Frontdesk extends Omit<Installation, 'close'> {
  server: FastifyInstance;
  /** Where it listens: http://HOST:PORT. */
  url: string;
  /** Resolves when every client is provisioned and every webhook registered, or has failed to be. */
  settled(timeoutMs?: number): Promise<void>;
  /** Lets calls and work finish, bounded, then closes everything. */
  stop(): Promise<void>;
}

/** Store, connections and settings: what the whole product stands on, and all that configuring it needs. */
async function layFoundation({ config, log, env, now = () => new Date(), ...options }: FrontdeskOptions) {
  const { dbName, joinRunning = false, role = 'all', tuning } = options;
  const masterKeys = await readMasterKey(config.dataDir, config.masterKey);
  const store = await connectStore({
    ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
    ...(dbName ? { dbName } : {}),
    dataDir: config.dataDir,
    joinRunning,
    embed: role === 'all',
    log,
  });
  const { connection } = store;
  const http = createOutgoing({ allowPrivate: config.allowPrivateHosts });
  const vault = createVault(masterKeys);

  const connections = createConnections({
    connection,
    catalogue: [...catalogue, twilioIntegration, deepgramIntegration],
    vault,
    deps: { http, now },
  });
  const queue = createAgendaQueue({
    store,
    log,
    ...(tuning?.jobLockMs ? { lockLifetimeMs: tuning.jobLockMs } : {}),
    ...(tuning?.pollEveryMs ? { pollEveryMs: tuning.pollEveryMs } : {}),
  });
  const settings = createSettings({ connection });
  const clients = createClients({ connection });
  const contacts = createContactDirectory({ connection, now });
  const provisioning = createProvisioning({ clients, connections, contacts, queue, log });
  const webhooks = createWebhooks({ connections, queue, publicBaseUrl: config.publicBaseUrl, now, log });

  const installation: Installation = {
    async apply(file) {
      const outcome = await applyConfiguration(file, env, {
        settings,
        connections,
        clients,
        provision: provisioning.provision,
      });
      await webhooks.registerSoon();
      return outcome;
    },
    export: () => exportConfiguration({ settings, connections, clients }),
    async check() {
      const connected = await connections.all();
      return Promise.all(
        connected.map(async ({ kind, title }) => ({ title, findings: await connections.check(kind) })),
      );
    },
    async close() {
      await queue.stop(STOP_GRACE_MS);
      await store.close();
      http.close();
    },
  };
  return {
    store,
    connection,
    vault,
    connections,
    queue,
    settings,
    clients,
    contacts,
    provisioning,
    webhooks,
    installation,
  };
}

/**
 * Opens an installation to configure or check it, also while a Frontdesk is running on it; nothing is started, queued
 * work is done by the running Frontdesk or by the next one.
 */
export async function openInstallation(options: FrontdeskOptions): Promise<Installation> {
  return (await layFoundation({ ...options, joinRunning: true })).installation;
}

/** The one place that knows everybody: config -> store -> adapters -> core -> doors. */
export async function startFrontdesk(options: FrontdeskOptions): Promise<Frontdesk> {
  const { config, log, now = () => new Date(), role = 'all', tuning = {} } = options;
  const foundation = await layFoundation(options);
  const { store, connection, vault, connections, queue, settings, clients, contacts, provisioning, webhooks } =
    foundation;
  const { installation } = foundation;
  const activity = createActivity({ connection, now });
  const approvals = createApprovals({ connection, now });
  const runs = createRuns({ connection, now, ...(tuning.leaseMs ? { leaseMs: tuning.leaseMs } : {}) });
  const secrets = createSecrets({ connection, vault, now });

  const agent = createAgent({
    runs,
    queue,
    alone: store.embedded,
    log,
    clients,
    settings,
    connections,
    approvals,
    activity,
    secrets,
    model: async () => (await connections.ofCategory('model'))?.connection.model,
    ended: ({ psaKind: kind, ticketId }) => queue.now(LOOK_AGAIN, { kind, ticketId }, { key: `${kind}/${ticketId}` }),
    now,
    limits: { ...DIAGNOSIS_LIMITS, ...tuning.diagnosis },
    ...(tuning.patienceMs ? { patienceMs: tuning.patienceMs } : {}),
    ...(tuning.pauseMs ? { pauseMs: tuning.pauseMs } : {}),
    ...(tuning.settlingMs ? { settlingMs: tuning.settlingMs } : {}),
    ...(tuning.recoverEveryMs ? { recoverEveryMs: tuning.recoverEveryMs } : {}),
  });
  const intake = createIntake({
    alone: store.embedded,
    conversations: createConversations({ connection, now }),
    contacts,
    psa: () => connections.psa(),
    settings: async () => (await settings.read()).intake,
    activity,
    wakeAgent: (ticket) => agent.open(ticket),
    queue,
    now,
    log,
    ...(tuning.ticketTimeoutMs ? { openTimeoutMs: tuning.ticketTimeoutMs } : {}),
    ...(tuning.quietMs ? { quietMs: tuning.quietMs } : {}),
    ...(tuning.returnMs ? { returnMs: tuning.returnMs } : {}),
    ...(tuning.recoverEveryMs ? { recoverEveryMs: tuning.recoverEveryMs } : {}),
  });
  const inbox = createInbox({ connection, queue, now });
  const work = createTicketWork({
    connections,
    runs,
    agent,
    ownedByIntake: (ticketId) => intake.owns(ticketId),
    now,
  });
  defineEventWork({ queue, inbox, work });
  const reconcile = createReconcile({
    connection,
    connections,
    work,
    queue,
    now,
    log,
    ...(tuning.reconcileEveryMs ? { everyMs: tuning.reconcileEveryMs } : {}),
    ...(tuning.youngMs ? { settlingMs: tuning.youngMs } : {}),
  });

  const metrics = createMetrics({ activeCalls: () => voice.activeCalls(), queueDepth: () => queue.depth() });
  const voice = createVoice({
    intake,
    settings: async () => {
      const msp = await settings.read();
      return { ...msp.voice, mspName: msp.name };
    },
    credentials: async () => ({
      twilio: twilioCredentials.optional().parse(await connections.credentials('twilio')),
      deepgram: deepgramCredentials.optional().parse(await connections.credentials('deepgram')),
    }),
    publicBaseUrl: config.publicBaseUrl,
    log,
    onTurn: metrics.turn,
  });

  const server = createServer({
    log,
    readiness: async () => [{ what: 'store', ready: connection.readyState === 1 }],
    metrics: metrics.text,
  });
  if (role !== 'worker') {
    await server.register(receiveRoutes({ connections, inbox }));
    await server.register(voice.routes);
  }

  await indexesStand(connection);
  await contacts.load();
  const unfollow = contacts.follow((error) =>
    log.warn(
      { reason: reasonOf(error) },
      'contacts that another process synced were not read; it is tried in a minute',
    ),
  );
  // A process that only opens doors puts work into the queue, and takes none.
  if (role !== 'web') {
    await queue.start();
    await Promise.all([agent.start(), intake.start(), provisioning.start(), reconcile.start(), webhooks.start()]);
  }
  await server.listen({ host: config.host, port: config.port });
  const address = z.object({ port: z.number() }).parse(server.server.address());
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${address.port}`;
  log.info(
    { url, role, publicBaseUrl: config.publicBaseUrl, embeddedStore: store.embedded, contacts: contacts.size() },
    'Frontdesk is ready',
  );

  let stopping: Promise<void> | undefined;
  return {
    server,
    url,
    apply: installation.apply,
    export: installation.export,
    check: installation.check,
    async settled(timeoutMs = 20_000) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const waiting = [...(await provisioning.underWay()), ...(await connections.awaitingWebhook())];
        if (waiting.length === 0) return;
        if (Date.now() > deadline) throw new Error(`Not settled after ${timeoutMs} ms: ${waiting.join(', ')}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    stop() {
      stopping ??= (async () => {
        unfollow();
        await voice.drain(STOP_GRACE_MS);
        await server.close();
        await installation.close();
        log.info('Frontdesk has stopped');
      })().catch((error: unknown) => {
        log.error({ reason: reasonOf(error) }, 'Frontdesk did not stop cleanly');
        throw error;
      });
      return stopping;
    },
  };
}

/** The version this program was built as. */
export async function readVersion(): Promise<string> {
  const text = await readFile(new URL('./package.json', import.meta.url), 'utf8').catch(() =>
    readFile(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
