import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, startBench } from './client-for-tests.js';

const DANA = 'harbor-dental/dana-whitfield';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.halo.stop());

describe('the pretend HaloPSA as any pretend PSA', () => {
  it('says what an admin types in, pointing to itself', () => {
    const { halo } = bench;
    expect(halo).toMatchObject({ kind: 'halopsa', vendor: 'halopsa' });
    expect(halo.credentials).toEqual({
      host: halo.url,
      tenant: 'tallowmere',
      requestsPerMinute: '100000',
      clientId: expect.any(String),
      clientSecret: expect.any(String),
    });
  });

  it('has names that are there', async () => {
    const { queue, openStatus, closedStatus, priority, category } = bench.halo.names;
    const rows = async (path: string) => (await bench.get(path)).rows();
    expect((await rows('Team')).map(({ name }) => name)).toContain(queue);
    const statuses = (await rows('Status')).map(({ name }) => name);
    expect(statuses).toEqual(expect.arrayContaining([openStatus, closedStatus]));
    expect((await rows('Priority?slaid=1')).map(({ name }) => name)).toContain(priority);
    expect((await rows('Category?type_id=1')).map(({ value }) => value)).toContain(category);
  });

  it('lets technicians work on a ticket from beginning to end', () => {
    const { halo } = bench;
    const written = { technician: 'mbell', personKey: DANA, summary: 'Locked out', description: 'Since today' };
    const { id } = halo.technicianCreatesTicket(written);
    expect(halo.ticket(id)).toMatchObject({
      number: id,
      summary: 'Locked out',
      companyName: 'Harbor Dental',
      contactId: halo.contactId(DANA),
      queue: '1st Line',
      status: 'New',
      closed: false,
      priority: 'Medium',
      assignedTo: [],
    });
    const change = { technician: 'jpark', status: 'In Progress', owner: 'jpark', priority: 'High', queue: 'Alerts' };
    expect(halo.technicianUpdatesTicket(id, { ...change, summary: 'Still' })).toMatchObject({
      status: 'In Progress',
      assignedTo: [halo.technicianId('jpark')],
      priority: 'High',
      queue: 'Alerts',
      summary: 'Still',
    });
    expect(halo.technicianUpdatesTicket(id, { technician: 'jpark', owner: null }).assignedTo).toEqual([]);
    const owned = (owner: string) => halo.technicianUpdatesTicket(id, { technician: 'jpark', owner }).assignedTo;
    expect(owned('hfrost')).toEqual([halo.technicianId('hfrost')]);
    expect(owned(halo.own.identifier)).toEqual([halo.own.id]);
    const moved = halo.technicianUpdatesTicket(id, { technician: 'jpark', company: 'larkmere-logistics' });
    expect(moved.companyId).toBe(halo.companyId('larkmere-logistics'));
    expect(moved).not.toHaveProperty('contactId');
    expect(() => halo.technicianUpdatesTicket(id, { technician: 'jpark', status: 'Lost' })).toThrow('no status Lost');
    halo.technicianAddsNote(id, { technician: 'mbell', text: 'Secret' });
    halo.technicianAddsNote(id, { technician: 'mbell', text: 'Hello', internal: false });
    halo.contactAddsNote(id, { personKey: DANA, text: 'Thanks' });
    expect(halo.notes(id).map(({ text, internal, author }) => [text, internal, author])).toEqual([
      ['Secret', true, { kind: 'technician', id: halo.technicianId('mbell') }],
      ['Hello', false, { kind: 'technician', id: halo.technicianId('mbell') }],
      ['Thanks', false, { kind: 'contact', id: halo.contactId(DANA) }],
    ]);
    halo.technicianDeletesTicket(id, { technician: 'mbell' });
    expect(halo.tickets()).toEqual([]);
    expect(() => halo.ticket(id)).toThrow(`no ticket ${id}`);
  });

  it('tells watchers of every change of a ticket, note or contact, until they stop', async () => {
    const { halo } = bench;
    let heard = 0;
    const stop = halo.watch(() => {
      heard += 1;
    });
    const { id } = halo.technicianCreatesTicket({ technician: 'mbell', summary: 'A' });
    halo.technicianAddsNote(id, { technician: 'mbell', text: 'B' });
    halo.technicianDeletesContact(
      halo.technicianAddsContact({ firstName: 'A', lastName: 'Quill', company: 'copperhatch' }),
    );
    await bench.save('Tickets', { id: Number(id), summary: 'C' });
    expect(heard).toBe(5);
    stop();
    halo.technicianDeletesTicket(id, { technician: 'mbell' });
    expect(heard).toBe(5);
  });

  it('names the requests that faults aim at, and records what was written', async () => {
    const { halo, records } = bench;
    const { id = 0 } = await bench.save('Tickets', { summary: 'A', tickettype_id: 1 });
    await bench.save('Tickets', { id, status_id: 2 });
    await bench.save('Actions', { ticket_id: id, outcome: 'Internal Note', note: 'B' });
    await bench.get(`Tickets/${id}`);
    await bench.get('Users');
    const seen = records.of('halopsa');
    for (const { method, path } of Object.values(halo.requests))
      expect(seen.some((record) => record.method === method && path.test(record.path))).toBe(true);
    expect(records.writes('halopsa').map(({ path, detail }) => [path, detail])).toEqual([
      ['/api/Tickets', [{ summary: 'A', tickettype_id: 1 }]],
      ['/api/Tickets', [{ id, status_id: 2 }]],
      ['/api/Actions', [{ ticket_id: id, outcome: 'Internal Note', note: 'B' }]],
    ]);
  });

  it('hands out copies', () => {
    const { halo } = bench;
    const { id } = halo.technicianCreatesTicket({ technician: 'mbell', summary: 'A' });
    halo.storedTicket(id).summary = 'B';
    for (const action of halo.storedActions(id)) action.note = 'B';
    expect(halo.storedTicket(id).summary).toBe('A');
    expect(halo.storedActions(id).map(({ note }) => note)).toEqual(['Ticket logged']);
  });
});
