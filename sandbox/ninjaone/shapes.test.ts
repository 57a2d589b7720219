import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { isObject, type Json } from '../json.js';
import { createWorld } from '../world/world.js';
import { type Bench, startBench } from './client-for-tests.js';
import { deviceRoutes } from './device-routes.js';
import { organizationRoutes } from './organization-routes.js';
import { seedNinjaOne } from './seed.js';
import { createStored } from './stored.js';
import { SWITCHES } from './switches.js';

const MODEL_FILE = resolve('../shared/specs/ninjaone/ninjaone-openapi.trimmed.json');

interface Schema {
  type?: string | undefined;
  $ref?: string | undefined;
  items?: Schema | undefined;
  properties?: Record<string, Schema> | undefined;
  enum?: readonly Json[] | undefined;
}
const schema: z.ZodType<Schema> = z.object({
  type: z.string().optional(),
  $ref: z.string().optional(),
  get items() {
    return schema.optional();
  },
  get properties() {
    return z.record(z.string(), schema).optional();
  },
  enum: z.array(z.json()).optional(),
});
const content = z.record(z.string(), z.object({ schema: schema.optional() }));
const operation = z.object({
  parameters: z.array(z.object({ name: z.string() })).optional(),
  responses: z.record(z.string(), z.object({ content: content.optional() })),
});
const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), schema) }),
});
type Schemas = z.infer<typeof document>['components']['schemas'];

/** What the description says against a value: fields that it does not know and values of another type. */
function complaints(schemas: Schemas, declared: Schema, value: Json, where: string): string[] {
  if (value === null) return [`${where} is null`];
  const known = declared.$ref ? schemas[declared.$ref.split('/').at(-1) ?? ''] : declared;
  if (!known) return [`${where} is not described`];
  if (known.enum && !known.enum.includes(value)) return [`${where} is ${value}`];
  if (Array.isArray(value)) {
    if (known.type !== 'array') return [`${where} is a list`];
    return value.flatMap((one) => complaints(schemas, known.items ?? {}, one, where));
  }
  if (isObject(value)) {
    if (known.type !== 'object') return [`${where} is an object`];
    return Object.entries(value).flatMap(([name, inner]) => {
      const next = known.properties?.[name];
      return next ? complaints(schemas, next, inner, `${where}.${name}`) : [`${where}.${name} is unknown`];
    });
  }
  const fits = known.type === 'integer' ? Number.isInteger(value) : known.type === typeof value;
  return fits ? [] : [`${where} is a ${typeof value}, not a ${known.type}`];
}

const describeWithModel = existsSync(MODEL_FILE) ? describe : describe.skip;

describeWithModel('the pretend NinjaOne and the vendor’s description', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.ninja.stop());

  it('agree in every field that is served, and its type', async () => {
    const { paths, components } = document.parse(JSON.parse(readFileSync(MODEL_FILE, 'utf8')));
    const device = bench.ninja.alerts('harbor-dental')[0]?.deviceId;
    const organization = bench.ninja.organizationId('harbor-dental');
    const wrong = new Set<string>();
    for (const [path, id] of [
      ['/organizations', ''],
      ['/organization/{id}', organization],
      ['/organization/{id}/devices', organization],
      ['/devices', ''],
      ['/devices-detailed', ''],
      ['/devices/search', '?q=SRV'],
      ['/device/{id}', device],
      ['/device/{id}/last-logged-on-user', device],
      ['/device/{id}/dashboard-url', device],
      ['/device/{id}/alerts', device],
      ['/device/{id}/activities', device],
      ['/device/{id}/disks', device],
      ['/device/{id}/volumes', device],
      ['/device/{id}/software', device],
      ['/device/{id}/scripting/options', device],
      ['/alerts', ''],
    ] as const) {
      const { responses } = operation.parse(paths[`/v2${path}`]?.get);
      const declared = Object.values(Object.values(responses)[0]?.content ?? {})[0]?.schema;
      if (!declared) throw new Error(`The description does not say what ${path} answers`);
      const asked = path.includes('{id}') ? path.replace('{id}', String(id)) : `${path}${id}`;
      const { body, status } = await bench.get(asked);
      expect([path, status]).toEqual([path, 200]);
      for (const one of complaints(components.schemas, declared, body, path)) wrong.add(one);
    }
    expect([...wrong]).toEqual([]);
  });

  it('agree in every query parameter that is honoured', () => {
    const { paths } = document.parse(JSON.parse(readFileSync(MODEL_FILE, 'utf8')));
    const strange: string[] = [];
    for (const { path, names } of honoured()) {
      const declared = operation.parse(paths[path]?.get).parameters?.map(({ name }) => name) ?? [];
      for (const name of names) if (!declared.includes(name)) strange.push(`${path} has no ${name}`);
    }
    expect(strange).toEqual([]);
  });
});

/** Each path that is read and described, and the names that it asks its query for. */
function honoured(): { path: string; names: Set<string> }[] {
  const stored = createStored();
  seedNinjaOne(stored, createWorld(), 0);
  return [...organizationRoutes(stored), ...deviceRoutes(stored)]
    .filter(({ path }) => path !== '/automation/scripts')
    .map((route) => {
      const names = new Set<string>();
      const search = new URLSearchParams();
      search.get = (name) => {
        names.add(name);
        return null;
      };
      const id = String((route.path.startsWith('/organization') ? stored.organizations : stored.devices).all()[0]?.id);
      const at = new Date(0);
      route.answer({ parameters: { id }, search, sent: undefined, switches: SWITCHES, at, base: '' });
      return { path: `/v2${route.path.replace(':id', '{id}')}`, names };
    });
}
