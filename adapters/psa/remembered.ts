const AGE_MS = 5 * 60_000;

/**
 * What changes rarely is asked for once in five minutes, by key; a question that failed is forgotten. What decides
 * something (who may approve) must not come from here.
 */
export function createRemembered<T>(now: () => Date, ageMs = AGE_MS) {
  const kept = new Map<string, { at: number; value: Promise<T> }>();
  return (key: string, ask: () => Promise<T>): Promise<T> => {
    const at = now().getTime();
    const known = kept.get(key);
    if (known && at - known.at < ageMs) return known.value;
    const fresh = { at, value: ask() };
    kept.set(key, fresh);
    fresh.value.catch(() => {
      if (kept.get(key) === fresh) kept.delete(key);
    });
    return fresh.value;
  };
}
