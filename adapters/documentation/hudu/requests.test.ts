import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { HARBOR, startBench } from './bench-for-tests.js';

const FILE = resolve('../shared/specs/hudu/hudu-swagger-2.44.0.json');

const operation = z.object({ parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]) });
const description = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const recorded = z.object({ query: z.string(), body: z.undefined() });

/** Hudu ignores names that it does not know, so a misspelt one would be noticed by nobody. */
it('every request is in the vendor’s description with its path and each name in its query, where that is at hand', async () => {
  const sent = await everythingSent();
  expect(sent.length).toBeGreaterThan(20);
  expect(sent.filter(({ status }) => status >= 400).map(({ method, path }) => `${method} ${path}`)).toEqual([
    'DELETE /api/v1/articles/0',
  ]);
  if (!existsSync(FILE)) return;
  const { paths } = description.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  const byShape = new Map(
    Object.entries(paths).map(([path, methods]) => [path.replace(/\{[^}]+\}/g, '{id}'), methods]),
  );
  const complaints = sent.flatMap(({ method, path, detail }) => {
    const { query } = recorded.parse(detail);
    const shape = path.replace('/api/v1', '').replace(/\/\d+(?=\/|$)/g, '/{id}');
    const described = byShape.get(shape)?.[method.toLowerCase()];
    if (!described) return [`${method} ${shape}`];
    const names = new Set(operation.parse(described).parameters.map(({ name }) => name));
    return [...new URLSearchParams(query).keys()].filter((name) => !names.has(name)).map((name) => `${shape}?${name}`);
  });
  expect([...new Set(complaints)]).toEqual([]);
});

/** What goes out while the adapter does each thing that it can. */
async function everythingSent() {
  const bench = await startBench();
  try {
    const { vendor, run } = bench;
    const id = (rows: readonly { id: number }[]) => String(rows[0]?.id);
    await bench.connection.check();
    await bench.connection.checkClient?.(vendor.companyId(HARBOR));
    await bench.connection.mappings();
    await bench.settle();
    bench.pass(61_000);
    await run('search-articles', { query: 'printer' });
    await run('get-article', { articleId: id(vendor.articles(HARBOR)) });
    await run('search-assets', { query: 'Firewall' });
    await run('search-assets', { query: vendor.assets(HARBOR)[0]?.serial ?? '' });
    await run('get-asset', { assetId: id(vendor.assets(HARBOR)) });
    await run('search-procedures', { query: 'employee' });
    await run('get-procedure', { procedureId: id(vendor.procedures(HARBOR)) });
    await run('list-passwords', { search: 'Wi' });
    await run('get-password', { entry: 'Wi-Fi' });
    await run('get-password', { entry: id(vendor.passwords(HARBOR)) });
    // Before the articles have been read.
    bench.faults.add({ vendor: 'hudu', path: /articles$/, kind: 'slow', delayMs: 2_500, times: 2 });
    bench.connectAnew();
    const early = await run('search-articles', { query: 'office VPN' });
    expect(early.summary).toContain('Only titles were searched');
    expect(JSON.stringify(early.output)).toContain('Connect to the office VPN');
    return bench.records.of('hudu');
  } finally {
    await bench.stop();
  }
}
