import type { Connection } from 'mongoose';
import { createClientList, type ListClients } from './client-list.js';
import { type Client, type ClientStatus, clientModel, type DeployStatus, ofVersion, toClient } from './client-model.js';
import { type ClientRemovals, createClientRemovals } from './client-removals.js';
import { type ClientWrites, createClientWrites } from './client-writes.js';
import { createMappingClaims } from './mapping-claims.js';
import { createPromptVersions, type PromptVersions } from './prompt-versions.js';

export type { Client, ClientStatus, DeployStatus, ProvisioningStep } from './client-model.js';
export { type ClientSettings, clientPatch, clientSettings, settingsOf } from './client-settings.js';

export interface Clients extends ClientWrites {
  /** By name, destroyed ones too. */
  list(): Promise<Client[]>;
  page: ListClients;
  get(id: string): Promise<Client | undefined>;
  bySlug(slug: string): Promise<Client | undefined>;
  /** The client that is mapped to this id at an integration; destroyed ones are not found. */
  byMapping(kind: string, mappedId: string): Promise<Client | undefined>;
  /**
   * With `from`, only while status and version are still these. A destroyed client stays destroyed. Returns whether it
   * was set.
   */
  setStatus(
    id: string,
    status: Exclude<ClientStatus, 'destroyed'>,
    options?: { message?: string; from?: Pick<Client, 'status' | 'version'> } & Partial<
      Pick<Client, 'steps' | 'retry'>
    >,
  ): Promise<boolean>;
  /** With `version`, only while the client is still of it. Returns whether it was set. */
  setDeployStatus(id: string, deployStatus: DeployStatus, version?: number): Promise<boolean>;
  /** Keeps the number of the newest configuration; false for a destroyed client. */
  tookConfiguration(id: string, number: number): Promise<boolean>;
  /** Every version of every client's prompt. */
  prompts: PromptVersions;
  removals: ClientRemovals;
}

export function createClients({
  connection,
  now = () => new Date(),
}: {
  connection: Connection;
  now?: () => Date;
}): Clients {
  const model = clientModel(connection);
  const claims = createMappingClaims({ connection, now });
  const prompts = createPromptVersions({ connection, of: 'client' });
  const find = async (filter: Record<string, unknown>) => {
    const stored = await model.findOne(filter).lean();
    return stored ? toClient(stored) : undefined;
  };
  const alive = { status: { $ne: 'destroyed' } } as const;
  return {
    ...createClientWrites({ model, claims, prompts, now }),
    async list() {
      return (await model.find().sort({ name: 1 }).lean()).map(toClient);
    },
    page: createClientList(model),
    get: (id) => find({ _id: id }),
    bySlug: (slug) => find({ slug }),
    byMapping: (kind, mappedId) => find({ [`mappings.${kind}`]: mappedId, ...alive }),
    async setStatus(id, status, { message = '', from, ...more } = {}) {
      const still = from ? { status: from.status, ...ofVersion(from.version) } : alive;
      const { matchedCount } = await model.updateOne(
        { _id: id, ...still },
        { $set: { status, statusMessage: message, ...more } },
      );
      return matchedCount === 1;
    },
    async setDeployStatus(id, deployStatus, version) {
      const still = version === undefined ? {} : ofVersion(version);
      const { matchedCount } = await model.updateOne({ _id: id, ...alive, ...still }, { $set: { deployStatus } });
      return matchedCount === 1;
    },
    async tookConfiguration(id, number) {
      const { matchedCount } = await model.updateOne({ _id: id, ...alive }, { $max: { configuration: number } });
      return matchedCount === 1;
    },
    prompts,
    removals: createClientRemovals({ model, claims, now }),
  };
}
