import type { Deepgram } from './client.js';
import type { SpeechCache } from './speech-cache.js';

export interface Speaker {
  /** Raw mu-law, 8 kHz mono, in pieces as they come. `keep`: the same words are said on other calls too. */
  audio(text: string, keep: boolean): AsyncGenerator<Buffer, void, undefined>;
  /** Fetches what may be said next, so that it is there at once. */
  prepare(text: string): void;
}

/** Until the first byte. Milliseconds. */
const FIRST_BYTE_MS = 3_000;
/** Between bytes, once they come. */
const WHOLE_MS = 20_000;
/** Texts fetched ahead for one call. */
const MOST_PREPARED = 4;
/** Longest text of one request. Source: Deepgram facts, Text to speech (unconfirmed). Characters. */
const LONGEST_TEXT = 1_900;

/**
 * The assistant's voice by Deepgram's REST speak. A request that fails before its first byte is made once more; after
 * that it throws. `container: none` matters: a WAV header would be heard as a click. Source: Deepgram facts, Text to speech.
 */
export function createSpeaker(client: Promise<Deepgram>, voice: string, cache: SpeechCache): Speaker {
  const prepared = new Map<string, Promise<Buffer | undefined>>();

  async function* fetchAudio(text: string): AsyncGenerator<Buffer, void, undefined> {
    const gone = new AbortController();
    let timer = setTimeout(() => gone.abort(), FIRST_BYTE_MS);
    try {
      const response = await (await client).speak.v1.audio.generate(
        { text: text.slice(0, LONGEST_TEXT), model: voice, encoding: 'mulaw', sample_rate: 8_000, container: 'none' },
        { abortSignal: gone.signal, maxRetries: 0, timeoutInSeconds: WHOLE_MS / 1_000 },
      );
      const stream = response.stream();
      if (!stream) throw new Error('Deepgram answered without a body');
      for await (const piece of stream) {
        clearTimeout(timer);
        timer = setTimeout(() => gone.abort(), WHOLE_MS);
        yield Buffer.from(piece);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async function* withRetry(text: string): AsyncGenerator<Buffer, void, undefined> {
    for (let attempt = 1; ; attempt += 1) {
      let begun = false;
      try {
        for await (const piece of fetchAudio(text)) {
          if (piece.length > 0) begun = true;
          yield piece;
        }
        if (begun) return;
        throw new Error('Deepgram answered without sound');
      } catch (error) {
        if (begun || attempt > 1) throw error;
      }
    }
  }

  const keyOf = (text: string) => `${voice}\n${text}`;

  return {
    async *audio(text, keep) {
      const kept = cache.get(keyOf(text)) ?? (await prepared.get(text));
      if (kept) {
        yield kept;
        return;
      }
      const pieces: Buffer[] = [];
      for await (const piece of withRetry(text)) {
        pieces.push(piece);
        yield piece;
      }
      if (keep) cache.set(keyOf(text), Buffer.concat(pieces));
    },
    prepare(text) {
      if (prepared.has(text) || cache.get(keyOf(text))) return;
      const [oldest] = prepared.keys();
      if (prepared.size >= MOST_PREPARED && oldest !== undefined) prepared.delete(oldest);
      const whole = async () => {
        const pieces: Buffer[] = [];
        for await (const piece of fetchAudio(text)) pieces.push(piece);
        const audio = Buffer.concat(pieces);
        return audio.length > 0 ? audio : undefined;
      };
      prepared.set(
        text,
        whole().catch(() => undefined),
      );
    },
  };
}
