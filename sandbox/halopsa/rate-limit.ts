/**
 * How many requests are answered in a stretch of time. Source: HaloPSA facts, conventions: limits are claimed, none is
 * confirmed, so there is none unless the switch sets one.
 */
import { Refusal } from './errors.js';
import type { Switches } from './switches.js';

/** Counts a request; throws 429 when there were too many. */
export function createRateLimit(switches: Switches, clock: () => Date): () => void {
  let asked: number[] = [];
  return () => {
    const { rateLimit } = switches;
    if (!rateLimit) return;
    const now = clock().getTime();
    asked = asked.filter((at) => now - at < rateLimit.windowMs);
    if (asked.length >= rateLimit.requests) throw new Refusal(429, 'Too many requests.', 'error', rateLimit.retryAfter);
    asked.push(now);
  };
}
