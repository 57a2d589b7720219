import { z } from 'zod';

/** Ten thousand requests an hour for everybody who works on the MSP's database. Source: Autotask facts, limits. */
const ASK_EVERY = 50;
const EASY = 0.75;
const LONGEST_PAUSE_MS = 4000;

const threshold = z.record(z.string(), z.unknown());

/**
 * How much of the hour's requests is used, from 0 to 1, by `ThresholdInformation`. Its names are unconfirmed in all zones,
 * so the two numbers are told by how their names end. Undefined when they are not there.
 */
export function usedOf(answer: unknown): number | undefined {
  const parsed = threshold.safeParse(answer);
  if (!parsed.success) return undefined;
  const numbered = (ending: RegExp) =>
    Object.entries(parsed.data).flatMap(([name, value]) =>
      ending.test(name) && typeof value === 'number' ? [value] : [],
    )[0];
  const limit = numbered(/requestthreshold$/i);
  const used = numbered(/requestcount$/i);
  return limit === undefined || used === undefined || limit <= 0 ? undefined : used / limit;
}

/** A pause before each request, longer the closer the limit is; none below three quarters. Milliseconds. */
export function pauseFor(used: number): number {
  return used <= EASY ? 0 : Math.round(Math.min(1, (used - EASY) / (1 - EASY)) * LONGEST_PAUSE_MS);
}

export interface Pace {
  /** To be awaited before each request. */
  step(): Promise<void>;
  /** Autotask said that it is too much: how much is used is asked before the next request. */
  tooMuch(): void;
}

/** `ask` tells now and then how much is used; when it cannot, the last word holds. */
export function createPace({
  ask,
  wait,
}: {
  ask: () => Promise<number | undefined>;
  wait: (ms: number) => Promise<void>;
}): Pace {
  let sent = 0;
  let used = 0;
  let refused = false;
  return {
    async step() {
      sent += 1;
      if (refused || sent % ASK_EVERY === 0) {
        refused = false;
        used = (await ask().catch(() => undefined)) ?? used;
      }
      const pause = pauseFor(used);
      if (pause > 0) await wait(pause);
    },
    tooMuch() {
      refused = true;
    },
  };
}
