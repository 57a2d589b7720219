import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { createActivity } from '../activity/record.js';
import type { Author } from '../clients/author.js';
import { createClients } from '../clients/client.js';
import { createClientChanges } from '../clients/client-changes.js';
import { createConfigurations } from '../clients/configuration.js';
import { createContactDirectory } from '../clients/contact-directory.js';
import { createDeployment } from '../clients/deployment.js';
import { createImporting } from '../clients/importing.js';
import { createPrompts } from '../clients/prompts.js';
import { createProvisioning } from '../clients/provision.js';
import { createRemoving, type Eraser } from '../clients/removing.js';
import { createSettings, mspSettings } from '../clients/settings.js';
import { createUpkeep } from '../clients/upkeep.js';
import { VendorError } from '../errors.js';
import { createConnections } from '../integrations/connections.js';
import type { Finding } from '../integrations/integration.js';
import { createVault } from '../integrations/vault.js';
import {
  closeTicket,
  createClock,
  createFakeCatalogue,
  createFakeDirectory,
  createFakePsa,
  createHandQueue,
  createScriptedModel,
  SECRET_KEY,
} from './fakes-for-tests.js';
import { BASE_PROMPT, BASE_PROMPT_VERSION } from './prompt.js';

export const ADMIN: Author = { kind: 'account', id: 'a1', name: 'the admin' };

/** All that makes, changes and deletes clients, on a real store; its work is done when the test says so. */
export async function createClientWorld({
  connection,
  erasers = [],
  clock = createClock(),
}: {
  connection: Connection;
  erasers?: readonly Eraser[];
  clock?: ReturnType<typeof createClock>;
}) {
  const { now } = clock;
  const psa = createFakePsa(now);
  const identity = createFakeDirectory();
  const tools = [...identity.tools];
  /** What the directory's check of one client finds. */
  const check: { client: () => Promise<Finding[]> } = { client: async () => [{ ok: true, what: 'Sign in' }] };
  const catalogue = createFakeCatalogue({
    psa: psa.psa,
    directory: identity.directory,
    directoryTools: tools,
    psaTools: [closeTicket],
    model: createScriptedModel().model,
  }).map((entry) => ({
    ...entry,
    connect: (...args: Parameters<typeof entry.connect>) => ({
      ...entry.connect(...args),
      ...(entry.kind === 'pretend_directory' ? { checkClient: () => check.client() } : {}),
    }),
  }));
  const http = { request: () => Promise.reject(new VendorError('nobody', 'unavailable', 'No network')) };
  const vault = createVault(new Map([[1, randomBytes(32)]]));
  const connections = createConnections({ connection, catalogue, vault, deps: { http, now } });
  for (const kind of ['pretend_psa', 'pretend_directory']) {
    await connections.save(kind, { site: 'https://vendor.example', key: SECRET_KEY });
  }
  const hands = createHandQueue();
  const { queue } = hands;
  const log = { warn: () => undefined };
  const activity = createActivity({ connection, now });
  const settings = createSettings({ connection, now, onChange: (change) => changes.settingsChanged(change) });
  const clients = createClients({ connection, now });
  const configurations = createConfigurations({ connection });
  const contacts = createContactDirectory({ connection, now });
  const common = { clients, connections, settings, queue, activity, now, log, basePromptVersion: BASE_PROMPT_VERSION };
  const deployment = createDeployment({ ...common, configurations });
  const upkeep = createUpkeep(common);
  const provisioning = createProvisioning({ ...common, contacts, deployment, upkeep });
  const changes = createClientChanges({ clients, provisioning, deployment, activity });
  const basePrompt = { version: BASE_PROMPT_VERSION, text: BASE_PROMPT };
  const prompts = createPrompts({ clients, settings, changes, basePrompt });
  const importing = createImporting({ connections, clients, changes });
  const removing = createRemoving({ clients, configurations, erasers, queue, activity, now, log });
  await settings.write(mspSettings.parse({ name: 'Lakeside IT', mode: 'execute' }));
  await hands.drain();
  return {
    clock,
    psa,
    tools,
    check,
    hands,
    connections,
    activity,
    settings,
    clients,
    configurations,
    contacts,
    deployment,
    provisioning,
    upkeep,
    changes,
    prompts,
    importing,
    removing,
    /** What is recorded of a client, oldest first. */
    recorded: (clientId: string) => connection.collection('activity').find({ clientId }).sort({ _id: 1 }).toArray(),
  };
}
export type ClientWorld = Awaited<ReturnType<typeof createClientWorld>>;
