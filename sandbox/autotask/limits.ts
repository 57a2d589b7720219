/**
 * The two limits of a database: requests in a rolling hour, and requests at once for one entity. Off until switched on,
 * so that tests of other things do not meet them. Source: Autotask facts, 4.
 */
import { Refusal } from './refusal.js';

export interface LimitSettings {
  /** Requests at once for one entity, of one tracking identifier; the vendor's is 3. */
  concurrent?: number;
  /** Requests in 60 minutes; the vendor's is 10,000. */
  requestsPerHour?: number;
  /** Sent as Retry-After with 429; whether the vendor sends one is unconfirmed. */
  retryAfterSeconds?: number;
}

export interface Limits {
  /** Replaces all settings: what is not named is off. */
  set(settings: LimitSettings): void;
  /** Counts a request in, waits while answers are held, and gives the way to count it out. Throws 429. */
  enter(entity: string, free: boolean): Promise<() => void>;
  /** Keeps every answer back from now on; returns the way to let them go. */
  hold(): () => void;
  /** The most requests at once that an entity has seen. */
  busiest(): number;
  threshold(): {
    externalRequestThreshold: number;
    requestThresholdTimeframe: number;
    currentTimeframeRequestCount: number;
  };
  retryAfter(): number | undefined;
}

const HOUR_MS = 60 * 60 * 1000;
const VENDOR_THRESHOLD = 10_000;

export function createLimits(clock: () => Date): Limits {
  let settings: LimitSettings = {};
  let asked: number[] = [];
  let most = 0;
  const inside = new Map<string, number>();
  let held: { until: Promise<void>; release: () => void } | undefined;

  const recent = () => {
    const since = clock().getTime() - HOUR_MS;
    asked = asked.filter((at) => at > since);
    return asked.length;
  };
  return {
    set(wanted) {
      settings = wanted;
    },
    async enter(entity, free) {
      if (!free && recent() >= (settings.requestsPerHour ?? Number.POSITIVE_INFINITY))
        throw new Refusal(429, [
          `The request threshold of ${settings.requestsPerHour} in 60 minutes has been exceeded.`,
        ]);
      asked.push(clock().getTime());
      const now = (inside.get(entity) ?? 0) + 1;
      if (now > (settings.concurrent ?? Number.POSITIVE_INFINITY))
        throw new Refusal(429, [`The thread threshold of ${settings.concurrent} for ${entity} has been exceeded.`]);
      inside.set(entity, now);
      most = Math.max(most, now);
      await held?.until;
      return () => inside.set(entity, (inside.get(entity) ?? 1) - 1);
    },
    hold() {
      let release = () => {};
      const until = new Promise<void>((resolve) => {
        release = resolve;
      });
      held = { until, release };
      return () => {
        release();
        held = undefined;
      };
    },
    busiest: () => most,
    threshold: () => ({
      externalRequestThreshold: settings.requestsPerHour ?? VENDOR_THRESHOLD,
      requestThresholdTimeframe: 60,
      currentTimeframeRequestCount: recent(),
    }),
    retryAfter: () => settings.retryAfterSeconds,
  };
}
