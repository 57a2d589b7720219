import { type Connection, type Model, Schema } from 'mongoose';
import { type Author, SYSTEM } from './author.js';
import { type ClientSettings, clientSettings, settingsOf } from './client-settings.js';

export type ClientStatus =
  /** Saved; waits to be provisioned. */
  | 'pending'
  /** Being provisioned for the first time: it has no agent yet. */
  | 'creating'
  | 'provisioning'
  | 'active'
  /** A check failed; the steps say which. */
  | 'error'
  | 'destroyed';

/** How the newest configuration went out to this client's agent. */
export interface DeployStatus {
  state: 'idle' | 'deploying' | 'error';
  message: string;
  at: Date;
}

/** One thing that provisioning did or looked at. */
export interface ProvisioningStep {
  /** `mappings`, an integration's kind, `contacts`, `tools`, `prompt` or `configuration`. */
  name: string;
  /** For people, e.g. "ConnectWise PSA: company 250 exists". */
  what: string;
  /** `limited`: the client is ready, but for `tools`. */
  state: 'ok' | 'limited' | 'failed' | 'skipped';
  problem?: string;
  /** Well today, but somebody has to act soon. */
  warning?: string;
  /** Names of the tools that do not work because of the problem. */
  tools?: string[];
  at: Date;
}

/** A prompt's place in its history. */
export interface PromptVersion {
  number: number;
  at: Date;
  by: Author;
  note?: string;
}

/** How far deleting has come. */
export interface Removal {
  at: Date;
  by: Author;
  /** The slug it had; a new client may have it now. */
  slug: string;
  /** Names of the steps that are done. */
  done: string[];
  /** What went wrong last; it is tried again. */
  problem?: string;
  attempts: number;
  endedAt?: Date;
}

/** A company that the MSP looks after. */
export interface Client extends ClientSettings {
  id: string;
  /** Counts every change of settings: give it back as `ifVersion` to change only what you have seen. */
  version: number;
  status: ClientStatus;
  /** What went wrong, when status is error. */
  statusMessage: string;
  /** Outcomes of the last provisioning, in order. */
  steps: ProvisioningStep[];
  /** Failed tries of the provisioning that repeats itself, and when the next one is. */
  retry: { attempts: number; at?: Date };
  deployStatus: DeployStatus;
  /** Number of the newest configuration taken; 0 before the first. */
  configuration: number;
  promptVersion: PromptVersion;
  changedBy: Author;
  removal?: Removal;
}

export interface StoredClient extends Omit<Client, 'id'> {
  _id: string;
}

export function clientModel(connection: Connection): Model<StoredClient> {
  const mixed = Schema.Types.Mixed;
  const schema = new Schema<StoredClient>(
    {
      _id: { type: String, required: true },
      slug: { type: String, required: true, unique: true },
      name: { type: String, required: true },
      mode: { type: String, enum: ['plan', 'execute', 'inherit'], required: true },
      prompt: { type: String, default: '' },
      mappings: { type: mixed, required: true },
      policies: { type: mixed, required: true },
      rules: { type: mixed, default: [] },
      limits: { type: mixed, default: {} },
      freeze: { type: Boolean, default: false },
      vips: { type: [String], default: [] },
      version: { type: Number, required: true },
      status: { type: String, required: true },
      statusMessage: { type: String, default: '' },
      steps: { type: mixed, default: [] },
      retry: { type: mixed, default: { attempts: 0 } },
      deployStatus: { type: mixed, required: true },
      configuration: { type: Number, required: true },
      promptVersion: { type: mixed, required: true },
      changedBy: { type: mixed, required: true },
      removal: mixed,
    },
    { collection: 'clients', versionKey: false, minimize: false },
  );
  return connection.model<StoredClient>('Client', schema);
}

/** Fills in what documents of earlier releases do not have. */
export function toClient({ _id, ...rest }: StoredClient): Client {
  const unknown: Partial<StoredClient> = rest;
  return {
    ...rest,
    ...clientSettings.parse(settingsOf(rest)),
    id: _id,
    version: unknown.version ?? 0,
    steps: unknown.steps ?? [],
    retry: unknown.retry ?? { attempts: 0 },
    deployStatus: unknown.deployStatus ?? { state: 'idle', message: '', at: new Date(0) },
    promptVersion: unknown.promptVersion ?? { number: 1, at: new Date(0), by: SYSTEM },
    changedBy: unknown.changedBy ?? SYSTEM,
  };
}

/** The filter for "still as it was read"; documents of earlier releases have no version. */
export function ofVersion(version: number): { version: number | null } {
  return { version: version === 0 ? null : version };
}
