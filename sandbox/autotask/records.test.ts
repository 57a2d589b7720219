import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, startBench } from './client-for-tests.js';
import { isObject, type Json, type JsonObject } from './json.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.autotask.stop());

const harbor = () => Number(bench.autotask.companyId('harbor-dental'));
const resource = (login: string) => Number(bench.autotask.technicianId(login));
const labelOf = (fields: Json | undefined, name: string, value: Json | undefined) => {
  const field = Array.isArray(fields) ? fields.find((one) => isObject(one) && one.name === name) : undefined;
  const values = isObject(field) ? field.picklistValues : undefined;
  const found = Array.isArray(values) ? values.find((one) => isObject(one) && one.value === String(value)) : undefined;
  return isObject(found) ? found.label : undefined;
};

describe('companies', () => {
  it('are the MSP as number 0, its ten clients, and some that are not clients', async () => {
    const { fields } = (await bench.ask('GET', '/Companies/entityInformation/fields')).object();
    const rows = (await bench.query('Companies', [{ op: 'eq', field: 'isActive', value: true }])).items();
    expect(rows[0]).toMatchObject({ id: 0, companyName: 'Tallowmere IT' });
    const types = rows.map((row) => labelOf(fields, 'companyType', row.companyType));
    const countOf = (label: string) => types.filter((type) => type === label).length;
    expect(['Customer', 'Lead', 'Prospect', 'Vendor'].map(countOf)).toEqual([10, 1, 1, 1]);
  });

  it('need name, phone and owner', async () => {
    const refused = await bench.ask('POST', '/Companies', { companyType: 1 });
    expect(['companyName', 'phone', 'ownerResourceID'].every((field) => refused.errors().includes(field))).toBe(true);
    const body = {
      companyName: 'New.example',
      phone: '206-555-0199',
      ownerResourceID: resource('mbell'),
      isActive: true,
    };
    const { itemId } = await bench.ask('POST', '/Companies', body);
    expect((await bench.ask('PATCH', '/Companies', { id: itemId(), isActive: false })).status).toBe(200);
    expect(bench.autotask.record('Companies', itemId())).toMatchObject({ companyName: 'New.example', isActive: false });
  });
});

describe('contacts', () => {
  it('stand with their telephone as it was typed', async () => {
    const rows = (await bench.query('Contacts', [{ op: 'eq', field: 'companyID', value: harbor() }])).items();
    const numbers = rows.map((row) => row.phone || row.mobilePhone || row.alternatePhone);
    expect(numbers.slice(0, 4)).toEqual(['206-555-0110', '(206) 555-0111', '2065550112', '+1 206-555-0113']);
    expect(rows.filter((row) => row.mobilePhone).length).toBeGreaterThan(0);
  });

  it('are made, changed and deleted below their company', async () => {
    const path = `/Companies/${harbor()}/Contacts`;
    const person = { firstName: 'Nora', lastName: 'Vale', isActive: 1, emailAddress: 'nora.vale@harbordental.example' };
    const { itemId } = await bench.ask('POST', path, person);
    expect(bench.autotask.record('Contacts', itemId())).toMatchObject({ ...person, companyID: harbor() });
    await bench.ask('PATCH', path, { id: itemId(), isActive: 0 });
    expect((await bench.ask('GET', `/Contacts/${itemId()}`)).item()).toMatchObject({ isActive: 0 });
    expect((await bench.ask('DELETE', `${path}/${itemId()}`)).status).toBe(200);
    expect((await bench.ask('GET', `/Contacts/${itemId()}`)).body).toEqual({ item: null });
  });

  it.each<[string, JsonObject, string]>([
    ['no last name', { firstName: 'Nora', isActive: 1 }, 'lastName'],
    ['no activity', { firstName: 'Nora', lastName: 'Vale' }, 'isActive'],
    ['an activity of another kind', { firstName: 'Nora', lastName: 'Vale', isActive: 2 }, 'isActive'],
    ['a boolean activity', { firstName: 'Nora', lastName: 'Vale', isActive: true }, 'isActive'],
  ])('are refused with %s', async (_what, body, text) => {
    const refused = await bench.ask('POST', `/Companies/${harbor()}/Contacts`, body);
    expect([refused.status, refused.errors()]).toEqual([500, expect.stringContaining(text)]);
  });

  it('have one for unknown callers, at the MSP', () => {
    const { companyId, contactId } = bench.autotask.defaults;
    expect(companyId).toBe('0');
    const unknown = bench.autotask.record('Contacts', contactId);
    expect(unknown).toMatchObject({ companyID: 0, lastName: 'Caller', phone: '', emailAddress: '' });
  });
});

describe('resources', () => {
  it('are the technicians, one of them gone, and the API user', async () => {
    const rows = (await bench.query('Resources', [{ op: 'exist', field: 'id' }])).items();
    expect(rows).toHaveLength(7);
    expect(rows.filter(({ isActive }) => isActive === false)).toMatchObject([{ lastName: 'Frost' }]);
    const { own, credentials } = bench.autotask;
    const apiUsers = rows.filter(({ licenseType }) => licenseType === 7);
    expect(apiUsers).toMatchObject([{ id: Number(own.id), userName: credentials.username }]);
  });

  it('may have the API user’s name without its domain', async () => {
    const other = await startBench({ fullUserName: false });
    try {
      expect(other.autotask.record('Resources', other.autotask.own.id).userName).toBe('frontdeskapi');
    } finally {
      await other.autotask.stop();
    }
  });

  it('have their roles, of which one is the default', async () => {
    const filter = [
      { op: 'eq', field: 'resourceID', value: resource('mbell') },
      { op: 'eq', field: 'isDefault', value: true },
    ];
    const [role] = (await bench.query('ResourceServiceDeskRoles', filter)).items();
    expect((await bench.ask('GET', `/Roles/${role?.roleID}`)).item()).toMatchObject({ name: 'Help Desk Technician' });
    const queues = await bench.query('ResourceRoleQueues', filter.slice(0, 1));
    expect(queues.items()).toMatchObject([
      { queueID: bench.autotask.picklistValue('Tickets', 'queueID', 'Help Desk') },
    ]);
    expect((await bench.ask('POST', '/Resources', {})).status).toBe(404);
  });
});

describe('configuration items', () => {
  it('are people’s workstations', async () => {
    const filter = [{ op: 'eq', field: 'referenceTitle', value: 'HAR-WS-01' }];
    expect((await bench.query('ConfigurationItems', filter)).items()).toMatchObject([
      {
        companyID: harbor(),
        contactID: Number(bench.autotask.contactId('harbor-dental/dana-whitfield')),
        rmmDeviceAuditHostname: 'HAR-WS-01',
        rmmDeviceAuditLastUser: 'dana.whitfield',
        isActive: true,
      },
    ]);
  });

  it('belong to the ticket’s company', async () => {
    const larkmere = Number(bench.autotask.companyId('larkmere-logistics'));
    const [device] = bench.autotask.recordsOf('ConfigurationItems').filter(({ companyID }) => companyID === larkmere);
    const configurationItemID = device?.id ?? 0;
    expect((await bench.ask('POST', '/Tickets', bench.ticketBody({ configurationItemID }))).errors()).toContain(
      'belong',
    );
    const theirs = bench.ticketBody({ configurationItemID, companyID: larkmere });
    expect((await bench.ask('POST', '/Tickets', theirs)).status).toBe(200);
  });
});

describe('time entries', () => {
  const entry = (more: JsonObject = {}): JsonObject => ({
    ticketID: bench.openTicket().id,
    resourceID: resource('jpark'),
    roleID: Number(bench.autotask.recordsOf('Roles')[0]?.id),
    startDateTime: '2026-11-25T09:00:00Z',
    endDateTime: '2026-11-25T09:15:00Z',
    summaryNotes: 'Unlocked',
    ...more,
  });

  it('count their hours, and can be changed and deleted', async () => {
    const { itemId } = await bench.ask('POST', '/TimeEntries', entry());
    expect(bench.autotask.record('TimeEntries', itemId())).toMatchObject({
      hoursWorked: 0.25,
      dateWorked: '2026-11-25T09:00:00.000Z',
      creatorUserID: Number(bench.autotask.own.id),
    });
    await bench.ask('PATCH', '/TimeEntries', { id: itemId(), endDateTime: '2026-11-25T10:00:00Z' });
    expect(bench.autotask.record('TimeEntries', itemId()).hoursWorked).toBe(1);
    expect((await bench.ask('DELETE', `/TimeEntries/${itemId()}`)).status).toBe(200);
    expect(bench.autotask.recordsOf('TimeEntries')).toEqual([]);
  });

  it.each<[string, JsonObject, string]>([
    ['no resource', { resourceID: null }, 'resourceID'],
    ['no role', { roleID: null }, 'roleID'],
    ['no start', { startDateTime: null }, 'startDateTime'],
    ['no end', { endDateTime: null }, 'endDateTime'],
    ['an end before the start', { endDateTime: '2026-11-25T08:00:00Z' }, 'after'],
    ['a ticket that does not exist', { ticketID: 1 }, 'ticketID'],
    ['nothing to be for', { ticketID: null }, 'ticketID'],
  ])('are refused with %s', async (_what, more, text) => {
    const refused = await bench.ask('POST', '/TimeEntries', entry(more));
    expect([refused.status, refused.errors()]).toEqual([500, expect.stringContaining(text)]);
  });

  it('are refused for the inactive and in a role that is not the resource’s', async () => {
    const gone = entry({ resourceID: resource('hfrost') });
    expect((await bench.ask('POST', '/TimeEntries', gone)).errors()).toContain('inactive');
    const own = entry({ resourceID: Number(bench.autotask.own.id) });
    expect((await bench.ask('POST', '/TimeEntries', own)).errors()).toContain('not valid');
  });
});
