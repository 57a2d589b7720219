/** How a kind of record is served: its attributes, and what it can be filtered by, sorted by and served with. */
import type { Json, JsonObject } from '../json.js';
import type { Answered } from '../serve.js';
import { MEDIA_TYPE } from './errors.js';
import type { Key } from './key.js';
import type { Switches } from './switches.js';

export interface Call {
  /** From the path, decoded. */
  parameters: Readonly<Record<string, string>>;
  search: URLSearchParams;
  /** Path and query, as sent. */
  target: string;
  /** http://127.0.0.1:port */
  base: string;
  contentType: string;
  /** Undefined when none came, 'unreadable' when it is no JSON. */
  sent: Json | undefined | 'unreadable';
  key: Key;
  switches: Switches;
  at: Date;
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  answer(call: Call): Answered;
}

export interface Included {
  type: string;
  id: number;
  attributes: JsonObject;
}

export interface Resource<T extends { id: number }> {
  type: string;
  /** `single`: some have more in a show than in a list. */
  attributes(row: T, call: Call, shown: 'list' | 'single'): JsonObject;
  /** By name as the description spells it: what a record has, compared with the values sent. */
  filters: Readonly<Record<string, (row: T) => string | number | boolean | null>>;
  /** Filters that also stand as `filter[exclude][name]`. */
  excludable?: readonly string[];
  /** Filters that must be sent together. */
  together?: readonly (readonly [string, string])[];
  /** Filters that are spans of time, `from,to`. */
  times?: Readonly<Record<string, (row: T) => Date>>;
  /** A filter without which a list is refused. */
  required?: string;
  sorts: Readonly<Record<string, (row: T) => string | number>>;
  /** By name; relationship and `included`. */
  includes: Readonly<Record<string, (row: T, call: Call) => Included[]>>;
  /** Relationships that are always served. */
  relationships?(row: T): JsonObject;
}

/** A record in JSON:API's shape. */
export function show<T extends { id: number }>(
  resource: Resource<T>,
  row: T,
  call: Call,
  shown: 'list' | 'single',
  includes: readonly string[] = [],
): { data: JsonObject; included: Included[] } {
  const included: Included[] = [];
  const relationships: JsonObject = { ...resource.relationships?.(row) };
  for (const name of includes) {
    const found = resource.includes[name]?.(row, call) ?? [];
    included.push(...found);
    relationships[name.replaceAll('_', '-')] = { data: found.map(({ type, id }) => ({ type, id: String(id) })) };
  }
  const data: JsonObject = {
    id: String(row.id),
    type: resource.type,
    attributes: resource.attributes(row, call, shown),
  };
  if (Object.keys(relationships).length > 0) data.relationships = relationships;
  return { data, included };
}

/** Each included record once. */
export function includedOf(found: readonly Included[]): JsonObject[] {
  const once = new Map(found.map((one) => [`${one.type}/${one.id}`, one]));
  return [...once.values()].map(({ type, id, attributes }) => ({ id: String(id), type, attributes }));
}

export function answer(status: number, body: JsonObject | undefined, write = false): Answered {
  return {
    status,
    headers: body === undefined ? {} : { 'content-type': MEDIA_TYPE },
    ...(body === undefined ? {} : { body }),
    write,
  };
}
