import { z } from 'zod';

const flag = z.enum(['true', 'false']).default('false');
const whole = z.string().regex(/^\d+$/, 'must be a whole number').transform(Number);

/** Raw encodings say nothing about themselves, so Deepgram must be told their sample rate. */
const RAW = ['linear16', 'linear32', 'mulaw', 'alaw', 'amr-nb', 'amr-wb', 'g729'];
const ENCODINGS = [...RAW, 'flac', 'opus', 'ogg-opus', 'speex'];
const MODEL = /^(nova-3|nova-2|nova|enhanced|base)(-[a-z]+)?$/;

const Query = z.object({
  model: z.string({ error: 'is required' }).regex(MODEL, 'No such model/language/tier combination found'),
  language: z.string().default('en'),
  encoding: z.enum(ENCODINGS, { error: 'unsupported encoding' }).optional(),
  sample_rate: whole.pipe(z.number().min(8000)).optional(),
  channels: whole.pipe(z.number().min(1)).default(1),
  interim_results: flag,
  punctuate: flag,
  smart_format: flag,
  vad_events: flag,
  endpointing: z.union([z.literal('false'), whole]).default(10),
  utterance_end_ms: whole.optional(),
});

/** What a live transcription was asked to do. */
export interface ListenOptions {
  model: string;
  encoding: string | undefined;
  sampleRate: number | undefined;
  channels: number;
  interim: boolean;
  punctuate: boolean;
  vadEvents: boolean;
  /** Milliseconds of silence that end an utterance; `undefined`: never. */
  endpointing: number | undefined;
  utteranceEndMs: number | undefined;
  keyterms: readonly string[];
}

/**
 * Reads the query of `/v1/listen`; a string says why Deepgram refuses it with 400. Parameters that Deepgram does not
 * know are left alone. Source: Deepgram facts, AsyncAPI; that `utterance_end_ms` needs interim results is from its docs.
 */
export function readListenOptions(query: URLSearchParams): ListenOptions | string {
  const parsed = Query.safeParse(Object.fromEntries(query));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `Bad value for ${issue?.path.join('.')}: ${issue?.message}`;
  }
  const asked = parsed.data;
  if (asked.model.startsWith('nova-3') && query.has('keywords')) {
    return 'Keywords are not supported for Nova-3 models. Use keyterm instead.';
  }
  if (!asked.model.startsWith('nova-3') && query.has('keyterm')) {
    return 'Keyterm is only supported for Nova-3 models. Use keywords instead.';
  }
  if (asked.encoding && RAW.includes(asked.encoding) && asked.sample_rate === undefined) {
    return `sample_rate is required with encoding=${asked.encoding}`;
  }
  if (asked.utterance_end_ms !== undefined) {
    if (asked.interim_results !== 'true') return 'utterance_end_ms requires interim_results=true';
    if (asked.utterance_end_ms < 1000) return 'utterance_end_ms must be at least 1000';
  }
  return {
    model: asked.model,
    encoding: asked.encoding,
    sampleRate: asked.sample_rate,
    channels: asked.channels,
    interim: asked.interim_results === 'true',
    punctuate: asked.punctuate === 'true' || asked.smart_format === 'true',
    vadEvents: asked.vad_events === 'true',
    endpointing: asked.endpointing === 'false' ? undefined : asked.endpointing,
    utteranceEndMs: asked.utterance_end_ms,
    keyterms: query.getAll('keyterm'),
  };
}
