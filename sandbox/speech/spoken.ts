import { type Clip, ClipIndex, Follower } from './follow.js';
import { saidBy, soundOf } from './voice.js';

/** A text that a synthetic voice has said, and the sound of it. */
export interface Utterance extends Clip {
  readonly text: string;
}

export interface FoundUtterance {
  text: string;
  /** Byte positions in the searched audio. */
  from: number;
  to: number;
  /** True when the whole sound is there, intact. */
  complete: boolean;
  /** The words that came through: all of them when complete. */
  heard: string;
}

/** What the pretend voices have said, so that the pretend telephone knows the words again by their sound. */
export interface SpokenLedger {
  /** The sound of the text, 8 kHz mu-law; remembered. */
  say(text: string): Buffer;
  /** Every known utterance in the audio, however it was cut up, joined or padded. */
  find(bytes: Uint8Array): FoundUtterance[];
  /** For a stream that is still going on. */
  follow(): Follower<Utterance>;
}

export function createSpokenLedger(): SpokenLedger {
  const said = new Map<string, Utterance>();
  const index = new ClipIndex<Utterance>();
  return {
    say(text) {
      let utterance = said.get(text);
      if (!utterance) {
        utterance = { text, audio: soundOf(text) };
        said.set(text, utterance);
        index.add(utterance);
      }
      return utterance.audio;
    },
    find(bytes) {
      const follower = new Follower(index);
      const found: FoundUtterance[] = [];
      for (const { kind, clip, offset, at } of follower.push(bytes)) {
        if (kind === 'started') found.push({ text: clip.text, from: at, to: at, complete: false, heard: '' });
        const last = found.at(-1);
        if (!last) continue;
        last.to = at;
        last.complete = kind === 'ended';
        last.heard = saidBy(clip.text, offset, clip.audio.length);
      }
      return found;
    },
    follow: () => new Follower(index),
  };
}
