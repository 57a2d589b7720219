import type { Follower } from '../speech/follow.js';
import type { Utterance as Spoken, SpokenLedger } from '../speech/spoken.js';
import { saidBy } from '../speech/voice.js';
import type { Conversation, Utterance } from './conversation.js';

const BYTES_PER_MS = 8;

/** The caller's ear: knows by their sound the words that are being played, and where they break off. */
export class Earpiece {
  readonly #conversation: Conversation;
  readonly #now: () => number;
  readonly #follower: Follower<Spoken>;
  #listening: { utterance: Utterance; text: string; total: number; offset: number } | undefined;

  constructor(spoken: SpokenLedger, conversation: Conversation, now: () => number) {
    this.#conversation = conversation;
    this.#now = now;
    this.#follower = spoken.follow();
  }

  /** Milliseconds of sound that was neither silence nor words: noise to the caller, such as a WAV header. */
  get unknownMs(): number {
    return this.#follower.skipped / BYTES_PER_MS;
  }

  /** Sound that is played now, without the pauses in which there was nothing to play. */
  play(audio: Buffer): void {
    for (const { kind, clip, offset } of this.#follower.push(audio)) {
      if (kind === 'started') {
        const utterance = this.#conversation.begins(clip.text, this.#now());
        this.#listening = { utterance, text: clip.text, total: clip.audio.length, offset };
      } else if (this.#listening) {
        this.#listening.offset = offset;
        if (kind === 'ended') this.#listening.utterance.ends();
        if (kind === 'lost') this.#breakOff();
        if (kind === 'ended') this.#listening = undefined;
      }
    }
  }

  /** Nothing more of this is played. */
  cut(): void {
    this.#breakOff();
    this.#follower.reset();
  }

  #breakOff(): void {
    const listening = this.#listening;
    this.#listening = undefined;
    listening?.utterance.breaksOff(saidBy(listening.text, listening.offset, listening.total));
  }
}
