import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { at, type Bench, startBench } from './client-for-tests.js';
import { withoutMarkup } from './people-at-work.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.superOps.stop());

const dana = 'harbor-dental/dana-whitfield';

describe('people at work in SuperOps', () => {
  it('a technician types a ticket in, and all that is said on it reads as one story', async () => {
    const { superOps } = bench;
    const ticket = superOps.technicianCreatesTicket({
      technician: 'mbell',
      personKey: dana,
      summary: 'Outlook <slow>',
      description: 'Since this morning\nand yesterday',
      owner: 'jpark',
    });
    expect(ticket).toMatchObject({
      companyId: superOps.companyId('harbor-dental'),
      companyName: 'Harbor Dental',
      contactId: superOps.contactId(dana),
      queue: 'Service Desk',
      status: 'New',
      closed: false,
      assignedTo: [superOps.technicianId('jpark')],
    });
    superOps.technicianAddsNote(ticket.id, { technician: 'jpark', text: 'approve & go' });
    superOps.technicianAddsNote(ticket.id, { technician: 'jpark', text: 'We look at it', internal: false });
    superOps.contactAddsNote(ticket.id, { personKey: dana, text: 'Thanks' });
    expect(superOps.notes(ticket.id).map(({ text, internal, author }) => [text, internal, author.kind])).toEqual(
      expect.arrayContaining([
        ['Since this morning\nand yesterday', false, 'contact'],
        ['approve & go', true, 'technician'],
        ['We look at it', false, 'technician'],
        ['Thanks', false, 'contact'],
      ]),
    );
  });

  it('a technician changes, closes, moves and deletes it', () => {
    const { superOps } = bench;
    const { names } = superOps;
    const { id } = superOps.technicianCreatesTicket({ technician: 'mbell', company: 'copperhatch', summary: 'A' });
    const change = (more: object) => superOps.technicianUpdatesTicket(id, { technician: 'mbell', ...more });
    expect(change({ queue: names.queue, status: names.openStatus, priority: names.priority })).toMatchObject({
      queue: 'Alerts',
      status: 'On Hold',
      closed: false,
      priority: 'High',
    });
    expect(change({ status: names.closedStatus }).closed).toBe(true);
    expect(change({ owner: 'rcastro' }).assignedTo).toEqual([superOps.technicianId('rcastro')]);
    expect(change({ owner: null }).assignedTo).toEqual([]);
    const moved = change({ company: 'harbor-dental' });
    expect([moved.companyName, moved.contactId]).toEqual(['Harbor Dental', undefined]);
    superOps.technicianDeletesTicket(id, { technician: 'mbell' });
    expect(() => superOps.ticket(id)).toThrow('has no ticket');
  });

  it('a ticket stays with a technician who has left; nobody can be given one through the API then', async () => {
    const { superOps, ask } = bench;
    const { id } = superOps.technicianCreatesTicket({ technician: 'mbell', summary: 'A', owner: 'hfrost' });
    const read = await ask(`query { getTicket(input: {ticketId: "${id}"}) { technician } }`);
    expect(at(read.data('getTicket'), 'technician.name')).toBe('Helen Frost');
    const input = { ticketId: id, technician: { userId: superOps.technicianId('hfrost') } };
    const given = await ask('mutation ($input: UpdateTicketInput!) { updateTicket(input: $input) { ticketId } }', {
      input,
    });
    expect(given.messages()[0]).toContain('Internal Server Error');
  });

  it('text is read without its markup, each sign decoded once', () => {
    expect(withoutMarkup('<p>a &amp;lt; b</p><p>c&#39;s<br/>d&apos;s &#x27;e&#x27; &unknown;</p>')).toBe(
      "a &lt; b\nc's\nd's 'e' &unknown;",
    );
  });

  it('contacts come and go, and one without a login is in no list', async () => {
    const { superOps, ask } = bench;
    const person = { firstName: 'Ines', lastName: 'Roth', company: 'copperhatch', phone: '+15035550190' };
    const id = superOps.technicianAddsContact(person);
    const get = (userId: string) => ask(`query { getClientUser(input: {userId: "${userId}"}) { name } }`);
    expect((await get(id)).data('getClientUser')).toEqual({ name: 'Ines Roth' });
    superOps.technicianDeletesContact(id);
    expect((await get(id)).data('getClientUser')).toBeNull();
    const away = superOps.technicianAddsContact({ ...person, inactive: true });
    expect((await get(away)).data('getClientUser')).toBeNull();
  });

  it('whoever watches hears of each change at once', () => {
    const { superOps } = bench;
    let heard = 0;
    const stop = superOps.watch(() => {
      heard += 1;
    });
    superOps.technicianCreatesTicket({ technician: 'mbell', summary: 'A' });
    expect(heard).toBeGreaterThan(0);
    stop();
    const before = heard;
    superOps.technicianCreatesTicket({ technician: 'mbell', summary: 'B' });
    expect(heard).toBe(before);
  });

  it('a ticket without a company is the MSP’s own, which has a contact for the unknown', async () => {
    const { superOps, ask } = bench;
    const ticket = superOps.technicianCreatesTicket({ technician: 'mbell', summary: 'A' });
    expect(ticket.companyId).toBe(superOps.defaults.companyId);
    const user = await ask(
      `query { getClientUser(input: {userId: "${superOps.defaults.contactId}"}) { name client } }`,
    );
    expect(at(user.data('getClientUser'), 'name')).toBe('Unknown Caller');
    expect(at(user.data('getClientUser'), 'client.accountId')).toBe(superOps.defaults.companyId);
  });

  it('a mutation is recorded as a write, a refused one is not', async () => {
    const { superOps, ask, records } = bench;
    const { id } = superOps.technicianCreatesTicket({ technician: 'mbell', summary: 'A' });
    const note = 'mutation ($input: CreateTicketNoteInput!) { createTicketNote(input: $input) { noteId } }';
    await ask(note, { input: { ticket: { ticketId: id }, content: 'A' } });
    await ask(note, { input: { ticket: { ticketId: id }, content: '' } });
    expect(records.of('superops').map(({ path, write }) => [path, write])).toEqual([
      ['/msp/createTicketNote', true],
      ['/msp/createTicketNote', false],
    ]);
    expect(superOps.notes(id).at(-1)?.author).toEqual({ kind: 'own', id: superOps.own.id });
  });

  it('takes away each right it names, and nothing else', async () => {
    const { superOps, ask } = bench;
    expect(superOps.rights).toContain('View client users');
    superOps.takeRights(['View client users']);
    const users = 'query { getClientUserList(input: {}) { listInfo { totalCount } } }';
    expect((await ask(users)).codes()).toEqual(['forbidden']);
    expect((await ask('query { getClientList(input: {}) { listInfo { totalCount } } }')).codes()).toEqual([]);
  });
});
