import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VendorError } from '../../../core/errors.js';
import type { Connection } from '../../../core/integrations/integration.js';
import type { Tool, ToolScope } from '../../../core/tools/tool.js';
import { createFaults } from '../../../sandbox/faults.js';
import { createPretendHaloPsa, type PretendHaloPsa } from '../../../sandbox/halopsa/index.js';
import { createRecords } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { createFakeHttp } from './fake-http-for-tests.js';
import { haloPsa } from './index.js';

const DANA = 'harbor-dental/dana-whitfield';
const SARAH = 'larkmere-logistics/sarah-chen';
let vendor: PretendHaloPsa;
let connection: Connection;
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });

beforeAll(async () => {
  const parts = { world: createWorld(), faults: createFaults(), records: createRecords(), routes: createRoutes() };
  vendor = await createPretendHaloPsa(parts);
  connection = haloPsa.connect(vendor.credentials, { http, now: () => new Date() });
});
afterAll(async () => {
  await http.close();
  await vendor.stop();
});

function tool(name: string, of: Connection = connection): Tool {
  const found = of.tools().find((each) => each.name === `halopsa:halo-${name}`);
  if (!found) throw new Error(`No tool ${name}`);
  return found;
}

const scope = (mapping = vendor.companyId('harbor-dental')): ToolScope => ({
  clientId: 'client',
  mapping,
  secrets: { keep: async () => ({ secretId: 'none' }) },
});

const run = async (name: string, args: unknown) => (await tool(name).run(scope(), args)).output;
const newTicket = (personKey = DANA, more: object = {}) =>
  vendor.technicianCreatesTicket({ technician: 'mbell', personKey, summary: 'Printer is jammed', ...more });

async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error('No VendorError was thrown', { cause: error });
  return error;
}

describe('reading tools of HaloPSA', () => {
  it('read a ticket with its names, and its description as the first note', async () => {
    const { id } = newTicket(DANA, { description: 'Paper everywhere', owner: 'rcastro' });
    vendor.technicianAddsNote(id, { technician: 'mbell', text: 'On my way', internal: true });
    expect(await run('get-ticket', { ticketId: id })).toMatchObject({
      id,
      status: 'New',
      team: '1st Line',
      priority: 'Medium',
      technicianId: vendor.technicianId('rcastro'),
      contact: { id: vendor.contactId(DANA) },
    });
    const { notes } = Object(await run('list-ticket-notes', { ticketId: id }));
    expect(notes).toMatchObject([
      { text: 'Paper everywhere', visibility: 'public' },
      { text: 'On my way', visibility: 'internal', authorKind: 'technician', author: 'Morgan Bell' },
    ]);
  });

  it('list open tickets of this client only, and closed ones when told', async () => {
    const open = newTicket();
    const closed = newTicket();
    newTicket(SARAH);
    vendor.technicianUpdatesTicket(closed.id, { technician: 'mbell', status: 'Closed' });
    const idsOf = async (args: object) =>
      Object(await run('list-tickets', args)).tickets.map(({ id }: { id: string }) => id);
    const found = await idsOf({ limit: 50 });
    expect(found).toContain(open.id);
    expect(found).not.toContain(closed.id);
    expect(await idsOf({ status: 'Closed' })).toContain(closed.id);
    expect(await idsOf({ contactId: vendor.contactId(SARAH), includeClosed: true })).toEqual([]);
  });

  it('list the set-up, with what closes a ticket', async () => {
    const { statuses } = Object(await run('list-statuses', {}));
    expect(statuses).toEqual(
      expect.arrayContaining([
        { id: '1', name: 'New', closes: false },
        { id: '9', name: 'Closed', closes: true },
      ]),
    );
    expect(Object(await run('list-categories', {})).categories).toContainEqual(
      expect.objectContaining({ name: 'Software > Outlook' }),
    );
    const { technicians } = Object(await run('list-technicians', {}));
    const names = technicians.map(({ name }: { name: string }) => name);
    expect(names).toContain('Morgan Bell');
    expect(names).not.toContain('Unassigned');
  });

  it('read an asset with its serial number and whose it is', async () => {
    const { assets } = Object(await run('list-assets', { contactId: vendor.contactId(DANA) }));
    expect(assets).toMatchObject([{ contactId: vendor.contactId(DANA), serialNumber: expect.stringMatching(/^SN/) }]);
    expect(await run('get-asset', { assetId: assets[0].id })).toMatchObject({ type: 'Workstation' });
  });
});

describe('changing tools of HaloPSA', () => {
  it('triage a ticket by names, and can be read back', async () => {
    const { id } = newTicket();
    const args = {
      ticketId: id,
      team: 'alerts',
      priority: 'High',
      category: 'Software>Outlook',
      technician: 'Rosa Castro',
    };
    const triage = tool('triage-ticket');
    if (triage.effect === 'read') throw new Error('It changes something');
    expect(await triage.observe(scope(), args, new Date())).toBe('not_happened');
    await triage.run(scope(), args);
    expect(vendor.ticket(id)).toMatchObject({
      queue: 'Alerts',
      priority: 'High',
      assignedTo: [vendor.technicianId('rcastro')],
      status: 'New',
    });
    expect(vendor.storedTicket(id).categories[0]).toBe('Software>Outlook');
    expect(await triage.observe(scope(), args, new Date())).toBe('happened');
    expect(triage.input.safeParse({ ticketId: id }).success).toBe(false);
    expect(triage.input.safeParse({ ticketId: id, status: 'Closed' }).success).toBe(false);
  });

  it('close a ticket, and say what it was before', async () => {
    const { id } = newTicket();
    const { output, summary } = await tool('update-ticket').run(scope(), {
      ticketId: id,
      status: 'Closed',
      summary: 'Done',
    });
    expect(output).toMatchObject({
      before: { status: 'New', closed: false },
      after: { status: 'Closed', closed: true },
    });
    expect(summary).toContain('New');
    expect(vendor.ticket(id)).toMatchObject({ closed: true, summary: 'Done' });
  });

  it('refuse a technician who is none, or has left', async () => {
    const { id } = newTicket();
    for (const technician of ['Unassigned', 'nobody@tallowmere.example', '1', 'hfrost@tallowmere.example']) {
      const failure = await failureOf(tool('update-ticket').run(scope(), { ticketId: id, technician }));
      expect([failure.failure, failure.message]).toEqual(['invalid', expect.stringContaining(technician)]);
    }
    expect(vendor.ticket(id).assignedTo).toEqual([]);
  });

  it('say something once, to technicians or to the customer', async () => {
    const { id } = newTicket();
    const before = vendor.mails().length;
    for (const name of ['add-internal-note', 'add-internal-note', 'add-public-reply']) {
      await tool(name).run(scope(), { ticketId: id, text: `By ${name}` });
    }
    expect(vendor.notes(id).map(({ text, internal }) => [text, internal])).toEqual([
      ['By add-internal-note', true],
      ['By add-public-reply', false],
    ]);
    expect(vendor.mails()).toHaveLength(before + 1);
  });
});

describe('the tool that reads from the API of HaloPSA', () => {
  it('gives records of this client only, whatever is asked', async () => {
    const mine = newTicket();
    newTicket(SARAH);
    const client_id = Number(vendor.companyId('harbor-dental'));
    for (const path of ['Tickets', 'Users', 'Asset', 'Site']) {
      const { records } = Object(await run('api-get', { path }));
      expect(records.length).toBeGreaterThan(0);
      expect(records.every((row: { client_id: number }) => row.client_id === client_id)).toBe(true);
    }
    expect(await run('api-get', { path: `/api/tickets/${mine.id}` })).toMatchObject({
      record: { id: Number(mine.id) },
    });
    expect(await run('api-get', { path: `Client/${client_id}` })).toMatchObject({ record: { id: client_id } });
    const found = await run('api-get', { path: 'Actions', query: { ticket_id: mine.id } });
    expect(found).toMatchObject({ records: [expect.objectContaining({ ticket_id: Number(mine.id) })] });
  });

  it.each([
    [{ path: 'Webhook' }],
    [{ path: 'Agent/1' }],
    [{ path: 'Client' }],
    [{ path: 'Tickets/../Client' }],
    [{ path: 'Tickets?client_id=1' }],
    [{ path: 'https://evil.example' }],
    [{ path: 'Tickets', query: { client_id: '1' } }],
    [{ path: 'Tickets', query: { page_size: '1000' } }],
    [{ path: 'Actions' }],
    [{ path: 'Status', query: { 'type&client_id': '1' } }],
  ])('refuses %j', async (args) => {
    expect((await failureOf(tool('api-get').run(scope(), args))).failure).toBe('invalid');
  });

  it('shows no password and nothing nested, and no record whose owner is not told', async () => {
    const row = {
      id: 90,
      client_id: 12,
      inventory_number: 'PC-01',
      teamviewerpassword: 'hunter2',
      new_password: 'hunter2',
      apikey: 'hunter2',
      empty: '',
      users: [{ id: 1, client_id: 13, name: 'Somebody else' }],
    };
    const fake = createFakeHttp(({ url }) =>
      url.includes('/auth/token')
        ? { body: { access_token: 'token', expires_in: 3600 } }
        : { body: { record_count: 3, assets: [row, { ...row, client_id: 13 }, { id: 91 }] } },
    );
    const odd = haloPsa.connect({ ...vendor.credentials }, { http: fake, now: () => new Date() });
    const { output } = await tool('api-get', odd).run(scope('12'), { path: 'Asset' });
    expect(output).toEqual({ records: [{ id: 90, client_id: 12, inventory_number: 'PC-01' }] });
  });
});
