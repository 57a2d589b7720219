/** What ends a process in the middle of its work. */
export class Crash extends Error {}

/** Lets `calls` calls pass; the next one, and all after it, find the process dead. */
export function createFuse(calls: number) {
  let left = calls;
  return {
    get blown() {
      return left < 0;
    },
    burn() {
      left -= 1;
      if (left < 0) throw new Crash('the process died here');
    },
  };
}

/** The same object, each of whose methods dies when the fuse is blown. */
export function withFuse<T extends object>(target: T, fuse: { burn(): void }): T {
  return new Proxy(target, {
    get(inner, key) {
      const value: unknown = Reflect.get(inner, key);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        fuse.burn();
        return Reflect.apply(value, inner, args);
      };
    },
  });
}
