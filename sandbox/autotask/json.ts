import { z } from 'zod';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A stored record, with its fields by the names that the API gives them. */
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

/** A number field's value; null where it has none. */
export function numberIn(row: JsonObject, field: string): number | null {
  const value = row[field];
  return typeof value === 'number' ? value : null;
}

/** A text field's value; empty where it has none. */
export function textIn(row: JsonObject, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value : '';
}
