import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { at, type Bench, startBench } from './client-for-tests.js';
import type { Switches } from './index.js';

const start = new Date('2026-11-25T09:30:00Z');
let now = start;
let bench: Bench;
async function restart(switches: Partial<Switches> = {}): Promise<void> {
  if (bench) await bench.superOps.stop();
  now = start;
  bench = await startBench({ clock: () => now, switches });
}
beforeEach(async () => {
  now = start;
  bench = await startBench({ clock: () => now });
});
afterEach(() => bench.superOps.stop());

const FIELDS = `ticketId displayId subject ticketType requestType source client site requester techGroup technician status
  priority category subcategory resolutionCode sla createdTime updatedTime resolutionTime firstResponseTime customFields`;
const CREATE = `mutation ($input: CreateTicketInput!) { createTicket(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation ($input: UpdateTicketInput!) { updateTicket(input: $input) { ${FIELDS} } }`;
const TALK =
  'query ($input: TicketIdentifierInput!) { getTicketConversationList(input: $input) { content type user time } }';

const dana = 'harbor-dental/dana-whitfield';
function minimal(more: Record<string, unknown> = {}) {
  const client = { accountId: bench.superOps.companyId('harbor-dental') };
  return { subject: 'Locked out', client, source: 'INTEGRATION', status: 'New', ...more };
}
const create = (more: Record<string, unknown> = {}) => bench.ask(CREATE, { input: minimal(more) });
async function made(more: Record<string, unknown> = {}): Promise<string> {
  return String(at((await create(more)).data('createTicket'), 'ticketId'));
}
const update = (ticketId: string, more: Record<string, unknown>) => bench.ask(UPDATE, { input: { ticketId, ...more } });

describe('createTicket', () => {
  it('makes a ticket with a number of the day, in the default group, at the requester’s site', async () => {
    const requester = { userId: bench.superOps.contactId(dana) };
    const ticket = (await create({ requester, priority: 'High', description: '<p>Since this morning</p>' })).data(
      'createTicket',
    );
    expect(ticket).toMatchObject({
      displayId: '112526-0001',
      ticketType: 'INCIDENT',
      requestType: 'Incident',
      status: 'New',
      priority: 'High',
      createdTime: '2026-11-25T09:30:00',
      resolutionTime: null,
    });
    expect(at(ticket, 'techGroup.name')).toBe('Service Desk');
    expect(at(ticket, 'site.name')).toBe('Seattle');
    expect(at((await create()).data('createTicket'), 'displayId')).toBe('112526-0002');
    now = new Date('2026-11-26T09:30:00.250Z');
    const next = (await create()).data('createTicket');
    expect([at(next, 'displayId'), at(next, 'createdTime')]).toEqual(['112626-0001', '2026-11-26T09:30:00.250']);
  });

  it('keeps the description only as the first item of the conversation', async () => {
    const requester = { userId: bench.superOps.contactId(dana) };
    const ticketId = await made({ requester, description: '<p>Since this morning</p>' });
    const talk = (await bench.ask(TALK, { input: { ticketId } })).data('getTicketConversationList');
    expect(talk).toHaveLength(1);
    expect(at(talk, '0')).toMatchObject({ type: 'DESCRIPTION', content: '<p>Since this morning</p>' });
    expect(at(talk, '0.user.email')).toBe('dana.whitfield@harbordental.example');
    await restart({ descriptionBy: 'creator' });
    const other = await made({ requester: { userId: bench.superOps.contactId(dana) } });
    expect(bench.superOps.storedConversations(other)[0]?.user).toBe(bench.superOps.own.id);
  });

  it('names what is mandatory and what is too long', async () => {
    const blank = await create({ subject: ' ' });
    expect(at(blank.body(), 'errors.0')).toMatchObject({
      path: ['createTicket'],
      extensions: { clientError: [{ code: 'mandatory_validation_failed', param: { attributes: ['subject'] } }] },
    });
    expect(blank.body().data).toEqual({ createTicket: null });
    expect((await create({ subject: 'x'.repeat(256) })).codes()).toEqual(['value_length_exceeds_limit']);
    expect((await create({ status: undefined })).codes()).toEqual(['mandatory_validation_failed']);
    expect((await create({ status: null })).codes()).toEqual(['mandatory_validation_failed']);
    expect(bench.superOps.tickets()).toEqual([]);
    await restart({ statusMandatory: false, subjectLength: 20 });
    expect((await create({ status: undefined })).codes()).toEqual([]);
    expect((await create({ subject: 'x'.repeat(21) })).codes()).toEqual(['value_length_exceeds_limit']);
  });

  it('refuses names and ids that the tenant does not have, and people of another client', async () => {
    const { superOps } = bench;
    const elsewhere = superOps.contactId('larkmere-logistics/priya-raman');
    const refusals: Record<string, unknown>[] = [
      { status: 'new' },
      { priority: 'P1' },
      { category: 'Networks' },
      { subcategory: 'Wireless' },
      { category: 'Hardware', subcategory: 'Wireless' },
      { requestType: 'Problem' },
      { client: { accountId: '7928838372746166399' } },
      { requester: { userId: elsewhere } },
      { requester: { userId: superOps.own.id } },
      { technician: { userId: superOps.technicianId('hfrost') } },
      { techGroup: { groupId: '1' } },
      { sla: { id: '1' } },
      { addAssets: [{ assetId: '1' }] },
      { createdTime: '2026-11-25T09:30:00Z' },
    ];
    for (const more of refusals) {
      const refused = await create(more);
      expect([more, refused.status, refused.body().data]).toEqual([more, 200, { createTicket: null }]);
      expect(refused.messages()).toEqual(['Internal Server Error(s) while executing query']);
    }
    expect(superOps.tickets()).toEqual([]);
  });

  it('keeps where it came from, which no query shows', async () => {
    const id = await made({ subSource: 'desk', sourceReferenceId: 'td-7f3a', customFields: { udf1text: 'v' } });
    expect(bench.superOps.storedTicket(id)).toMatchObject({ subSource: 'desk', sourceReferenceId: 'td-7f3a' });
    const shown = await bench.ask(`query { getTicket(input: {ticketId: "${id}"}) { sourceReferenceId } }`);
    expect(shown.messages()[0]).toContain('FieldUndefined');
  });

  it('makes two tickets of one that is sent twice', async () => {
    bench.faults.add({ vendor: 'superops', ...bench.superOps.requests.openTicket, kind: 'drop-after', times: 1 });
    await expect(create()).rejects.toThrow();
    await create();
    expect(bench.superOps.tickets()).toHaveLength(2);
  });
});

describe('updateTicket', () => {
  it('changes only what is sent; null empties', async () => {
    const { superOps } = bench;
    const id = await made({
      requester: { userId: superOps.contactId(dana) },
      priority: 'Low',
      technician: { userId: superOps.technicianId('jpark') },
    });
    now = new Date('2026-11-25T10:00:00Z');
    const changed = (await update(id, { priority: 'High' })).data('updateTicket');
    expect(changed).toMatchObject({ priority: 'High', status: 'New', updatedTime: '2026-11-25T10:00:00' });
    expect(at(changed, 'technician.name')).toBe('Jin Park');
    const emptied = (await update(id, { technician: null, priority: null, requester: null })).data('updateTicket');
    expect(emptied).toMatchObject({ technician: null, priority: null, requester: null, subject: 'Locked out' });
    for (const field of ['client', 'site', 'status', 'source', 'subject'])
      expect((await update(id, { [field]: null })).codes()).toEqual(['mandatory_validation_failed']);
  });

  it('a closing status sets the time of resolution, an open one takes it away', async () => {
    const id = await made();
    now = new Date('2026-11-25T11:00:00Z');
    expect((await update(id, { status: 'Resolved', resolutionCode: 'Workaround' })).data('updateTicket')).toMatchObject(
      {
        resolutionTime: '2026-11-25T11:00:00',
        firstResponseTime: '2026-11-25T11:00:00',
        resolutionCode: 'Workaround',
      },
    );
    now = new Date('2026-11-25T12:00:00Z');
    expect((await update(id, { status: 'Closed' })).data('updateTicket')).toMatchObject({
      resolutionTime: '2026-11-25T11:00:00',
    });
    expect((await update(id, { status: 'Open' })).data('updateTicket')).toMatchObject({ resolutionTime: null });
    await restart({ mandatoryOnClosure: ['category', 'resolutionCode'] });
    const other = await made({ category: 'Network' });
    const refused = await update(other, { status: 'Resolved' });
    expect(at(refused.body(), 'errors.0.extensions.clientError.0.param.attributes')).toEqual(['resolutionCode']);
    expect((await update(other, { status: 'Resolved', resolutionCode: 'Workaround' })).codes()).toEqual([]);
  });

  it('a ticket moved to another client leaves its requester and site behind', async () => {
    const { superOps } = bench;
    const id = await made({ requester: { userId: superOps.contactId(dana) } });
    const client = { accountId: superOps.companyId('copperhatch') };
    const moved = (await update(id, { client })).data('updateTicket');
    expect(at(moved, 'client.name')).toBe('Copperhatch Brewing');
    expect([at(moved, 'requester'), at(moved, 'site.name')]).toEqual([null, 'Portland']);
  });

  it('adds and takes away followers, and refuses what the input lacks', async () => {
    const { superOps } = bench;
    const id = await made();
    const follower = { userId: superOps.technicianId('rcastro') };
    await update(id, { addFollowers: [follower] });
    expect(superOps.storedTicket(id).followers).toEqual([follower.userId]);
    await update(id, { deleteFollowers: [follower] });
    expect(superOps.storedTicket(id).followers).toEqual([]);
    expect((await update(id, { description: 'B' })).messages()[0]).toContain('not defined for input object type');
    expect((await update('7928838372746176999', { status: 'Open' })).body().data).toEqual({ updateTicket: null });
  });
});

describe('what is gone', () => {
  it('a ticket in the trash is in no list and found by nobody', async () => {
    const id = await made();
    const trash = 'mutation ($input: [TicketIdentifierInput]) { softDeleteTickets(input: $input) }';
    expect((await bench.ask(trash, { input: [{ ticketId: id }] })).data('softDeleteTickets')).toBe(true);
    const get = (ticketId: string) => bench.ask(`query { getTicket(input: {ticketId: "${ticketId}"}) { subject } }`);
    expect((await get(id)).data('getTicket')).toBeNull();
    expect(bench.superOps.tickets()).toEqual([]);
    expect((await bench.ask(trash, { input: [{ ticketId: id }] })).messages()).toHaveLength(1);
    expect((await get('nonsense')).messages()[0]).toContain('Internal Server Error');
    await restart({ unknownIds: 'internal_error' });
    expect((await get(id)).messages()[0]).toContain('Internal Server Error');
  });

  it('times stand in the tenant’s zone, whole seconds where it cuts them', async () => {
    await restart({ timeOffsetMinutes: -480, fractions: false });
    now = new Date('2026-11-26T03:00:00.500Z');
    const ticket = (await create()).data('createTicket');
    expect(ticket).toMatchObject({ displayId: '112526-0001', createdTime: '2026-11-25T19:00:00' });
  });
});
