/** What a route of the pretend NinjaOne is given and gives. */
import type { Json } from '../json.js';
import type { Answered } from '../serve.js';
import type { Scope } from './auth.js';
import type { Switches } from './switches.js';

export interface Call {
  /** From the path, decoded. */
  parameters: Readonly<Record<string, string>>;
  search: URLSearchParams;
  /** Undefined when none came, 'unreadable' when it is no JSON by its content type. */
  sent: Json | undefined | 'unreadable';
  switches: Switches;
  at: Date;
  base: string;
}

export interface Route {
  method: 'GET' | 'POST';
  /** Below /v2. */
  path: string;
  scope: Scope;
  answer(call: Call): Answered;
}

/** One page of rows in the order of their ids: `pageSize` of those after `after`. A bare array. */
export function pageOf<T extends { id: number }>({ search, switches }: Call, rows: readonly T[]): T[] {
  const after = wholeNumber(search.get('after')) ?? 0;
  const size = Math.min(wholeNumber(search.get('pageSize')) || switches.defaultPageSize, switches.maxPageSize);
  return [...rows]
    .sort((a, b) => a.id - b.id)
    .filter(({ id }) => id > after)
    .slice(0, size);
}

/** Undefined where it is none. */
export const wholeNumber = (text: string | null): number | undefined =>
  /^\d{1,9}$/.test(text ?? '') ? Number(text) : undefined;

/** The number in the path; 0, which nothing has, where it is none. */
export const idOf = ({ parameters }: Call): number => wholeNumber(parameters.id ?? '') ?? 0;
