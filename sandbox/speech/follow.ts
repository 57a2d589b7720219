/** Telephone audio here is G.711 mu-law, 8000 bytes a second, sent in frames of 20 ms. */
export const BYTES_PER_SECOND = 8000;
export const FRAME_BYTES = 160;
export const FRAME_MS = 20;
/** The mu-law byte of a silent line. */
export const SILENCE = 0xff;
const NEGATIVE_SILENCE = 0x7f;

/** How many first bytes tell one clip from every other. */
const HEAD_BYTES = 64;

/** A known piece of audio that can be found again in a stream. */
export interface Clip {
  readonly audio: Buffer;
}

export interface FollowEvent<C extends Clip> {
  /** started: its head went by. reached: its bytes are intact up to `offset`. lost: other bytes came than the clip has. */
  kind: 'started' | 'reached' | 'ended' | 'lost';
  clip: C;
  /** Bytes of the clip that came through intact. */
  offset: number;
  /** Position in the stream, in bytes, that this event is about. */
  at: number;
}

/** Clips by their first bytes. Two clips with the same head and different audio cannot be told apart: refused. */
export class ClipIndex<C extends Clip> {
  readonly #byStart = new Map<number, C[]>();

  add(clip: C): void {
    if (clip.audio.length < HEAD_BYTES) throw new Error(`A clip needs at least ${HEAD_BYTES} bytes of audio`);
    const start = clip.audio.readUInt32BE(0);
    const same = this.#byStart.get(start) ?? [];
    if (same.some((other) => beginsWith(other, clip.audio, 0))) throw new Error('Two clips begin with the same audio');
    this.#byStart.set(start, [...same, clip]);
  }

  /** The clip whose head lies at `at`; the caller makes sure that HEAD_BYTES bytes follow. */
  find(data: Buffer, at: number): C | undefined {
    return this.#byStart.get(data.readUInt32BE(at))?.find((clip) => beginsWith(clip, data, at));
  }

  /** A clip that contains these bytes in its middle, and where. */
  locate(part: Buffer): { clip: C; offset: number } | undefined {
    for (const clips of this.#byStart.values()) {
      for (const clip of clips) {
        const offset = clip.audio.indexOf(part);
        if (offset >= 0) return { clip, offset };
      }
    }
    return undefined;
  }
}

function beginsWith(clip: Clip, data: Buffer, at: number): boolean {
  return clip.audio.compare(data, at, at + HEAD_BYTES, 0, HEAD_BYTES) === 0;
}

/**
 * Finds known clips in a stream of audio, whatever the size of the pieces it comes in. A clip is followed only while
 * its bytes come through exactly; after a missing, damaged or moved byte nothing is found until another clip begins.
 * Other sound between clips (silence, noise, padding) is skipped.
 */
export class Follower<C extends Clip> {
  readonly #index: ClipIndex<C>;
  #left: Buffer = Buffer.alloc(0);
  /** Stream position of the first byte of #left. */
  #position = 0;
  #following: { clip: C; offset: number } | undefined;
  #joinable: boolean;
  #skipped = 0;

  /** `join`: the very first bytes of the stream may be the middle of a clip (audio replayed after a reconnect). */
  constructor(index: ClipIndex<C>, options: { join?: boolean } = {}) {
    this.#index = index;
    this.#joinable = options.join ?? false;
  }

  /** The clip that is going by right now, and how far it has come. */
  get following(): { clip: C; offset: number } | undefined {
    return this.#following;
  }

  /** Bytes so far that were neither silence nor part of a known clip. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Forgets what was going by and anything half read: the stream was cut here. */
  reset(): void {
    this.#position += this.#left.length;
    this.#left = Buffer.alloc(0);
    this.#following = undefined;
  }

  push(bytes: Uint8Array): FollowEvent<C>[] {
    const events: FollowEvent<C>[] = [];
    let data = this.#left.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#left, bytes]);
    let at = 0;
    if (this.#joinable && this.#position === 0 && data.length < FRAME_BYTES) {
      this.#left = data;
      return events;
    }
    if (this.#joinable) {
      this.#joinable = false;
      this.#join(data, events);
    }
    for (;;) {
      if (this.#following) {
        const { clip } = this.#following;
        const same = commonLength(data, at, clip.audio, this.#following.offset);
        at += same;
        this.#following.offset += same;
        const offset = this.#following.offset;
        if (same > 0) events.push({ kind: 'reached', clip, offset, at: this.#position + at });
        if (offset === clip.audio.length) {
          events.push({ kind: 'ended', clip, offset, at: this.#position + at });
          this.#following = undefined;
        } else if (at < data.length) {
          events.push({ kind: 'lost', clip, offset, at: this.#position + at });
          this.#following = undefined;
          // The next clip may have begun with bytes that this one happened to share: look at the last ones again.
          const again = clip.audio.subarray(Math.max(0, offset - HEAD_BYTES + 1), offset);
          this.#position += at - again.length;
          data = Buffer.concat([again, data.subarray(at)]);
          at = 0;
        } else break;
        continue;
      }
      while (data.length - at >= HEAD_BYTES && !this.#following) {
        const clip = this.#index.find(data, at);
        if (clip) {
          this.#following = { clip, offset: 0 };
          events.push({ kind: 'started', clip, offset: 0, at: this.#position + at });
        } else {
          if (data[at] !== SILENCE && data[at] !== NEGATIVE_SILENCE) this.#skipped += 1;
          at += 1;
        }
      }
      if (!this.#following) break;
    }
    this.#left = Buffer.from(data.subarray(at));
    this.#position += at;
    return events;
  }

  #join(data: Buffer, events: FollowEvent<C>[]): void {
    const found = this.#index.locate(data.subarray(0, FRAME_BYTES));
    if (!found || found.offset === 0) return;
    this.#following = { ...found };
    events.push({ kind: 'started', clip: found.clip, offset: found.offset, at: this.#position });
  }
}

function commonLength(a: Buffer, aStart: number, b: Buffer, bStart: number): number {
  const length = Math.min(a.length - aStart, b.length - bStart);
  if (a.compare(b, bStart, bStart + length, aStart, aStart + length) === 0) return length;
  let same = 0;
  while (same < length && a[aStart + same] === b[bStart + same]) same += 1;
  return same;
}
