import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { VendorError } from '../../../core/errors.js';
import type { Connection } from '../../../core/integrations/integration.js';
import type { Psa } from '../../../core/ports/psa.js';
import type { Tool, ToolScope } from '../../../core/tools/tool.js';
import { createPretendConnectWise, type PretendConnectWise } from '../../../sandbox/connectwise/index.js';
import { createFaults, type Faults } from '../../../sandbox/faults.js';
import { createRecords, type Records } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { siteAddressOf } from './address.js';
import { connectWise } from './index.js';

let vendor: PretendConnectWise;
let records: Records;
let faults: Faults;
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });

beforeAll(async () => {
  records = createRecords();
  faults = createFaults();
  vendor = await createPretendConnectWise({ world: createWorld(), faults, records, routes: createRoutes() });
});
afterEach(() => faults.clear());
afterAll(async () => {
  await http.close();
  await vendor.stop();
});

function connect(changes: Record<string, unknown> = {}): Connection & { psa: Psa } {
  const connection = connectWise.connect({ ...vendor.credentials, ...changes }, { http, now: () => new Date() });
  if (!connection.psa) throw new Error('ConnectWise is a PSA');
  return { ...connection, psa: connection.psa };
}

function tool(name: string, connection: Connection = connect()): Tool {
  const found = connection.tools().find((each) => each.name === `connectwise_psa:${name}`);
  if (!found) throw new Error(`No tool ${name}`);
  return found;
}

function scope(company = 'harbor-dental'): ToolScope {
  return {
    clientId: 'client',
    mapping: String(vendor.companyId(company)),
    secrets: { keep: async () => ({ secretId: 'none' }) },
  };
}

const newTicket = (personKey = 'harbor-dental/dana-whitfield') =>
  vendor.technicianCreatesTicket({ member: 'mbell', personKey, summary: 'Printer is jammed', owner: 'rcastro' });

async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error('No VendorError was thrown', { cause: error });
  return error;
}

describe('the address of ConnectWise', () => {
  it.each([
    ['https://na.myconnectwise.net', 'https://api-na.myconnectwise.net', 'https://na.myconnectwise.net'],
    ['eu.myconnectwise.net/', 'https://api-eu.myconnectwise.net', 'https://eu.myconnectwise.net'],
    ['https://api-au.myconnectwise.net', 'https://api-au.myconnectwise.net', 'https://au.myconnectwise.net'],
    ['staging.connectwisedev.com', 'https://api-staging.connectwisedev.com', 'https://staging.connectwisedev.com'],
    [
      'https://psa.tallowmere.example:8443/v4_6',
      'https://psa.tallowmere.example:8443',
      'https://psa.tallowmere.example:8443',
    ],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ])('of %s is %s', (typed, api, site) => {
    const address = siteAddressOf(typed);
    expect([address.api.origin, address.site.origin]).toEqual([api, site]);
  });

  it.each(['http://na.myconnectwise.net', 'https://user:secret@psa.tallowmere.example', 'https://'])(
    'is refused when it is %s',
    (typed) => expect(() => siteAddressOf(typed)).toThrow(),
  );
});

describe('the check of a ConnectWise connection', () => {
  it('finds everything in order with good keys', async () => {
    const findings = await connect().check();
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(findings.length).toBeGreaterThanOrEqual(8);
  });

  it('names wrong keys, an unknown company id, and a server that does not answer', async () => {
    const wrong = await connect({ privateKey: 'wrong' }).check();
    expect(wrong.at(-1)).toMatchObject({ ok: false, problem: expect.stringContaining('private key') });
    const unknown = await connect({ companyId: 'nobody' }).check();
    expect(unknown).toEqual([{ ok: false, what: 'Find the company id', problem: expect.stringContaining('nobody') }]);
    const silent = await connect({ site: 'http://127.0.0.1:1' }).check();
    expect(silent).toHaveLength(1);
    expect(silent[0]?.ok).toBe(false);
  });

  it('names the right that is missing and goes on to the others', async () => {
    faults.add({ vendor: 'connectwise', method: 'GET', path: /\/company\/contacts$/, kind: 'status', status: 403 });
    const findings = await connect().check();
    const problems = findings.filter(({ ok }) => !ok);
    expect(problems).toEqual([
      { ok: false, what: 'Read contacts', problem: expect.stringContaining('Contacts: Inquire') },
    ]);
  });
});

describe('speaking with ConnectWise', () => {
  it('sends keys, client id and the API version with each call, to the release that serves the company', async () => {
    const before = records.of('connectwise').length;
    await connect().psa.companies();
    const [info, companies] = records.of('connectwise').slice(before);
    expect(info?.path).toBe(`/login/companyinfo/${vendor.credentials.companyId}`);
    expect(companies?.path).toBe('/v2025_1/apis/3.0/company/companies');
  });

  it('looks for the release again when an address that must exist is gone, once', async () => {
    const { psa } = connect();
    await psa.companies();
    faults.add({ vendor: 'connectwise', path: /v2025_1.*\/companies$/, kind: 'status', status: 404 });
    const before = records.of('connectwise').length;
    const error = await failureOf(psa.companies());
    expect(error.failure).toBe('unauthorized');
    const asked = records
      .of('connectwise')
      .slice(before)
      .map(({ path }) => path);
    expect(asked.filter((path) => path.includes('companyinfo'))).toHaveLength(1);
  });

  it('tells which field ConnectWise complains about', async () => {
    const { psa } = connect();
    const error = await failureOf(
      psa.openTicket({
        companyId: String(vendor.companyId('larkmere-logistics')),
        contactId: String(vendor.contactId('harbor-dental/dana-whitfield')),
        summary: 'Contact of somebody else',
        reference: 'wrong-contact',
      }),
    );
    expect(error.failure).toBe('invalid');
    expect(error.message).toContain('contact');
  });

  it('waits and tries again when ConnectWise is overloaded', async () => {
    faults.add({ vendor: 'connectwise', path: /\/boards$/, kind: 'status', status: 429, retryAfter: 3, times: 1 });
    const { output } = await tool('cw-list-boards').run(scope(), {});
    expect(output).toMatchObject({ boards: expect.arrayContaining([expect.objectContaining({ name: 'Help Desk' })]) });
  });

  it('never puts a key into an error', async () => {
    const keys = vendor.credentials;
    for (const status of [400, 401, 403, 404, 409, 500]) {
      faults.clear();
      faults.add({ vendor: 'connectwise', path: /\/companies$/, kind: 'status', status });
      const error = await failureOf(connect().psa.companies());
      const told = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
      expect(told).not.toContain(keys.privateKey);
      expect(told).not.toContain(
        Buffer.from(`${keys.companyId}+${keys.publicKey}:${keys.privateKey}`).toString('base64'),
      );
    }
  });

  it('finds people by what colleagues call them', async () => {
    const mike = createWorld().people.find(({ nickname }) => nickname === 'Mike');
    const found = await connect().psa.findContacts({ name: `Mike ${mike?.lastName}` });
    expect(found.map(({ id }) => id)).toContain(String(vendor.contactId(mike?.key ?? '')));
  });

  it('cuts a long summary to what ConnectWise takes, never inside a character', async () => {
    const summary = `${'x'.repeat(98)}😀😀 and more`;
    const ticket = await connect().psa.openTicket({
      companyId: String(vendor.companyId('harbor-dental')),
      summary,
      reference: 'long-summary',
    });
    expect(ticket.summary).toBe(`${'x'.repeat(98)}…`);
  });

  it('refuses text that could end a condition, and says so to the technician', async () => {
    const error = await failureOf(tool('cw-list-tickets').run(scope(), { status: 'New" or id>0 or status/name="' }));
    expect(error.failure).toBe('invalid');
  });

  it('leaves a ticket unopened and says so when a request was lost before ConnectWise took it', async () => {
    faults.add({ vendor: 'connectwise', method: 'POST', path: /\/tickets$/, kind: 'drop', times: 1 });
    const { psa } = connect();
    const ticket = { companyId: String(vendor.companyId('harbor-dental')), summary: 'Lost', reference: 'lost-1' };
    const error = await failureOf(psa.openTicket(ticket));
    expect([error.passing, error.outcomeUnknown]).toEqual([true, true]);
    const before = vendor.tickets().length;
    await psa.openTicket(ticket);
    expect(vendor.tickets().length).toBe(before + 1);
  });

  it('sends long conditions of tickets in the body', async () => {
    const before = records.of('connectwise').length;
    const args = { search: '中'.repeat(80), status: '文'.repeat(80), includeClosed: true };
    expect((await tool('cw-list-tickets').run(scope(), args)).output).toEqual({ tickets: [] });
    const last = records.of('connectwise').slice(before).at(-1);
    expect([last?.method, last?.path]).toEqual(['POST', '/v2025_1/apis/3.0/service/tickets/search']);
  });
});

describe('ConnectWise tools', () => {
  it('have the names, effects and defaults that the product promises', () => {
    const table = connect()
      .tools()
      .map(({ name, effect, defaultPolicy }) => [name.replace('connectwise_psa:', ''), effect, defaultPolicy]);
    expect(table).toEqual([
      ['cw-get-ticket', 'read', undefined],
      ['cw-list-tickets', 'read', undefined],
      ['cw-list-ticket-notes', 'read', undefined],
      ['cw-search-contacts', 'read', undefined],
      ['cw-get-contact', 'read', undefined],
      ['cw-list-companies', 'read', undefined],
      ['cw-list-members', 'read', undefined],
      ['cw-list-boards', 'read', undefined],
      ['cw-list-statuses', 'read', undefined],
      ['cw-list-types', 'read', undefined],
      ['cw-list-priorities', 'read', undefined],
      ['cw-list-configurations', 'read', undefined],
      ['cw-add-ticket-note', 'message', 'auto'],
      ['cw-update-ticket', 'write', undefined],
      ['cw-add-time-entry', 'write', undefined],
    ]);
  });

  it('refuse everything that belongs to another company', async () => {
    const ticketId = String(newTicket(personOf('larkmere-logistics')).id);
    const contactId = String(vendor.contactId(personOf('larkmere-logistics')));
    const calls: [string, unknown][] = [
      ['cw-get-ticket', { ticketId }],
      ['cw-list-ticket-notes', { ticketId }],
      ['cw-get-contact', { contactId }],
      ['cw-add-ticket-note', { ticketId, text: 'Hello', visibility: 'internal' }],
      ['cw-update-ticket', { ticketId, status: 'Closed' }],
      ['cw-add-time-entry', { ticketId, minutes: 5, notes: 'x' }],
    ];
    const writes = records.writes('connectwise').length;
    for (const [name, args] of calls) {
      const error = await failureOf(tool(name).run(scope(), args));
      expect([name, error.failure]).toEqual([name, 'forbidden']);
      expect(error.message).not.toContain('Larkmere');
    }
    expect(records.writes('connectwise').length).toBe(writes);
  });

  it('list only what belongs to the company', async () => {
    const foreign = newTicket(personOf('larkmere-logistics'));
    const own = newTicket();
    const tickets = JSON.stringify((await tool('cw-list-tickets').run(scope(), { limit: 50 })).output);
    expect(tickets).toContain(`"${own.id}"`);
    expect(tickets).not.toContain(`"${foreign.id}"`);
    const companies = await tool('cw-list-companies').run(scope(), {});
    expect(companies.output).toMatchObject({ companies: [{ name: 'Harbor Dental' }] });
    const contacts = await tool('cw-search-contacts').run(scope('larkmere-logistics'), { query: 'Dana Whitfield' });
    expect(contacts.output).toEqual({ contacts: [] });
    const devices = await tool('cw-list-configurations').run(scope(), {});
    const names = JSON.stringify(devices.output).match(/[A-Z]{3}-WS-\d+/g) ?? [];
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !name.startsWith('HAR-'))).toEqual([]);
  });

  it('change a ticket, see that it happened, and say how to take it back', async () => {
    const ticket = newTicket();
    const update = tool('cw-update-ticket');
    const args = { ticketId: String(ticket.id), status: 'In Progress', priority: 'Priority 2 - High', owner: 'jpark' };
    const since = new Date();
    expect(await update.observe?.(scope(), args, since)).toBe('not_happened');
    const { summary } = await update.run(scope(), args);
    expect(summary).toContain('In Progress');
    expect(await update.observe?.(scope(), args, since)).toBe('happened');
    expect(vendor.ticket(ticket.id).owner?.identifier).toBe('jpark');
    expect(update.undo?.(args)).toContain(String(ticket.id));
    expect(update.describe?.(args)).toContain('"Priority 2 - High"');
  });

  it('record time, and see that it happened', async () => {
    const ticket = newTicket();
    const addTime = tool('cw-add-time-entry');
    const args = { ticketId: String(ticket.id), minutes: 15, notes: 'Restarted the spooler', member: 'mbell' };
    const since = new Date();
    expect(await addTime.observe?.(scope(), args, since)).toBe('not_happened');
    await addTime.run(scope(), args);
    expect(await addTime.observe?.(scope(), args, since)).toBe('happened');
  });

  it('add a note that only technicians see, once', async () => {
    const ticket = newTicket();
    const add = tool('cw-add-ticket-note');
    const args = { ticketId: String(ticket.id), text: 'Looked at the printer', visibility: 'internal' };
    const since = new Date();
    expect(await add.observe?.(scope(), args, since)).toBe('not_happened');
    await add.run(scope(), args);
    await add.run(scope(), args);
    expect(vendor.notes(ticket.id)).toEqual([expect.objectContaining({ internalAnalysisFlag: true })]);
    expect(await add.observe?.(scope(), args, since)).toBe('happened');
  });

  it('take no argument that would change the address of a request', async () => {
    for (const ticketId of ['1/notes', '../../system/members', '1?conditions=x', '']) {
      await expect(async () => tool('cw-get-ticket').run(scope(), { ticketId })).rejects.toThrow();
    }
    const search = await tool('cw-list-tickets').run(scope(), { search: '" or company/id!=0 or summary like "' });
    expect(search.output).toEqual({ tickets: [] });
  });
});

function personOf(company: string): string {
  const person = createWorld().people.find((each) => each.company === company);
  if (!person) throw new Error(`Nobody works at ${company}`);
  return person.key;
}
