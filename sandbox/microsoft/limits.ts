/** Throttling of a tenant, when told so. Source: Microsoft Graph facts, limits. */
import { graphFault } from './graph-error.js';
import type { Tenant } from './stored.js';

export interface Throttle {
  /** Seconds; no Retry-After when absent. */
  retryAfter?: number;
  /** How many requests it hits; all of them, until lifted, when absent. */
  times?: number;
}

export interface Limits {
  /** The tenant's next requests are answered 429; null lifts it. */
  throttle(tenantId: string, throttle: Throttle | null): void;
  /** Whether the published limits of teams (4 requests a second, each) and of reports (5 in 10 seconds) hold. */
  enforce(on: boolean): void;
  /** Throws Graph's 429 for a tenant that is throttled. */
  meet(tenant: Tenant): void;
  /** Throws Graph's 429 when a request is one too many. `id`: of the team. */
  count(tenant: Tenant, kind: 'reports' | 'team' | undefined, id: string): void;
}

const WINDOWS = { reports: { most: 5, ms: 10_000 }, team: { most: 4, ms: 1000 } } as const;

export function createLimits(now: () => number): Limits {
  const throttled = new Map<string, { left: number; retryAfter: number | undefined }>();
  const seen = new Map<string, number[]>();
  let enforced = false;
  return {
    throttle(tenantId, throttle) {
      if (!throttle) throttled.delete(tenantId);
      else {
        const { times = Number.POSITIVE_INFINITY, retryAfter } = throttle;
        throttled.set(tenantId, { left: times, retryAfter });
      }
    },
    enforce(on) {
      enforced = on;
      seen.clear();
    },
    meet({ id }) {
      const throttle = throttled.get(id);
      if (!throttle) return;
      throttle.left -= 1;
      if (throttle.left <= 0) throttled.delete(id);
      throw tooMany(throttle.retryAfter);
    },
    count({ id: tenantId }, kind, id) {
      if (!enforced || !kind) return;
      const { most, ms } = WINDOWS[kind];
      const key = kind === 'team' ? `${tenantId} ${id.toLowerCase()}` : tenantId;
      const recent = (seen.get(`${kind} ${key}`) ?? []).filter((at) => at > now() - ms);
      const [first] = recent;
      if (recent.length >= most && first !== undefined)
        throw tooMany(Math.max(1, Math.ceil((first + ms - now()) / 1000)));
      seen.set(`${kind} ${key}`, [...recent, now()]);
    },
  };
}

function tooMany(retryAfter: number | undefined) {
  return graphFault({ status: 429, ...(retryAfter === undefined ? {} : { retryAfter }) });
}
