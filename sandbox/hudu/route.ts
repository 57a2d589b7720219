/** What a route of the pretend Hudu is given and gives. */
import { isObject, type Json, type JsonObject } from '../json.js';
import type { Answered } from '../serve.js';
import { missingParameter, notFound, refusalOf } from './errors.js';
import type { Key } from './key.js';
import { pageOf, type Query } from './query.js';
import type { Switches } from './switches.js';

export interface Call {
  /** From the path, decoded. */
  parameters: Readonly<Record<string, string>>;
  query: Query;
  search: URLSearchParams;
  /** Undefined when none came, or none that is JSON by its content type; 'unreadable' when it says it is and is not. */
  sent: Json | undefined | 'unreadable';
  key: Key;
  switches: Switches;
  at: Date;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /api/v1. */
  path: string;
  answer(call: Call): Answered;
}

/** Which of `page` and `page_size` a list knows, by the vendor's description; the others are ignored as any unknown key is. */
export type Paging = 'page and size' | 'page' | 'none';

/** One page of a list under its name. */
export function list<T>(
  { search, switches }: Call,
  name: string,
  rows: readonly T[],
  show: (row: T) => JsonObject,
  paging: Paging = 'page and size',
): Answered {
  const page = paging === 'none' ? rows : pageOf(rows, search, paging === 'page' ? undefined : switches.maxPageSize);
  return { status: 200, body: { [name]: page.map(show) } };
}

/** One thing under its name; what Hudu says where there is none. */
export function single<T>(
  call: Call,
  { one, many }: { one: string; many: string },
  row: T | undefined,
  show: (row: T) => JsonObject,
): Answered {
  if (row !== undefined) return { status: 200, body: { [one]: show(row) } };
  if (call.switches.nullForMissing.some((name) => name === many)) return { status: 200, body: null };
  throw notFound();
}

/** What a POST or PUT answers. */
export function written(call: Call, name: string, shown: JsonObject, status = 200): Answered {
  return { status, body: call.switches.bareWriteAnswers ? shown : { [name]: shown }, write: true };
}

/** The fields sent under `wrapper`, or bare where that is taken too. Hudu's 400 when there are none. */
export function sentFields({ sent, switches }: Call, wrapper: string, { flat = false } = {}): JsonObject {
  if (sent === 'unreadable') throw refusalOf(400);
  if (!isObject(sent)) throw missingParameter(wrapper);
  const wrapped = sent[wrapper];
  const fields = isObject(wrapped) ? wrapped : flat && switches.flatBodies ? sent : undefined;
  if (!fields || Object.keys(fields).length === 0) throw missingParameter(wrapper);
  return fields;
}

/** The id in the path; 0, which nothing has, where it is no number. */
export function idOf({ parameters }: Call, name = 'id'): number {
  return /^\d+$/.test(parameters[name] ?? '') ? Number(parameters[name]) : 0;
}
