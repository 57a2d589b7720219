import type { Activity } from '../activity/record.js';
import { NotFound } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import type { Queue } from '../jobs/queue.js';
import { againAt } from './again.js';
import type { Client, ClientStatus, Clients, ProvisioningStep } from './client.js';
import { clientDestroyed } from './client-writes.js';
import type { ContactDirectory } from './contact-directory.js';
import type { Deployment } from './deployment.js';
import { provisioningSteps, takeStep } from './provisioning-steps.js';
import type { SettingsStore } from './settings.js';
import type { Upkeep } from './upkeep.js';

const PROVISION = 'clients.provision';
const UNFINISHED = 'clients.provision-unfinished';
const SYNC_CONTACTS = 'clients.sync-contacts';
const EVERY_MS = 10 * 60_000;

const UNSETTLED: readonly ClientStatus[] = ['pending', 'creating', 'provisioning'];

export interface ProvisionOptions {
  clients: Clients;
  connections: Connections;
  contacts: ContactDirectory;
  settings: Pick<SettingsStore, 'read'>;
  deployment: Pick<Deployment, 'configurationFor'>;
  upkeep: Pick<Upkeep, 'checkClient'>;
  basePromptVersion: number;
  queue: Queue;
  activity: Pick<Activity, 'add'>;
  now: () => Date;
  log: { warn(detail: object, message: string): void };
}

export interface Provisioning {
  /**
   * Queues the work that makes a client's agent ready; its outcome is the client's status and steps, pending until then.
   * Throws NotFound, Conflict `client_destroyed`.
   */
  provision(clientId: string): Promise<void>;
  /** Fetches changed contacts now, then every ten minutes; goes on with clients that are not active. */
  start(): Promise<void>;
  /** Slugs of the clients whose outcome is not known yet. */
  underWay(): Promise<string[]>;
}

/** Makes clients ready: each mapped integration is tried for them, their contacts come into the matching index. */
export function createProvisioning(options: ProvisionOptions): Provisioning {
  const { clients, connections, contacts, queue, activity, now, log } = options;

  /** Undefined when somebody has asked again or changed the client meanwhile: what is found is out of date then. */
  async function takeSteps(client: Client): Promise<{ steps: ProvisioningStep[]; passing: boolean } | undefined> {
    const steps: ProvisioningStep[] = [];
    let passing = true;
    let status = client.status;
    const { id, version } = client;
    // Only what passes by itself is worth repeating: one failure that needs a person ends it.
    for (const step of provisioningSteps(client, options)) {
      const hasFailed = steps.some(({ state }) => state === 'failed');
      if (step.last && hasFailed) {
        steps.push({ name: step.name, what: step.what, state: 'skipped', at: now() });
        continue;
      }
      const next = client.configuration === 0 && step.name === 'mappings' ? 'creating' : 'provisioning';
      if (!(await clients.setStatus(id, next, { steps: [...steps], from: { status, version } }))) return undefined;
      status = next;
      const taken = await takeStep(step, now);
      steps.push(...taken.outcomes);
      if (taken.outcomes.some(({ state }) => state === 'failed')) passing &&= taken.passing;
    }
    return { steps, passing };
  }

  queue.define<{ clientId: string }>(PROVISION, async ({ clientId }) => {
    const client = await clients.get(clientId);
    if (!client || client.status === 'destroyed' || client.status === 'active') return;
    const outcome = await takeSteps(client);
    if (!outcome) return;
    const { steps, passing } = outcome;
    const from = { status: 'provisioning', version: client.version } as const;
    const failed = steps.filter(({ state }) => state === 'failed');
    const problems = failed.map(({ what, problem }) => `${what}: ${problem}`);
    if (failed.length === 0) {
      const isSet = await clients.setStatus(clientId, 'active', { steps, retry: { attempts: 0 }, from });
      if (isSet) await record(`${client.name} is ready`);
      return;
    }
    const attempts = client.retry.attempts + 1;
    const retry = { attempts, ...(passing ? { at: againAt(attempts, now()) } : {}) };
    const message = problems.join('; ');
    if (!(await clients.setStatus(clientId, 'error', { message, steps, retry, from }))) return;
    if (attempts === 1) await record(`${client.name} could not be provisioned: ${message}`);
    log.warn({ clientId, reason: message, retryAt: retry.at }, 'a client could not be provisioned');
    if (retry.at) await queue.at(PROVISION, retry.at, { clientId }, { key: clientId });

    function record(what: string) {
      return activity.add({ clientId, kind: 'client.provisioned', what, detail: { steps } });
    }
  });

  queue.define(SYNC_CONTACTS, async () => {
    for (const { kind, connection } of await connections.all()) {
      if (connection.psa) await contacts.sync(kind, connection.psa);
    }
  });

  /** What a process left that died between storing a client and queueing its work. Whose work waits is joined. */
  queue.define(UNFINISHED, async () => {
    for (const { id, status } of await clients.list()) {
      if (UNSETTLED.includes(status)) await queue.now(PROVISION, { clientId: id }, { key: id });
    }
  });

  async function provision(clientId: string): Promise<void> {
    if (!(await clients.setStatus(clientId, 'pending', { retry: { attempts: 0 } }))) {
      const client = await clients.get(clientId);
      throw client ? clientDestroyed(client) : new NotFound('client', clientId);
    }
    await queue.now(PROVISION, { clientId }, { key: clientId });
  }

  return {
    provision,
    async start() {
      await queue.every(SYNC_CONTACTS, EVERY_MS);
      await queue.every(UNFINISHED, EVERY_MS);
      for (const { id, status } of await clients.list()) {
        if (status !== 'active' && status !== 'destroyed') await provision(id);
      }
    },
    async underWay() {
      return (await clients.list())
        .filter(({ status, deployStatus }) => UNSETTLED.includes(status) || deployStatus.state === 'deploying')
        .map(({ slug }) => slug);
    },
  };
}
