/** Where a run is played again and again, and killed. */
import type { Spot } from './messages.js';

export interface Outcome {
  /** False when the run ended without having come to the spot. */
  killed: boolean;
  /** How long the restart took until it was ready. Milliseconds. */
  restartMs: number;
  /** From the beginning of the story to the end of it. Milliseconds. */
  tookMs: number;
  /** Empty when everything is as it should be. */
  problems: string[];
}

export interface Bench {
  /** Plays a run from ticket to closing note, killed at the spot. */
  play(spot?: Spot): Promise<Outcome>;
  /** What the last run passed, in order, when it was not killed. */
  passed(): string[];
  /** From now on another process works, which remembers nothing. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}
