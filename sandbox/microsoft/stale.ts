/** Eventual consistency, on demand: reads see the directory as it was before a write, new objects are not known everywhere. */
import type { Directory, Tenant } from './stored.js';

export interface Staleness {
  /** From now on reads may be this stale; 0 switches it off and forgets what was kept. */
  set(milliseconds: number): void;
  /** From now on what is made is not found, by reads and by writes, for so long; 0 shows everything. */
  setNew(milliseconds: number): void;
  /** Something was made by other means than a request. */
  made(tenant: Tenant, id: string): void;
  /** Runs one request with the directory that it may see; keeps what a write replaces. */
  around<T extends { write?: boolean; made?: string }>(
    tenant: Tenant,
    method: string,
    work: (seen: Directory, tooNew: ReadonlySet<string>) => T,
  ): T;
}

export function createStaleness(now: () => number): Staleness {
  let [span, newSpan] = [0, 0];
  const past = new Map<string, { until: number; directory: Directory }[]>();
  let young: { tenantId: string; id: string; until: number }[] = [];

  return {
    set(milliseconds) {
      span = milliseconds;
      if (span === 0) past.clear();
    },
    setNew(milliseconds) {
      newSpan = milliseconds;
      if (newSpan === 0) young = [];
    },
    made,
    around(tenant, method, work) {
      const tooNew = newIn(tenant);
      if (method === 'GET') return work(withoutThe(tooNew, seenBy(tenant)), tooNew);
      const before = span === 0 ? undefined : structuredClone(tenant.live);
      const result = work(tenant.live, tooNew);
      if (result.made) made(tenant, result.made);
      if (before && result.write) past.set(tenant.id, [...current(tenant), { until: now() + span, directory: before }]);
      return result;
    },
  };

  function made(tenant: Tenant, id: string): void {
    if (newSpan > 0) young.push({ tenantId: tenant.id, id, until: now() + newSpan });
  }

  function newIn(tenant: Tenant): ReadonlySet<string> {
    young = young.filter(({ until }) => until > now());
    return new Set(young.filter(({ tenantId }) => tenantId === tenant.id).map(({ id }) => id));
  }

  function seenBy(tenant: Tenant): Directory {
    return current(tenant)[0]?.directory ?? tenant.live;
  }

  function current(tenant: Tenant) {
    return (past.get(tenant.id) ?? []).filter(({ until }) => until > now());
  }
}

function withoutThe(tooNew: ReadonlySet<string>, directory: Directory): Directory {
  if (tooNew.size === 0) return directory;
  return {
    ...directory,
    users: directory.users.filter(({ id }) => !tooNew.has(id)),
    groups: directory.groups.filter(({ id }) => !tooNew.has(id)),
  };
}
