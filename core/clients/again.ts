const FIRST_MS = 1_000;
const MOST_MS = 10 * 60_000;

/** When work that failed `attempts` times is tried again: after pauses that double from a second to ten minutes. */
export function againAt(attempts: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(MOST_MS, FIRST_MS * 2 ** (attempts - 1)));
}
