import { createRateBudget, type RateBudget } from '../../psa/rate-budget.js';

/** A limit that is narrower than the tenant's own. */
export interface Pace {
  /** What it is counted for, within one tenant. */
  area: string;
  most: number;
  windowMs: number;
}

/** Sign-ins and other reports. Source: Microsoft Graph facts, limits: 5 requests per 10 s per application and tenant. */
export const REPORTS: Pace = { area: 'reports', most: 5, windowMs: 10_000 };

/** Source: Microsoft Graph facts, limits: at most 4 requests a second for one team. */
export const ofTeam = (teamId: string): Pace => ({ area: `team ${teamId}`, most: 4, windowMs: 1_000 });

export interface Paces {
  /** Resolves when one more request of this area may be sent in this tenant. */
  take(tenantId: string, pace: Pace, signal?: AbortSignal): Promise<void>;
}

const MOST_KEPT = 1000;

/** `now`: milliseconds that never go back. */
export function createPaces({
  now,
  wait,
}: {
  now: () => number;
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}): Paces {
  const budgets = new Map<string, RateBudget>();
  return {
    async take(tenantId, { area, most, windowMs }, signal) {
      const key = `${tenantId} ${area}`;
      const budget = budgets.get(key) ?? createRateBudget({ perMinute: most, windowMs, now, wait });
      budgets.delete(key); // Set again below, so that the first of the map is the one that was not used for longest.
      const oldest = budgets.keys().next().value;
      if (budgets.size >= MOST_KEPT && oldest !== undefined) budgets.delete(oldest);
      budgets.set(key, budget);
      await budget.take('ordinary', signal);
    },
  };
}
