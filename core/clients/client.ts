import { randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import { z } from 'zod';
import { Conflict } from '../errors.js';
import { argumentRule, policyTable, writeLimits } from '../tools/policy-settings.js';

/** What an admin decides about a client. */
export const clientSettings = z.strictObject({
  slug: z
    .string()
    .max(60)
    .regex(/^[a-z0-9-]+$/, 'may hold lower-case letters, digits and hyphens only'),
  name: z.string().min(1).max(200),
  mode: z.enum(['plan', 'execute', 'inherit']).default('inherit'),
  prompt: z.string().max(20_000).default(''),
  /** Integration kind to this client's id there: PSA company, Microsoft tenant. */
  mappings: z.record(z.string(), z.string().min(1)).default({}),
  policies: policyTable.default({}),
  rules: z.array(argumentRule).max(200).default([]),
  limits: writeLimits.omit({ perHour: true }).prefault({}),
  /** The agent looks and plans, nothing is changed for this client. */
  freeze: z.boolean().default(false),
  /** People on whom rules may ask for more care: addresses, user principal names. */
  vips: z.array(z.string().min(3).max(320)).max(500).default([]),
});
export type ClientSettings = z.infer<typeof clientSettings>;

export type ClientStatus = 'pending' | 'creating' | 'provisioning' | 'active' | 'error' | 'destroyed';

/** A company that the MSP looks after. */
export interface Client extends ClientSettings {
  id: string;
  status: ClientStatus;
  /** What went wrong, when status is error. */
  statusMessage: string;
  /** Counts every change of settings; runs carry the number they worked with. */
  configuration: number;
}

interface StoredClient extends Omit<Client, 'id'> {
  _id: string;
}

export interface Clients {
  list(): Promise<Client[]>;
  get(id: string): Promise<Client | undefined>;
  bySlug(slug: string): Promise<Client | undefined>;
  /** The client that is mapped to this id at an integration; destroyed ones are not found. */
  byMapping(kind: string, mappedId: string): Promise<Client | undefined>;
  /**
   * Creates or updates by slug; what is new or changed is pending until it is provisioned. Throws Conflict when another client has one of the mappings, unless that client is among
   * `together`, the slugs that are saved with it.
   */
  save(settings: ClientSettings, together?: readonly string[]): Promise<{ client: Client; changed: boolean }>;
  /** With `from`, only while status and configuration are still these. */
  setStatus(
    id: string,
    status: ClientStatus,
    options?: { message?: string; from?: Pick<Client, 'status' | 'configuration'> },
  ): Promise<void>;
}

export function createClients({ connection }: { connection: Connection }): Clients {
  const schema = new Schema<StoredClient>(
    {
      _id: { type: String, required: true },
      slug: { type: String, required: true, unique: true },
      name: { type: String, required: true },
      mode: { type: String, enum: ['plan', 'execute', 'inherit'], required: true },
      prompt: { type: String, default: '' },
      mappings: { type: Schema.Types.Mixed, required: true },
      policies: { type: Schema.Types.Mixed, required: true },
      rules: { type: Schema.Types.Mixed, default: [] },
      limits: { type: Schema.Types.Mixed, default: {} },
      freeze: { type: Boolean, default: false },
      vips: { type: [String], default: [] },
      status: { type: String, required: true },
      statusMessage: { type: String, default: '' },
      configuration: { type: Number, required: true },
    },
    { collection: 'clients', versionKey: false, minimize: false },
  );
  const model = connection.model('Client', schema);

  const clients: Clients = {
    async list() {
      return (await model.find().sort({ name: 1 }).lean()).map(toClient);
    },
    async get(id) {
      return optional(await model.findById(id).lean());
    },
    async bySlug(slug) {
      return optional(await model.findOne({ slug }).lean());
    },
    async byMapping(kind, mappedId) {
      return optional(await model.findOne({ [`mappings.${kind}`]: mappedId, status: { $ne: 'destroyed' } }).lean());
    },
    async save(settings, together = []) {
      await model.init(); // Only the index, once it is there, makes a second client of one slug impossible.
      const known = await clients.bySlug(settings.slug);
      for (const [kind, mappedId] of Object.entries(settings.mappings)) {
        const holder = await clients.byMapping(kind, mappedId);
        if (holder && holder.slug !== settings.slug && !together.includes(holder.slug)) {
          throw new Conflict(
            'mapping_taken',
            `clients.${settings.slug}.mappings.${kind}: ${mappedId} already belongs to the client ${holder.slug}`,
          );
        }
      }
      if (known && sameSettings(known, settings)) return { client: known, changed: false };
      await model.updateOne(
        { slug: settings.slug },
        {
          $set: { ...settings, status: 'pending', statusMessage: '' },
          $inc: { configuration: 1 },
          $setOnInsert: { _id: randomUUID() },
        },
        { upsert: true },
      );
      const saved = await clients.bySlug(settings.slug);
      if (!saved) throw new Conflict('client_vanished', `The client ${settings.slug} was removed while it was saved`);
      return { client: saved, changed: true };
    },
    async setStatus(id, status, { message = '', from } = {}) {
      await model.updateOne({ _id: id, ...from }, { $set: { status, statusMessage: message } });
    },
  };
  return clients;
}

function toClient({ _id, ...rest }: StoredClient): Client {
  return { id: _id, ...rest, ...clientSettings.parse(settingsOf(rest)) };
}

function optional(stored: StoredClient | null): Client | undefined {
  return stored ? toClient(stored) : undefined;
}

function sameSettings(known: ClientSettings, given: ClientSettings): boolean {
  return JSON.stringify(canonical(clientSettings.parse(settingsOf(known)))) === JSON.stringify(canonical(given));
}

/** The settings among a client's fields. */
export function settingsOf(client: ClientSettings): ClientSettings {
  const { slug, name, mode, prompt, mappings, policies, rules, limits, freeze, vips } = client;
  return { slug, name, mode, prompt, mappings, policies, rules, limits, freeze, vips };
}

function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  );
}
