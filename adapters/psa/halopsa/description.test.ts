import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import type { OutgoingRequest } from '../../../core/ports/outgoing.js';
import { createFaults } from '../../../sandbox/faults.js';
import { createPretendHaloPsa } from '../../../sandbox/halopsa/index.js';
import { createRecords } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { collect } from '../collect.js';
import { haloPsa } from './index.js';
import { ROUTES } from './tools/api-routes.js';

const FILE = resolve('../shared/specs/halopsa/halopsa-swagger-trimmed.json');
const HOOK = 'https://frontdesk.example/hooks/halopsa/token';

const operation = z.object({ parameters: z.array(z.object({ name: z.string() })).optional() });
const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(z.string(), z.object({ properties: z.record(z.string(), z.unknown()).optional() })),
  }),
});
/** What is posted where. */
const SCHEMAS: Readonly<Record<string, string>> = {
  '/Tickets': 'Faults',
  '/Actions': 'Actions',
  '/Webhook': 'Webhook',
};

/** HaloPSA ignores names that it does not know, so a misspelt one would be noticed by nobody. */
it('every parameter and field that is sent is in the description of the API, where that is at hand', async () => {
  const sent = await everythingSent();
  expect(sent.length).toBeGreaterThan(40);
  if (!existsSync(FILE)) return;
  const { paths, components } = document.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  for (const { path, filters } of ROUTES.filter(({ one }) => !one)) {
    const known = parametersOf(paths[path]?.get ?? {});
    expect([path, filters.filter((filter) => !known.has(filter))]).toEqual([path, []]);
  }
  const complaints = sent.flatMap(({ method, url, body }) => {
    const { pathname, searchParams } = new URL(url);
    const path = pathname.replace(/^\/api/, '').replace(/\/(\d+|[0-9a-f-]{36})$/, '/{id}');
    const described = paths[path]?.[method.toLowerCase()];
    if (!described) return [`${method} ${path}`];
    const known = parametersOf(described);
    const fields = components.schemas[SCHEMAS[path] ?? '']?.properties ?? {};
    const rows: unknown[] = Array.isArray(body) ? body : [];
    return [
      ...[...searchParams.keys()].filter((name) => !known.has(name)).map((name) => `${method} ${path}?${name}`),
      ...rows.flatMap((row) =>
        Object.keys(Object(row))
          .filter((field) => !(field in fields))
          .map((field) => `${path}: ${field}`),
      ),
    ];
  });
  // `includedetails` of webhooks stands in the description of their neighbours only.
  expect([...new Set(complaints)].sort()).toEqual(
    ['GET /Webhook/{id}?includedetails'].filter((each) => complaints.includes(each)),
  );
});

const parametersOf = (described: unknown) =>
  new Set((operation.parse(described).parameters ?? []).map(({ name }) => name));

/** What goes out while the adapter does each thing that it can. */
async function everythingSent(): Promise<OutgoingRequest[]> {
  const parts = { world: createWorld(), faults: createFaults(), records: createRecords(), routes: createRoutes() };
  const vendor = await createPretendHaloPsa(parts);
  const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });
  const sent: OutgoingRequest[] = [];
  const watched = {
    request(request: OutgoingRequest) {
      if (!/\/(auth\/token|api\/authinfo)/.test(request.url)) sent.push(request);
      return http.request(request);
    },
  };
  try {
    const deps = { http: watched, now: () => new Date(), hookSecret: 'A'.repeat(43) };
    const connection = haloPsa.connect(vendor.credentials, deps);
    const { psa, events } = connection;
    if (!psa || !events) throw new Error('HaloPSA is a PSA that sends events');
    const person = parts.world.person('harbor-dental/dana-whitfield');
    const companyId = vendor.companyId('harbor-dental');
    const contactId = vendor.contactId(person.key);
    await connection.check();
    await events.register(HOOK);
    await events.unregister(HOOK);
    await psa.companies();
    await collect(psa.contacts({ companyId, updatedSince: new Date(0) }));
    await psa.findContacts({ phone: person.phone });
    await psa.findContacts({ name: person.lastName, companyId });
    await psa.contact(contactId);
    await psa.assets({ companyId, contactId, search: 'WS', limit: 5 });
    const ticket = { companyId, summary: 'All of it', description: 'Words', priority: 'High', category: 'Hardware' };
    const placed = {
      board: 'Alerts',
      status: 'In Progress',
      source: '3',
      contactName: 'A caller',
      contactPhone: '555',
    };
    const { id } = await psa.openTicket({ ...ticket, ...placed, reference: 'all-of-it' });
    await psa.openTicket({ ...ticket, contactId, reference: 'all-of-it-2' });
    const note = await psa.addNote(id, { text: 'Hidden', visibility: 'internal' });
    await psa.addNote(id, { text: 'Shown', visibility: 'public' });
    await psa.editNote?.(id, note.id, 'Still hidden');
    await psa.addTime?.(id, { minutes: 5, notes: 'Worked' });
    const owner = vendor.technicianId('mbell');
    await psa.updateTicket(id, { summary: 'New', board: '1st Line', priority: 'Low', category: 'Software', owner });
    await psa.approversOf(await psa.updateTicket(id, { status: 'Closed' }));
    await psa.tickets({ updatedSince: new Date(0), limit: 10 });
    await collect(psa.resolvedTickets(new Date(0)));
    return sent;
  } finally {
    await http.close();
    await vendor.stop();
  }
}
