/** The published description of Graph, for the tests that hold this Graph against it. Read only where it lies beside the project. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

export const DESCRIPTION_FILE = resolve('../shared/specs/msgraph/openapi.trimmed.json');

const SCHEMA_REF = '#/components/schemas/';
type Schema = z.infer<typeof schemaShape> & {
  properties?: Record<string, Schema> | undefined;
  items?: Schema | undefined;
  allOf?: Schema[] | undefined;
};
const schemaShape = z.object({
  $ref: z.string().optional(),
  type: z.string().optional(),
  format: z.string().optional(),
  nullable: z.boolean().optional(),
  enum: z.array(z.string()).optional(),
});
const schema: z.ZodType<Schema> = z.lazy(() =>
  schemaShape.extend({
    properties: z.record(z.string(), schema).optional(),
    items: schema.optional(),
    allOf: z.array(schema).optional(),
  }),
);
const parameter = z.object({ $ref: z.string().optional(), name: z.string().optional(), in: z.string().optional() });
const operation = z.object({
  parameters: z.array(parameter).optional(),
  requestBody: z.object({ content: z.object({ 'application/json': z.object({ schema }) }) }).optional(),
  'x-ms-permissions': z.object({
    application: z.object({ leastPrivileged: z.array(z.string()), all: z.array(z.string()) }),
  }),
});
const description = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), schema), parameters: z.record(z.string(), parameter) }),
});

export interface DescribedOperation {
  /** Names of what may stand in the query. */
  query: string[];
  body: Schema | undefined;
  least: string[];
  all: string[];
}

export interface Description {
  /** Operations by method and path as this Graph writes them: `GET users/{}`. */
  operations: ReadonlyMap<string, DescribedOperation>;
  /** What is wrong with a value that claims to be of a type: unknown properties, and values of another kind. */
  complaints(type: string, value: Record<string, unknown>): string[];
  propertiesOf(type: string): ReadonlySet<string>;
  /**
   * What is wrong with a request: a path or method that is not described, a name in its query, a field of its body. `path`:
   * below /v1.0 and without the query.
   */
  requestComplaints(request: { method: string; path: string; query: URLSearchParams; body?: unknown }): string[];
}

export function readDescription(): Description {
  const { paths, components } = description.parse(JSON.parse(readFileSync(DESCRIPTION_FILE, 'utf8')));
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, 'x-ms-permissions': permissions }]) => {
      const { leastPrivileged, all } = permissions.application;
      const key = `${method.toUpperCase()} ${path.slice(1).replaceAll(/\{[^}]+\}/g, '{}')}`;
      const named = parameters.map((one) => components.parameters[one.$ref?.split('/').at(-1) ?? ''] ?? one);
      const query = named.flatMap((one) => (one.in === 'query' && one.name ? [one.name] : []));
      const body = requestBody?.content['application/json'].schema;
      return [key, { query, body, least: leastPrivileged, all }] as const;
    }),
  );
  const byKey = new Map<string, DescribedOperation>(operations);
  return {
    operations: byKey,
    requestComplaints({ method, path, query, body }) {
      const found = findDescribed(byKey, method, path);
      if (!found) return [`${method} ${path} is not described`];
      const [key, described] = found;
      // The page that a nextLink leads to.
      const strange = [...query.keys()].filter((name) => !described.query.includes(name) && name !== '$skiptoken');
      const sent = z.record(z.string(), z.unknown()).safeParse(body ?? {});
      const fields = described.body ? flatten(described.body) : {};
      return [
        ...strange.map((name) => `${key} does not take ${name}`),
        ...(sent.success ? ofObject(key, fields, sent.data) : [`${key} takes an object`]),
      ];
    },
    complaints: (type, value) => ofObject(type, known(type), value),
    propertiesOf: (type) => new Set(Object.keys(known(type))),
  };

  function known(type: string): Record<string, Schema> {
    return flatten(components.schemas[`microsoft.graph.${type}`] ?? {});
  }

  function flatten(one: Schema): Record<string, Schema> {
    const whole = resolved(one);
    return Object.assign({}, ...(whole.allOf ?? []).map(flatten), whole.properties ?? {});
  }

  function resolved(one: Schema): Schema {
    return one.$ref ? (components.schemas[one.$ref.slice(SCHEMA_REF.length)] ?? {}) : one;
  }

  function ofObject(where: string, properties: Record<string, Schema>, value: Record<string, unknown>): string[] {
    return Object.entries(value).flatMap(([name, held]) => {
      if (name.includes('@odata.')) return [];
      const declared = properties[name];
      return declared ? ofValue(`${where}.${name}`, declared, held) : [`${where}.${name} is unknown`];
    });
  }

  function ofValue(where: string, declared: Schema, value: unknown): string[] {
    const one = resolved(declared);
    if (value === null) return [];
    const { type, format, items } = one;
    if (one.enum) return one.enum.includes(String(value)) ? [] : [`${where} may not be '${value}'`];
    if (type === 'array') {
      if (!Array.isArray(value)) return [`${where} is no list`];
      return items ? value.flatMap((item) => ofValue(where, items, item)) : [];
    }
    const inner = z.record(z.string(), z.unknown()).safeParse(value);
    if (inner.success && typeof value === 'object') return ofObject(where, flatten(one), inner.data);
    const fits = type === 'integer' ? Number.isInteger(value) : typeof value === type;
    if (!fits) return [`${where} is a ${typeof value}, not a ${type}`];
    if (format === 'date-time' && Number.isNaN(Date.parse(String(value)))) return [`${where} is no date`];
    return format === 'uuid' && !z.guid().safeParse(value).success ? [`${where} is no GUID`] : [];
  }
}

function findDescribed(
  operations: ReadonlyMap<string, DescribedOperation>,
  method: string,
  path: string,
): [string, DescribedOperation] | undefined {
  const asked = decodeURIComponent(path).replace(/^\//, '').split('/');
  const fits = (key: string) => {
    const [verb = '', template = ''] = key.split(' ');
    const segments = template.split('/');
    return (
      verb === method &&
      segments.length === asked.length &&
      segments.every((segment, at) => {
        const [before = '', after] = segment.split('{}');
        const held = asked[at] ?? '';
        return after === undefined ? held === segment : held.startsWith(before) && held.endsWith(after);
      })
    );
  };
  // Where a segment could be a name or an id, the name wins.
  return [...operations].filter(([key]) => fits(key)).sort(([a], [b]) => ids(a) - ids(b))[0];
}

function ids(key: string): number {
  return key.split('{}').length;
}
