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
  /** Queues the work that makes a client's agent ready; its outcome is the client's status. */
  provision(clientId: string): Promise<void>;
  /** Fetches changed contacts now, then every ten minutes. */
  start(): Promise<void>;
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
    await clients.setStatus(clientId, 'provisioning');
    try {
      const problems = await problemsOf(client);
      await syncContacts();
      await clients.setStatus(clientId, problems.length === 0 ? 'active' : 'error', problems.join('; '));
    } catch (error) {
      await clients.setStatus(clientId, 'error', reasonOf(error));
      log.warn({ clientId, reason: reasonOf(error) }, 'a client could not be provisioned; it is tried again');
      throw error;
    }
  });
  queue.define(SYNC_CONTACTS, syncContacts);

  return {
    provision: (clientId) => queue.now(PROVISION, { clientId }, { key: clientId }),
    async start() {
      await queue.every(SYNC_CONTACTS, SYNC_EVERY_MS);
      for (const client of await clients.list()) {
        if (client.status === 'pending' || client.status === 'provisioning' || client.status === 'error') {
          await queue.now(PROVISION, { clientId: client.id }, { key: client.id });
        }
      }
    },
  };
}
