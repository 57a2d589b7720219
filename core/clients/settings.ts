import { z } from 'zod';

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
  /** Calls end after this long. */
  maxMinutes: z.number().int().min(1).max(120).default(20),
});
export type VoiceSettings = z.infer<typeof voiceSettings>;

/** Where tickets go that no confirmed contact owns, and how tickets from conversations are filed. PSA ids or names. */
export const intakeSettings = z.strictObject({
  companyId: z.string().min(1).optional(),
  contactId: z.string().min(1).optional(),
  board: z.string().min(1).optional(),
  status: z.string().min(1).optional(),
  priority: z.string().min(1).optional(),
  source: z.string().min(1).optional(),
});
export type IntakeSettings = z.infer<typeof intakeSettings>;
