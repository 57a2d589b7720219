import { isSecret, withoutSecrets } from '../redaction.js';

/** Deepest nesting that is looked into. */
const DEEPEST = 20;

export interface StrangersData {
  data: unknown;
  /** Names of the fields that were taken out because they hold secrets. */
  leftOut: string[];
}

/**
 * What a system gave of which nobody here knows the shape, fit to be shown to a model and kept: fields that are secrets by
 * their name are taken out, and so is what looks like a secret in texts. `hide`: values that may not appear, whoever says them.
 */
export function strangersData(value: unknown, hide: (text: string) => string): StrangersData {
  const leftOut = new Set<string>();

  function clean(inner: unknown, depth: number): unknown {
    if (typeof inner === 'string') return withoutSecrets(hide(inner));
    if (typeof inner !== 'object' || inner === null) return inner;
    if (depth >= DEEPEST) return '(nested too deeply to be shown)';
    if (Array.isArray(inner)) return inner.map((item) => clean(item, depth + 1));
    return Object.fromEntries(
      Object.entries(inner).flatMap(([name, held]): [string, unknown][] => {
        if (isSecret(name, held)) {
          leftOut.add(name);
          return [];
        }
        return [[withoutSecrets(hide(name)), clean(held, depth + 1)]];
      }),
    );
  }

  return { data: clean(value, 0), leftOut: [...leftOut] };
}
