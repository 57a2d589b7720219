import { BYTES_PER_SECOND, type ClipIndex, Follower, FRAME_BYTES } from '../speech/follow.js';
import type { Recording } from '../speech/recordings.js';

/** A word that has been heard to its end; times are seconds of this stream. */
export interface HeardWord {
  word: string;
  start: number;
  end: number;
  confidence: number;
  punctuated_word: string;
}

/** What has been understood of the stream so far, at one moment of audio time. */
export interface Moment {
  /** Seconds of audio received. */
  at: number;
  /** Words that ended in this step. */
  words: HeardWord[];
  /** Start of a word that is being said right now. */
  speakingSince: number | undefined;
}

/**
 * The pretend Deepgram's ear: hears known recordings in the bytes of a stream, word by word, in steps of 20 ms of
 * audio. It depends on nothing but the bytes: not on how they are cut, nor on how fast they come.
 */
export class Hearing {
  readonly #follower: Follower<Recording>;
  /** Names of the recordings that were heard, oldest first; one that broke off is among them when a word was heard. */
  readonly recognised: string[] = [];
  #left: Buffer = Buffer.alloc(0);
  #received = 0;
  /** Where in the stream the recording that goes by began, and how many of its words have been heard. */
  #begin = 0;
  #heard = 0;

  constructor(index: ClipIndex<Recording>) {
    this.#follower = new Follower(index, { join: true });
  }

  /** Bytes received and worked through. */
  get received(): number {
    return this.#received;
  }

  *push(bytes: Uint8Array): Generator<Moment> {
    this.#left = Buffer.concat([this.#left, bytes]);
    while (this.#left.length >= FRAME_BYTES) {
      const step = this.#left.subarray(0, FRAME_BYTES);
      this.#left = this.#left.subarray(FRAME_BYTES);
      yield this.#step(step);
    }
  }

  /** Works through the last bytes that are no whole step. */
  *rest(): Generator<Moment> {
    const step = this.#left;
    this.#left = Buffer.alloc(0);
    if (step.length > 0) yield this.#step(step);
  }

  #step(step: Buffer): Moment {
    this.#received += step.length;
    const words: HeardWord[] = [];
    for (const { kind, clip, offset, at } of this.#follower.push(step)) {
      if (kind === 'started') {
        this.#begin = (at - offset) / BYTES_PER_SECOND;
        this.#heard = clip.words.filter((word) => word.start * BYTES_PER_SECOND < offset).length;
      }
      for (const word of clip.words.slice(this.#heard)) {
        if (word.end * BYTES_PER_SECOND > offset) break;
        this.#heard += 1;
        words.push(this.#placed(word, clip));
        if (this.recognised.at(-1) !== clip.name || this.#heard === 1) this.recognised.push(clip.name);
      }
    }
    return { at: this.#received / BYTES_PER_SECOND, words, speakingSince: this.#speakingSince() };
  }

  #placed(word: Recording['words'][number], clip: Recording): HeardWord {
    const seconds = (value: number) => Math.round((this.#begin + value) * 1000) / 1000;
    // Long clear words are heard more surely than short ones; the same word always equally so.
    const confidence =
      Math.round((0.93 + 0.06 * Math.min(1, word.word.length / 8) - (clip.words.length % 3) / 100) * 1e4) / 1e4;
    return { ...word, start: seconds(word.start), end: seconds(word.end), confidence };
  }

  #speakingSince(): number | undefined {
    const following = this.#follower.following;
    const next = following?.clip.words[this.#heard];
    if (!following || !next || next.start * BYTES_PER_SECOND > following.offset) return undefined;
    return Math.round((this.#begin + next.start) * 1000) / 1000;
  }
}
