import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { FRAME_BYTES, FRAME_MS, SILENCE } from '../speech/follow.js';
import type { Recording } from '../speech/recordings.js';

/** 20 ms of what the caller puts into the line. */
export interface Frame {
  audio: Buffer;
  /** The recording that this frame is a piece of, and where in it the piece begins. */
  clip?: { recording: Recording; offset: number };
  /** A key that was pressed in this frame. */
  digit?: string;
}

interface Action {
  frames: Iterator<Frame>;
  done(): void;
  failed(error: Error): void;
}

export interface Run {
  /** Called with each frame. */
  step(frame: Frame): void;
  /** Asked after each frame, and before the first. */
  until(): boolean;
  /** While false, the clock stands: the other side has not taken what it was sent. */
  ready?(): boolean;
}

/** Faster than this nobody could follow: the other side needs turns of the event loop to answer in. */
const FASTEST = 50;
/** A clock that fell behind by more frames than this lets them go instead of rushing. */
const MOST_BEHIND = 5;
const SILENT = Buffer.alloc(FRAME_BYTES, SILENCE);
const DIGIT_FRAMES = 5;

/**
 * The caller's end of the line and the call's clock. Time here is counted in frames of 20 ms and passes only while
 * something listens (`run`): never while a webhook is being answered, never faster than the socket drains.
 */
export class Line {
  readonly #msPerFrame: number;
  readonly #queue: Action[] = [];
  #due = 0;
  #frames = 0;
  #closed = false;

  /** `speed`: 1 is real time; 0 or Infinity is as fast as the other side keeps up. */
  constructor(speed: number) {
    if (!(speed >= 0)) throw new Error(`A call's speed is a number of 0 or more, not ${speed}`);
    this.#msPerFrame = FRAME_MS / (speed === 0 ? FASTEST : Math.min(speed, FASTEST));
  }

  /** Milliseconds of the call gone by. */
  get atMs(): number {
    return this.#frames * FRAME_MS;
  }

  play(recording: Recording): Promise<void> {
    return this.#put(framesOf(recording));
  }

  press(digits: string): Promise<void> {
    if (!/^[0-9*#]+$/.test(digits)) throw new Error(`A telephone has no keys for "${digits}"`);
    return this.#put(keys(digits));
  }

  silence(ms: number): Promise<void> {
    return this.#put(silence(Math.ceil(ms / FRAME_MS)));
  }

  async run({ step, until, ready = () => true }: Run): Promise<void> {
    this.#due = Math.max(this.#due, performance.now() - MOST_BEHIND * this.#msPerFrame);
    while (!until()) {
      await this.#pace();
      if (!ready()) {
        await wait(1);
        continue;
      }
      if (until()) return;
      const { frame, sent } = this.#next();
      this.#frames += 1;
      step(frame);
      sent?.();
    }
  }

  /** The call is over: what the caller still meant to say is never said. */
  close(): void {
    this.#closed = true;
    for (const action of this.#queue.splice(0)) action.failed(new Error('The call ended before this was said'));
  }

  #put(frames: Iterator<Frame>): Promise<void> {
    const sent = new Promise<void>((done, failed) => {
      if (this.#closed) failed(new Error('The call has ended'));
      else this.#queue.push({ frames: ahead(frames), done, failed });
    });
    // A caller cut off in mid-sentence is no accident of the program, unless somebody waits for the sentence.
    sent.catch(() => undefined);
    return sent;
  }

  #next(): { frame: Frame; sent?: () => void } {
    const action = this.#queue[0];
    if (!action) return { frame: { audio: SILENT } };
    const { value, done } = action.frames.next();
    if (!done) return { frame: value };
    this.#queue.shift();
    return { frame: value ?? { audio: SILENT }, sent: action.done };
  }

  async #pace(): Promise<void> {
    const now = performance.now();
    this.#due = Math.max(this.#due, now - MOST_BEHIND * this.#msPerFrame) + this.#msPerFrame;
    const early = this.#due - now;
    if (early > 1.5) await wait(early);
    else await nextTurn();
  }
}

function* framesOf(recording: Recording): Generator<Frame> {
  for (let offset = 0; offset < recording.audio.length; offset += FRAME_BYTES) {
    yield { audio: recording.audio.subarray(offset, offset + FRAME_BYTES), clip: { recording, offset } };
  }
}

function* keys(digits: string): Generator<Frame> {
  for (const digit of digits) {
    yield { audio: SILENT, digit };
    yield* silence(2 * DIGIT_FRAMES - 1);
  }
}

function* silence(frames: number): Generator<Frame> {
  for (let left = frames; left > 0; left -= 1) yield { audio: SILENT };
}

/** The same frames, with the last one as the return value: who asks learns that it is the last together with it. */
function* ahead(frames: Iterator<Frame>): Generator<Frame, Frame | undefined> {
  let { value: held, done } = frames.next();
  if (done) return undefined;
  for (;;) {
    const next = frames.next();
    if (next.done) return held;
    yield held;
    ({ value: held, done } = next);
  }
}
