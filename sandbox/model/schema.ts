/** Fitting arguments to the JSON Schemas that tools come with. */
import { isObject, type JsonObject } from './json.js';
import type { OfferedTool } from './request.js';

/** What the script knows by meaning, and the property names that tools give it. */
const NAMES = {
  user: ['user', 'userId', 'user_id', 'userPrincipalName', 'upn', 'id', 'target', 'email'],
  email: ['email', 'mail', 'emailAddress', 'userPrincipalName', 'upn'],
  query: ['query', 'search', 'text', 'q', 'name', 'displayName', 'term', 'filter', 'startsWith'],
  group: ['group', 'groupId', 'group_id', 'groupName'],
  why: ['reason', 'why', 'note', 'comment'],
} as const;
export type Meaning = keyof typeof NAMES;

/** The property of the tool's schema that carries this meaning, or the only one it demands; undefined when there is none. */
export function propertyFor(tool: OfferedTool, meaning: Meaning): string | undefined {
  const properties = propertiesOf(tool);
  const [only, ...others] = requiredOf(tool);
  const known = NAMES[meaning].find((name) => Object.hasOwn(properties, name));
  return known ?? (others.length === 0 && (meaning === 'user' || meaning === 'query') ? only : undefined);
}

/**
 * Arguments for a tool out of what is known by meaning. Undefined when the schema demands something that is not known.
 */
export function fitArguments(tool: OfferedTool, known: Partial<Record<Meaning, string>>): JsonObject | undefined {
  const args: JsonObject = {};
  for (const [meaning, value] of Object.entries(known)) {
    const property = isMeaning(meaning) ? propertyFor(tool, meaning) : undefined;
    const optional = meaning === 'why' && property !== undefined && !requiredOf(tool).includes(property);
    if (property && !optional && !(property in args)) args[property] = value;
  }
  return requiredOf(tool).every((name) => name in args) ? args : undefined;
}

/** The least that the schema accepts, with made-up values; for scripts that call for the sake of calling. */
export function leastArguments(tool: OfferedTool, word: string): JsonObject {
  const properties = propertiesOf(tool);
  return Object.fromEntries(requiredOf(tool).map((name) => [name, valueFor(properties[name], word)]));
}

function valueFor(schema: unknown, word: string): unknown {
  if (!isObject(schema)) return word;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (schema.type === 'number' || schema.type === 'integer')
    return typeof schema.minimum === 'number' ? schema.minimum : 1;
  if (schema.type === 'boolean') return false;
  if (schema.type === 'array') return [];
  return schema.type === 'object' ? {} : word;
}

function propertiesOf({ parameters }: OfferedTool): JsonObject {
  return isObject(parameters.properties) ? parameters.properties : {};
}

function requiredOf({ parameters }: OfferedTool): string[] {
  return Array.isArray(parameters.required) ? parameters.required.map(String) : [];
}

function isMeaning(name: string): name is Meaning {
  return Object.hasOwn(NAMES, name);
}
