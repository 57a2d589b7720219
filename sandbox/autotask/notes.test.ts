import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, NOW, startBench } from './client-for-tests.js';
import type { JsonObject } from './json.js';

let bench: Bench;
let now = NOW;
let id = 0;
beforeAll(async () => {
  bench = await startBench({ clock: () => now });
  id = bench.openTicket().id;
});
afterAll(() => bench.autotask.stop());

const note = (more: JsonObject = {}): JsonObject => ({
  ticketID: id,
  title: 'Triage',
  description: 'Looked at it',
  noteType: 1,
  publish: 2,
  ...more,
});
const add = (more: JsonObject = {}) => bench.ask('POST', `/Tickets/${id}/Notes`, note(more));

describe('a note', () => {
  it('is added below its ticket and answered with its id only', async () => {
    now = new Date('2026-11-25T10:00:00.000Z');
    const created = await add();
    expect([created.status, Object.keys(created.object())]).toEqual([200, ['itemId']]);
    expect(bench.autotask.record('TicketNotes', created.itemId())).toMatchObject({
      ticketID: id,
      title: 'Triage',
      creatorResourceID: Number(bench.autotask.own.id),
      createdByContactID: null,
      createDateTime: '2026-11-25T10:00:00.000Z',
      publish: 2,
    });
    expect(bench.autotask.record('Tickets', id).lastActivityDate).toBe('2026-11-25T10:00:00.000Z');
  });

  it('is by the API user, whoever it says it is by', async () => {
    const createdByContactID = Number(bench.autotask.contactId('harbor-dental/dana-whitfield'));
    const created = await add({ createdByContactID, creatorResourceID: 1, createDateTime: '2020-01-01T00:00:00Z' });
    expect(bench.autotask.record('TicketNotes', created.itemId())).toMatchObject({
      createdByContactID: null,
      creatorResourceID: Number(bench.autotask.own.id),
      createDateTime: now.toISOString(),
    });
  });

  it('is found by its ticket, below it, and by its id', async () => {
    const created = await add({ description: 'Found' });
    const queried = await bench.query('TicketNotes', [{ op: 'eq', field: 'ticketID', value: id }]);
    const below = await bench.ask('GET', `/Tickets/${id}/Notes`);
    expect(below.items()).toEqual(queried.items());
    expect(queried.items().at(-1)).toMatchObject({ id: created.itemId(), description: 'Found' });
    expect((await bench.ask('GET', `/TicketNotes/${created.itemId()}`)).item()).toEqual(queried.items().at(-1));
    expect((await bench.ask('GET', `/Tickets/${id}/Notes/${created.itemId()}`)).item()).toEqual(queried.items().at(-1));
    expect((await bench.ask('GET', `/Tickets/1/Notes/${created.itemId()}`)).body).toEqual({ item: null });
  });

  it('is read as it is stored: HTML is not rendered', async () => {
    await add({ description: '<b>Bold</b> &amp; plain' });
    expect(bench.autotask.notes(String(id)).at(-1)).toMatchObject({
      text: '<b>Bold</b> &amp; plain',
      internal: true,
      author: { kind: 'own' },
    });
  });

  it.each<[string, JsonObject, string]>([
    ['no description', { description: '' }, 'description'],
    ['no note type', { noteType: null }, 'noteType'],
    ['no publish', { publish: null }, 'publish'],
    ['a publish that does not exist', { publish: 3 }, 'Picklist value [3] does not exist for publish'],
    ['a description above 3200 characters', { description: 'x'.repeat(3201) }, '3200'],
    ['a title above 250 characters', { title: 'x'.repeat(251) }, 'title'],
    ['another ticket in the body', { ticketID: 1 }, 'ticketID'],
    ['a field that does not exist', { text: 'x' }, 'text'],
  ])('is refused with %s', async (_what, more, text) => {
    const before = bench.autotask.notes(String(id)).length;
    const refused = await add(more);
    expect([refused.status, refused.errors()]).toEqual([500, expect.stringContaining(text)]);
    expect(bench.autotask.notes(String(id))).toHaveLength(before);
  });

  it('is refused on a ticket that does not exist', async () => {
    const { ticketID: _left, ...rest } = note();
    expect((await bench.ask('POST', '/Tickets/1/Notes', rest)).errors()).toContain('Unable to find ticketID 1');
  });

  it('may be longer where the tenant’s limit is', async () => {
    const wide = await startBench({ noteLimit: 32_000 });
    try {
      const ticket = wide.openTicket();
      const body = { description: 'x'.repeat(32_000), noteType: 1, publish: 1 };
      expect((await wide.ask('POST', `/Tickets/${ticket.id}/Notes`, body)).status).toBe(200);
    } finally {
      await wide.autotask.stop();
    }
  });

  it('must have a title where the ticket categories demand it', async () => {
    const strict = await startBench({ noteTitlesRequired: true });
    try {
      const ticket = strict.openTicket();
      const body = { description: 'Looked at it', noteType: 1, publish: 1 };
      expect((await strict.ask('POST', `/Tickets/${ticket.id}/Notes`, body)).errors()).toContain('title');
      expect((await strict.ask('POST', `/Tickets/${ticket.id}/Notes`, { ...body, title: 'Triage' })).status).toBe(200);
    } finally {
      await strict.autotask.stop();
    }
  });

  it('is changed below its ticket, with note type and publish', async () => {
    const noteId = (await add()).itemId();
    const path = `/Tickets/${id}/Notes`;
    expect((await bench.ask('PATCH', path, { id: noteId, description: 'New' })).errors()).toContain('noteType');
    const changed = await bench.ask('PATCH', path, { id: noteId, noteType: 1, publish: 1, description: 'New' });
    expect(changed.itemId()).toBe(noteId);
    expect(bench.autotask.record('TicketNotes', noteId)).toMatchObject({
      description: 'New',
      publish: 1,
      title: 'Triage',
    });
    const elsewhere = await bench.ask('PATCH', '/Tickets/1/Notes', { id: noteId, noteType: 1, publish: 1 });
    expect(elsewhere.errors()).toBe('No matching records found.');
  });
});
