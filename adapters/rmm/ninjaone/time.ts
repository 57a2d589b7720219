/** NinjaOne's times are seconds since 1970, with a fraction. Undefined for what is no time. Source: RMM facts, NinjaOne. */
export function timeOf(seconds: number | null | undefined): string | undefined {
  if (typeof seconds !== 'number' || !(seconds > 0) || seconds > LATEST) return undefined;
  return new Date(seconds * 1000).toISOString();
}

/** The last second that a date can hold. */
const LATEST = 8_640_000_000_000;
