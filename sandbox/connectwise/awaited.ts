/** Waiting for what a script expects to see on a ticket. */
import type { Changes } from './changes.js';

export interface Awaited {
  /**
   * Looks at once and after every change; resolves with the first thing found. Rejects, saying what it waited for and
   * what there was instead, after `timeoutMs` or when the pretend ConnectWise stops.
   */
  until<T>(look: () => T | undefined, timeoutMs: number, describe: () => string): Promise<T>;
  stop(): void;
}

export function createAwaited(changes: Changes): Awaited {
  const waiting = new Set<(reason: string) => void>();
  return {
    until(look, timeoutMs, describe) {
      const already = look();
      if (already !== undefined) return Promise.resolve(already);
      return new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(timer);
          unwatch();
          waiting.delete(giveUp);
        };
        const giveUp = (reason: string) => {
          end();
          reject(new Error(`${reason}: ${describe()}`));
        };
        const unwatch = changes.watch(() => {
          const found = look();
          if (found === undefined) return;
          end();
          resolve(found);
        });
        const timer = setTimeout(() => giveUp(`Nothing within ${timeoutMs} ms`), timeoutMs);
        waiting.add(giveUp);
      });
    },
    stop() {
      for (const giveUp of [...waiting]) giveUp('The pretend ConnectWise stopped');
    },
  };
}
