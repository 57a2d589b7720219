import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, NOW, startBench } from './client-for-tests.js';
import type { JsonObject } from './json.js';

let bench: Bench;
let now = NOW;
beforeAll(async () => {
  bench = await startBench({ clock: () => now });
});
afterAll(() => bench.autotask.stop());

const own = () => Number(bench.autotask.own.id);
const resource = (login: string) => Number(bench.autotask.technicianId(login));
const roleOf = (login: string) =>
  Number(
    bench.autotask.recordsOf('ResourceServiceDeskRoles').find((role) => role.resourceID === resource(login))?.roleID,
  );
const assigned = (login: string) => ({ assignedResourceID: resource(login), assignedResourceRoleID: roleOf(login) });
const open = async (more: JsonObject = {}) => (await bench.ask('POST', '/Tickets', bench.ticketBody(more))).itemId();
const patch = (id: number, more: JsonObject) => bench.ask('PATCH', '/Tickets', { id, ...more });
const without = (field: string): JsonObject => {
  const { [field]: _left, ...rest } = bench.ticketBody();
  return rest;
};

describe('a new ticket', () => {
  it('is answered with its id only, and read back with all its fields', async () => {
    const created = await bench.ask(
      'POST',
      '/Tickets',
      bench.ticketBody({ description: 'Since Monday', externalID: 'fd-1' }),
    );
    expect([created.status, Object.keys(created.object())]).toEqual([200, ['itemId']]);
    const read = await bench.ask('GET', `/Tickets/${created.itemId()}`);
    expect(read.item()).toMatchObject({
      ticketNumber: 'T20261125.0001',
      title: 'Outlook does not start',
      description: 'Since Monday',
      externalID: 'fd-1',
      status: 1,
      creatorResourceID: own(),
      creatorType: 1,
      createDate: NOW.toISOString(),
      lastActivityDate: NOW.toISOString(),
      ticketCategory: 3,
      contactID: null,
      completedDate: null,
      userDefinedFields: [{ name: 'Environment', value: null }],
    });
  });

  it('is numbered by the day', async () => {
    const first = await open();
    now = new Date('2026-11-26T00:10:00.000Z');
    const second = await open();
    const numbers = [first, second].map((id) => bench.autotask.ticket(String(id)).number);
    expect(numbers).toEqual(['T20261125.0002', 'T20261126.0001']);
  });

  it.each(['companyID', 'priority', 'status', 'title', 'queueID', 'dueDateTime'])('needs %s', async (field) => {
    const refused = await bench.ask('POST', '/Tickets', without(field));
    expect(refused.status).toBe(500);
    expect(refused.errors()).toContain(field);
  });

  it('may have a resource with its role in place of a queue', async () => {
    const created = await bench.ask('POST', '/Tickets', { ...without('queueID'), ...assigned('jpark') });
    expect(bench.autotask.record('Tickets', created.itemId())).toMatchObject({ queueID: null, ...assigned('jpark') });
  });

  it('gets its due date from a category that has one', async () => {
    const created = await bench.ask('POST', '/Tickets', { ...without('dueDateTime'), ticketCategory: 101 });
    const due = new Date(now.getTime() + 8 * 60 * 60 * 1000).toISOString();
    expect(bench.autotask.record('Tickets', created.itemId()).dueDateTime).toBe(due);
  });

  it('keeps times in UTC', async () => {
    const id = await open({ dueDateTime: '2026-12-01T17:00:00+02:00' });
    expect(bench.autotask.record('Tickets', id).dueDateTime).toBe('2026-12-01T15:00:00.000Z');
  });

  it('keeps user defined fields that exist', async () => {
    const id = await open({ userDefinedFields: [{ name: 'Environment', value: 'Prod' }] });
    expect(bench.autotask.record('Tickets', id).userDefinedFields).toEqual([{ name: 'Environment', value: 'Prod' }]);
  });

  const refusals: [string, () => JsonObject, string][] = [
    ['a title above 255 characters', () => ({ title: 'x'.repeat(256) }), 'title'],
    ['a description above 8000 characters', () => ({ description: 'x'.repeat(8001) }), 'description'],
    ['a priority that is in no picklist', () => ({ priority: 99 }), 'Picklist value [99] does not exist for priority'],
    ['a queue that is no longer used', () => ({ queueID: 29682970 }), 'Picklist value [29682970] does not exist'],
    ['a company that does not exist', () => ({ companyID: 5 }), 'Unable to find companyID 5 in the Companies Entity'],
    [
      'another company’s contact',
      () => ({ contactID: Number(bench.autotask.contactId('larkmere-logistics/sarah-chen')) }),
      'contactID',
    ],
    ['a status as text', () => ({ status: '1' }), 'status'],
    ['a date that is none', () => ({ dueDateTime: 'tomorrow' }), 'dueDateTime'],
    ['a field that does not exist', () => ({ summary: 'x' }), 'Unable to find summary in the Ticket Entity'],
    ['a user defined field that does not exist', () => ({ userDefinedFields: [{ name: 'Env', value: 'x' }] }), 'Env'],
    ['a resource without its role', () => ({ assignedResourceID: resource('jpark') }), 'assignedResourceRoleID'],
    ['a role without its resource', () => ({ assignedResourceRoleID: roleOf('jpark') }), 'assignedResourceID'],
    [
      'a role that is not the resource’s',
      () => ({ ...assigned('rcastro'), assignedResourceRoleID: 29682802 }),
      'not valid',
    ],
    ['an inactive resource', () => assigned('hfrost'), 'inactive'],
    ['a sub-issue of another issue', () => ({ issueType: 10, subIssueType: 138 }), 'subIssueType 138'],
  ];
  it.each(refusals)('is refused with %s', async (_what, more, text) => {
    const before = bench.autotask.tickets().length;
    const refused = await bench.ask('POST', '/Tickets', bench.ticketBody(more()));
    expect(refused.status).toBe(500);
    expect(refused.errors()).toContain(text);
    expect(bench.autotask.tickets()).toHaveLength(before);
  });
});

describe('changing a ticket', () => {
  it('changes what PATCH names and nothing else', async () => {
    const id = await open({ description: 'Since Monday' });
    const changed = await patch(id, { priority: 1, ...assigned('jpark') });
    expect([changed.status, changed.itemId()]).toEqual([200, id]);
    expect(bench.autotask.record('Tickets', id)).toMatchObject({
      priority: 1,
      ...assigned('jpark'),
      description: 'Since Monday',
      title: 'Outlook does not start',
    });
  });

  it('fills the completion in with status Complete and takes it back when it is opened again', async () => {
    const id = await open();
    await patch(id, { status: 5, resolution: 'Repaired the profile' });
    expect(bench.autotask.record('Tickets', id)).toMatchObject({
      completedDate: now.toISOString(),
      completedByResourceID: own(),
      resolution: 'Repaired the profile',
    });
    await patch(id, { status: 8 });
    expect(bench.autotask.record('Tickets', id)).toMatchObject({ completedDate: null, completedByResourceID: null });
  });

  it('nulls with PUT what is left out', async () => {
    const id = await open({ description: 'Since Monday', externalID: 'fd-2' });
    await bench.ask('PUT', '/Tickets', { id, ...bench.ticketBody() });
    expect(bench.autotask.record('Tickets', id)).toMatchObject({ description: null, externalID: null, status: 1 });
    expect((await bench.ask('PUT', '/Tickets', { id, ...without('title') })).status).toBe(500);
  });

  it.each<[string, JsonObject, string]>([
    ['no id', { id: null, status: 5 }, 'id'],
    ['an id that does not exist', { id: 5, status: 5 }, 'No matching records found.'],
    ['half an assignment', { assignedResourceID: 1 }, 'assignedResource'],
    ['a required field emptied', { title: null }, 'title'],
    ['neither queue nor resource left', { queueID: null }, 'queueID'],
  ])('is refused with %s', async (_what, more, text) => {
    const id = await open();
    const refused = await bench.ask('PATCH', '/Tickets', { id, ...more });
    expect(refused.status).toBe(500);
    expect(refused.errors()).toContain(text);
  });

  it('takes an assignment away only as a pair', async () => {
    const id = await open(assigned('jpark'));
    expect((await patch(id, { assignedResourceID: null })).status).toBe(500);
    expect((await patch(id, { assignedResourceID: null, assignedResourceRoleID: null })).status).toBe(200);
    expect(bench.autotask.ticket(String(id)).assignedTo).toEqual([]);
  });

  it('has nobody as primary and secondary resource at once', async () => {
    const id = await open(assigned('jpark'));
    const path = `/Tickets/${id}/SecondaryResources`;
    const as = (login: string) => ({ resourceID: resource(login), roleID: roleOf(login) });
    expect((await bench.ask('POST', path, as('jpark'))).errors()).toContain('primary');
    expect((await bench.ask('POST', path, as('mbell'))).status).toBe(200);
    expect((await patch(id, assigned('mbell'))).errors()).toContain('secondary');
    expect(bench.autotask.ticket(String(id)).assignedTo).toEqual(
      ['jpark', 'mbell'].map((login) => String(resource(login))),
    );
  });

  it('leaves a history of its fields', async () => {
    const id = await open();
    await patch(id, { status: 8 });
    const { body } = await bench.query('TicketHistory', [{ op: 'eq', field: 'ticketID', value: id }]);
    expect(body).toMatchObject({ items: [{ action: 'Created' }, { action: 'Edited', detail: 'status: 1 to 8' }] });
  });

  it('cannot be deleted through the API', async () => {
    const id = await open();
    expect((await bench.ask('DELETE', `/Tickets/${id}`)).status).toBe(405);
    expect((await bench.ask('GET', '/Tickets')).status).toBe(405);
  });
});
