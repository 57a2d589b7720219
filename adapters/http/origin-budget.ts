/** Waits; ends early, with an error, when the signal says so. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

export const waitForReal: Wait = (ms, signal) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new Error('it was stopped'));
    const end = () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    };
    const timer = setTimeout(end, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(new Error('it was stopped'));
    };
    signal?.addEventListener('abort', stop, { once: true });
  });

export interface OriginBudget {
  /** Runs the work when a place is free and the rate allows it. */
  within<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Nothing is sent to this origin for so long: it said that it is overloaded. */
  pause(ms: number): void;
  /** Nothing is under way and no pause is being kept: it may be forgotten. */
  readonly idle: boolean;
}

/** How much may be asked of one origin: at most `concurrency` at once and `ratePerMinute` in a minute, evenly spent. */
export function createOriginBudget({
  concurrency,
  ratePerMinute,
  now,
  wait,
}: {
  concurrency: number;
  ratePerMinute: number | undefined;
  now: () => number;
  wait: Wait;
}): OriginBudget {
  let running = 0;
  let pausedUntil = 0;
  const queue: (() => void)[] = [];
  const burst = ratePerMinute === undefined ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(ratePerMinute / 10));
  let tokens = burst;
  let filledAt = now();

  function reserve(): number {
    const pause = Math.max(0, pausedUntil - now());
    if (ratePerMinute === undefined) return pause;
    tokens = Math.min(burst, tokens + ((now() - filledAt) * ratePerMinute) / 60_000);
    filledAt = now();
    tokens -= 1;
    return Math.max(pause, tokens >= 0 ? 0 : (-tokens * 60_000) / ratePerMinute);
  }

  async function takePlace(signal: AbortSignal | undefined): Promise<void> {
    if (running < concurrency) {
      running += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        queue.splice(queue.indexOf(enter), 1);
        reject(new Error('it was stopped'));
      };
      queue.push(enter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  function givePlaceBack(): void {
    const next = queue.shift();
    if (next) next();
    else running -= 1;
  }

  return {
    async within(work, signal) {
      await takePlace(signal);
      try {
        const delay = reserve();
        if (delay > 0) await wait(delay, signal);
        return await work();
      } finally {
        givePlaceBack();
      }
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, now() + ms);
    },
    get idle() {
      return running === 0 && pausedUntil <= now();
    },
  };
}
