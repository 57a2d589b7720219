import { z } from 'zod';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A stored record as the query language sees it. */
export type Row = { id: number; [field: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON value in a text; undefined when it is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return z.json().parse(parsed);
  } catch {
    return undefined;
  }
}

/** The value at a path of member names; null where a part is missing or not an object. */
export function readPath(row: JsonObject, path: readonly string[]): Json {
  let value: Json = row;
  for (const part of path) {
    if (!isObject(value)) return null;
    value = value[part] ?? null;
  }
  return value;
}
