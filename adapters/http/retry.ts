const FIRST_DELAY_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
/** A vendor that asks for a longer pause gets its 429 handed to the caller, who can come back later. */
export const LONGEST_RETRY_AFTER_MS = 60_000;

/** How long the vendor asked to wait, in milliseconds; undefined when it did not say. Takes seconds or a date. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Exponential backoff with full jitter. `attempt` counts from 0. */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.floor(random() * Math.min(LONGEST_BACKOFF_MS, FIRST_DELAY_MS * 2 ** attempt));
}

const PASSING = new Set([429, 502, 503, 504]);

/** 429: not carried out, so always safe to send again. A failing gateway: only where sending twice does no harm. */
export function worthRetrying(status: number, repeatable: boolean): boolean {
  return status === 429 || (repeatable && PASSING.has(status));
}
