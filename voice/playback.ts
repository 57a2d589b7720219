/** What the caller is made to hear on the media stream, utterance by utterance, until it is all said or talked over. */
import { BYTES_PER_MS } from './deepgram/recent-audio.js';
import type { Speaker } from './deepgram/speaker.js';

export interface PlaybackOptions {
  speaker: Speaker;
  /** Raw mu-law to the caller, at most 800 bytes. */
  sendAudio(audio: Buffer): void;
  sendMark(name: string): void;
  sendClear(): void;
  /** Call audio heard so far: the call's clock. Milliseconds. */
  clock(): number;
  /** The first sound of an utterance is on its way, this long after it was to be said. Milliseconds. */
  onFirstByte(delayMs: number): void;
  /** Everything that was to be said has been played to its end. */
  onSpoken(): void;
  /** The voice cannot be had. */
  onFailed(detail: string): void;
}

export interface Playback {
  say(text: string, keep: boolean): void;
  /** A mark that Twilio echoed. */
  mark(name: string): void;
  /** Stops at once and forgets the rest; false when nothing was being said. */
  interrupt(): boolean;
  speaking(): boolean;
  /** Time goes by: gives up waiting for marks that never come. */
  tick(): void;
  stop(): void;
}

const LARGEST_PIECE = 800;
/** Twilio's echo of a mark may be this late, after the sound must have ended, before it is taken as lost. */
const MARK_GRACE_MS = 3_000;

export function createPlayback(options: PlaybackOptions): Playback {
  const { speaker, clock } = options;
  /** Raised by each interruption; marks and sound of an older one mean nothing any more. */
  let generation = 0;
  let count = 0;
  const waiting: { text: string; keep: boolean }[] = [];
  let fetching = false;
  /** The mark after the last utterance that was sent; all is said when it comes back and nothing waits. */
  let lastMark: string | undefined;
  let endsAt = 0;
  let stopped = false;

  const speaking = () => fetching || waiting.length > 0 || lastMark !== undefined;

  function spoken(): void {
    lastMark = undefined;
    options.onSpoken();
  }

  async function run(): Promise<void> {
    if (fetching) return;
    fetching = true;
    const mine = generation;
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        await send(next.text, next.keep, mine);
        if (mine !== generation || stopped) return;
        count += 1;
        lastMark = `g${generation}-${count}`;
        options.sendMark(lastMark);
      }
    } catch (error) {
      if (mine !== generation || stopped) return;
      waiting.length = 0;
      options.onFailed(error instanceof Error ? error.message : String(error));
    } finally {
      if (mine === generation) fetching = false;
    }
  }

  async function send(text: string, keep: boolean, mine: number): Promise<void> {
    const asked = performance.now();
    let first = true;
    for await (const audio of speaker.audio(text, keep)) {
      if (mine !== generation || stopped) return;
      if (first) options.onFirstByte(performance.now() - asked);
      first = false;
      for (let at = 0; at < audio.length; at += LARGEST_PIECE)
        options.sendAudio(audio.subarray(at, at + LARGEST_PIECE));
      endsAt = Math.max(endsAt, clock()) + audio.length / BYTES_PER_MS;
    }
  }

  return {
    say(text, keep) {
      if (stopped || text.trim() === '') return;
      waiting.push({ text, keep });
      void run();
    },
    mark(name) {
      if (name !== lastMark || fetching || waiting.length > 0) return;
      spoken();
    },
    interrupt() {
      if (stopped || !speaking()) return false;
      generation += 1;
      waiting.length = 0;
      fetching = false;
      lastMark = undefined;
      endsAt = 0;
      options.sendClear();
      return true;
    },
    speaking,
    tick() {
      if (lastMark !== undefined && !fetching && waiting.length === 0 && clock() > endsAt + MARK_GRACE_MS) spoken();
    },
    stop() {
      stopped = true;
      waiting.length = 0;
    },
  };
}
