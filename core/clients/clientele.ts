import type { Connection } from 'mongoose';
import type { Activity } from '../activity/record.js';
import type { Connections } from '../integrations/connections.js';
import type { Queue } from '../jobs/queue.js';
import { createClients } from './client.js';
import { type ClientChanges, createClientChanges } from './client-changes.js';
import { createConfigurations } from './configuration.js';
import { createContactDirectory } from './contact-directory.js';
import { createDeployment } from './deployment.js';
import { createImporting } from './importing.js';
import { createPolicies } from './policy-changes.js';
import { createPrompts } from './prompts.js';
import { createProvisioning } from './provision.js';
import { createSettings } from './settings.js';
import { createUpkeep } from './upkeep.js';

export interface ClienteleOptions {
  connection: Connection;
  connections: Connections;
  queue: Queue;
  activity: Activity;
  basePrompt: { version: number; text: string };
  now(): Date;
  log: { warn(detail: object, message: string): void };
}

/** The MSP's settings, its clients and their people, and all that changes them: composed on one database. */
export function createClientele({ connection, basePrompt, ...rest }: ClienteleOptions) {
  const { now, connections, activity } = rest;
  const settings = createSettings({ connection, now, onChange: (change) => changes.settingsChanged(change) });
  const clients = createClients({ connection, now });
  const contacts = createContactDirectory({ connection, now });
  const configurations = createConfigurations({ connection });
  const shared = { ...rest, clients, settings, basePromptVersion: basePrompt.version };
  const deployment = createDeployment({ ...shared, configurations });
  const upkeep = createUpkeep({ ...rest, clients });
  const provisioning = createProvisioning({ ...shared, contacts, deployment, upkeep });
  const changes: ClientChanges = createClientChanges({ clients, provisioning, deployment, activity });
  const importing = createImporting({ connections, clients, changes });
  const prompts = createPrompts({ clients, settings, changes, basePrompt });
  const policies = createPolicies({ clients, settings, changes, connections });
  return {
    settings,
    clients,
    contacts,
    configurations,
    deployment,
    provisioning,
    upkeep,
    changes,
    importing,
    prompts,
    policies,
  };
}
export type Clientele = ReturnType<typeof createClientele>;
