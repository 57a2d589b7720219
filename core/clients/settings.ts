import { type Connection, Schema } from 'mongoose';
import { z } from 'zod';
import { argumentRule, policyTable, writeLimits } from '../tools/policy-settings.js';

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

export interface SettingsStore {
  /** What holds now; defaults where nothing was set. */
  read(): Promise<MspSettings>;
  /** Replaces all settings. Returns whether anything changed. */
  write(settings: MspSettings): Promise<boolean>;
}

interface StoredSettings {
  _id: string;
  settings: unknown;
}

export function createSettings({ connection }: { connection: Connection }): SettingsStore {
  const schema = new Schema<StoredSettings>(
    { _id: { type: String, required: true }, settings: { type: Schema.Types.Mixed, required: true } },
    { collection: 'settings', versionKey: false, minimize: false },
  );
  const model = connection.model('Settings', schema);
  const read = async () => mspSettings.parse((await model.findById('msp').lean())?.settings ?? {});
  return {
    read,
    async write(settings) {
      if (JSON.stringify(await read()) === JSON.stringify(settings)) return false;
      await model.updateOne({ _id: 'msp' }, { $set: { settings } }, { upsert: true });
      return true;
    },
  };
}
