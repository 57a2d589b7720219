import type { Deepgram } from './client.js';
import { createRecentAudio } from './recent-audio.js';

export interface TranscriberSettings {
  /** Deepgram model and language, e.g. nova-3 and en. */
  model: string;
  language: string;
  /** Names worth expecting: companies, products. Only nova-3 takes them. */
  keyterms: readonly string[];
}

export interface TranscriberEvents {
  /** Words of the present window; interim ones replace each other. `endMs`: end of the last word, in call audio. */
  onWords(words: { text: string; final: boolean; endMs: number }): void;
  /** The short pause that ends a phrase (speech_final). */
  onEndpoint(): void;
  /** The long pause that ends an utterance, also in noise (UtteranceEnd). */
  onUtteranceEnd(): void;
  /** A connection broke and a second one is being tried; nothing said is lost. */
  onRetry(detail: string): void;
  /** It cannot be had any more. Comes once. */
  onLost(detail: string): void;
}

export interface Transcriber {
  /** Raw mu-law, 8 kHz mono, any length but none. */
  hear(audio: Buffer): void;
  close(): void;
}

/** Pause that ends a phrase, and an utterance. Milliseconds. */
const ENDPOINTING_MS = 300;
const UTTERANCE_END_MS = 1_000;
const OPEN_TIMEOUT_MS = 4_000;
/** Audio kept for a second connection: the longest that a window stays open, and some. */
const KEPT_MS = 6_000;
/** A connection that lived this long (in call audio) may be replaced once more. */
const HEALTHY_MS = 30_000;
const LARGEST_FRAME = 2_000;

type Socket = Awaited<ReturnType<Deepgram['listen']['v1']['connect']>>;

/**
 * Live transcription of one call by Deepgram's listen v1. A connection that is refused, dies or does not open in time is
 * replaced once, and the audio that no final transcript covers is sent again; then it is given up. The SDK's own
 * reconnecting is off: it would lose the audio in between. Source: Deepgram facts, Listen v1 and Errors.
 */
export function createTranscriber(
  client: Promise<Deepgram>,
  settings: TranscriberSettings,
  events: TranscriberEvents,
): Transcriber {
  const recent = createRecentAudio(KEPT_MS);
  let live: Socket | undefined;
  let closed = false;
  let failures = 0;
  let connectedAt = 0;
  /** Everything before it has been told as final words. Milliseconds of call audio. */
  let settledMs = 0;

  const connect = async (): Promise<void> => {
    const socket = await (await client).listen.v1.connect({
      model: settings.model,
      language: settings.language,
      encoding: 'mulaw',
      sample_rate: 8_000,
      channels: 1,
      interim_results: 'true',
      punctuate: 'true',
      // Smart formatting rewrites spelled-out names and numbers; the words as spoken are what matching needs.
      smart_format: 'false',
      endpointing: ENDPOINTING_MS,
      utterance_end_ms: UTTERANCE_END_MS,
      vad_events: 'true',
      ...(settings.model.startsWith('nova-3') && settings.keyterms.length > 0
        ? { keyterm: [...settings.keyterms] }
        : {}),
      reconnectAttempts: 0,
      connectionTimeoutInSeconds: OPEN_TIMEOUT_MS / 1_000,
    });
    if (closed) return;
    let fromMs = 0;
    let over = false;
    const fail = (detail: string) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      if (live === socket) live = undefined;
      socket.close();
      lose(detail);
    };
    const timer = setTimeout(() => fail('it did not open in time'), OPEN_TIMEOUT_MS);
    socket.on('open', () => {
      clearTimeout(timer);
      if (over || closed) return;
      const kept = recent.kept();
      fromMs = kept.fromMs;
      connectedAt = recent.position();
      for (let at = 0; at < kept.audio.length; at += LARGEST_FRAME)
        socket.sendMedia(kept.audio.subarray(at, at + LARGEST_FRAME));
      live = socket;
    });
    socket.on('message', (message) => {
      if (over || closed) return;
      if (message.type === 'UtteranceEnd') events.onUtteranceEnd();
      else if (message.type === 'Results') tell(message, fromMs);
    });
    socket.on('error', (error) => fail(error.message || 'the connection broke'));
    socket.on('close', (event) => fail(`it closed with code ${event.code}`));
    closeCurrent = () => {
      over = true;
      clearTimeout(timer);
      if (live === socket) socket.sendCloseStream({ type: 'CloseStream' });
      socket.close();
    };
    socket.connect();
  };
  let closeCurrent = () => {};

  function lose(detail: string): void {
    if (closed) return;
    if (connectedAt > 0 && recent.position() - connectedAt > HEALTHY_MS) failures = 0;
    failures += 1;
    if (failures > 1) {
      closed = true;
      events.onLost(detail);
      return;
    }
    events.onRetry(detail);
    start();
  }

  function start(): void {
    connect().catch((error: unknown) => lose(error instanceof Error ? error.message : String(error)));
  }

  function tell(message: Results, fromMs: number): void {
    const best = message.channel.alternatives[0];
    const final = message.is_final === true;
    // A second connection hears a little again that was settled already.
    const words = (best?.words ?? []).filter((word) => fromMs + word.start * 1_000 >= settledMs - 50);
    const last = words.at(-1);
    if (best && last) {
      const whole = words.length === best.words.length;
      const text = whole ? best.transcript : words.map((word) => word.punctuated_word ?? word.word).join(' ');
      events.onWords({ text, final, endMs: fromMs + last.end * 1_000 });
    }
    if (final) {
      settledMs = Math.max(settledMs, fromMs + (message.start + message.duration) * 1_000);
      recent.settle(settledMs);
    }
    if (message.speech_final === true) events.onEndpoint();
  }

  start();
  return {
    hear(audio) {
      if (closed || audio.length === 0) return;
      recent.add(audio);
      try {
        live?.sendMedia(audio);
      } catch {
        // The socket is closing; its close event decides what to do, and the audio is kept.
      }
    },
    close() {
      if (closed) return;
      closed = true;
      closeCurrent();
    },
  };
}

interface Results {
  start: number;
  duration: number;
  is_final?: boolean | undefined;
  speech_final?: boolean | undefined;
  channel: {
    alternatives: {
      transcript: string;
      words: { word: string; punctuated_word?: string | undefined; start: number; end: number }[];
    }[];
  };
}
