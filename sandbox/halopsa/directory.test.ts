import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, startBench } from './client-for-tests.js';

let bench: Bench;
let harbor: number;
beforeEach(async () => {
  bench = await startBench();
  harbor = Number(bench.halo.companyId('harbor-dental'));
});
afterEach(() => bench.halo.stop());

type Parameters = Record<string, string | number | boolean>;
const named = async (path: string, key: string | undefined, parameters: Parameters = {}) =>
  (await bench.get(path, parameters)).rows(key).map(({ name }) => name);

describe('clients and sites', () => {
  it('are the world’s companies and the MSP, each with a main site', async () => {
    const names = await named('Client', 'clients');
    expect(names.toSorted()).toEqual([...bench.world.companies.map(({ name }) => name), 'Tallowmere IT'].toSorted());
    const client = (await bench.get(`Client/${harbor}`, { includedetails: true })).object();
    expect(client).toMatchObject({ id: harbor, name: 'Harbor Dental', inactive: false, main_site_name: 'Main' });
    const sites = (await bench.get('Site', { client_id: harbor })).rows('sites');
    expect(sites).toMatchObject([{ id: client.main_site_id, name: 'Main', client_name: 'Harbor Dental' }]);
    expect((await bench.get(`Site/${client.main_site_id}`)).object()).toEqual(sites[0]);
    expect((await bench.get('Client/1')).status).toBe(404);
  });

  it('are searched by a part of the name, and hidden when inactive', async () => {
    expect(await named('Client', 'clients', { search: 'DENTAL' })).toEqual(['Harbor Dental']);
    await bench.save('Client', { id: harbor, inactive: true });
    expect(await named('Client', 'clients', { search: 'dental' })).toEqual([]);
    expect(await named('Client', 'clients', { search: 'dental', includeinactive: true })).toEqual(['Harbor Dental']);
    expect(await named('Client', 'clients', { search: 'dental', includeinactive: false })).toEqual([]);
  });

  it('are made with a name and deleted when nothing hangs on them', async () => {
    expect((await bench.ask('POST', 'Client', [{ inactive: false }])).status).toBe(400);
    const { id, main_site_id: siteId } = await bench.save('Client', { name: 'Orrin Glass' });
    expect((await bench.get('Site', { client_id: Number(id) })).ids('sites')).toEqual([siteId]);
    expect((await bench.ask('DELETE', `Client/${id}`)).status).toBe(200);
    expect((await bench.get(`Client/${id}`)).status).toBe(404);
    expect((await bench.ask('DELETE', `Client/${harbor}`)).status).toBe(400);
  });
});

describe('users', () => {
  it('are the world’s people with their addresses and numbers', async () => {
    const dana = bench.world.person('harbor-dental/dana-whitfield');
    const id = bench.halo.contactId(dana.key);
    expect((await bench.get(`Users/${id}`, { includedetails: true })).object()).toMatchObject({
      id: Number(id),
      name: 'Dana Whitfield',
      firstname: 'Dana',
      surname: 'Whitfield',
      emailaddress: dana.email,
      phonenumber: dana.phone,
      mobilenumber: '+12065550167',
      client_id: harbor,
      client_name: 'Harbor Dental',
      site_name: 'Main',
      inactive: false,
    });
    const total = (await bench.get('Users', { count: 1 })).object();
    expect(total.record_count).toBe(bench.world.people.length + 1);
  });

  it('are found by client, site, and part of a name or address', async () => {
    const client = (await bench.get(`Client/${harbor}`)).object();
    expect(await named('Users', 'users', { client_id: harbor })).toHaveLength(20);
    expect(await named('Users', 'users', { site_id: Number(client.main_site_id) })).toHaveLength(20);
    expect(await named('Users', 'users', { search: 'sarah chen' })).toEqual(['Sarah Chen', 'Sarah Chen']);
    expect(await named('Users', 'users', { search: 'sarah chen', client_id: harbor })).toEqual(['Sarah Chen']);
    expect(await named('Users', 'users', { search: 'dana.whitfield@harbordental.example' })).toEqual([
      'Dana Whitfield',
    ]);
    expect(await named('Users', 'users', { search: '@harbordental.example' })).toHaveLength(20);
    expect(await named('Users', 'users', { search: 'Whitfield Dana' })).toEqual([]);
  });

  it('are found by a telephone number only when asked, by digits or as it was typed', async () => {
    const [, second] = bench.world.people.filter(({ company }) => company === 'harbor-dental');
    const digits = second?.phone.slice(2) ?? '';
    const name = `${second?.firstName} ${second?.lastName}`;
    expect(await named('Users', 'users', { search: digits })).toEqual([]);
    expect(await named('Users', 'users', { search: digits, search_phonenumbers: true })).toEqual([name]);
    bench.halo.switches.phoneSearch = 'as_typed';
    expect(await named('Users', 'users', { search: digits, search_phonenumbers: true })).toEqual([]);
    const typed = `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`;
    expect(await named('Users', 'users', { search: typed, search_phonenumbers: true })).toEqual([name]);
  });

  it('are made with a name and a site, changed in part, and deleted', async () => {
    const site = Number((await bench.get(`Client/${harbor}`)).object().main_site_id);
    expect((await bench.ask('POST', 'Users', [{ name: 'Ada Quill' }])).status).toBe(400);
    expect((await bench.ask('POST', 'Users', [{ site_id: site }])).status).toBe(400);
    expect((await bench.ask('POST', 'Users', [{ name: 'Ada Quill', site_id: 1 }])).status).toBe(400);
    const { id = 0 } = await bench.save('Users', {
      name: 'Ada Quill',
      site_id: site,
      emailaddress: 'ada@quill.example',
    });
    const changed = await bench.save('Users', { id, mobilenumber: '206-555-0190' });
    expect(changed).toMatchObject({ id, surname: 'Quill', emailaddress: 'ada@quill.example', client_id: harbor });
    expect((await bench.ask('DELETE', `Users/${id}`)).status).toBe(200);
    expect((await bench.get(`Users/${id}`)).status).toBe(404);
  });

  it('are listed when active, unless asked otherwise', async () => {
    const person = { firstName: 'Ada', lastName: 'Quill', company: 'harbor-dental', inactive: true };
    const id = Number(bench.halo.technicianAddsContact(person));
    const ids = async (parameters: Parameters) =>
      (await bench.get('Users', { client_id: harbor, ...parameters })).ids('users');
    expect(await ids({})).not.toContain(id);
    expect(await ids({ includeinactive: true })).toHaveLength(21);
    expect(await ids({ includeinactive: true, includeactive: false })).toEqual([id]);
    bench.halo.technicianDeletesContact(String(id));
    expect(await ids({ includeinactive: true })).toHaveLength(20);
  });
});

describe('agents', () => {
  it('are the technicians and the application’s own, without the disabled and the unassigned one', async () => {
    const names = await named('Agent', undefined);
    expect(names.toSorted()).toEqual(
      ['Morgan Bell', 'Rosa Castro', 'Jin Park', 'Anders Olsen', 'Thandi Nkosi', 'Frontdesk API'].toSorted(),
    );
    expect(await named('Agent', undefined, { includedisabled: true })).toContain('Helen Frost');
    expect(await named('Agent', undefined, { includeenabled: false, includedisabled: true })).toEqual(['Helen Frost']);
    expect(await named('Agent', undefined, { includeunassigned: true })).toContain('Unassigned');
    const id = bench.halo.technicianId('mbell');
    expect((await bench.get(`Agent/${id}`)).object()).toMatchObject({
      id: Number(id),
      name: 'Morgan Bell',
      email: 'mbell@tallowmere.example',
      team: '1st Line',
      isdisabled: false,
    });
  });
});

describe('assets', () => {
  it('are workstations of the people, found by client, user, ticket and name', async () => {
    const dana = Number(bench.halo.contactId('harbor-dental/dana-whitfield'));
    const found = async (parameters: Parameters) =>
      (await bench.get('Asset', parameters)).rows('assets').map((row) => row.inventory_number);
    expect(await found({ client_id: harbor })).toHaveLength(20);
    expect(await found({ user_id: dana })).toEqual(['HAR-WS-01']);
    expect(await found({ search: 'har-ws-0', client_id: harbor })).toHaveLength(9);
    const [row] = (await bench.get('Asset', { search: 'HAR-WS-01' })).rows('assets');
    expect(row).toMatchObject({
      client_name: 'Harbor Dental',
      assettype_name: 'Workstation',
      username: 'Dana Whitfield',
    });
    const whole = (await bench.get(`Asset/${row?.id}`, { includedetails: true })).object();
    expect(whole).toMatchObject({ users: [{ id: dana }], fields: [{ name: 'Serial Number' }] });
    const assets = [{ id: row?.id ?? 0 }];
    const { id } = await bench.save('Tickets', { summary: 'A', tickettype_id: 1, assets });
    expect(await found({ ticket_id: Number(id) })).toEqual(['HAR-WS-01']);
    expect((await bench.get('Tickets', { asset_id: Number(row?.id) })).ids('tickets')).toEqual([id]);
  });
});

describe('the set-up of the desk', () => {
  it('is bare arrays', async () => {
    const statuses = await named('Status', undefined, { type: 'ticket' });
    expect(statuses).toEqual(['New', 'In Progress', 'Awaiting User', 'Scheduled', 'Closed', 'Cancelled']);
    expect(await named('Status', undefined, { tickettype_id: 1 })).not.toContain('Scheduled');
    const open = await named('Status', undefined, { excludeclosed: true });
    expect(statuses.filter((name) => !open.includes(name))).toEqual(['Closed', 'Cancelled']);
    expect(await named('Priority', undefined, { slaid: 1 })).toEqual(['Critical', 'High', 'Medium', 'Low']);
    expect(await named('Priority', undefined)).toHaveLength(8);
    expect(await named('Team', undefined, { type: 'reqs' })).toEqual(['1st Line', 'Alerts']);
    expect(await named('Team', undefined, { type: 'opps' })).toEqual(['Sales']);
    expect(await named('Team', undefined, { includedisabled: true })).toContain('Night Watch');
    expect(await named('TicketType', undefined)).toContain('Alert');
    expect(await named('TicketType', undefined, { can_create_only: true })).not.toContain('Alert');
    const categories = (await bench.get('Category', { type_id: 1 })).rows().map(({ value }) => value);
    expect(categories).toContain('Software>Outlook');
    expect(categories).not.toContain('Fixed remotely');
    const outcomes = async (parameters: Parameters) =>
      (await bench.get('Outcome', parameters)).rows().map(({ outcome }) => outcome);
    expect(await outcomes({})).toEqual(['Internal Note', 'Email User', 'Public Note', 'Close Ticket']);
    expect(await outcomes({ showhidden: true, showsystemactions: true })).toContain('Logged');
    expect(await named('Lookup', undefined, { lookupid: 27 })).toEqual(['Company', 'Department', 'One person']);
    expect(await named('FieldInfo', undefined)).toEqual(['CFenv']);
    bench.halo.addCustomField('CFreference');
    expect(await named('FieldInfo', undefined)).toEqual(['CFenv', 'CFreference']);
  });

  it('has priorities that tickets name by their number, not by their id', async () => {
    const [, high] = (await bench.get('Priority', { slaid: 1 })).rows();
    expect(high).toMatchObject({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), priorityid: 2, name: 'High' });
  });
});
