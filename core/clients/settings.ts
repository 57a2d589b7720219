import { type Connection, Schema } from 'mongoose';
import { z } from 'zod';
import { Conflict, isDuplicateKey } from '../errors.js';
import { argumentRule, policyTable, writeLimits } from '../tools/policy-settings.js';
import { type Author, SYSTEM } from './author.js';
import type { PromptVersion } from './client-model.js';
import { createPromptVersions, MSP_PROMPT, nextPromptVersion, type PromptVersions } from './prompt-versions.js';
import { sameContent } from './same-content.js';

/** How the helpdesk number answers. Times in milliseconds. */
export const voiceSettings = z.strictObject({
  /** Said first; it must tell that this is an assistant. `{msp}` is the MSP's name. */
  greeting: z
    .string()
    .min(1)
    .max(600)
    .default('Thank you for calling {msp}. I am an automated assistant. Who am I speaking with, please?'),
  /** Deepgram speaking voice. */
  voice: z.string().default('aura-2-thalia-en'),
  /** Deepgram transcription model and language. */
  transcription: z
    .strictObject({ model: z.string().default('nova-3'), language: z.string().default('en') })
    .prefault({}),
  /** Twilio's voice and language where Deepgram cannot be had. */
  fallback: z
    .strictObject({ voice: z.string().default('Polly.Joanna-Neural'), language: z.string().default('en-US') })
    .prefault({}),
  /** How long a caller may be silent before being asked again; after `patience` times the call is closed kindly. */
  silenceMs: z.number().int().min(2_000).max(60_000).default(8_000),
  patience: z.number().int().min(1).max(5).default(2),
  /** E.164. Where callers are put through who ask for a person or press 0; without it a message is taken. */
  transferTo: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be a number like +12065550100')
    .optional(),
  /** Calls end after this long. */
  maxMinutes: z.number().int().min(1).max(120).default(20),
});
export type VoiceSettings = z.infer<typeof voiceSettings>;

/** Where tickets go that no confirmed contact owns, and how tickets from conversations are filed. PSA ids or names. */
const intakeSettings = z.strictObject({
  companyId: z.string().min(1).optional(),
  contactId: z.string().min(1).optional(),
  board: z.string().min(1).optional(),
  status: z.string().min(1).optional(),
  priority: z.string().min(1).optional(),
  source: z.string().min(1).optional(),
});
export type IntakeSettings = z.infer<typeof intakeSettings>;

const approvalSettings = z.strictObject({
  remindAfterHours: z.number().positive().max(720).default(4),
  expireAfterHours: z.number().positive().max(2_160).default(168),
  /** Where the PSA lets any active member approve (ConnectWise): only those whom the ticket is assigned to. */
  assignedOnly: z.boolean().default(false),
  /** Who approves while a ticket is assigned to nobody: e-mail addresses or login names of technicians in the PSA. */
  fallbackApprovers: z.array(z.string().min(1).max(320)).max(50).default([]),
});

/** How requesters are verified before sensitive work. */
const verificationSettings = z.strictObject({
  /** How long a result holds, for one person and run. */
  holdMinutes: z.number().positive().max(240).default(30),
  /** Whether a technician who may approve can vouch for the requester in an internal note. */
  vouch: z.boolean().default(true),
  /** How long a run waits for a technician to vouch once the provider gave no result. */
  waitHours: z.number().positive().max(720).default(24),
  /**
   * Kinds of the providers that are used, best first; what is not named is not used. Where absent: a push where the client
   * is mapped, then a code by text message where a mobile is on file.
   */
  providers: z.array(z.string().min(1).max(100)).max(10).optional(),
  /** Addresses and numbers on file that changed within so many days are not used. 0: always used. */
  contactDays: z.number().int().min(0).max(365).default(7),
});

/** Everything that holds for the whole installation. */
export const mspSettings = z.strictObject({
  name: z.string().min(1).max(200).default('the helpdesk'),
  /** What clients that inherit do: plan (look and write one note) or execute (policies decide). */
  mode: z.enum(['plan', 'execute']).default('plan'),
  prompt: z.string().max(20_000).default(''),
  policies: policyTable.default({}),
  rules: z.array(argumentRule).max(200).default([]),
  limits: writeLimits.prefault({}),
  /** Everything is frozen: the agent looks and plans, nothing is changed anywhere. */
  freeze: z.boolean().default(false),
  voice: voiceSettings.prefault({}),
  intake: intakeSettings.prefault({}),
  approvals: approvalSettings.prefault({}),
  verification: verificationSettings.prefault({}),
});
export type MspSettings = z.infer<typeof mspSettings>;

/** The MSP's settings that are part of every client's configuration. */
export type AgentSettings = Pick<MspSettings, 'mode' | 'prompt' | 'policies' | 'rules' | 'limits'>;

export function agentSettingsOf({ mode, prompt, policies, rules, limits }: MspSettings): AgentSettings {
  return { mode, prompt, policies, rules, limits };
}

/** The settings with what is known about them. */
export interface VersionedSettings {
  settings: MspSettings;
  /** Counts every change: give it back as `ifVersion` to change only what you have seen. */
  version: number;
  promptVersion: PromptVersion;
  changedBy: Author;
}

export interface SettingsChange {
  before: MspSettings;
  after: MspSettings;
  promptVersion: PromptVersion;
  by: Author;
}

export interface SettingsStore {
  /** What holds now; defaults where nothing was set. */
  read(): Promise<MspSettings>;
  readVersioned(): Promise<VersionedSettings>;
  /**
   * Replaces all settings. Returns whether anything changed. With `ifVersion`, only settings that are still of this
   * version: throws Conflict `settings_changed` otherwise. `note` goes into the prompt's history.
   */
  write(settings: MspSettings, by?: Author, options?: { ifVersion?: number; note?: string }): Promise<boolean>;
  /** Every version of the MSP's prompt, under the owner `msp`. */
  prompts: PromptVersions;
}

interface StoredSettings {
  _id: string;
  settings: unknown;
  version?: number;
  promptVersion?: PromptVersion;
  changedBy?: Author;
}

const TRIES = 20;

export function createSettings({
  connection,
  now = () => new Date(),
  onChange = async () => {},
}: {
  connection: Connection;
  now?: () => Date;
  /** Called after each change is stored. */
  onChange?: (change: SettingsChange) => Promise<void>;
}): SettingsStore {
  const mixed = Schema.Types.Mixed;
  const schema = new Schema<StoredSettings>(
    {
      _id: { type: String, required: true },
      settings: { type: mixed, required: true },
      version: Number,
      promptVersion: mixed,
      changedBy: mixed,
    },
    { collection: 'settings', versionKey: false, minimize: false },
  );
  const model = connection.model('Settings', schema);
  const prompts = createPromptVersions({ connection, of: 'msp' });

  async function readVersioned(): Promise<VersionedSettings> {
    const stored = await model.findById('msp').lean();
    return {
      settings: mspSettings.parse(stored?.settings ?? {}),
      version: stored?.version ?? 0,
      promptVersion: stored?.promptVersion ?? { number: 1, at: new Date(0), by: SYSTEM },
      changedBy: stored?.changedBy ?? SYSTEM,
    };
  }

  /** Writes over what was read; false when it has changed meanwhile. */
  async function replace(known: VersionedSettings, next: Omit<VersionedSettings, 'version'>): Promise<boolean> {
    try {
      const { matchedCount, upsertedCount } = await model.updateOne(
        { _id: 'msp', version: known.version === 0 ? null : known.version },
        { $set: { ...next, version: known.version + 1 } },
        { upsert: known.version === 0 },
      );
      return matchedCount + upsertedCount === 1;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  return {
    read: async () => (await readVersioned()).settings,
    readVersioned,
    async write(settings, by = SYSTEM, { ifVersion, note } = {}) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const known = await readVersioned();
        if (ifVersion !== undefined && ifVersion !== known.version) {
          throw new Conflict('settings_changed', 'The settings were changed since you read them; look at them again', {
            version: known.version,
          });
        }
        const before = known.settings;
        if (sameContent(before, settings)) return false;
        const promptVersion = nextPromptVersion(
          { text: before.prompt, version: known.promptVersion },
          { text: settings.prompt, at: now(), by, ...(note === undefined ? {} : { note }) },
        );
        await prompts.keep(MSP_PROMPT, { ...known.promptVersion, text: before.prompt });
        if (!(await replace(known, { settings, promptVersion, changedBy: by }))) continue;
        await prompts.keep(MSP_PROMPT, { ...promptVersion, text: settings.prompt });
        await onChange({ before, after: settings, promptVersion, by });
        return true;
      }
      throw new Conflict('settings_changed', 'The settings are being changed by others; try again');
    },
    prompts,
  };
}
