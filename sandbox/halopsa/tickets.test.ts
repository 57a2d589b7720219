import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, startBench } from './client-for-tests.js';
import type { Json, JsonObject } from './json.js';

const DANA = 'harbor-dental/dana-whitfield';

let bench: Bench;
let harbor: number;
let dana: number;
beforeEach(async () => {
  bench = await startBench();
  harbor = Number(bench.halo.companyId('harbor-dental'));
  dana = Number(bench.halo.contactId(DANA));
});
afterEach(() => bench.halo.stop());

const open = (more: JsonObject = {}) => bench.save('Tickets', { summary: 'Locked out', tickettype_id: 1, ...more });
const refusal = async (element: Json, path = 'Tickets') => {
  const replied = await bench.ask('POST', path, [element]);
  expect(replied.status).toBe(400);
  return String(replied.object().Message);
};

describe('a POST', () => {
  it('is an array: an object, an empty array and what is no JSON are refused', async () => {
    for (const body of [{ summary: 'A', tickettype_id: 1 }, [], ['A'], 'A']) {
      expect((await bench.ask('POST', 'Tickets', body)).status).toBe(400);
    }
    expect(bench.halo.tickets()).toEqual([]);
  });

  it('needs JSON as its content type', async () => {
    const token = await bench.token();
    const response = await fetch(`${bench.halo.url}/api/Tickets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
      body: JSON.stringify([{ summary: 'A', tickettype_id: 1 }]),
    });
    expect(response.status).toBe(415);
  });

  it('answers one element with the object, or where told so with an array; several with an array', async () => {
    expect(await open()).toMatchObject({ summary: 'Locked out' });
    const element = { summary: 'A', tickettype_id: 1 };
    expect((await bench.ask('POST', 'Tickets', [element, element])).rows()).toHaveLength(2);
    bench.halo.switches.singleAnswer = 'array';
    expect((await bench.ask('POST', 'Tickets', [element])).rows()).toHaveLength(1);
  });

  it('of a value of the wrong type is refused, naming the field', async () => {
    expect(await refusal({ summary: 'A', tickettype_id: '1' })).toContain('Faults.tickettype_id');
  });
});

describe('a new ticket', () => {
  it('needs a summary and a type', async () => {
    expect(await refusal({ tickettype_id: 1 })).toContain('summary');
    expect(await refusal({ summary: ' ', tickettype_id: 1 })).toContain('summary');
    expect(await refusal({ summary: 'A' })).toContain('tickettype_id');
    expect(await refusal({ summary: 'A', tickettype_id: 99 })).toContain('ticket type');
  });

  it('needs what its type makes mandatory, unless told not to validate', async () => {
    expect(await refusal({ summary: 'A', tickettype_id: 4 })).toContain('category_1, impact');
    await open({ tickettype_id: 4, category_1: 'Hardware', impact: 2 });
    await open({ tickettype_id: 4, _novalidate: true });
    const type = (await bench.get('TicketType/4', { includedetails: true })).object();
    expect(type.fields).toMatchObject([{ fieldname: 'category_1' }, { fieldname: 'impact' }]);
  });

  it('is of the unknown user when nobody is named', async () => {
    const { companyId, contactId } = bench.halo.defaults;
    expect(await open()).toMatchObject({
      client_id: Number(companyId),
      client_name: 'Tallowmere IT',
      site_name: 'Main',
      user_id: Number(contactId),
      user_name: 'Unknown User',
      agent_id: 1,
      team: '1st Line',
      status_id: 1,
      priority_id: 3,
      hasbeenclosed: false,
      dateclosed: null,
      dateoccurred: '2026-01-05T09:00:00',
      last_update: '2026-01-05T09:00:00',
    });
  });

  it('takes client and site from its user, and refuses contradictions and unknown ids', async () => {
    const other = Number(bench.halo.companyId('larkmere-logistics'));
    expect(await open({ user_id: dana })).toMatchObject({ client_id: harbor, user_name: 'Dana Whitfield' });
    expect(await open({ client_id: harbor })).toMatchObject({ client_id: harbor, site_name: 'Main', user_id: 0 });
    const base = { summary: 'A', tickettype_id: 1 };
    expect(await refusal({ ...base, user_id: dana, client_id: other })).toContain('does not belong');
    const wrongs: JsonObject[] = [
      { client_id: 1 },
      { site_id: 1 },
      { user_id: 1 },
      { agent_id: 999 },
      { status_id: 99 },
      { priority_id: 99 },
      { team: 'Nowhere' },
      { team: 'Sales' },
      { team: 'Night Watch' },
      { category_1: 'Outlook' },
      { category_2: 'Hardware' },
      { impact: 9 },
      { customfields: [{ name: 'CFunknown', value: 'A' }] },
      { assets: [{ id: 1 }] },
      { status_id: 21 },
      { agent_id: Number(bench.halo.technicianId('hfrost')) },
    ];
    for (const wrong of wrongs) await refusal({ ...base, ...wrong });
    expect(bench.halo.tickets()).toHaveLength(2);
  });

  it('keeps every field that is sent', async () => {
    const agent = Number(bench.halo.technicianId('mbell'));
    const asset = (await bench.get('Asset', { search: 'HAR-WS-01' })).rows('assets')[0];
    const sent = {
      details: 'Since <this> morning',
      client_id: harbor,
      user_id: dana,
      agent_id: agent,
      team: 'Alerts',
      status_id: 2,
      priority_id: 2,
      category_1: 'Software>Outlook',
      category_2: 'Fixed remotely',
      impact: 2,
      urgency: 1,
      third_party_id_string: 'ours-1',
      client_reference: 'ours-2',
      supplier_reference: 'ours-3',
      reference: 'ours-4',
    };
    const saved = await open({
      ...sent,
      customfields: [{ name: 'CFenv', value: 'Prod' }],
      assets: [{ id: asset?.id ?? 0 }],
      dont_do_rules: true,
      sendack: true,
    });
    expect(saved).toMatchObject(sent);
    expect(saved.customfields).toMatchObject([{ name: 'CFenv', value: 'Prod' }]);
    expect(saved.assets).toMatchObject([{ inventory_number: 'HAR-WS-01' }]);
    expect(bench.halo.mails()).toMatchObject([{ to: 'dana.whitfield@harbordental.example' }]);
    expect(bench.halo.ticket(String(saved.id))).toMatchObject({
      companyName: 'Harbor Dental',
      contactId: String(dana),
      queue: 'Alerts',
      status: 'In Progress',
      priority: 'High',
      assignedTo: [String(agent)],
      closed: false,
    });
  });
});

describe('a change of a ticket', () => {
  it('is a POST with its id and touches only what it names', async () => {
    const { id } = await open({ user_id: dana, priority_id: 2 });
    bench.clock.pass(1500);
    const changed = await bench.save('Tickets', { id: id ?? 0, status_id: 2 });
    expect(changed).toMatchObject({
      id,
      user_id: dana,
      priority_id: 2,
      status_id: 2,
      last_update: '2026-01-05T09:00:01.5',
    });
    const replied = await bench.ask('POST', 'Tickets', [{ id: 1, status_id: 2 }]);
    expect(replied.status).toBe(404);
  });

  it('closes with a closing status and opens again with another', async () => {
    const { id = 0 } = await open();
    bench.clock.pass(60_000);
    const closed = await bench.save('Tickets', { id, status_id: 9 });
    expect(closed).toMatchObject({ hasbeenclosed: true, dateclosed: '2026-01-05T09:01:00' });
    expect(closed.closure_agent_id).toBe(Number(bench.halo.own.id));
    bench.clock.pass(60_000);
    expect(await bench.save('Tickets', { id, summary: 'B' })).toMatchObject({ dateclosed: '2026-01-05T09:01:00' });
    expect(await bench.save('Tickets', { id, status_id: 2 })).toMatchObject({ hasbeenclosed: false, dateclosed: null });
  });

  it('moves it to another client, without a user', async () => {
    const { id = 0 } = await open({ user_id: dana });
    const other = Number(bench.halo.companyId('larkmere-logistics'));
    expect(await bench.save('Tickets', { id, client_id: other })).toMatchObject({ client_id: other, user_id: 0 });
  });

  it('leaves a system action that tells who and what', async () => {
    const { id = 0 } = await open();
    await bench.save('Tickets', { id, status_id: 2, agent_id: Number(bench.halo.technicianId('jpark')) });
    const [last, first] = (await bench.get('Actions', { ticket_id: Number(id) })).rows('actions');
    expect(first).toMatchObject({ id: 1, outcome: 'Logged', hiddenfromuser: true });
    expect(last).toMatchObject({ id: 2, old_status: 1, new_status: 2, who_agentid: Number(bench.halo.own.id) });
    expect(last?.note).toBe('Status: New -> In Progress\nAgent: Unassigned -> Jin Park');
    expect(bench.halo.notes(String(id))).toEqual([]);
  });
});

describe('reading tickets', () => {
  it('gives the row, and with includedetails the whole', async () => {
    const { id } = await open({ details_html: '<p>Since <b>today</b></p>' });
    const row = (await bench.get(`Tickets/${id}`)).object();
    expect(row.details).toBe('Since today');
    expect(row).not.toHaveProperty('details_html');
    const whole = (await bench.get(`Tickets/${id}`, { includedetails: true, includelastaction: true })).object();
    expect(whole).toMatchObject({ details_html: '<p>Since <b>today</b></p>', lastaction: { outcome: 'Logged' } });
    expect(whole).not.toHaveProperty('status_name');
  });

  it('names status, type and agent in a list only when asked', async () => {
    await open();
    const [bare] = (await bench.get('Tickets')).rows('tickets');
    expect(bare).not.toHaveProperty('status_name');
    const parameters = { includestatus: true, includetickettype: true, includeagent: true };
    expect((await bench.get('Tickets', parameters)).rows('tickets')).toMatchObject([
      { status_name: 'New', tickettype_name: 'Incident', agent_name: 'Unassigned' },
    ]);
  });

  it('filters', async () => {
    const agent = Number(bench.halo.technicianId('mbell'));
    const one = (
      await open({ user_id: dana, agent_id: agent, supplier_reference: 'ours-7', client_reference: 'ours-8' })
    ).id;
    const two = (await open({ summary: 'Printer', team: 'Alerts', category_1: 'Hardware>Printer', priority_id: 1 })).id;
    await bench.save('Actions', { ticket_id: one ?? 0, outcome: 'Internal Note', note: 'Toner is empty' });
    await bench.save('Tickets', { id: two ?? 0, status_id: 9 });
    const found = async (parameters: Record<string, string | number | boolean>) =>
      (await bench.get('Tickets', parameters)).ids('tickets');
    expect(await found({})).toEqual([one, two]);
    expect(await found({ client_id: harbor })).toEqual([one]);
    expect(await found({ user_id: dana })).toEqual([one]);
    expect(await found({ agent_id: agent })).toEqual([one]);
    expect(await found({ status_id: 9 })).toEqual([two]);
    expect(await found({ open_only: true })).toEqual([one]);
    expect(await found({ closed_only: true })).toEqual([two]);
    expect(await found({ team: 'Alerts' })).toEqual([two]);
    expect(await found({ category_1: 'Hardware>Printer' })).toEqual([two]);
    expect(await found({ priority: '1,2' })).toEqual([two]);
    expect(await found({ search: 'whitfield' })).toEqual([one]);
    expect(await found({ search: 'toner' })).toEqual([]);
    expect(await found({ search: 'toner', searchactions: true })).toEqual([one]);
    expect(await found({ search_summary: 'print' })).toEqual([two]);
    expect(await found({ search_supplier_reference: 'ours-7' })).toEqual([one]);
    expect(await found({ client_ref: 'ours-8' })).toEqual([one]);
    expect(await found({ unknown_filter: 5 })).toEqual([one, two]);
    expect((await bench.get('Tickets', { client_id: 'Harbor' })).status).toBe(400);
    expect((await bench.get('Tickets', { open_only: 'yes' })).status).toBe(400);
  });

  it('filters by dates: of occurrence, of closing under the name that works, of the last update', async () => {
    bench.halo.switches.tokenLifetime = 7 * 24 * 3600;
    const one = (await open()).id ?? 0;
    bench.clock.pass(24 * 3600_000);
    const two = (await open()).id ?? 0;
    bench.clock.pass(24 * 3600_000);
    await bench.save('Tickets', { id: one, status_id: 9 });
    const found = async (parameters: Record<string, string>) => (await bench.get('Tickets', parameters)).ids('tickets');
    expect(await found({ datesearch: 'dateoccured', startdate: '2026-01-06' })).toEqual([two]);
    expect(await found({ startdate: '2026-01-05', enddate: '2026-01-06' })).toEqual([one]);
    expect(await found({ datesearch: 'dateclosed', startdate: '2026-01-07' })).toEqual([one]);
    expect(await found({ datesearch: 'datecleared', startdate: '2026-01-07' })).toEqual([]);
    bench.halo.switches.closedDateName = 'datecleared';
    expect(await found({ datesearch: 'datecleared', startdate: '2026-01-07' })).toEqual([one]);
    expect(await found({ datesearch: 'dateclosed', startdate: '2026-01-07' })).toEqual([]);
    expect(await found({ lastupdatefromdate: '2026-01-06T10:00:00Z' })).toEqual([one]);
    expect(await found({ lastupdatetodate: '2026-01-06T10:00:00' })).toEqual([two]);
    expect(await found({ lastupdatefromdate: '2026-01-05', order: 'lastupdate' })).toEqual([two, one]);
    expect((await bench.get('Tickets', { startdate: 'yesterday' })).status).toBe(400);
  });

  it('pages as it is asked, at most a hundred rows', async () => {
    for (let made = 0; made < 105; made += 1)
      bench.halo.technicianCreatesTicket({ technician: 'mbell', summary: `${made}` });
    const page = async (parameters: Record<string, string | number | boolean>) => {
      const replied = (await bench.get('Tickets', parameters)).object();
      const { tickets, ...about } = replied;
      return { ...about, rows: Array.isArray(tickets) ? tickets.length : -1 };
    };
    expect(await page({})).toEqual({ record_count: 105, rows: 50 });
    expect(await page({ count: 3 })).toEqual({ record_count: 105, rows: 3 });
    const asked = { pageinate: true, page_no: 2, page_size: 500 };
    expect(await page(asked)).toEqual({ record_count: 105, page_no: 2, page_size: 100, rows: 5 });
    expect(await page({ pageinate: true, page_no: 9 })).toMatchObject({ page_size: 50, rows: 0 });
    expect((await bench.get('Tickets', { pageinate: true, page_no: 0 })).status).toBe(400);
    const [newest] = (await bench.get('Tickets', { order: 'id', orderdesc: true, count: 1 })).rows('tickets');
    expect(newest?.summary).toBe('104');
    expect((await bench.get('Tickets', { order: 'nothing' })).status).toBe(400);
  });

  it('no longer finds what was deleted', async () => {
    const { id } = await open();
    expect((await bench.ask('DELETE', `Tickets/${id}`)).status).toBe(200);
    expect((await bench.get(`Tickets/${id}`)).status).toBe(404);
    expect((await bench.get('Actions', { ticket_id: Number(id) })).status).toBe(404);
    expect((await bench.ask('DELETE', `Tickets/${id}`)).status).toBe(404);
  });
});
