import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, startBench } from './client-for-tests.js';
import type { JsonObject } from './json.js';
import { type Receiver, startReceiver } from './receiver-for-tests.js';
import { escapedForm } from './webhook-message.js';

const URL_SHOWN = 'https://desk.example/hooks/autotask/token?secret=query-secret';
const SECRET = 'a secret of the hook';

let bench: Bench;
let receiver: Receiver;
beforeEach(async () => {
  const delivery = { retryMs: 5, timeoutMs: 2000, reorderMs: 5000, deactivateAfter: 3 };
  [bench, receiver] = await Promise.all([startBench({ delivery }), startReceiver()]);
  bench.routes.add('https://desk.example', receiver.origin);
});
afterEach(async () => {
  await bench.autotask.stop();
  await receiver.stop();
});

const byHand = () => bench.autotask.configureWebhook({ url: URL_SHOWN, secretKey: SECRET });
const hmac = (text: string) => `sha1=${createHmac('sha1', SECRET).update(text).digest('base64')}`;
const told = () => receiver.arrived.map(({ message: { EntityType, Action, Id } }) => [EntityType, Action, Id]);
const sent = () => bench.records.of('autotask').filter(({ method }) => method === 'EVENT');
const patch = async (id: number, more: JsonObject) => bench.ask('PATCH', '/Tickets', { id, ...more });
const addNote = (ticketId: number, text: string) =>
  bench.autotask.technicianAddsNote(String(ticketId), { technician: 'jpark', text });

describe('a webhook by hand', () => {
  it('is set up when the address answers the look at it', async () => {
    expect(await byHand()).toEqual({ ready: true, status: 200 });
    expect(receiver.looks).toEqual(['/hooks/autotask/token?secret=query-secret']);
    expect(bench.autotask.eventAddresses()).toEqual([URL_SHOWN]);
    expect(sent()).toMatchObject([{ path: '/hooks/autotask/token', status: 200, detail: { readiness: true } }]);
  });

  it('is not when it does not, or when nobody is there', async () => {
    receiver.answers.push(403);
    expect(await byHand()).toEqual({ ready: false, status: 403 });
    const nowhere = { url: 'https://nowhere.example/hook', secretKey: SECRET };
    expect(await bench.autotask.configureWebhook(nowhere)).toEqual({ ready: false, status: 0 });
    bench.openTicket();
    await bench.autotask.eventsIdle();
    expect([receiver.arrived, bench.autotask.eventAddresses()]).toEqual([[], []]);
  });

  it('needs https and a secret of 64 characters at most', async () => {
    const plain = { url: 'http://desk.example/hook', secretKey: SECRET };
    await expect(bench.autotask.configureWebhook(plain)).rejects.toThrow('https');
    const long = { url: URL_SHOWN, secretKey: 'x'.repeat(65) };
    await expect(bench.autotask.configureWebhook(long)).rejects.toThrow('64');
  });

  it('takes the place of the one before, and can be removed', async () => {
    await byHand();
    await bench.autotask.configureWebhook({ url: `${receiver.origin}/other`, secretKey: SECRET });
    bench.openTicket();
    await bench.autotask.eventsIdle();
    expect(receiver.arrived.map(({ url }) => url)).toEqual(['/other']);
    bench.autotask.removeWebhook();
    bench.openTicket();
    await bench.autotask.eventsIdle();
    expect(receiver.arrived.slice(1).map(({ message, signature }) => [message.Action, signature])).toEqual([
      ['Deactivated', undefined],
      ['Deactivated', undefined],
    ]);
  });
});

describe('an event', () => {
  beforeEach(() => byHand());

  it('tells of a new ticket, by whom, and is signed over its raw bytes', async () => {
    const ticket = bench.openTicket({ summary: 'Locked <out> & "stuck" – Ümlaut' });
    await bench.autotask.eventsIdle();
    const [event] = receiver.arrived;
    expect(event?.url).toBe('/hooks/autotask/token?secret=query-secret');
    expect(event?.message).toEqual({
      Action: 'Create',
      Guid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      EntityType: 'Ticket',
      Id: ticket.id,
      Fields: expect.objectContaining({ Status: '1', Title: ticket.title, 'Company ID': String(ticket.companyID) }),
      EventTime: expect.stringMatching(/Z$/),
      SequenceNumber: 1,
      PersonID: Number(bench.autotask.technicianId('mbell')),
    });
    expect(event?.signature).toBe(hmac(event?.body ?? ''));
  });

  it('may be signed in its escaped form, while the body is sent as it was', async () => {
    bench.autotask.signEscapedForm(true);
    bench.openTicket({ summary: `<a> & 'b' "c" \`d\` + é` });
    await bench.autotask.eventsIdle();
    const [event] = receiver.arrived;
    const form = escapedForm(event?.body ?? '');
    expect(form).toContain('\\u003Ca\\u003E \\u0026 \\u0027b\\u0027 \\u0022c\\u0022 \\u0060d\\u0060 \\u002B \\u00E9');
    expect(JSON.parse(form)).toEqual(JSON.parse(event?.body ?? ''));
    expect(event?.signature).toBe(hmac(form));
    expect(event?.signature).not.toBe(hmac(event?.body ?? ''));
  });

  it('tells of changes with what changed, and of notes under their own id', async () => {
    const { id } = bench.openTicket();
    bench.autotask.technicianUpdatesTicket(String(id), { technician: 'jpark', status: 'In Progress' });
    const note = addNote(id, 'Looked at it');
    await bench.autotask.eventsIdle();
    const byType = (type: string) => receiver.arrived.filter(({ message }) => message.EntityType === type);
    expect(byType('Ticket').map(({ message }) => [message.Action, message.Fields])).toEqual([
      ['Create', expect.objectContaining({ Title: 'Locked out' })],
      ['Update', { Status: '8' }],
    ]);
    expect(byType('TicketNote').map(({ message }) => message)).toMatchObject([
      {
        Action: 'Create',
        Id: Number(note.id),
        Fields: { 'Ticket ID': String(id), Description: 'Looked at it', Publish: '2' },
        PersonID: Number(bench.autotask.technicianId('jpark')),
      },
    ]);
    expect(new Set(receiver.arrived.map(({ message }) => message.Guid)).size).toBe(2);
    expect(byType('Ticket').map(({ message }) => message.SequenceNumber)).toEqual([1, 2]);
  });

  it('names the API user for its own changes and the contact for a customer’s', async () => {
    const { id } = bench.openTicket();
    await patch(id, { priority: 1 });
    bench.autotask.contactAddsNote(String(id), { personKey: 'harbor-dental/dana-whitfield', text: 'Any news?' });
    await bench.autotask.eventsIdle();
    const persons = receiver.arrived.map(({ message }) => String(message.PersonID));
    expect(persons).toContain(bench.autotask.own.id);
    expect(persons).toContain(bench.autotask.contactId('harbor-dental/dana-whitfield'));
  });

  it('does not come for deletions unless that was asked for', async () => {
    const { id } = bench.openTicket();
    bench.autotask.technicianDeletesTicket(String(id), { technician: 'mbell' });
    await bench.autotask.eventsIdle();
    expect(told()).toEqual([['Ticket', 'Create', id]]);
    await bench.autotask.configureWebhook({ url: URL_SHOWN, secretKey: SECRET, deletes: true });
    const other = bench.openTicket();
    bench.autotask.technicianDeletesTicket(String(other.id), { technician: 'mbell' });
    await bench.autotask.eventsIdle();
    expect(told().at(-1)).toEqual(['Ticket', 'Delete', other.id]);
  });

  it('is sent after the request that caused it was answered', async () => {
    const order: string[] = [];
    bench.records.watch(({ method }) => order.push(method));
    await bench.ask('POST', '/Tickets', bench.ticketBody());
    await bench.autotask.eventsIdle();
    expect(order).toEqual(['POST', 'EVENT']);
  });

  it('comes also for what a workflow rule changes behind an update', async () => {
    const { id } = bench.openTicket();
    const take = bench.autotask.workflowSets({ status: bench.autotask.picklistValue('Tickets', 'status', 'Escalate') });
    expect((await patch(id, { status: 8 })).itemId()).toBe(id);
    expect(bench.autotask.ticket(String(id)).status).toBe('Escalate');
    take();
    await patch(id, { status: 8 });
    expect(bench.autotask.ticket(String(id)).status).toBe('In Progress');
    await bench.autotask.eventsIdle();
    expect(receiver.arrived.map(({ message }) => message.Fields.Status)).toEqual(['1', '8', '11', '8']);
  });
});

describe('delivery', () => {
  beforeEach(() => byHand());

  it.each([400, 404, 429, 500, 302])('is tried five times when the answer is %i, and then logged', async (status) => {
    receiver.answers.push(...Array.from({ length: 9 }, () => status));
    bench.openTicket();
    await bench.autotask.eventsIdle();
    expect(receiver.arrived).toHaveLength(5);
    expect(new Set(receiver.arrived.map(({ body }) => body)).size).toBe(1);
    const [error, ...rest] = bench.autotask.recordsOf('WebhookEventErrorLogs');
    expect(error).toMatchObject({ errorMessage: `The answer was ${status}.`, sequenceNumber: 1 });
    expect(rest).toEqual([]);
  });

  it('ends with the first success', async () => {
    receiver.answers.push(500, 202);
    bench.openTicket();
    await bench.autotask.eventsIdle();
    expect(sent().map(({ status }) => status)).toEqual([200, 500, 202]);
  });

  it('keeps the order of a callout: what fails holds up the next', async () => {
    receiver.answers.push(500, 500);
    const [first, second] = [bench.openTicket(), bench.openTicket()];
    await bench.autotask.eventsIdle();
    expect(told().map(([, , id]) => id)).toEqual([first.id, first.id, first.id, second.id]);
  });

  it('gives up on an answer that does not come in time', async () => {
    const quick = await startBench({ delivery: { timeoutMs: 30, attempts: 1 } });
    try {
      await quick.autotask.configureWebhook({ url: `${receiver.origin}/slow`, secretKey: SECRET });
      receiver.answers.push(0);
      quick.openTicket();
      await quick.autotask.eventsIdle();
      expect(quick.records.of('autotask').at(-1)).toMatchObject({ method: 'EVENT', path: '/slow', status: 0 });
    } finally {
      await quick.autotask.stop();
    }
  });

  it('is switched off after failures in a row, which an unsigned call tells', async () => {
    const deactivationUrl = `${receiver.origin}/off`;
    await bench.autotask.configureWebhook({ url: URL_SHOWN, secretKey: SECRET, deactivationUrl });
    receiver.answers.push(...Array.from({ length: 15 }, () => 500));
    for (const summary of ['A', 'B', 'C', 'D']) bench.openTicket({ summary });
    await bench.autotask.eventsIdle();
    expect(receiver.arrived).toHaveLength(16);
    expect(receiver.arrived.at(-1)).toMatchObject({
      url: '/off',
      signature: undefined,
      message: { Action: 'Deactivated', EntityType: 'Ticket', PersonID: null },
    });
    expect(bench.autotask.recordsOf('TicketWebhooks')).toMatchObject([{ isActive: false }]);
    expect(bench.autotask.eventAddresses()).toEqual([URL_SHOWN]);
    bench.openTicket();
    await bench.autotask.eventsIdle();
    expect(receiver.arrived).toHaveLength(16);
  });

  it('forgets failures with a success between them', async () => {
    const failed = Array.from({ length: 5 }, () => 500);
    receiver.answers.push(...failed, ...failed, 200, ...failed, ...failed);
    for (const summary of ['A', 'B', 'C', 'D', 'E']) bench.openTicket({ summary });
    await bench.autotask.eventsIdle();
    expect(bench.autotask.recordsOf('TicketWebhooks')).toMatchObject([{ isActive: true }]);
  });

  it('does not keep the stop waiting', async () => {
    const slow = await startBench({ delivery: { retryMs: 600_000 } });
    await slow.autotask.configureWebhook({ url: `${receiver.origin}/hook`, secretKey: SECRET });
    receiver.answers.push(500);
    const tried = new Promise<void>((resolve) => {
      slow.records.watch(({ method }) => method === 'EVENT' && resolve());
    });
    slow.openTicket();
    await tried;
    await slow.autotask.stop();
    expect(receiver.arrived).toHaveLength(1);
  });
});

describe('event faults', () => {
  beforeEach(() => byHand());
  const fault = (kind: 'drop' | 'duplicate' | 'reorder' | 'slow', delayMs?: number) =>
    bench.faults.add({
      vendor: 'autotask',
      method: 'EVENT',
      kind,
      times: 1,
      ...(delayMs === undefined ? {} : { delayMs }),
    });
  const ids = () => told().map(([, , id]) => id);

  it('drop one', async () => {
    fault('drop');
    const [, kept] = [bench.openTicket(), bench.openTicket()];
    await bench.autotask.eventsIdle();
    expect(ids()).toEqual([kept.id]);
    expect(sent()).toMatchObject([{}, { status: 0, detail: { dropped: true } }, { status: 200 }]);
  });

  it('send one twice', async () => {
    fault('duplicate');
    bench.openTicket();
    await bench.autotask.eventsIdle();
    expect(receiver.arrived).toHaveLength(2);
    expect(receiver.arrived[0]).toEqual(receiver.arrived[1]);
  });

  it('send one after the next', async () => {
    fault('reorder');
    const [first, second] = [bench.openTicket(), bench.openTicket()];
    await bench.autotask.eventsIdle();
    expect(ids()).toEqual([second.id, first.id]);
  });

  it('let go of a reordered one that nothing overtakes', async () => {
    fault('reorder', 10);
    const { id } = bench.openTicket();
    await bench.autotask.eventsIdle();
    expect(ids()).toEqual([id]);
  });

  it('delay one, and with it the next', async () => {
    fault('slow', 30);
    const [first, second] = [bench.openTicket(), bench.openTicket()];
    await bench.autotask.eventsIdle();
    expect(ids()).toEqual([first.id, second.id]);
  });
});
