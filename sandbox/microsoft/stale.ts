/** Eventual consistency, on demand: for a while after a write, reads see the directory as it was before. */
import type { Directory, Tenant } from './stored.js';

export interface Staleness {
  /** From now on reads may be this stale; 0 switches it off and forgets what was kept. */
  set(milliseconds: number): void;
  /** Runs one request with the directory that it may see; keeps what a write replaces. */
  around<T extends { write?: boolean }>(tenant: Tenant, method: string, work: (seen: Directory) => T): T;
}

export function createStaleness(now: () => number): Staleness {
  let span = 0;
  const past = new Map<string, { until: number; directory: Directory }[]>();

  return {
    set(milliseconds) {
      span = milliseconds;
      if (span === 0) past.clear();
    },
    around(tenant, method, work) {
      if (method === 'GET') return work(seenBy(tenant));
      if (span === 0) return work(tenant.live);
      const before = structuredClone(tenant.live);
      const result = work(tenant.live);
      if (result.write) past.set(tenant.id, [...current(tenant), { until: now() + span, directory: before }]);
      return result;
    },
  };

  function seenBy(tenant: Tenant): Directory {
    return current(tenant)[0]?.directory ?? tenant.live;
  }

  function current(tenant: Tenant) {
    return (past.get(tenant.id) ?? []).filter(({ until }) => until > now());
  }
}
