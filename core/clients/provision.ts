import { reasonOf } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import type { Queue } from '../jobs/queue.js';
import type { Client, Clients } from './client.js';
import type { ContactDirectory } from './contact-directory.js';

const PROVISION = 'clients.provision';
const SYNC_CONTACTS = 'clients.sync-contacts';
const SYNC_EVERY_MS = 10 * 60_000;

export interface ProvisionOptions {
  clients: Clients;
  connections: Connections;
  contacts: ContactDirectory;
  queue: Queue;
  log: { warn(detail: object, message: string): void };
}

export interface Provisioning {
  /** Queues the work that makes a client's agent ready; its outcome is the client's status, pending until then. */
  provision(clientId: string): Promise<void>;
  /** Fetches changed contacts now, then every ten minutes. */
  start(): Promise<void>;
  /** Slugs of the clients whose outcome is not known yet. */
  underWay(): Promise<string[]>;
}

/** Makes clients ready: each mapped integration is tried for them, their contacts come into the matching index. */
export function createProvisioning({ clients, connections, contacts, queue, log }: ProvisionOptions): Provisioning {
  async function syncContacts(): Promise<void> {
    for (const { kind, connection } of await connections.all()) {
      if (connection.psa) await contacts.sync(kind, connection.psa);
    }
  }

  async function problemsOf(client: Client): Promise<string[]> {
    const problems: string[] = [];
    for (const [kind, mappedId] of Object.entries(client.mappings)) {
      const connected = await connections.get(kind);
      if (!connected) {
        problems.push(`mapped to ${kind}, which is not connected`);
        continue;
      }
      const { psa, checkClient } = connected.connection;
      for (const { ok, what, problem } of (await checkClient?.(mappedId)) ?? []) {
        if (!ok) problems.push(`${connected.title}: ${what}: ${problem ?? 'does not work'}`);
      }
      if (!psa) continue;
      const company = (await psa.companies()).find(({ id }) => id === mappedId);
      if (!company) problems.push(`${connected.title} has no company ${mappedId}`);
    }
    return problems;
  }

  queue.define<{ clientId: string }>(PROVISION, async ({ clientId }) => {
    const client = await clients.get(clientId);
    if (!client || client.status === 'destroyed') return;
    // Who asks again meanwhile makes it pending, and that stays: what is found here is out of date.
    const { status, configuration } = client;
    await clients.setStatus(clientId, 'provisioning', { from: { status, configuration } });
    const from = { status: 'provisioning', configuration } as const;
    try {
      const problems = await problemsOf(client);
      await syncContacts();
      const message = problems.join('; ');
      await clients.setStatus(clientId, problems.length === 0 ? 'active' : 'error', { message, from });
    } catch (error) {
      await clients.setStatus(clientId, 'error', { message: reasonOf(error), from });
      log.warn({ clientId, reason: reasonOf(error) }, 'a client could not be provisioned; it is tried again');
      throw error;
    }
  });
  queue.define(SYNC_CONTACTS, syncContacts);

  async function provision(clientId: string): Promise<void> {
    await clients.setStatus(clientId, 'pending');
    await queue.now(PROVISION, { clientId }, { key: clientId });
  }
  return {
    provision,
    async start() {
      await queue.every(SYNC_CONTACTS, SYNC_EVERY_MS);
      for (const { id, status } of await clients.list()) {
        if (status !== 'active' && status !== 'destroyed') await provision(id);
      }
    },
    async underWay() {
      const unsettled = ['pending', 'creating', 'provisioning'];
      return (await clients.list()).filter(({ status }) => unsettled.includes(status)).map(({ slug }) => slug);
    },
  };
}
