import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { HARBOR, startBench } from './bench-for-tests.js';

const FILE = resolve('../shared/specs/itglue/itglue-openapi.trimmed.json');

const operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
  requestBody: z
    .object({
      content: z.record(
        z.string(),
        z.object({ schema: z.object({ 'x-attributes': z.record(z.string(), z.unknown()) }) }),
      ),
    })
    .optional(),
});
const description = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const recorded = z.object({
  query: z.string(),
  body: z.object({ data: z.object({ type: z.string(), attributes: z.record(z.string(), z.unknown()) }) }).optional(),
});

/**
 * What the vendor's page lacks: seen in clients (documents), or sent so that no list ever has a password in it. Source: IT
 * Glue facts, documents and passwords.
 */
const BEYOND = [
  'GET /documents/{id}',
  'GET /documents/{id}/relationships/sections',
  'GET /organizations/{id}/relationships/documents',
  'GET /organizations/{id}/relationships/passwords?show_password',
  'GET /passwords?show_password',
  'PATCH /documents/{id}/publish',
  'PATCH /documents/{id}/relationships/sections/{id}',
  'POST /documents/{id}/relationships/sections',
  'POST /organizations/{id}/relationships/documents',
];

it('every path, query and field that is sent is in the vendor’s description, where that is at hand, or known to be beyond it', async () => {
  const sent = await everythingSent();
  expect(sent.length).toBeGreaterThan(30);
  if (!existsSync(FILE)) return;
  const { paths } = description.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  const byShape = new Map(
    Object.entries(paths).map(([path, methods]) => [path.replace(/\{[^}]+\}/g, '{id}'), methods]),
  );
  const complaints = sent.flatMap(({ method, path, detail }) => {
    const { query, body } = recorded.parse(detail);
    const shape = path.replace(/\/\d+(?=\/|$)/g, '/{id}');
    const described = byShape.get(shape)?.[method.toLowerCase()];
    if (!described) return [`${method} ${shape}`];
    const { parameters, requestBody } = operation.parse(described);
    const names = new Set(parameters.filter((each) => each.in === 'query').map(({ name }) => name));
    const fields = Object.assign(
      {},
      ...Object.values(requestBody?.content ?? {}).map(({ schema }) => schema['x-attributes']),
    );
    return [
      ...[...new URLSearchParams(query).keys()]
        .filter((name) => !names.has(name))
        .map((name) => `${method} ${shape}?${name}`),
      ...Object.keys(body?.data.attributes ?? {})
        .filter((field) => !(field in fields))
        .map((field) => `${method} ${shape}: ${field}`),
    ];
  });
  expect([...new Set(complaints)].sort()).toEqual(BEYOND);
});

/** What goes out while the adapter does each thing that it can. */
async function everythingSent() {
  const bench = await startBench();
  try {
    const { vendor, run } = bench;
    const id = (rows: readonly { id: number }[]) => String(rows[0]?.id);
    await bench.connection.check();
    await bench.connection.checkClient?.(vendor.organizationId(HARBOR));
    await bench.connection.mappings();
    await run('search-documents', { query: 'printer' });
    await run('get-document', { documentId: id(vendor.documents(HARBOR)) });
    await run('search-configurations', { query: 'Firewall' });
    await run('get-configuration', { configurationId: id(vendor.configurations(HARBOR)) });
    await run('search-contacts', { query: 'Dana' });
    await run('get-contact', { contactId: id(vendor.contacts(HARBOR)) });
    await run('search-flexible-assets', { query: 'payroll' });
    await run('get-flexible-asset', { assetId: id(vendor.flexibleAssets(HARBOR)) });
    await run('get-password', { password: 'Wi-Fi' });
    await run('get-password', { password: id(vendor.passwords(HARBOR)) });
    await run('create-document', { name: 'Doors', content: 'Closed' });
    const made = vendor.documents(HARBOR).find(({ name }) => name === 'Doors');
    const change = {
      documentId: String(made?.id),
      name: 'Gates',
      sectionId: id(made?.sections ?? []),
      content: 'Open',
    };
    await run('update-document', change);
    // A filter that one script says works, beyond the description; IT Glue may refuse it.
    return bench.records
      .of('itglue')
      .filter(({ detail }) => !recorded.parse(detail).query.includes(encodeURIComponent('[document_folder_id]')));
  } finally {
    await bench.stop();
  }
}
