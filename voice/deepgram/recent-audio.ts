/** mu-law at 8 kHz: 8 bytes a millisecond. */
export const BYTES_PER_MS = 8;

/** The last seconds of a call's audio that no final transcript covers yet, to be sent again after a lost connection. */
export interface RecentAudio {
  add(audio: Buffer): void;
  /** Everything before this position is transcribed for good. Milliseconds of call audio. */
  settle(untilMs: number): void;
  /** What is kept, and the position it starts at. */
  kept(): { fromMs: number; audio: Buffer };
  /** Audio heard so far. Milliseconds. */
  position(): number;
}

export function createRecentAudio(longestMs: number): RecentAudio {
  let pieces: Buffer[] = [];
  let start = 0;
  let end = 0;
  const dropUntil = (byte: number) => {
    while (start < byte) {
      const [first] = pieces;
      if (!first) return;
      const surplus = byte - start;
      if (first.length <= surplus) {
        pieces.shift();
        start += first.length;
      } else {
        pieces[0] = first.subarray(surplus);
        start += surplus;
      }
    }
  };
  return {
    add(audio) {
      pieces.push(audio);
      end += audio.length;
      dropUntil(end - longestMs * BYTES_PER_MS);
    },
    settle: (untilMs) => dropUntil(Math.min(end, Math.floor(untilMs * BYTES_PER_MS))),
    kept() {
      const audio = Buffer.concat(pieces);
      pieces = audio.length > 0 ? [audio] : [];
      return { fromMs: start / BYTES_PER_MS, audio };
    },
    position: () => end / BYTES_PER_MS,
  };
}
