/** Lets work of one key happen one after another, in the order in which it asked. */
export function createTurns() {
  const last = new Map<string, Promise<void>>();
  return {
    /** Resolves when everything before is done, with the function that ends this turn. */
    async take(key: string): Promise<() => void> {
      const before = last.get(key);
      let end: () => void = () => {};
      const turn = new Promise<void>((resolve) => {
        end = resolve;
      });
      last.set(key, turn);
      await before;
      return () => {
        if (last.get(key) === turn) last.delete(key);
        end();
      };
    },
  };
}
