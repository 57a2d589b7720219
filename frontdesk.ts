import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { catalogue } from './adapters/catalogue.js';
import { createOutgoing } from './adapters/http.js';
import { type AdminOptions, createAdmin } from './admin/index.js';
import { sealedOidcSettings } from './core/accounts/oidc-settings.js';
import { MSP_CHAIN } from './core/activity/chain.js';
import { type Activity, createActivity } from './core/activity/record.js';
import { type AgentTuning, createAgentWork } from './core/agent/create-agent-work.js';
import { BASE_PROMPT, BASE_PROMPT_VERSION } from './core/agent/prompt.js';
import { applyConfiguration, exportConfiguration } from './core/clients/apply.js';
import { createClientele } from './core/clients/clientele.js';
import { createIntegrationChanges } from './core/clients/integration-changes.js';
import { createRemoving } from './core/clients/removing.js';
import type { Config } from './core/config.js';
import { InvalidInput, reasonOf } from './core/errors.js';
import { createMetrics } from './core/http/metrics.js';
import { createServer } from './core/http/server.js';
import { createInbox, receiveRoutes } from './core/inbox/receive.js';
import { createReconcile } from './core/inbox/reconcile.js';
import { createTicketWork, defineEventWork, LOOK_AGAIN } from './core/inbox/work.js';
import { createConversations } from './core/intake/conversation.js';
import { createIntake } from './core/intake/create-intake.js';
import { createAuthorizations } from './core/integrations/authorizations.js';
import { createConnections } from './core/integrations/connections.js';
import type { Finding, Integration } from './core/integrations/integration.js';
import { openMasterKeys } from './core/integrations/master-key.js';
import { type Rotation, rotateKeys } from './core/integrations/rotate.js';
import { sealedIntegrations, sealedSecrets, sealedStates } from './core/integrations/sealed-values.js';
import { createSigner } from './core/integrations/signer.js';
import { createVault } from './core/integrations/vault.js';
import { createWebhooks } from './core/integrations/webhooks.js';
import { createAgendaQueue } from './core/jobs/agenda-queue.js';
import { nothingLeft } from './core/jobs/nothing-left.js';
import type { Log } from './core/log.js';
import { connectStore } from './core/store/connect.js';
import { indexesStand } from './core/store/indexes-stand.js';
import { readVersion } from './core/version.js';
import { createVoice } from './voice/index.js';
import { deepgramIntegration, readVoiceCredentials, twilioIntegration } from './voice/integrations.js';

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
  /** Further integrations beside the catalogue: of tests, and of operators' own builds. Their kinds are their own. */
  integrations?: readonly Integration[];
  /** Timings and limits that tests shorten. */
  tuning?: AgentTuning & {
    reconcileEveryMs?: number;
    reconcileOftenMs?: number;
    ticketTimeoutMs?: number;
    quietMs?: number;
    returnMs?: number;
    jobLockMs?: number;
    admin?: AdminOptions['tuning'];
    youngMs?: number;
    proofEveryMs?: number;
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
  /** See `Overview.webhookInstructions`: with secrets, for admins alone. */
  webhookInstructions(kind: string): Promise<string | undefined>;
  activity: Activity;
  /** The chain of a client in the activity record, by its slug or id (`msp`: no client's). Throws InvalidInput when there is no such client. */
  chainOf(client: string): Promise<string>;
  /** Brings all that is sealed under a new master key; see `rotateKeys`. */
  rotateKeys(options: { retire?: boolean }): Promise<Rotation>;
  close(): Promise<void>;
}

export interface Frontdesk extends Pick<Installation, 'apply' | 'export' | 'check' | 'webhookInstructions'> {
  server: FastifyInstance;
  /** Where it listens: http://HOST:PORT. */
  url: string;
  /** Where the first admin is made, while there was none at the start. For the console alone: it opens the house. */
  setupLink(): string | undefined;
  /** Resolves when every client is provisioned and every webhook registered, or has failed to be. */
  settled(timeoutMs?: number): Promise<void>;
  /** Lets calls and work finish, bounded, then closes everything. */
  stop(): Promise<void>;
}

/** Store, connections and settings: what the whole product stands on, and all that configuring it needs. */
async function layFoundation({ config, log, env, now = () => new Date(), ...options }: FrontdeskOptions) {
  const { dbName, joinRunning = false, role = 'all', integrations = [], tuning } = options;
  const store = await connectStore({
    ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
    ...(dbName ? { dbName } : {}),
    dataDir: config.dataDir,
    joinRunning,
    embed: role === 'all',
    log,
  });
  const { connection } = store;
  // Before anything else is looked at or written: with the wrong key nothing may start.
  const masterKeys = await openMasterKeys({
    connection,
    dataDir: config.dataDir,
    given: config.masterKeys,
    now,
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const activity = createActivity({ connection, now, signer: createSigner(masterKeys, 'activity') });
  const http = createOutgoing({ allowPrivate: config.allowPrivateHosts });
  const vault = createVault(masterKeys);

  const connections = createConnections({
    connection,
    catalogue: [...catalogue, twilioIntegration, deepgramIntegration, ...integrations],
    vault,
    deps: { http, now },
  });
  const queue = createAgendaQueue({
    store,
    log,
    ...(tuning?.jobLockMs ? { lockLifetimeMs: tuning.jobLockMs } : {}),
    ...(tuning?.pollEveryMs ? { pollEveryMs: tuning.pollEveryMs } : {}),
  });
  const clientele = createClientele({
    connection,
    connections,
    queue,
    activity,
    basePrompt: { version: BASE_PROMPT_VERSION, text: BASE_PROMPT },
    now,
    log,
  });
  const { settings, clients, changes, upkeep } = clientele;
  const webhooks = createWebhooks({ connections, queue, publicBaseUrl: config.publicBaseUrl, now, log });

  const installation: Installation = {
    async apply(file) {
      const outcome = await applyConfiguration(file, env, {
        settings,
        connections,
        clients,
        changes,
      });
      await webhooks.registerSoon();
      return outcome;
    },
    export: () => exportConfiguration({ settings, connections, clients }),
    check: upkeep.checkEverything,
    webhookInstructions: connections.webhookInstructions,
    activity,
    async chainOf(client) {
      if (client === MSP_CHAIN) return MSP_CHAIN;
      const found = (await clients.list()).find(({ id, slug }) => slug === client || id === client);
      if (!found) throw new InvalidInput('unknown_client', `There is no client ${client}; name one by its slug or id`);
      return found.id;
    },
    rotateKeys: (how) =>
      rotateKeys(
        {
          keys: masterKeys,
          sources: [
            sealedIntegrations(connection),
            sealedStates(connection),
            sealedSecrets(connection),
            sealedOidcSettings(connection),
          ],
          resealHeads: activity.resealHeads,
        },
        how,
      ),
    async close() {
      await queue.stop(STOP_GRACE_MS);
      await store.close();
      http.close();
    },
  };
  return {
    store,
    connection,
    masterKeys,
    activity,
    http,
    vault,
    connections,
    queue,
    clientele,
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
  const { store, connection, masterKeys, activity, http, vault, connections, queue, webhooks, installation } =
    foundation;
  const { settings, clients, contacts, configurations, deployment, provisioning, upkeep } = foundation.clientele;
  const agentWork = createAgentWork({
    connection,
    connections,
    clientele: foundation.clientele,
    activity,
    queue,
    masterKeys,
    vault,
    publicBaseUrl: config.publicBaseUrl,
    alone: store.embedded,
    ended: ({ psaKind: kind, ticketId }) => queue.now(LOOK_AGAIN, { kind, ticketId }, { key: `${kind}/${ticketId}` }),
    canTellCode: (ticketId, contactId) => intake.isLive(ticketId, contactId),
    now,
    log,
    tuning,
  });
  const { agent, runs, approvals, secrets, proof } = agentWork;
  const { publicBaseUrl } = config;
  const authorizations = createAuthorizations({ connection, connections, vault, publicBaseUrl, now });
  const removing = createRemoving({
    clients,
    configurations,
    erasers: [
      {
        name: 'runs',
        erase: (clientId) => agent.endAllOf(clientId, { by: 'Frontdesk', reason: 'the client was deleted' }),
      },
      { name: 'approvals', erase: (clientId) => approvals.cancelAllOf(clientId, 'The client was deleted.') },
      { name: 'secrets', erase: async (clientId) => void (await secrets.eraseOfClient(clientId)) },
      { name: 'health', erase: connections.health.eraseOfClient },
    ],
    queue,
    activity,
    now,
    log,
  });
  const intake = createIntake({
    alone: store.embedded,
    conversations: createConversations({ connection, now }),
    contacts,
    psa: () => connections.psa(),
    settings: async () => (await settings.read()).intake,
    activity,
    wakeAgent: (ticket) => agent.open(ticket),
    proof,
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
    runs,
    doorIsOpening: () => intake.isOpening(),
    queue,
    now,
    log,
    ...(tuning.reconcileEveryMs ? { everyMs: tuning.reconcileEveryMs } : {}),
    ...(tuning.reconcileOftenMs ? { oftenMs: tuning.reconcileOftenMs } : {}),
    ...(tuning.youngMs ? { settlingMs: tuning.youngMs } : {}),
  });

  const metrics = createMetrics({ activeCalls: () => voice.activeCalls(), queueDepth: () => queue.depth() });
  const voice = createVoice({
    intake,
    settings: async () => {
      const msp = await settings.read();
      return { ...msp.voice, mspName: msp.name };
    },
    credentials: () => readVoiceCredentials(connections.credentials),
    publicBaseUrl: config.publicBaseUrl,
    log,
    proofEveryMs: tuning.proofEveryMs,
    onTurn: metrics.turn,
  });

  const server = createServer({
    log,
    trustedProxies: config.trustedProxies,
    readiness: async () => [{ what: 'store', ready: connection.readyState === 1 }],
    metrics: metrics.text,
  });
  const admin = createAdmin({
    connection,
    vault,
    http,
    publicBaseUrl: config.publicBaseUrl,
    version: await readVersion(),
    agentWork: { ...agentWork, activity, clients, settings, connections },
    now,
    clientele: foundation.clientele,
    removing,
    connections,
    integrations: createIntegrationChanges({ connections, upkeep, authorizations, webhooks, deployment, activity }),
    ...(tuning.admin ? { tuning: tuning.admin } : {}),
  });
  if (role !== 'worker') {
    await server.register(receiveRoutes({ connections, inbox }));
    await server.register(voice.routes);
    await server.register(admin.plugin);
  }

  await indexesStand(connection);
  const setupLink = role === 'worker' ? undefined : await admin.openSetup();
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
    await Promise.all([deployment.start(), removing.start(), upkeep.start()]);
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
    setupLink: () => setupLink,
    apply: installation.apply,
    export: installation.export,
    check: installation.check,
    webhookInstructions: installation.webhookInstructions,
    settled: (timeoutMs = 20_000) =>
      nothingLeft(
        async () => [...(await provisioning.underWay()), ...(await connections.awaitingWebhook())],
        timeoutMs,
      ),
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
