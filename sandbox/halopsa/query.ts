/** Query parameters, as a .NET controller binds them: names in any case, a value of the wrong type is a 400. */
import { badQuery } from './errors.js';
import { readTime } from './times.js';

export interface Query {
  text(name: string): string | undefined;
  integer(name: string): number | undefined;
  /** False when it is not given. */
  flag(name: string): boolean;
  given(name: string): boolean;
  time(name: string): Date | undefined;
}

/** An empty value counts as none given; of a parameter given twice the first counts. */
export function readQuery(parameters: URLSearchParams): Query {
  const values = new Map<string, string>();
  for (const [name, value] of parameters) {
    const key = name.toLowerCase();
    if (!values.has(key) && value !== '') values.set(key, value);
  }
  const text = (name: string) => values.get(name);
  return {
    text,
    given: (name) => values.has(name),
    integer(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (!/^-?\d{1,10}$/.test(value)) throw badQuery(name, value);
      return Number(value);
    },
    flag(name) {
      const value = text(name);
      if (value === undefined) return false;
      if (!/^(?:true|false)$/i.test(value)) throw badQuery(name, value);
      return value.toLowerCase() === 'true';
    },
    time(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      const time = readTime(value);
      if (!time) throw badQuery(name, value);
      return time;
    },
  };
}

/** True when the text contains what is searched for, in any case. */
export const contains = (text: string | null, searched: string): boolean =>
  text?.toLowerCase().includes(searched.toLowerCase()) ?? false;

/** The digits of a telephone number, or of whatever was typed for one. */
export const digitsOf = (text: string | null): string => (text ?? '').replace(/\D/g, '');
