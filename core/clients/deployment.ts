import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Activity } from '../activity/record.js';
import { NotFound, reasonOf } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import type { Queue } from '../jobs/queue.js';
import type { Tool } from '../tools/tool.js';
import { SYSTEM } from './author.js';
import type { Client, Clients } from './client.js';
import { settingsOf } from './client-settings.js';
import { clientDestroyed } from './client-writes.js';
import {
  type Because,
  type Configuration,
  type ConfigurationContent,
  type Configurations,
  type ConfiguredTool,
  differences,
} from './configuration.js';
import { toolsFor } from './mode.js';
import { agentSettingsOf, type SettingsStore, type VersionedSettings } from './settings.js';

const DEPLOY = 'clients.deploy';
const DEPLOY_ALL = 'clients.deploy-all';
const UNFINISHED = 'clients.deploy-unfinished';
const UNFINISHED_EVERY_MS = 10 * 60_000;

/** How often taking a configuration is tried anew when other processes take some at the same time. */
const TRIES = 20;

export interface DeploymentOptions {
  clients: Clients;
  settings: Pick<SettingsStore, 'readVersioned'>;
  connections: Pick<Connections, 'all'>;
  configurations: Configurations;
  basePromptVersion: number;
  queue: Queue;
  activity: Pick<Activity, 'add'>;
  now: () => Date;
  log: { warn(detail: object, message: string): void };
}

export interface Deployment {
  /**
   * The configuration that holds for this client now: the newest, or a new one when something has changed since it was
   * taken. Throws NotFound, Conflict `client_destroyed`.
   */
  configurationFor(clientId: string): Promise<Configuration>;
  /** Queues taking a new configuration of an active client whose settings have changed; see its `deployStatus`. */
  deploy(clientId: string): Promise<void>;
  /** The same for every active client, after a change of the MSP's settings. */
  deployAll(): Promise<void>;
  /** Goes on, now and every ten minutes, with what failed or a dead process left. */
  start(): Promise<void>;
}

/** Takes numbered configurations of clients' agents, each time something has changed that they are made of. */
export function createDeployment(options: DeploymentOptions): Deployment {
  const { clients, settings, connections, configurations, basePromptVersion, queue, activity, now, log } = options;
  /** Tools live as long as their connection. */
  const hashes = new WeakMap<Tool, string>();

  function schemaHash(tool: Tool): string {
    const known = hashes.get(tool);
    if (known) return known;
    const schema = tool.pin ?? z.toJSONSchema(tool.input, { io: 'input', unrepresentable: 'any' });
    const hash = createHash('sha256')
      .update(JSON.stringify([tool.description, schema]))
      .digest('hex');
    hashes.set(tool, hash);
    return hash;
  }

  async function contentOf(client: Client, { settings: msp }: VersionedSettings): Promise<ConfigurationContent> {
    const tools = toolsFor(client, msp, await connections.all()).map(
      ({ tool, effective: { policy, source } }): ConfiguredTool => ({
        name: tool.name,
        effect: tool.effect,
        policy,
        source,
        schemaHash: schemaHash(tool),
      }),
    );
    const { slug: _slug, freeze: _freeze, ...rest } = settingsOf(client);
    return { client: rest, msp: agentSettingsOf(msp), tools, basePromptVersion };
  }

  async function living(clientId: string): Promise<Client> {
    const client = await clients.get(clientId);
    if (!client) throw new NotFound('client', clientId);
    if (client.status === 'destroyed') throw clientDestroyed(client);
    return client;
  }

  async function configurationFor(clientId: string): Promise<Configuration> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      // In this order: whoever has added one since it was read takes the next number, and we look again. So what is
      // older than the newest never becomes the newest.
      const latest = await configurations.latest(clientId);
      const client = await living(clientId);
      const msp = await settings.readVersioned();
      const content = await contentOf(client, msp);
      const because = differences(latest, content);
      if (latest && because.length === 0) {
        if (client.configuration < latest.number) await clients.tookConfiguration(clientId, latest.number);
        return latest;
      }
      const number = Math.max(latest?.number ?? 0, client.configuration) + 1;
      const by = authorOf(because, client, msp);
      const added = await configurations.add({ ...content, clientId, number, at: now(), by, because });
      if (!added) continue;
      if (!(await clients.tookConfiguration(clientId, number))) {
        await configurations.drop(clientId, number);
        continue; // The client was deleted meanwhile, and that is what is found next.
      }
      if (latest) {
        const what = `${client.name} has configuration ${number} now (${because.join(', ')})`;
        await activity.add({ clientId, kind: 'client.deployed', what, detail: { number, because, by } });
      }
      return added;
    }
    throw new Error(`No configuration of client ${clientId} could be taken: others take them all the time`);
  }

  queue.define<{ clientId: string }>(DEPLOY, async ({ clientId }) => {
    const client = await clients.get(clientId);
    if (!client || client.status === 'destroyed') return;
    const { version } = client;
    try {
      // A client that is not active is provisioned, which takes its configuration.
      if (client.status === 'active') await configurationFor(clientId);
      await clients.setDeployStatus(clientId, { state: 'idle', message: '', at: now() }, version);
    } catch (error) {
      const message = reasonOf(error);
      await clients.setDeployStatus(clientId, { state: 'error', message, at: now() }, version);
      log.warn({ clientId, reason: message }, 'a configuration could not be deployed; it is tried again');
      throw error;
    }
  });
  queue.define(DEPLOY_ALL, async () => {
    for (const { id, status } of await clients.list()) if (status === 'active') await deploy(id);
  });

  queue.define(UNFINISHED, async () => {
    for (const { id, status, deployStatus } of await clients.list()) {
      if (status === 'active' && deployStatus.state !== 'idle') await deploy(id);
    }
  });

  async function deploy(clientId: string): Promise<void> {
    await clients.setDeployStatus(clientId, { state: 'deploying', message: '', at: now() });
    await queue.now(DEPLOY, { clientId }, { key: clientId });
  }

  return {
    configurationFor,
    deploy,
    deployAll: () => queue.now(DEPLOY_ALL, {}, { key: 'all' }),
    start: () => queue.every(UNFINISHED, UNFINISHED_EVERY_MS),
  };
}

function authorOf(because: readonly Because[], client: Client, msp: VersionedSettings): Configuration['by'] {
  const ofOthers: readonly Because[] = ['msp', 'tools', 'base_prompt'];
  if (because.some((part) => !ofOthers.includes(part))) return client.changedBy;
  return because.includes('msp') ? msp.changedBy : SYSTEM;
}
