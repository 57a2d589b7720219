/**
 * HaloPSA writes and reads times without a zone. That they are UTC is unconfirmed (the time zone of the agent may apply):
 * this file is the one place that decides it.
 * Source: HaloPSA facts, general conventions.
 */
const ZONE = 'Z';
const HAS_ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i;
/** Where there is no time, HaloPSA may send one of long ago instead of none (0001, 1899, 1900). */
const FIRST_YEAR = 1971;

/** Undefined for no time. */
export function dateOf(text: string | null | undefined): Date | undefined {
  if (!text) return undefined;
  const date = new Date(HAS_ZONE.test(text) || !text.includes('T') ? text : `${text}${ZONE}`);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < FIRST_YEAR ? undefined : date;
}

/** As HaloPSA's filters take it: to the second, without a zone. */
export function haloTime(date: Date): string {
  return date.toISOString().slice(0, 19);
}
