import { type Connection, Schema } from 'mongoose';
import { isDuplicateKey, NotFound } from '../errors.js';
import { tenantGuard } from '../store/tenant-guard.js';
import type { EffectivePolicy } from '../tools/policy.js';
import type { Policy, ToolEffect } from '../tools/tool.js';
import type { Author } from './author.js';
import type { ClientSettings } from './client-settings.js';
import { sameContent } from './same-content.js';
import type { AgentSettings } from './settings.js';

/** A tool as a configuration knows it. */
export interface ConfiguredTool {
  name: string;
  effect: ToolEffect;
  policy: Policy;
  source: EffectivePolicy['source'];
  /** SHA-256 of its description and input schema. */
  schemaHash: string;
}

/** All that a client's agent works with. */
export interface ConfigurationContent {
  client: Omit<ClientSettings, 'slug' | 'freeze'>;
  msp: AgentSettings;
  tools: ConfiguredTool[];
  basePromptVersion: number;
}

export type Because =
  | 'created'
  | 'name'
  | 'mode'
  | 'prompt'
  | 'policies'
  | 'mapping'
  | 'vips'
  | 'msp'
  | 'tools'
  | 'base_prompt';

/** One numbered state of a client's agent. It never changes; a run keeps the number it began with. */
export interface Configuration extends ConfigurationContent {
  clientId: string;
  /** From 1. */
  number: number;
  at: Date;
  by: Author;
  /** What is different from the one before. */
  because: readonly Because[];
}

export interface Configurations {
  latest(clientId: string): Promise<Configuration | undefined>;
  /** Throws NotFound. */
  get(clientId: string, number: number): Promise<Configuration>;
  /** Newest first. */
  list(clientId: string, page?: { before?: number; limit?: number }): Promise<Configuration[]>;
  /** Undefined when another one has this number already. */
  add(configuration: Configuration): Promise<Configuration | undefined>;
  /** Takes back one that was added for a client that is gone. */
  drop(clientId: string, number: number): Promise<void>;
  /** Erases what they know of the client's systems and people; the rest is kept for reading old runs. */
  eraseMappings(clientId: string): Promise<void>;
}

export function createConfigurations({ connection }: { connection: Connection }): Configurations {
  const mixed = { type: Schema.Types.Mixed, required: true };
  const schema = new Schema<Configuration>(
    {
      clientId: { type: String, required: true },
      number: { type: Number, required: true },
      at: { type: Date, required: true },
      by: mixed,
      because: [String],
      client: mixed,
      msp: mixed,
      tools: mixed,
      basePromptVersion: { type: Number, required: true },
    },
    { collection: 'configurations', versionKey: false, minimize: false },
  );
  schema.index({ clientId: 1, number: 1 }, { unique: true });
  schema.plugin(tenantGuard);
  const model = connection.model('Configuration', schema);
  const fields = { _id: 0 } as const;
  return {
    async latest(clientId) {
      return (await model.findOne({ clientId }, fields).sort({ number: -1 }).lean()) ?? undefined;
    },
    async get(clientId, number) {
      const found = await model.findOne({ clientId, number }, fields).lean();
      if (!found) throw new NotFound('configuration', `${number} of client ${clientId}`);
      return found;
    },
    list(clientId, { before, limit = 20 } = {}) {
      const older = before === undefined ? {} : { number: { $lt: before } };
      return model
        .find({ clientId, ...older }, fields)
        .sort({ number: -1 })
        .limit(limit)
        .lean();
    },
    async add(configuration) {
      await model.init(); // Only the index, once it is there, makes a second one of this number impossible.
      try {
        await model.create(configuration);
        return configuration;
      } catch (error) {
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
    },
    async drop(clientId, number) {
      await model.deleteOne({ clientId, number });
    },
    async eraseMappings(clientId) {
      await model.updateMany({ clientId }, { $set: { 'client.mappings': {}, 'client.vips': [] } });
    },
  };
}

/** The parts of a configuration, and the word for a change of each. */
const PARTS: readonly [Because, (content: ConfigurationContent) => unknown][] = [
  ['name', ({ client }) => client.name],
  ['mode', ({ client }) => client.mode],
  ['prompt', ({ client }) => client.prompt],
  ['policies', ({ client: { policies, rules, limits } }) => [policies, rules, limits]],
  ['mapping', ({ client }) => client.mappings],
  ['vips', ({ client }) => client.vips],
  ['msp', ({ msp }) => msp],
  ['tools', ({ tools }) => tools.map(({ name, effect, schemaHash }) => [name, effect, schemaHash])],
  ['base_prompt', ({ basePromptVersion }) => basePromptVersion],
];

/** What is different; empty when nothing is. */
export function differences(before: ConfigurationContent | undefined, after: ConfigurationContent): Because[] {
  if (!before) return ['created'];
  return PARTS.filter(([, part]) => !sameContent(part(before), part(after))).map(([name]) => name);
}
