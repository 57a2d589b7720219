import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { HARBOR, startBench } from './bench-for-tests.js';

const FILE = resolve('../shared/specs/ninjaone/ninjaone-openapi.trimmed.json');

const operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.object({ $ref: z.string() }) })) })
    .optional(),
});
const description = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(z.string(), z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() })),
  }),
});
const recorded = z.looseObject({ query: z.string().optional(), body: z.unknown() });

/** NinjaOne ignores names that it does not know, and then gives the whole fleet. */
it('every path, query and field that is sent is in the vendor’s description, where that is at hand', async () => {
  const sent = await everythingSent();
  expect(sent.length).toBeGreaterThan(15);
  if (!existsSync(FILE)) return;
  const { paths, components } = description.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  const complaints = sent.flatMap(({ method, path, detail }) => {
    const { query = '', body } = recorded.parse(detail ?? {});
    const shape = path.replace(/\/\d+(?=\/|$)/g, '/{id}').replace(/\/reboot\/NORMAL$/, '/reboot/{mode}');
    const described = paths[shape]?.[method.toLowerCase()];
    if (!described) return [`${method} ${shape}`];
    const { parameters, requestBody } = operation.parse(described);
    const names = new Set(parameters.filter((each) => each.in === 'query').map(({ name }) => name));
    const fields = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) =>
      Object.keys(components.schemas[schema.$ref.split('/').at(-1) ?? '']?.properties ?? {}),
    );
    return [
      ...[...new URLSearchParams(query).keys()].filter((name) => !names.has(name)).map((name) => `${shape}?${name}`),
      ...Object.keys(method === 'GET' ? {} : Object(body))
        .filter((field) => !fields.includes(field))
        .map((field) => `${shape}: ${field}`),
    ];
  });
  expect([...new Set(complaints)]).toEqual([]);
});

/** What goes out while the adapter does each thing that it can. */
async function everythingSent() {
  const bench = await startBench({ more: { allowedScripts: '12' } });
  try {
    const { vendor, run } = bench;
    const connection = bench.connect();
    await connection.check();
    await connection.checkClient?.(vendor.organizationId(HARBOR));
    await connection.mappings();
    const device = String(vendor.devices(HARBOR).find(({ offline }) => !offline)?.id);
    await run('list-devices', { search: 'PC' });
    for (const name of ['get-device', 'list-alerts', 'list-software', 'list-volumes']) await run(name, { device });
    await run('list-alerts', {});
    const restart = { device, reason: 'It hangs again' };
    const script = { device, scriptId: 12, parameters: '-Days 3' };
    await bench.preview('restart', restart);
    await run('restart', restart);
    await bench.observe('restart', restart, bench.now());
    await run('run-script', script);
    await bench.observe('run-script', script, bench.now());
    return bench.records.of('ninjaone').filter(({ path }) => !path.endsWith('/oauth/token'));
  } finally {
    await bench.stop();
  }
}
