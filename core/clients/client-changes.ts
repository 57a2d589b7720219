import type { Activity } from '../activity/record.js';
import type { Author } from './author.js';
import type { Client, ClientSettings, Clients } from './client.js';
import type { SavedClient } from './client-writes.js';
import type { Deployment } from './deployment.js';
import type { Provisioning } from './provision.js';
import { changedFields } from './same-content.js';
import { agentSettingsOf, type SettingsChange } from './settings.js';

/** The one way in which clients are made and changed: stored, recorded, and taken into their agents. */
export interface ClientChanges {
  /** Stores a new client and provisions it. Throws Conflict `slug_taken` or `mapping_taken`. */
  create(settings: ClientSettings, by: Author): Promise<Client>;
  /**
   * Changes these fields. With `ifVersion`, only a client that is still of this version: throws Conflict
   * `client_changed` otherwise. `note` goes into the prompt's history. Throws NotFound, InvalidInput `invalid_client`,
   * Conflict `slug_taken`, `mapping_taken`, `client_destroyed`.
   */
  update(
    id: string,
    patch: Partial<ClientSettings>,
    by: Author,
    options?: { ifVersion?: number; note?: string },
  ): Promise<SavedClient>;
  /** Creates or updates by slug, as `Clients.save`; provisions also an unchanged client that is not active. */
  save(settings: ClientSettings, together: readonly string[], by: Author): Promise<SavedClient>;
  /** Has a client provisioned once more. Throws NotFound, Conflict `client_destroyed`. */
  retry(id: string, by: Author): Promise<void>;
  /** What a change of the MSP's settings means for the clients. */
  settingsChanged(change: SettingsChange): Promise<void>;
}

export function createClientChanges({
  clients,
  provisioning,
  deployment,
  activity,
}: {
  clients: Clients;
  provisioning: Pick<Provisioning, 'provision'>;
  deployment: Pick<Deployment, 'deploy' | 'deployAll'>;
  activity: Pick<Activity, 'add'>;
}): ClientChanges {
  async function created(client: Client, by: Author): Promise<void> {
    const { id: clientId, name, slug, mappings } = client;
    const what = `${by.name} added the client ${name}`;
    await activity.add({ clientId, kind: 'client.created', what, detail: { by, slug, mappings } });
    await provisioning.provision(clientId);
  }

  async function changed({ client, before, fields }: SavedClient, by: Author): Promise<void> {
    if (!before) return created(client, by);
    const clientId = client.id;
    const what = `${by.name} changed ${fields.join(', ')} of ${client.name}`;
    await activity.add({ clientId, kind: 'client.changed', what, detail: { by, fields, version: client.version } });
    if (fields.includes('prompt')) {
      const { number } = client.promptVersion;
      const said = `${client.name} has prompt ${number} now, by ${by.name}`;
      await activity.add({ clientId, kind: 'prompt.changed', what: said, detail: { by, number } });
    }
    await (client.status === 'active' ? deployment.deploy(clientId) : provisioning.provision(clientId));
  }

  return {
    async create(settings, by) {
      const client = await clients.create(settings, by);
      await created(client, by);
      return client;
    },
    async update(id, patch, by, options) {
      const saved = await clients.update(id, patch, by, options);
      if (saved.changed) await changed(saved, by);
      return saved;
    },
    async save(settings, together, by) {
      const saved = await clients.save(settings, together, by);
      if (saved.changed) await changed(saved, by);
      else if (saved.client.status !== 'active') await provisioning.provision(saved.client.id);
      return saved;
    },
    async retry(clientId, by) {
      await provisioning.provision(clientId);
      const name = (await clients.get(clientId))?.name;
      await activity.add({
        clientId,
        kind: 'client.retried',
        what: `${by.name} had ${name} tried again`,
        detail: { by },
      });
    },
    async settingsChanged({ before, after, promptVersion, by }) {
      const fields = changedFields(before, after);
      const what = `${by.name} changed ${fields.join(', ')} of the MSP's settings`;
      await activity.add({ kind: 'settings.changed', what, detail: { by, fields } });
      if (fields.includes('prompt')) {
        const { number } = promptVersion;
        const said = `The MSP has prompt ${number} now, by ${by.name}`;
        await activity.add({ kind: 'prompt.changed', what: said, detail: { by, number } });
      }
      if (changedFields(agentSettingsOf(before), agentSettingsOf(after)).length > 0) await deployment.deployAll();
    },
  };
}
