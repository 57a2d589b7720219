import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { isObject, type Json, type JsonObject } from '../json.js';
import { type Bench, startBench } from './client-for-tests.js';

const MODEL_FILE = resolve('../shared/specs/hudu/hudu-swagger-2.44.0.json');

interface Property {
  type?: string | undefined;
  $ref?: string | undefined;
  items?: Property | undefined;
  properties?: Record<string, Property> | undefined;
  enum?: readonly Json[] | undefined;
}
const property: z.ZodType<Property> = z.object({
  type: z.string().optional(),
  $ref: z.string().optional(),
  get items() {
    return property.optional();
  },
  get properties() {
    return z.record(z.string(), property).optional();
  },
  enum: z.array(z.json()).optional(),
});
const document = z.object({ definitions: z.record(z.string(), property) });
type Definitions = z.infer<typeof document>['definitions'];

/** Seen on a real one, and not in the description. Source: Hudu facts, endpoints. */
const SEEN: readonly string[] = ['Article.archived'];
/** The description says boolean; it depends on the field's type. Source: Hudu facts. */
const OF_ANY_TYPE: readonly string[] = ['Asset.fields.value'];

/** What the description says against a value: fields that it does not know and values of another type. */
function complaints(definitions: Definitions, declared: Property, value: Json, where: string): string[] {
  if (value === null || OF_ANY_TYPE.includes(where)) return [];
  const known = declared.$ref ? definitions[declared.$ref.split('/').at(-1) ?? ''] : declared;
  if (!known) return [`${where} is not described`];
  if (known.enum && !known.enum.includes(value)) return [`${where} is ${value}`];
  if (Array.isArray(value)) {
    if (known.type !== 'array') return [`${where} is a list`];
    return value.flatMap((one) => complaints(definitions, known.items ?? {}, one, where));
  }
  if (isObject(value)) {
    if (!known.properties) return known.type === 'object' ? [] : [`${where} is an object`];
    return Object.entries(value).flatMap(([name, inner]) => {
      const field = `${where}.${name}`;
      const next = known.properties?.[name];
      if (next) return complaints(definitions, next, inner, field);
      return SEEN.includes(field) ? [] : [`${field} is unknown`];
    });
  }
  const fits = known.type === 'integer' ? Number.isInteger(value) : known.type === typeof value;
  return fits ? [] : [`${where} is a ${typeof value}, not a ${known.type}`];
}

const describeWithModel = existsSync(MODEL_FILE) ? describe : describe.skip;

describeWithModel('the pretend Hudu and the vendor’s description', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.hudu.stop());

  it('agree in every field that is served, and its type', async () => {
    const { definitions } = document.parse(JSON.parse(readFileSync(MODEL_FILE, 'utf8')));
    const company = bench.hudu.companyId('harbor-dental');
    const lists: readonly (readonly [path: string, key: string, definition: string])[] = [
      ['/companies', 'companies', 'Company'],
      ['/articles', 'articles', 'Article'],
      ['/folders', 'folders', 'Folder'],
      ['/asset_passwords', 'asset_passwords', 'Asset_Password'],
      ['/assets', 'assets', 'Asset'],
      [`/companies/${company}/assets`, 'assets', 'Asset'],
      ['/asset_layouts', 'asset_layouts', 'Asset_Layout'],
      ['/procedures', 'procedures', 'Procedure'],
      ['/procedure_tasks', 'procedure_tasks', 'ProcedureTask'],
    ];
    const wrong = new Set<string>();
    const check = (row: JsonObject, definition: string) => {
      const declared = definitions[definition];
      if (!declared) throw new Error(`The description has no ${definition}`);
      for (const one of complaints(definitions, declared, row, definition)) wrong.add(one);
    };
    for (const [path, key, definition] of lists) {
      const rows = (await bench.get(`${path}?page_size=1000`)).rows(key);
      expect([path, rows.length > 0]).toEqual([path, true]);
      for (const row of rows) check(row, definition);
      const single = await bench.get(`${path === '/assets' ? lists[5]?.[0] : path}/${rows[0]?.id}`);
      const [shown] = Object.values(single.object());
      if (!isObject(shown)) throw new Error(`${path} has no single`);
      check(shown, definition);
    }
    expect([...wrong]).toEqual([]);
  });
});
