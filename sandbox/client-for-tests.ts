/** How tests of the pretend documentation and device vendors talk to them: plain HTTP, nothing of the product. */
import { z } from 'zod';
import { type Json, type JsonObject, parseJson } from './json.js';

export interface Replied {
  status: number;
  headers: Headers;
  /** As it came. */
  text: string;
  /** The JSON value; null where there is none. */
  body: Json;
  /** The body as an object; throws when it is none. */
  object(): JsonObject;
  /** The rows of a bare array, or of a wrapper's `key`; throws when there are none. */
  rows(key?: string): JsonObject[];
}

const objects = z.array(z.record(z.string(), z.json()));

export async function send(url: string, init: RequestInit): Promise<Replied> {
  const response = await fetch(url, init);
  const text = await response.text();
  const body = parseJson(text) ?? null;
  const object = () => z.record(z.string(), z.json()).parse(body);
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    object,
    rows: (key) => objects.parse(key === undefined ? body : object()[key]),
  };
}

/** A clock that only moves when it is told to, from 2026-01-05T09:00:00Z. */
export function createTestClock() {
  let at = Date.parse('2026-01-05T09:00:00Z');
  return {
    now: () => at,
    pass(milliseconds: number) {
      at += milliseconds;
    },
  };
}
