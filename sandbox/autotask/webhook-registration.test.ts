import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, startBench } from './client-for-tests.js';
import { isObject, type JsonObject } from './json.js';
import { type Receiver, startReceiver } from './receiver-for-tests.js';

let bench: Bench;
let receiver: Receiver;
beforeEach(async () => {
  [bench, receiver] = await Promise.all([startBench({ delivery: { retryMs: 5 } }), startReceiver()]);
  bench.routes.add('https://desk.example', receiver.origin);
  bench.autotask.takeRights([]);
});
afterEach(async () => {
  await bench.autotask.stop();
  await receiver.stop();
});

const webhook = (more: JsonObject = {}): JsonObject => ({
  name: 'Frontdesk',
  webhookUrl: 'https://desk.example/hook',
  deactivationUrl: 'https://desk.example/off',
  secretKey: 'secret',
  isActive: true,
  sendThresholdExceededNotification: false,
  isSubscribedToCreateEvents: true,
  isSubscribedToUpdateEvents: true,
  isSubscribedToDeleteEvents: false,
  ...more,
});
const register = async (entity = 'TicketWebhooks', more: JsonObject = {}) =>
  (await bench.ask('POST', `/${entity}`, webhook(more))).itemId();

/** The fieldID of a label, as the metadata tells it. */
async function fieldId(entity: string, label: string): Promise<number> {
  const { fields } = (await bench.ask('GET', `/${entity}/entityInformation/fields`)).object();
  const field = Array.isArray(fields) ? fields.find((one) => isObject(one) && one.name === 'fieldID') : undefined;
  const values = isObject(field) && Array.isArray(field.picklistValues) ? field.picklistValues : [];
  const found = values.find((one) => isObject(one) && one.label === label);
  return isObject(found) ? Number(found.value) : 0;
}
async function subscribe(id: number, label: string, more: JsonObject = {}) {
  const fieldID = await fieldId('TicketWebhookFields', label);
  const body = { webhookID: id, fieldID, isSubscribedField: true, isDisplayAlwaysField: false, ...more };
  return bench.ask('POST', `/TicketWebhooks/${id}/Fields`, body);
}
const messages = () => receiver.arrived.map(({ message: { Action, Id } }) => [Action, Id]);

describe('a webhook of the API', () => {
  it('is ready with its first field, and tells from then on', async () => {
    const id = await register();
    const read = async () => (await bench.ask('GET', `/TicketWebhooks/${id}`)).item();
    expect(await read()).toMatchObject({ isReady: false, webhookGuid: expect.any(String), secretKey: null });
    bench.openTicket();
    const field = await subscribe(id, 'status');
    expect(await read()).toMatchObject({ isReady: true });
    const { id: ticketId } = bench.openTicket();
    await bench.autotask.eventsIdle();
    expect(messages()).toEqual([['Create', ticketId]]);
    await bench.ask('DELETE', `/TicketWebhooks/${id}/Fields/${field.itemId()}`);
    expect(await read()).toMatchObject({ isReady: false });
  });

  it('tells only of changes of its fields, with those that are always shown', async () => {
    const id = await register();
    await subscribe(id, 'status');
    await subscribe(id, 'title', { isSubscribedField: false, isDisplayAlwaysField: true });
    const { id: ticketId } = bench.openTicket({ summary: 'Locked out' });
    await bench.ask('PATCH', '/Tickets', { id: ticketId, priority: 1 });
    await bench.ask('PATCH', '/Tickets', { id: ticketId, status: 8 });
    await bench.autotask.eventsIdle();
    expect(receiver.arrived.map(({ message: { Action, Fields } }) => [Action, Fields])).toEqual([
      ['Create', { Status: '1', Title: 'Locked out' }],
      ['Update', { Status: '8', Title: 'Locked out' }],
    ]);
  });

  it('tells nothing of what an excluded resource did', async () => {
    const id = await register();
    await subscribe(id, 'status');
    const excluded = { webhookID: id, resourceID: Number(bench.autotask.own.id) };
    const { itemId } = await bench.ask('POST', `/TicketWebhooks/${id}/ExcludedResources`, excluded);
    await bench.ask('POST', '/Tickets', bench.ticketBody());
    const { id: theirs } = bench.openTicket();
    await bench.autotask.eventsIdle();
    expect(messages()).toEqual([['Create', theirs]]);
    await bench.ask('DELETE', `/TicketWebhooks/${id}/ExcludedResources/${itemId()}`);
    const own = await bench.ask('POST', '/Tickets', bench.ticketBody());
    await bench.autotask.eventsIdle();
    expect(messages().at(-1)).toEqual(['Create', own.itemId()]);
  });

  it('is not ready with a field that is only shown, and takes names in any case', async () => {
    const entries = Object.entries(webhook()).map(([name, value]) => [
      `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      value,
    ]);
    const id = (await bench.ask('POST', '/TicketWebhooks', Object.fromEntries(entries))).itemId();
    await subscribe(id, 'title', { isSubscribedField: false, isDisplayAlwaysField: true });
    expect((await bench.ask('GET', `/TicketWebhooks/${id}`)).item()).toMatchObject({
      name: 'Frontdesk',
      isReady: false,
    });
  });

  it('exists for notes too', async () => {
    const id = await register('TicketNoteWebhooks');
    const fieldID = await fieldId('TicketNoteWebhookFields', 'description');
    const flags = { isSubscribedField: true, isDisplayAlwaysField: false };
    await bench.ask('POST', `/TicketNoteWebhooks/${id}/Fields`, { webhookID: id, fieldID, ...flags });
    const ticket = bench.openTicket();
    const note = bench.autotask.technicianAddsNote(String(ticket.id), { technician: 'mbell', text: 'Seen' });
    await bench.autotask.eventsIdle();
    expect(receiver.arrived.map(({ message }) => [message.EntityType, message.Id])).toEqual([
      ['TicketNote', Number(note.id)],
    ]);
  });

  it('can be switched off, on again, and deleted', async () => {
    const id = await register();
    await subscribe(id, 'status');
    await bench.ask('PATCH', '/TicketWebhooks', { id, isActive: false });
    bench.openTicket();
    await bench.ask('PATCH', '/TicketWebhooks', { id, isActive: true });
    const { id: told } = bench.openTicket();
    await bench.autotask.eventsIdle();
    const [off, ...rest] = receiver.arrived.map(({ url, signature, message }) => [url, signature, message.Action]);
    expect(off).toEqual(['/off', undefined, 'Deactivated']);
    expect(rest).toEqual([['/hook', expect.any(String), 'Create']]);
    expect(messages()).toEqual([
      ['Deactivated', id],
      ['Create', told],
    ]);
    expect((await bench.ask('DELETE', `/TicketWebhooks/${id}`)).status).toBe(200);
    await bench.autotask.eventsIdle();
    expect(messages().slice(2)).toEqual([['Deactivated', id]]);
    expect([bench.autotask.eventAddresses(), bench.autotask.recordsOf('TicketWebhookFields')]).toEqual([[], []]);
  });

  it.each<[string, JsonObject, string]>([
    ['no name', { name: null }, 'name'],
    ['no secret', { secretKey: null }, 'secretKey'],
    ['no deactivation address', { deactivationUrl: null }, 'deactivationUrl'],
    ['a name above 50 characters', { name: 'x'.repeat(51) }, 'name'],
    ['a secret above 64 characters', { secretKey: 'x'.repeat(65) }, 'secretKey'],
    ['an address that is not https', { webhookUrl: 'http://desk.example/hook' }, 'webhookUrl'],
    ['an address that is none', { webhookUrl: '/hook' }, 'webhookUrl'],
  ])('is refused with %s', async (_what, more, text) => {
    const refused = await bench.ask('POST', '/TicketWebhooks', webhook(more));
    expect([refused.status, refused.errors()]).toEqual([500, expect.stringContaining(text)]);
  });

  it('refuses a field that it cannot be subscribed to', async () => {
    const id = await register();
    const body = { webhookID: id, fieldID: 7, isSubscribedField: true, isDisplayAlwaysField: false };
    expect((await bench.ask('POST', `/TicketWebhooks/${id}/Fields`, body)).errors()).toContain('fieldID');
  });
});
