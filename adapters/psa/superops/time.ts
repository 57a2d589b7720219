/** The longest that SuperOps' clock may be ahead of ours before its times are taken for another zone's. Milliseconds. */
const FURTHEST_AHEAD_MS = 10 * 60_000;

/** The moment of a time as SuperOps writes it; undefined where there is none. */
export type InstantOf = (text: string | null | undefined) => Date | undefined;

/**
 * SuperOps writes times without a zone (`2022-06-28T05:25:10`). That they are UTC is unconfirmed, so the zone is a setting
 * and this is the only place that knows of it; `check` looks whether it can be true. Throws RangeError for a zone that
 * there is not. Source: SuperOps facts, types.
 */
export function createInstantOf(timeZone: string): InstantOf {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  /** How far the zone's clocks are ahead of UTC at this moment. Milliseconds. */
  const ahead = (at: number) => Date.parse(`${wall.format(at).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
  return (text) => {
    if (!text) return undefined;
    const isZoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
    const read = Date.parse(isZoned ? text : `${text}Z`);
    if (Number.isNaN(read)) return undefined;
    // The second look is for the hours around a change of the clocks.
    return new Date(isZoned ? read : read - ahead(read - ahead(read)));
  };
}

/** A change that lies ahead of us was written by a clock of another zone. */
export function liesAhead(time: Date, now: Date): boolean {
  return time.getTime() - now.getTime() > FURTHEST_AHEAD_MS;
}

/** The whole second in which it lies: SuperOps may tell no less. */
export function secondOf(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}
