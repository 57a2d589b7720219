/** At most `most` pieces of work at once for one key; the others wait for their turn. */
export function createTurns(most: number) {
  const underWay = new Map<string, { running: number; waiting: (() => void)[] }>();
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const line = underWay.get(key) ?? { running: 0, waiting: [] };
    underWay.set(key, line);
    if (line.running < most) line.running += 1;
    else await new Promise<void>((resolve) => line.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      if (next) next();
      else {
        line.running -= 1;
        if (line.running === 0) underWay.delete(key);
      }
    }
  };
}
