import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A country by its two letters, as libphonenumber knows them. */
export type Region = CountryCode;

const NORTH_AMERICA: ReadonlySet<string> = new Set(['US', 'CA']);

/**
 * The E.164 writing of a number, or undefined when it is none. Numbers already in E.164 and plain North American ones
 * take a short way, since an index reads tens of thousands; everything else goes through libphonenumber.
 */
export function toE164(raw: string, region: Region): string | undefined {
  const text = raw.trim();
  if (/^\+[1-9]\d{7,14}$/.test(text)) return text;
  if (NORTH_AMERICA.has(region) && /^[\d\s().-]{10,17}$/.test(text)) {
    const digits = text.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '');
    if (/^[2-9]\d{2}[2-9]\d{6}$/.test(digits)) return `+1${digits}`;
  }
  const parsed = parsePhoneNumberFromString(text, region);
  return parsed?.isPossible() ? parsed.number : undefined;
}
