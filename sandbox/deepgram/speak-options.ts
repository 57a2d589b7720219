import { z } from 'zod';

/**
 * This stand-in makes mu-law at 8 kHz only, the sound of a telephone; Deepgram makes more, and a request for more is
 * refused in plain words rather than answered with something else. Model names: Deepgram facts, Text to speech.
 */
const Query = z.object({
  model: z
    .string()
    .regex(/^aura(-2)?-[a-z]+-[a-z]{2}$/, 'No such model found')
    .default('aura-asteria-en'),
  encoding: z.enum(['linear16', 'mulaw', 'alaw', 'mp3', 'opus', 'flac', 'aac'], { error: 'unsupported encoding' }),
  sample_rate: z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).optional(),
  container: z.enum(['none', 'wav', 'ogg'], { error: 'unsupported container' }).optional(),
});

const RATES: Record<string, readonly number[]> = {
  mulaw: [8000, 16000],
  alaw: [8000, 16000],
  linear16: [8000, 16000, 24000, 32000, 48000],
};

export interface SpeakOptions {
  model: string;
  /** With a WAV header in front of the sound. */
  wav: boolean;
}

/** Reads the query of `/v1/speak`; a string says why it is refused with 400. `raw`: the WebSocket knows no container. */
export function readSpeakOptions(query: URLSearchParams, { raw }: { raw: boolean }): SpeakOptions | string {
  const defaults = { encoding: raw ? 'linear16' : 'mp3' };
  const parsed = Query.safeParse({ ...defaults, ...Object.fromEntries(query) });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `Bad value for ${issue?.path.join('.')}: ${issue?.message}`;
  }
  const { encoding, sample_rate: rate, container = 'wav', model } = parsed.data;
  if (raw && !(encoding in RATES)) return `Unsupported encoding for streaming: ${encoding}`;
  if (rate !== undefined && !RATES[encoding]?.includes(rate)) return `Unsupported sample_rate ${rate} for ${encoding}`;
  if (container === 'ogg' && encoding !== 'opus') return `Container ogg is not supported with encoding ${encoding}`;
  if (encoding !== 'mulaw' || (rate ?? 8000) !== 8000) {
    return `The pretend Deepgram speaks only encoding=mulaw&sample_rate=8000, not ${encoding} at ${rate ?? 'its default'}`;
  }
  return { model, wav: !raw && container === 'wav' };
}
