import { setTimeout as waitFor } from 'node:timers/promises';

const MINUTE_MS = 60_000;
/** What long reading leaves to everything else, so that an approval does not wait for the contacts of all clients. */
const BULK_SHARE = 0.7;

/** `bulk`: part of a long reading, which can wait. */
export type Pace = 'ordinary' | 'bulk';

export interface RateBudget {
  /** Resolves when one more request may be sent. */
  take(pace: Pace, signal?: AbortSignal): Promise<void>;
  /** The PSA asked to slow down: nothing is sent for so long. Milliseconds. */
  pause(ms: number): void;
  /** Milliseconds until the pause is over; 0 when there is none. */
  paused(): number;
}

/**
 * At most so many requests in any minute, or in any `windowMs` where a vendor counts otherwise. `now` is in milliseconds and
 * never goes back.
 */
export function createRateBudget({
  perMinute,
  windowMs = MINUTE_MS,
  now,
  wait,
}: {
  perMinute: number;
  windowMs?: number;
  now: () => number;
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}): RateBudget {
  /** When requests were or will be sent, in order. */
  let starts: number[] = [];
  let pausedUntil = Number.NEGATIVE_INFINITY;

  function reserve(most: number): number {
    const at = now();
    starts = starts.filter((start) => start > at - windowMs);
    const inTheWay = starts[starts.length - most];
    const start = inTheWay === undefined ? at : Math.max(at, inTheWay + windowMs);
    starts = [...starts, start].sort((one, other) => one - other);
    return start - at;
  }

  return {
    async take(pace, signal) {
      const most = pace === 'bulk' ? Math.max(1, Math.floor(perMinute * BULK_SHARE)) : perMinute;
      const delay = reserve(most);
      if (delay > 0) await wait(delay, signal);
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, now() + ms);
    },
    paused: () => Math.max(0, pausedUntil - now()),
  };
}

/** The same by the clock of this machine. */
export function createRealRateBudget(perMinute: number): RateBudget {
  return createRateBudget({
    perMinute,
    now: () => performance.now(),
    wait: async (ms, signal) => {
      await waitFor(ms, undefined, { signal });
    },
  });
}
