/** The vendor's OpenAPI description, where it lies beside the repository: what it says against requests and answers. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { isObject, type Json, type JsonObject } from './json.js';

const MODEL_FILE = resolve('../shared/specs/connectwise/connectwise-psa-2025.1-trimmed.openapi.json');

const property = z.object({
  type: z.string().optional(),
  $ref: z.string().optional(),
  maxLength: z.number().optional(),
  items: z.object({ type: z.string().optional(), $ref: z.string().optional() }).optional(),
});
type Property = z.infer<typeof property>;
const content = z.object({ content: z.record(z.string(), z.object({ schema: property })).optional() });
const operation = z.object({ requestBody: content.optional(), responses: z.record(z.string(), content).optional() });
type Operation = z.infer<typeof operation>;
const description = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(
      z.string(),
      z.object({
        properties: z.record(z.string(), property).optional(),
        required: z.array(z.string()).optional(),
      }),
    ),
  }),
});

export interface VendorModel {
  /** What it says against the body of a request; `path` is below `…/apis/3.0`, without query. */
  againstRequest(method: string, path: string, body: Json): string[];
  againstAnswer(method: string, path: string, status: number, body: Json): string[];
  /** Fields that the body of a POST must have. */
  required(path: string): readonly string[];
}

/** Undefined where the description does not lie there. */
export function readVendorModel(): VendorModel | undefined {
  if (!existsSync(MODEL_FILE)) return undefined;
  const { paths, components } = description.parse(JSON.parse(readFileSync(MODEL_FILE, 'utf8')));
  const { schemas } = components;

  function find(method: string, path: string): Operation | undefined {
    const patterns = Object.keys(paths).filter((each) =>
      new RegExp(`^${each.replace(/\{\w+\}/g, '\\d+')}$`, 'i').test(path),
    );
    const literal = patterns.find((each) => each.toLowerCase() === path.toLowerCase()) ?? patterns[0];
    const found = literal === undefined ? undefined : paths[literal]?.[method.toLowerCase()];
    return found === undefined ? undefined : operation.parse(found);
  }

  /** Counts of lists are left out of the trimmed description here and there. */
  const isCount = (path: string) => path.endsWith('/count') && find('GET', path.replace(/\/count$/, '')) !== undefined;
  const only = (value: z.infer<typeof content> | undefined) => Object.values(value?.content ?? {})[0]?.schema;

  function answerSchema(method: string, path: string): Property | undefined {
    const responses = find(method, path)?.responses ?? {};
    return only(Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1]);
  }

  return {
    required(path) {
      const name = only(find('POST', path)?.requestBody)?.$ref?.split('/').at(-1) ?? '';
      return schemas[name]?.required ?? [];
    },
    againstRequest(method, path, body) {
      const schema = only(find(method, path)?.requestBody);
      if (!schema) return [`${method} ${path} takes no body`];
      if (method !== 'PATCH') return against(schema, body, `${method} ${path}`);
      const resource = answerSchema(method, path)?.$ref?.split('/').at(-1) ?? '';
      if (!Array.isArray(body)) return [`${method} ${path} takes an array of operations`];
      return body.flatMap((each) => againstOperation(resource, each));
    },
    againstAnswer(method, path, status, body) {
      const found = find(method, path);
      if (!found)
        return isCount(path) ? against({ $ref: 'Count' }, body, path) : [`${method} ${path} is not in the description`];
      const statuses = Object.keys(found.responses ?? {});
      const wrongStatus = statuses.includes(String(status)) ? [] : [`${method} ${path} answers ${status}`];
      const schema = answerSchema(method, path);
      return [...wrongStatus, ...(schema ? against(schema, body, `${method} ${path}`) : [])];
    },
  };

  function againstOperation(resource: string, sent: Json): string[] {
    if (!isObject(sent)) return [`An operation on ${resource} is no object`];
    const { op, path, value = null } = sent;
    if (op !== 'replace' && op !== 'add' && op !== 'remove') return [`${JSON.stringify(op)} is no operation`];
    const field = typeof path === 'string' ? path.split('/')[0] : undefined;
    const declared = field === undefined ? undefined : schemas[resource]?.properties?.[field];
    return declared ? against(declared, value, `${resource}.${field}`) : [`${resource} has no ${JSON.stringify(path)}`];
  }

  /** Fields the model does not know, and values of another type or length. */
  function complaints(name: string, row: JsonObject): string[] {
    const properties = schemas[name]?.properties ?? {};
    const named = new Map(Object.entries(properties).map(([field, declared]) => [field.toLowerCase(), declared]));
    return Object.entries(row).flatMap(([field, value]) => {
      const declared = named.get(field.toLowerCase());
      return declared ? against(declared, value, `${name}.${field}`) : [`${name}.${field} is not in the model`];
    });
  }

  function against(declared: Property, value: Json, where: string): string[] {
    if (value === null) return [];
    if (declared.$ref) {
      const reference = declared.$ref.split('/').at(-1) ?? '';
      return isObject(value) ? complaints(reference, value) : [`${where} is not an object`];
    }
    if (declared.type === 'array')
      return Array.isArray(value)
        ? value.flatMap((entry) => against(property.parse(declared.items), entry, `${where}[]`))
        : [`${where} is not an array`];
    const type = Number.isInteger(value) && declared.type === 'integer' ? 'integer' : typeof value;
    if (type !== declared.type) return [`${where} is a ${type}, not a ${declared.type}`];
    const tooLong = typeof value === 'string' && value.length > (declared.maxLength ?? Number.POSITIVE_INFINITY);
    return tooLong ? [`${where} is too long`] : [];
  }
}
