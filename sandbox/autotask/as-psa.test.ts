import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PretendPsa } from '../psa/pretend-psa.js';
import { type Bench, startBench } from './client-for-tests.js';

let bench: Bench;
let psa: PretendPsa;
beforeAll(async () => {
  bench = await startBench();
  psa = bench.autotask;
});
afterAll(() => psa.stop());

const dana = 'harbor-dental/dana-whitfield';
const open = (more: { owner?: string; company?: string; personKey?: string } = { personKey: dana }) =>
  psa.technicianCreatesTicket({ technician: 'mbell', summary: 'Locked out', description: 'Since Monday', ...more });

describe('the pretend Autotask as any PSA', () => {
  it('shows a technician’s ticket in common words', () => {
    const ticket = open({ personKey: dana, owner: 'jpark' });
    expect(ticket).toEqual({
      id: expect.stringMatching(/^\d+$/),
      number: expect.stringMatching(/^T\d{8}\.\d{4}$/),
      summary: 'Locked out',
      description: 'Since Monday',
      companyId: psa.companyId('harbor-dental'),
      companyName: 'Harbor Dental',
      contactId: psa.contactId(dana),
      queue: 'Help Desk',
      status: 'New',
      closed: false,
      priority: 'Medium',
      assignedTo: [psa.technicianId('jpark')],
    });
    expect(psa.ticket(ticket.id)).toEqual(ticket);
    expect(psa.tickets()).toContainEqual(ticket);
    expect(open({}).companyId).toBe(psa.defaults.companyId);
    expect(open({ company: 'copperhatch' })).not.toHaveProperty('contactId');
  });

  it('lets a technician change everything about it', () => {
    const { id } = open();
    const { queue, openStatus, closedStatus, priority } = psa.names;
    const by = { technician: 'rcastro' };
    expect(
      psa.technicianUpdatesTicket(id, { ...by, queue, priority, status: openStatus, owner: 'jpark', summary: 'New' }),
    ).toMatchObject({
      queue,
      priority,
      status: openStatus,
      closed: false,
      summary: 'New',
      assignedTo: [psa.technicianId('jpark')],
    });
    expect(psa.technicianUpdatesTicket(id, { ...by, owner: null }).assignedTo).toEqual([]);
    expect(psa.technicianUpdatesTicket(id, { ...by, status: closedStatus }).closed).toBe(true);
    const moved = psa.technicianUpdatesTicket(id, { ...by, company: 'larkmere-logistics' });
    expect(moved).toMatchObject({ companyName: 'Larkmere Logistics' });
    expect(moved).not.toHaveProperty('contactId');
    psa.technicianDeletesTicket(id, by);
    expect(() => psa.ticket(id)).toThrow(id);
    expect(() => psa.technicianUpdatesTicket(open().id, { ...by, status: 'Nowhere' })).toThrow('Nowhere');
  });

  it('tells who wrote a note and who may read it', async () => {
    const { id } = open();
    psa.technicianAddsNote(id, { technician: 'jpark', text: 'Looked' });
    psa.technicianAddsNote(id, { technician: 'jpark', text: 'Hello', internal: false });
    psa.contactAddsNote(id, { personKey: dana, text: 'Thanks' });
    await bench.ask('POST', `/Tickets/${id}/Notes`, { description: 'Own', noteType: 1, publish: 2 });
    expect(psa.notes(id).map(({ text, internal, author }) => [text, internal, author])).toEqual([
      ['Looked', true, { kind: 'technician', id: psa.technicianId('jpark') }],
      ['Hello', false, { kind: 'technician', id: psa.technicianId('jpark') }],
      ['Thanks', false, { kind: 'contact', id: psa.contactId(dana) }],
      ['Own', true, { kind: 'own', id: psa.own.id }],
    ]);
  });

  it('lets contacts come and go', async () => {
    const id = psa.technicianAddsContact({
      firstName: 'Nora',
      lastName: 'Vale',
      company: 'copperhatch',
      inactive: true,
    });
    const ticket = await bench.ask('POST', '/Tickets', {
      ...bench.ticketBody({ companyID: Number(psa.companyId('copperhatch')), contactID: Number(id) }),
    });
    expect((await bench.ask('GET', `/Contacts/${id}`)).item()).toMatchObject({ lastName: 'Vale', isActive: 0 });
    psa.technicianDeletesContact(id);
    expect((await bench.ask('GET', `/Contacts/${id}`)).body).toEqual({ item: null });
    expect(psa.ticket(String(ticket.itemId()))).not.toHaveProperty('contactId');
  });

  it('names requests as faults know them', async () => {
    const { id } = open();
    const asked: [keyof PretendPsa['requests'], () => Promise<{ status: number }>][] = [
      ['openTicket', () => bench.ask('POST', '/Tickets', bench.ticketBody())],
      ['addNote', () => bench.ask('POST', `/Tickets/${id}/Notes`, { description: 'x', noteType: 1, publish: 2 })],
      ['readTicket', () => bench.ask('GET', `/Tickets/${id}`)],
      ['listContacts', () => bench.query('Contacts', [{ op: 'exist', field: 'id' }])],
      ['updateTicket', () => bench.ask('PATCH', '/Tickets', { id: Number(id), priority: 1 })],
    ];
    for (const [name, ask] of asked) {
      bench.faults.add({ vendor: psa.vendor, ...psa.requests[name], kind: 'status', status: 503, times: 1 });
      expect([name, (await ask()).status, (await ask()).status]).toEqual([name, 503, 200]);
    }
  });

  it('calls its watchers at once', () => {
    let seen = 0;
    const unwatch = psa.watch(() => {
      seen += 1;
    });
    const { id } = open();
    psa.technicianAddsNote(id, { technician: 'jpark', text: 'Looked' });
    unwatch();
    open();
    expect(seen).toBe(2);
  });

  it('names categories by issue and sub-issue', () => {
    const [issue, sub] = psa.names.category.split(' > ');
    expect(bench.autotask.picklistValue('Tickets', 'issueType', issue ?? '')).toEqual(expect.any(Number));
    expect(bench.autotask.picklistValue('Tickets', 'subIssueType', sub ?? '')).toEqual(expect.any(Number));
  });

  it('throws for people who are not there', () => {
    expect(() => psa.companyId('nobody')).toThrow('nobody');
    expect(() => psa.contactId('nobody')).toThrow('nobody');
    expect(() => psa.technicianId('nobody')).toThrow('nobody');
    expect(() => psa.ticket('T1')).toThrow('T1');
  });
});
