import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { at, type Bench, startBench } from './client-for-tests.js';
import type { Switches } from './index.js';

const start = new Date('2026-11-25T09:30:00Z');
const later = new Date('2026-11-25T10:30:00Z');
let now = start;
let bench: Bench;
let ticketId = '';
async function open(switches: Partial<Switches> = {}): Promise<void> {
  now = start;
  bench = await startBench({ clock: () => now, switches });
  const personKey = 'harbor-dental/dana-whitfield';
  ticketId = bench.superOps.technicianCreatesTicket({ technician: 'mbell', personKey, summary: 'A' }).id;
  now = later;
}
beforeEach(() => open());
afterEach(() => bench.superOps.stop());

const NOTE = `mutation ($input: CreateTicketNoteInput!) { createTicketNote(input: $input) {
  noteId addedBy addedOn content privacyType attachments { fileName } } }`;
const SAY = `mutation ($input: CreateTicketConversationInput!) { createTicketConversation(input: $input) {
  conversationId type user time toUsers { user } } }`;
const note = (more: Record<string, unknown>) => bench.ask(NOTE, { input: { ticket: { ticketId }, ...more } });
const say = (more: Record<string, unknown>) => bench.ask(SAY, { input: { ticket: { ticketId }, ...more } });

describe('notes', () => {
  it('are private unless said otherwise, and by the token’s technician unless another is named', async () => {
    const { superOps } = bench;
    const made = (await note({ content: '<p>Looked</p>' })).data('createTicketNote');
    expect(made).toMatchObject({ privacyType: 'PRIVATE', addedOn: '2026-11-25T10:30:00', attachments: [] });
    expect(at(made, 'addedBy.userId')).toBe(superOps.own.id);
    const addedBy = { userId: superOps.technicianId('jpark') };
    const other = await note({ content: 'B', privacyType: 'PUBLIC', addedBy, addedOn: '2026-11-25T08:00:00' });
    expect(at(other.data('createTicketNote'), 'addedBy.name')).toBe('Jin Park');
    const list = `query { getTicketNoteList(input: {ticketId: "${ticketId}"}) { content privacyType addedOn } }`;
    expect((await bench.ask(list)).data('getTicketNoteList')).toEqual([
      { content: '<p>Looked</p>', privacyType: 'PRIVATE', addedOn: '2026-11-25T10:30:00' },
      { content: 'B', privacyType: 'PUBLIC', addedOn: '2026-11-25T08:00:00' },
    ]);
  });

  it('need a content, a ticket and an author who is a technician', async () => {
    expect((await note({ content: ' ' })).codes()).toEqual(['mandatory_validation_failed']);
    const client = { userId: bench.superOps.contactId('harbor-dental/dana-whitfield') };
    expect((await note({ content: 'A', addedBy: client })).messages()[0]).toContain('Internal Server Error');
    expect((await note({ content: 'A', ticket: { ticketId: '12' } })).messages()[0]).toContain('Internal Server Error');
    expect(bench.superOps.storedNotes(ticketId)).toEqual([]);
  });

  it('change the ticket’s updatedTime, or not', async () => {
    await note({ content: 'A' });
    expect(bench.superOps.storedTicket(ticketId).updated).toEqual(later);
    await bench.superOps.stop();
    await open({ notesTouchTicket: false });
    await note({ content: 'A' });
    expect(bench.superOps.storedTicket(ticketId).updated).toEqual(start);
  });

  it('an operation of another name is no operation', async () => {
    const reply = await bench.ask('mutation { createNote(input: {}) { noteId } }');
    expect(reply.messages()[0]).toContain('FieldUndefined');
  });
});

describe('the conversation', () => {
  it('takes a technician’s reply with its recipients', async () => {
    const reply = await say({
      content: '<p>Done</p>',
      toUsers: [{ email: 'dana.whitfield@harbordental.example' }, { email: 'someone@elsewhere.example' }],
      sendMail: true,
    });
    const said = reply.data('createTicketConversation');
    expect(said).toMatchObject({ type: 'TECH_REPLY', time: '2026-11-25T10:30:00' });
    expect(at(said, 'user.userId')).toBe(bench.superOps.own.id);
    expect(at(said, 'toUsers.0.user.name')).toBe('Dana Whitfield');
    expect(at(said, 'toUsers.1.user')).toEqual({ email: 'someone@elsewhere.example' });
    expect(bench.superOps.storedConversations(ticketId).at(-1)).toMatchObject({ mailed: true, type: 'TECH_REPLY' });
  });

  it('knows a requester’s words from a technician’s', async () => {
    const user = { userId: bench.superOps.contactId('harbor-dental/dana-whitfield') };
    expect(at((await say({ content: 'Thanks', user })).data('createTicketConversation'), 'type')).toBe('REQ_REPLY');
    expect(bench.superOps.storedTicket(ticketId).updated).toEqual(later);
  });

  it('needs something said, and somebody to send a mail to', async () => {
    expect((await say({ content: '' })).codes()).toEqual(['mandatory_validation_failed']);
    expect((await say({})).codes()).toEqual(['mandatory_validation_failed']);
    expect((await say({ content: 'A', sendMail: true })).codes()).toEqual(['mandatory_validation_failed']);
    expect((await say({ content: 'A', toUsers: [{ email: 'nobody' }] })).messages()).toHaveLength(1);
  });

  it('leaves the ticket’s updatedTime alone where the tenant does so', async () => {
    await bench.superOps.stop();
    await open({ conversationsTouchTicket: false });
    await say({ content: 'A' });
    expect(bench.superOps.storedTicket(ticketId).updated).toEqual(start);
  });
});

describe('working time', () => {
  const LOG = `mutation ($input: [CreateWorklogEntryInput!]!) { createWorklogEntries(input: $input) {
    itemId qty serviceItem technician workItem status } }`;
  async function entry(more: Record<string, unknown> = {}) {
    const items = await bench.ask('query { getServiceItemList(input: {}) { items { itemId name } } }');
    const itemId = at(items.data('getServiceItemList'), 'items.0.itemId');
    const workItem = { workId: ticketId, module: 'TICKET' };
    return { qty: '0.5', billDateTime: '2026-11-25T10:00:00', workItem, serviceItem: { itemId }, ...more };
  }

  it('is kept on the ticket, whole lists or nothing', async () => {
    const logged = (await bench.ask(LOG, { input: [await entry(), await entry({ qty: '1' })] })).data(
      'createWorklogEntries',
    );
    expect(at(logged, '0.workItem.workId')).toBe(ticketId);
    expect(at(logged, '0.technician.userId')).toBe(bench.superOps.own.id);
    const spent = await bench.ask(`query { getTicket(input: {ticketId: "${ticketId}"}) { worklogTimespent } }`);
    expect(at(spent.data('getTicket'), 'worklogTimespent')).toBe('1.50');
    const refused = await bench.ask(LOG, { input: [await entry(), await entry({ serviceItem: null })] });
    expect(at(refused.body(), 'errors.0.extensions.clientError.0')).toEqual({
      code: 'mandatory_validation_failed',
      param: { index: 1, attributes: ['serviceItem'] },
    });
    expect(bench.superOps.worklogs(ticketId)).toHaveLength(2);
  });

  it('refuses quantities, times and things that are none', async () => {
    const wrong = [{ qty: 'half' }, { billDateTime: 'yesterday' }, { workItem: { workId: '5', module: 'TICKET' } }];
    for (const more of wrong)
      expect((await bench.ask(LOG, { input: [await entry(more)] })).messages()[0]).toContain('Internal Server Error');
    expect(bench.superOps.worklogs(ticketId)).toEqual([]);
  });
});
