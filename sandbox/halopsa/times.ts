/** Times on the wire: ISO without zone mark, to be read as UTC. Source: HaloPSA facts, conventions (unconfirmed). */

/** `2026-01-05T09:00:00`, with as much of the milliseconds as there is. */
export const writeTime = (at: Date): string => at.toISOString().replace(/\.?0*Z$/, '');

export const writeTimeOrNull = (at: Date | null): string | null => (at ? writeTime(at) : null);

const SHAPE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** A date or time, UTC where it has no zone mark; a date alone is its first moment. Undefined when it is neither. */
export function readTime(text: string): Date | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const whole = text.length === 10 ? `${text}T00:00:00` : text.replace(' ', 'T');
  const time = new Date(match[1] ? whole : `${whole}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
