import { reasonOf, VendorError } from '../errors.js';
import type { Conversation } from './conversation-model.js';

const FIRST_PAUSE_MS = 2_000;
/** Longest pause where the outside system may be back any moment, and where somebody has to change something. */
const LONGEST_PAUSE_MS = { passing: 30_000, lasting: 600_000 };

export interface Setback {
  trouble: NonNullable<Conversation['trouble']>;
  nextTryAt: Date;
  /** The operator has to do something and has not been told yet. */
  tell: boolean;
}

/** What a failed try means for the next: pauses that double, at most 30 s, or 10 minutes when it will not pass by itself. */
export function setback(before: Conversation['trouble'], error: unknown, at: Date): Setback {
  const passing = error instanceof VendorError && (error.passing || error.outcomeUnknown);
  const tries = (before?.tries ?? 0) + 1;
  const asked = error instanceof VendorError ? (error.retryAfter ?? 0) * 1_000 : 0;
  const doubled = FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 20);
  const pause = Math.min(
    Math.max(Math.min(doubled, LONGEST_PAUSE_MS[passing ? 'passing' : 'lasting']), asked),
    LONGEST_PAUSE_MS.lasting,
  );
  const tell = !passing && !before?.told;
  return {
    trouble: { since: before?.since ?? at, tries, reason: reasonOf(error), told: tell || (before?.told ?? false) },
    nextTryAt: new Date(at.getTime() + pause),
    tell,
  };
}
