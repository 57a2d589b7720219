/**
 * What a POST sends: always a JSON array of objects; without `id` an element is a new record, with it a partial update.
 * Source: HaloPSA facts, conventions; types of fields from the API description "Halo API v2". A field that is null or
 * unknown counts as not sent.
 */
import { z } from 'zod';
import type { Asked } from '../serve.js';
import { invalid, Refusal } from './errors.js';
import { isObject, type Json, type JsonObject, parseJson } from './json.js';
import { readTime } from './times.js';

export const sentText = z.string().nullish();
export const sentInteger = z.number().int().nullish();
export const sentNumber = z.number().nullish();
export const sentFlag = z.boolean().nullish();
export const sentTime = z
  .string()
  .refine((text) => readTime(text) !== undefined, 'is no date')
  .nullish();

/** The elements; 415 for another content type, 400 for anything that is no array of objects. */
export function readElements({ headers, body }: Asked): JsonObject[] {
  if (!/^application\/json(?:;|$)/i.test(headers['content-type'] ?? ''))
    throw new Refusal(415, 'The request entity media type is not supported for this resource.', 'message');
  const sent = parseJson(body);
  if (sent === undefined) throw invalid('The request body is not valid JSON.');
  if (!Array.isArray(sent))
    throw invalid('Cannot deserialize the current JSON object: the type requires a JSON array.');
  if (sent.length === 0) throw invalid('The request body holds no objects.');
  return sent.map((element: Json) => {
    if (!isObject(element)) throw invalid('Every element of the array must be a JSON object.');
    return element;
  });
}

/** One element as a schema has it; 400 that names the field when a value has another type. */
export function readElement<T>(schema: z.ZodType<T>, element: JsonObject, what: string): T {
  const parsed = schema.safeParse(element);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`Error converting value of ${what}.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}.`);
}

/** A text that must be there and say something. */
export function required(value: string | null | undefined, field: string): string {
  if (!value?.trim()) throw invalid(`${field} is required.`);
  return value;
}
