import { z } from 'zod';
import { LIMITS } from './settings.js';

/** The arguments of a server's tool: as a model is shown them, and as they are checked here before they are sent. */
export interface ToolSchema {
  parameters: Record<string, unknown>;
  input: z.ZodType;
  /** Keywords that are not checked here although they may forbid something. */
  unchecked: string[];
}

/** It cannot be offered; the message says why. */
export class SchemaUnfit extends Error {}

type Schema = Record<string, unknown>;
interface Both {
  shown: Schema;
  checked: Schema;
}

/** Nodes of a schema once its references are filled: a small text can stand for a huge schema. */
const MOST_NODES = 1_500;
const MOST_NAMES = 200;
const UNSAFE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** Taken as they are: numbers, lengths, whole values. */
const SHARED = {
  type: z.union([z.string(), z.array(z.string()).max(10)]),
  enum: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).max(1_000),
  const: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  required: z.array(z.string()).max(MOST_NAMES),
  minItems: z.number(),
  maxItems: z.number(),
  minLength: z.number(),
  maxLength: z.number(),
  minimum: z.number(),
  maximum: z.number(),
  exclusiveMinimum: z.number(),
  exclusiveMaximum: z.number(),
  multipleOf: z.number().positive(),
} as const;

/**
 * Shown, and left to the server to check: a pattern of a stranger's can take for ever to match, and a default would put an
 * argument into a plan that nobody wrote.
 */
const SHOWN_ONLY = {
  format: z.string().max(100),
  pattern: z.string().max(500),
  default: z.union([z.string().max(200), z.number(), z.boolean()]),
};

/** They forbid nothing. */
const NOTES = new Set(
  '$schema $id id $comment $anchor $defs definitions title description default examples example deprecated readOnly writeOnly format pattern contentEncoding contentMediaType'.split(
    ' ',
  ),
);
const LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const;
const HANDLED = new Set([
  ...Object.keys(SHARED),
  ...LISTS,
  ...NOTES,
  '$ref',
  'properties',
  'additionalProperties',
  'items',
]);

/**
 * Reads a server's JSON Schema (2020-12, or the parts of draft 7 that are the same): only what is known is taken over, local
 * references are filled. What else is in it is named in `unchecked`. `described`: with the server's own words in it.
 * Throws SchemaUnfit.
 */
export function readSchema(schema: unknown, { described }: { described: boolean }): ToolSchema {
  const root = record(schema);
  const unchecked = new Set<string>();
  let nodes = 0;

  function read(node: unknown, depth: number): Both {
    nodes += 1;
    if (nodes > MOST_NODES || depth > LIMITS.depth)
      throw new SchemaUnfit('its schema is too large or nested too deeply');
    if (node === true) return { shown: {}, checked: {} };
    if (node === false) {
      unchecked.add('false');
      return { shown: {}, checked: {} };
    }
    const given = record(node);
    if (given.$ref !== undefined) {
      const { $ref: reference, ...beside } = given;
      const found = resolve(reference);
      if (found !== undefined) return read({ ...record(found), ...beside }, depth + 1);
      unchecked.add('$ref');
    }
    for (const keyword of Object.keys(given))
      if (!HANDLED.has(keyword) && !keyword.startsWith('x-')) unchecked.add(keyword);
    const both: Both = { shown: words(given), checked: {} };
    copy(given, SHARED, [both.shown, both.checked]);
    if (described) copy(given, SHOWN_ONLY, [both.shown]);
    else withoutTexts(both.shown);
    for (const list of LISTS) {
      if (!Array.isArray(given[list])) continue;
      put(
        both,
        list,
        given[list].map((item) => read(item, depth + 1)),
      );
    }
    if (Array.isArray(given.items)) unchecked.add('items');
    else if (given.items !== undefined) put(both, 'items', read(given.items, depth + 1));
    if (given.properties !== undefined) properties(both, record(given.properties), depth);
    const { additionalProperties: more } = given;
    if (typeof more === 'boolean') {
      both.shown.additionalProperties = more;
      both.checked.additionalProperties = more;
    } else if (more !== undefined) put(both, 'additionalProperties', read(more, depth + 1));
    return both;
  }

  function properties(both: Both, given: Schema, depth: number): void {
    const names = Object.keys(given);
    if (names.length > MOST_NAMES || names.some((name) => UNSAFE_NAMES.has(name) || name.length > 200)) {
      throw new SchemaUnfit('its arguments are too many, or named as no argument can be');
    }
    const readNames = names.map((name) => [name, read(given[name], depth + 1)] as const);
    both.shown.properties = Object.fromEntries(readNames.map(([name, { shown }]) => [name, shown]));
    both.checked.properties = Object.fromEntries(readNames.map(([name, { checked }]) => [name, checked]));
  }

  function resolve(reference: unknown): unknown {
    const [, place, name] = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(String(reference)) ?? [];
    if (!place || !name) return undefined;
    const defined = z.record(z.string(), z.unknown()).safeParse(root[place]).data ?? {};
    const key = name.replaceAll('~1', '/').replaceAll('~0', '~');
    return Object.hasOwn(defined, key) ? defined[key] : undefined;
  }

  function words({ description }: Schema): Schema {
    if (!described || typeof description !== 'string' || description === '') return {};
    return { description: description.slice(0, LIMITS.argument) };
  }

  function copy(given: Schema, shapes: Readonly<Record<string, z.ZodType>>, into: Schema[]): void {
    for (const [keyword, shape] of Object.entries(shapes)) {
      if (given[keyword] === undefined) continue;
      const parsed = shape.safeParse(given[keyword]);
      if (!parsed.success) unchecked.add(keyword);
      else for (const target of into) target[keyword] = parsed.data;
    }
  }

  if (root.type !== 'object') throw new SchemaUnfit('its arguments are not an object');
  const { shown, checked } = read(root, 0);
  // Arguments that the server does not name are nobody's: they are not guessed at.
  if (root.additionalProperties === undefined && !LISTS.some((list) => root[list] !== undefined)) {
    shown.additionalProperties = false;
    checked.additionalProperties = false;
  }
  return { parameters: shown, ...checker(checked), unchecked: [...unchecked] };

  function checker(from: Schema): { input: z.ZodType } {
    try {
      return { input: z.fromJSONSchema(from) };
    } catch {
      unchecked.add('the schema');
      return { input: z.record(z.string(), z.unknown()) };
    }
  }
}

/** Values that a server would have a model read are words of its own, too, where they are more than a term. */
function withoutTexts(shown: Schema): void {
  for (const keyword of ['enum', 'const']) {
    const values = [shown[keyword]].flat();
    if (values.some((value) => typeof value === 'string' && !/^[\w.:/-]{0,60}$/.test(value))) delete shown[keyword];
  }
}

function put(both: Both, keyword: string, read: Both | Both[]): void {
  both.shown[keyword] = Array.isArray(read) ? read.map(({ shown }) => shown) : read.shown;
  both.checked[keyword] = Array.isArray(read) ? read.map(({ checked }) => checked) : read.checked;
}

function record(value: unknown): Schema {
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  if (!parsed.success) throw new SchemaUnfit('its schema cannot be read');
  return parsed.data;
}
