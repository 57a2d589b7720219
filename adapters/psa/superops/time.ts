/** The longest that SuperOps' clock may be ahead of ours before its times are taken for another zone's. Milliseconds. */
const FURTHEST_AHEAD_MS = 10 * 60_000;

/**
 * SuperOps writes times without a zone (`2022-06-28T05:25:10`). That they are UTC is unconfirmed, so this is the only
 * place that says so; `check` looks whether it can be true. Source: SuperOps facts, types.
 */
export function instantOf(text: string | null | undefined): Date | undefined {
  if (!text) return undefined;
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`;
  const time = new Date(zoned);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** A change that lies ahead of us was written by a clock of another zone. */
export function liesAhead(time: Date, now: Date): boolean {
  return time.getTime() - now.getTime() > FURTHEST_AHEAD_MS;
}

/** The whole second in which it lies: SuperOps tells no less. */
export function secondOf(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}
