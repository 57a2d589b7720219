const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** How long to leave Hudu alone after it asked to slow down: as it says, else longer each time, up to a minute. */
export function createPauses(now: () => Date) {
  let inARow = 0;
  return {
    /** Milliseconds. `retryAfter`: as the header came. */
    after(retryAfter: string | undefined): number {
      const told = toldMs(retryAfter, now().getTime());
      inARow += 1;
      return Math.min(LONGEST_MS, told ?? FIRST_MS * 2 ** (inARow - 1));
    },
    over(): void {
      inARow = 0;
    },
  };
}

/** Seconds or a date; that Hudu sends either is unconfirmed. Source: Hudu facts, paging, limits, errors. */
function toldMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
