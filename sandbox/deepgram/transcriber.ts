import type { HeardWord, Moment } from './hearing.js';
import type { ListenOptions } from './listen-options.js';

/** Interim results come about this often, in seconds of audio. */
const INTERIM_EVERY = 0.4;
/** A window of words is settled after this long, whether the speaker pauses or not. */
const LONGEST_WINDOW = 5;
/** Without endpointing, a pause this long settles a window. */
const PAUSE = 1;

export interface Identity {
  requestId: string;
  modelUuid: string;
  model: string;
}

/** A message to the client, in Deepgram's words. */
export type ListenMessage = { type: 'Results' | 'SpeechStarted' | 'UtteranceEnd' } & Record<string, unknown>;

/**
 * Turns what is heard into Deepgram's live messages, by audio time alone: interim results while somebody speaks, final
 * ones when a window settles, `speech_final` after `endpointing` of silence, SpeechStarted and UtteranceEnd.
 * Source: Deepgram facts, Listen v1.
 */
export class Transcriber {
  readonly #options: ListenOptions;
  readonly #identity: Identity;
  readonly #settled: string[] = [];
  /** Words of the window that is not settled yet. */
  #window: HeardWord[] = [];
  #windowStart = 0;
  #shown = { at: 0, words: 0 };
  #lastWordEnd: number | undefined;
  #speaking = false;
  #utteranceOpen = false;
  #now = 0;

  constructor(options: ListenOptions, identity: Identity) {
    this.#options = options;
    this.#identity = identity;
  }

  /** Final transcripts so far, without the empty ones. */
  get transcripts(): readonly string[] {
    return this.#settled;
  }

  advance(moment: Moment): ListenMessage[] {
    const out: ListenMessage[] = [];
    const { endpointing, interim, utteranceEndMs } = this.#options;
    this.#now = moment.at;
    const begun = moment.words[0]?.start ?? moment.speakingSince;
    if (begun !== undefined && !this.#speaking) {
      this.#speaking = true;
      if (this.#options.vadEvents) out.push({ type: 'SpeechStarted', channel: [0, 1], timestamp: begun });
    }
    for (const word of moment.words) {
      this.#window.push(word);
      this.#lastWordEnd = word.end;
      this.#utteranceOpen = true;
    }
    const silence = moment.speakingSince === undefined ? moment.at - (this.#lastWordEnd ?? 0) : 0;
    const ended = this.#speaking && moment.speakingSince === undefined && this.#lastWordEnd !== undefined;
    if (ended && endpointing !== undefined && silence * 1000 >= endpointing) {
      out.push(this.#settle({ speechFinal: true }));
      this.#speaking = false;
    } else if (ended && endpointing === undefined && silence >= PAUSE) {
      if (this.#window.length > 0) out.push(this.#settle({}));
      this.#speaking = false;
    } else if (moment.at - this.#windowStart >= LONGEST_WINDOW && this.#mayCut(moment)) {
      out.push(this.#settle({}));
    } else if (interim && this.#window.length > this.#shown.words && moment.at - this.#shown.at >= INTERIM_EVERY) {
      this.#shown = { at: moment.at, words: this.#window.length };
      out.push(this.#results({ isFinal: false }));
    }
    if (utteranceEndMs && this.#utteranceOpen && silence * 1000 >= utteranceEndMs) {
      if (this.#window.length > 0) out.push(this.#settle({}));
      this.#utteranceOpen = false;
      out.push({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: this.#lastWordEnd ?? -1 });
    }
    return out;
  }

  /** Finalize: what is buffered is settled at once; nothing comes when nothing is buffered. */
  finalize(): ListenMessage[] {
    return this.#window.length > 0 ? [this.#settle({ speechFinal: true, fromFinalize: true })] : [];
  }

  /** CloseStream: the last words. */
  close(): ListenMessage[] {
    return this.#window.length > 0 ? [this.#settle({ speechFinal: true })] : [];
  }

  /** In silence a window is cut by the clock, in speech only between words. */
  #mayCut(moment: Moment): boolean {
    return this.#window.length === 0 ? moment.speakingSince === undefined : moment.words.length > 0;
  }

  #settle({ speechFinal = false, fromFinalize = false }): ListenMessage {
    const message = this.#results({ isFinal: true, speechFinal, fromFinalize });
    if (this.#window.length > 0) this.#settled.push(this.#text());
    this.#window = [];
    this.#windowStart = this.#now;
    this.#shown = { at: this.#now, words: 0 };
    return message;
  }

  #results({ isFinal, speechFinal = false, fromFinalize = false }: Finality): ListenMessage {
    const words = this.#window.map(({ punctuated_word, ...word }) =>
      this.#options.punctuate ? { ...word, punctuated_word } : word,
    );
    const sum = words.reduce((total, word) => total + word.confidence, 0);
    const confidence = words.length === 0 ? 0 : Math.round((sum / words.length) * 1e4) / 1e4;
    const start = Math.round(this.#windowStart * 1000) / 1000;
    return {
      type: 'Results',
      channel_index: [0, 1],
      duration: Math.round((this.#now - start) * 1000) / 1000,
      start,
      is_final: isFinal,
      speech_final: speechFinal,
      channel: { alternatives: [{ transcript: this.#text(), confidence, words }] },
      metadata: {
        request_id: this.#identity.requestId,
        model_info: { name: `general-${this.#identity.model}`, version: '2026-01-01.0', arch: this.#identity.model },
        model_uuid: this.#identity.modelUuid,
      },
      from_finalize: fromFinalize,
    };
  }

  #text(): string {
    return this.#window.map((word) => (this.#options.punctuate ? word.punctuated_word : word.word)).join(' ');
  }
}

interface Finality {
  isFinal: boolean;
  speechFinal?: boolean;
  fromFinalize?: boolean;
}
