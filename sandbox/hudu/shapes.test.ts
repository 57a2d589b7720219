import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { isObject, type Json, type JsonObject } from '../json.js';
import { createWorld } from '../world/world.js';
import { articleRoutes } from './article-routes.js';
import { assetRoutes } from './asset-routes.js';
import { type Bench, startBench } from './client-for-tests.js';
import { companyRoutes } from './company-routes.js';
import { createKey } from './key.js';
import { passwordRoutes } from './password-routes.js';
import { procedureRoutes } from './procedure-routes.js';
import type { Query } from './query.js';
import { seedHudu } from './seed.js';
import { createStored } from './stored.js';
import { SWITCHES } from './switches.js';
import { createViews } from './views.js';

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
const operation = z.object({ parameters: z.array(z.object({ name: z.string() })).optional() });
const document = z.object({
  definitions: z.record(z.string(), property),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});
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

  it('agree in every query parameter that is honoured, and honour every one of the lists that there are', () => {
    const { paths } = document.parse(JSON.parse(readFileSync(MODEL_FILE, 'utf8')));
    const wrong: string[] = [];
    for (const { path, names } of honoured()) {
      const declared = operation.parse(paths[path]?.get).parameters?.map(({ name }) => name) ?? [];
      for (const name of names) if (!declared.includes(name)) wrong.push(`${path} has no ${name}`);
      for (const name of declared)
        if (!names.has(name) && !NOT_HONOURED.includes(`${path} ${name}`)) wrong.push(`${path} ignores ${name}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Deprecated. */
const NOT_HONOURED: readonly string[] = [
  '/procedures global_template',
  '/procedures company_template',
  '/procedures parent_procedure_id',
];

/** Each list, and the names that it asks its query for. */
function honoured(): { path: string; names: Set<string> }[] {
  const stored = createStored();
  seedHudu(stored, { world: createWorld(), psa: undefined, now: 0 });
  const views = createViews(stored, () => '');
  const routes = [companyRoutes, articleRoutes, passwordRoutes, assetRoutes, procedureRoutes].flatMap((make) =>
    make(stored, views),
  );
  return routes
    .filter(({ method, path }) => method === 'GET' && !path.includes(':') && path !== '/matchers')
    .map((route) => {
      const names = new Set<string>();
      const seen = (name: string) => void names.add(name);
      const query: Query = {
        text: (name) => seen(name) ?? undefined,
        flag: (name) => seen(name) ?? undefined,
        id: (name) => seen(name) ?? undefined,
        within: (name) => seen(name) ?? undefined,
      };
      const key = createKey(SWITCHES);
      const search = new URLSearchParams();
      search.get = (name) => seen(name) ?? null;
      route.answer({ parameters: {}, query, search, sent: undefined, key, switches: SWITCHES, at: new Date(0) });
      return { path: route.path, names };
    });
}
