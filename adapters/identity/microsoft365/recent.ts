export interface Recent {
  /** These object ids or names came into being just now. */
  add(tenantId: string, names: readonly string[]): void;
  /** Whether a request speaks of something so young that not every server of the directory knows it yet. */
  isIn(tenantId: string, request: { path: string; body?: unknown }): boolean;
}

const YOUNG_MS = 5 * 60_000;
const MOST = 1000;

/**
 * What this process made a moment ago. A directory server that has not heard of it answers 404, which then means "not yet".
 * It is not stored: by the time that another process goes on with a run the directory has caught up.
 * Source: Microsoft Graph facts, create user (eventual consistency).
 */
export function createRecent(now: () => Date): Recent {
  const made = new Map<string, { tenantId: string; name: string; at: number }>();

  function young() {
    const since = now().getTime() - YOUNG_MS;
    for (const [key, { at }] of made) if (at < since) made.delete(key);
    return [...made.values()];
  }

  return {
    add(tenantId, names) {
      for (const each of names) {
        const name = each.toLowerCase();
        const oldest = made.keys().next().value;
        if (made.size >= MOST && oldest !== undefined) made.delete(oldest);
        made.set(`${tenantId} ${name}`, { tenantId, name, at: now().getTime() });
      }
    },
    isIn(tenantId, { path, body }) {
      if (made.size === 0) return false;
      const text = `${decoded(path)} ${body === undefined ? '' : JSON.stringify(body)}`.toLowerCase();
      return young().some((each) => each.tenantId === tenantId && text.includes(each.name));
    },
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
