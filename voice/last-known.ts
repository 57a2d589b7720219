import { reasonOf } from '../core/errors.js';
import type { VoiceLog } from './log.js';

/** A caller is waiting: a store that is slower than this counts as away. Milliseconds. */
const WAIT_MS = 2_000;

/**
 * Reads what may change (settings, credentials) each time it is needed, and goes on with what was last read while it
 * cannot be read: a call must not be lost because the store is away. Throws only before the first successful reading.
 */
export function lastKnown<T>(what: string, read: () => Promise<T>, log: VoiceLog, waitMs = WAIT_MS): () => Promise<T> {
  let known: { value: T } | undefined;
  return async () => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`The ${what} were not read within ${waitMs} ms`)), waitMs);
    });
    try {
      const value = await Promise.race([read(), late]);
      known = { value };
      return value;
    } catch (error) {
      if (!known) throw error;
      log.warn({ what, reason: reasonOf(error) }, 'going on with what was last read');
      return known.value;
    } finally {
      clearTimeout(timer);
    }
  };
}
