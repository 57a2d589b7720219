import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Json } from '../json.js';
import { type Bench, type SeenResource, startBench } from './client-for-tests.js';

const MODEL_FILE = resolve('../shared/specs/itglue/itglue-openapi.trimmed.json');

const example = z.object({
  data: z.union([z.array(z.record(z.string(), z.json())), z.record(z.string(), z.json())]),
});
const document = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z.array(z.object({ name: z.string() })).optional(),
        responses: z.record(z.string(), z.json()).optional(),
        requestBody: z.json().optional(),
      }),
    ),
  ),
});
type Model = z.infer<typeof document>;
const model = (): Model => document.parse(JSON.parse(readFileSync(MODEL_FILE, 'utf8')));

const responses = z.object({ content: z.record(z.string(), z.object({ example: example.optional() })).optional() });

/** Attributes of the description's examples for a GET, and a value of each that is not null. */
function described(paths: Model['paths'], path: string): Map<string, Json> {
  const parsed = responses.parse(paths[path]?.get?.responses?.['200'] ?? {});
  const found = new Map<string, Json>();
  for (const { example: one } of Object.values(parsed.content ?? {})) {
    if (!one) continue;
    for (const row of Array.isArray(one.data) ? one.data : [one.data]) {
      const attributes = z.record(z.string(), z.json()).parse(row.attributes ?? {});
      for (const [name, value] of Object.entries(attributes))
        if (value !== null || !found.has(name)) found.set(name, value);
    }
  }
  return found;
}

/**
 * Attributes that the facts have and the examples lack. Source: IT Glue facts, configurations (contact-*) and flexible
 * asset types (the filter `enabled`).
 */
const BEYOND: readonly string[] = [
  'configurations contact-id',
  'configurations contact-name',
  'flexible-asset-types enabled',
];

function complaints(rows: readonly SeenResource[], known: ReadonlyMap<string, Json>): string[] {
  return rows.flatMap(({ type, attributes }) =>
    Object.entries(attributes).flatMap(([name, value]) => {
      const where = `${type} ${name}`;
      if (!known.has(name)) return BEYOND.includes(where) ? [] : [`${where} is unknown`];
      const sample = known.get(name) ?? null;
      if (value === null || sample === null) return [];
      return kind(value) === kind(sample) ? [] : [`${where} is a ${kind(value)}, not a ${kind(sample)}`];
    }),
  );
}

const kind = (value: Json) => (Array.isArray(value) ? 'array' : typeof value);

const describeWithModel = existsSync(MODEL_FILE) ? describe : describe.skip;

describeWithModel('the pretend IT Glue and the vendor’s description', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.itglue.stop());

  it('agree in every attribute that is served, and its type', async () => {
    const { paths } = model();
    const types = bench.itglue.flexibleAssetTypes();
    const wrong = new Set<string>();
    const check = async (path: string, as: string) => {
      const rows = await bench.seen(path);
      expect([path, rows.length > 0]).toEqual([path, true]);
      for (const one of complaints(rows, described(paths, as))) wrong.add(one);
    };
    await check('/organizations', '/organizations');
    await check('/configurations', '/configurations');
    await check('/contacts', '/contacts');
    await check('/passwords', '/passwords');
    await check(`/passwords/${bench.itglue.passwords('harbor-dental')[0]?.id}`, '/passwords/{id}');
    await check('/flexible_asset_types', '/flexible_asset_types');
    const fields = '/flexible_asset_types/{flexible_asset_type_id}/relationships/flexible_asset_fields';
    await check(fields.replace('{flexible_asset_type_id}', types.Wireless ?? ''), fields);
    await check(`/flexible_assets?filter[flexible-asset-type-id]=${types.Wireless}`, '/flexible_assets');
    expect([...wrong]).toEqual([]);
  });

  it('agree in every filter, sort and include of a list', async () => {
    const { paths } = model();
    const wrong: string[] = [];
    for (const path of ['/organizations', '/configurations', '/contacts', '/passwords', '/flexible_asset_types']) {
      const names = (paths[path]?.get?.parameters ?? []).map(({ name }) => name);
      for (const name of names.filter((one) => /^filter\[(?!range)/.test(one))) {
        const other = name.endsWith('psa_id]')
          ? '&filter[psa_integration_type]=manage'
          : name.endsWith('rmm_id]')
            ? '&filter[rmm_integration_type]=ninja-rmm'
            : '';
        if (/integration_type\]$/.test(name)) continue;
        const value = name.endsWith('_at]') ? '*,*' : '1';
        const { status } = await bench.get(`${path}?${name}=${value}${other}`);
        if (status !== 200) wrong.push(`${path} ${name}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
