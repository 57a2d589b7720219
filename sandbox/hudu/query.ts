/**
 * Query parameters of lists. What Hudu does not know it ignores; a page_size that is no number too. Source: Hudu facts,
 * paging and traps.
 */
import { fellOver } from './errors.js';

const DEFAULT_PAGE_SIZE = 25;

export interface Query {
  /** Undefined when it is absent or empty. */
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  /** What is no number is 0, which nothing has. */
  id(name: string): number | undefined;
  /** `start,end`, `start,`, `,end` or one moment; anything else makes Hudu fall over. */
  within(name: string): ((at: Date) => boolean) | undefined;
}

export function readQuery(parameters: URLSearchParams): Query {
  const text = (name: string) => parameters.get(name) || undefined;
  return {
    text,
    flag(name) {
      const value = text(name)?.toLowerCase();
      return value === undefined ? undefined : value === 'true' || value === '1';
    },
    id(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      return /^\d+$/.test(value) ? Number(value) : 0;
    },
    within(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      const [from = '', to] = value.split(',');
      const [start, end] = [moment(from), moment(to ?? '')];
      if (to === undefined) return (at) => at.getTime() === start;
      return (at) => at.getTime() >= (start ?? 0) && at.getTime() <= (end ?? Number.POSITIVE_INFINITY);
    },
  };
}

/** One page of the rows: no total, no link to the next. Without `maxPageSize` its size cannot be chosen. */
export function pageOf<T>(
  rows: readonly T[],
  parameters: URLSearchParams,
  maxPageSize: number | undefined,
): readonly T[] {
  const wanted = maxPageSize === undefined ? undefined : positive(parameters.get('page_size'));
  const page = positive(parameters.get('page')) ?? 1;
  const taken = Math.min(wanted ?? DEFAULT_PAGE_SIZE, maxPageSize ?? DEFAULT_PAGE_SIZE);
  return rows.slice((page - 1) * taken, page * taken);
}

/** True when the text contains what is searched for, in any case: several words are one phrase. */
export const contains = (text: string, searched: string) => text.toLowerCase().includes(searched.toLowerCase());

function positive(text: string | null): number | undefined {
  const number = /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0;
  return number > 0 ? number : undefined;
}

function moment(text: string): number | undefined {
  if (text === '') return undefined;
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw fellOver();
  return at;
}
