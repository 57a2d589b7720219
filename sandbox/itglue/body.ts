/** What a POST or PATCH sends: `{"data":{"type":…,"attributes":{…}}}` in JSON:API's media type. */
import { isObject, type Json, type JsonObject } from '../json.js';
import { badRequest, unprocessable, wrongMediaType } from './errors.js';
import type { Call } from './resource.js';

/** The attributes of the one that is sent, names with dashes. Refuses attributes that the description does not have. */
export function sentAttributes(call: Call, type: string, allowed: readonly string[]): JsonObject {
  const { data } = sentObject(call);
  if (!isObject(data)) throw badRequest('The document must have one resource object as its data.');
  return attributesOf(data, type, allowed);
}

/** The attributes of each that is sent in bulk; each must have its id among them. */
export function sentList(
  call: Call,
  type: string,
  allowed: readonly string[],
): { id: number; attributes: JsonObject }[] {
  const { data } = sentObject(call);
  if (!Array.isArray(data)) throw badRequest('The document must have a list of resource objects as its data.');
  return data.map((one) => {
    if (!isObject(one)) throw badRequest('Each of the data must be a resource object.');
    const { id, ...attributes } = attributesOf(one, type, ['id', ...allowed]);
    if (id === undefined || id === null) throw unprocessable('id is required.', 'id');
    return { id: Number(id), attributes };
  });
}

function sentObject({ sent, contentType }: Call): JsonObject {
  if (!/^application\/vnd\.api\+json(?:;|$)/i.test(contentType)) throw wrongMediaType();
  if (sent === 'unreadable' || !isObject(sent)) throw badRequest('The request body is not a valid JSON:API document.');
  return sent;
}

function attributesOf(data: JsonObject, type: string, allowed: readonly string[]): JsonObject {
  if (data.type !== type) throw badRequest(`${String(data.type)} is not a valid resource type here: ${type} is.`);
  if (!isObject(data.attributes)) throw badRequest('A resource object must have attributes.');
  const entries = Object.entries(data.attributes).map(([name, value]): [string, Json] => [
    name.replaceAll('_', '-'),
    value,
  ]);
  const unknown = entries.find(([name]) => !allowed.includes(name));
  if (unknown) throw badRequest(`${unknown[0]} is not allowed.`);
  return Object.fromEntries(entries);
}

/** Undefined when it was not sent; 422 when it is no text. */
export function textOf(attributes: JsonObject, name: string): string | null | undefined {
  const value = attributes[name];
  if (value === undefined || value === null || typeof value === 'string') return value;
  throw unprocessable(`${name} must be a string.`, name);
}

/** A text that says something; `kept` is what it was. */
export function requiredText(attributes: JsonObject, name: string, kept?: string): string {
  const value = textOf(attributes, name);
  const text = value === undefined ? kept : value;
  if (!text?.trim()) throw unprocessable(`${name} can't be blank.`, name);
  return text;
}

export function flagOf(attributes: JsonObject, name: string, kept: boolean): boolean {
  const value = attributes[name];
  if (value === undefined || value === null) return kept;
  if (typeof value !== 'boolean') throw unprocessable(`${name} must be true or false.`, name);
  return value;
}

export function numberOf(attributes: JsonObject, name: string): number | null | undefined {
  const value = attributes[name];
  if (value === undefined || value === null) return value;
  const number = Number(value);
  if (!Number.isFinite(number) || value === '') throw unprocessable(`${name} must be a number.`, name);
  return number;
}
