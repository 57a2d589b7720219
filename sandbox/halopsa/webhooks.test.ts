import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, startBench } from './client-for-tests.js';
import { isObject, type Json, type JsonObject, parseJson } from './json.js';

const DANA = 'harbor-dental/dana-whitfield';
const URL_OF_DESK = 'https://desk.tallowmere.example/hooks/halopsa/abc';

interface Arrived {
  path: string;
  authorization: string | undefined;
  contentType: string | undefined;
  body: Json;
}

/** A product's webhook: keeps what arrives and answers as told (200 when nothing is left to tell). */
async function startReceiver() {
  const arrived: Arrived[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    arrived.push({
      path: request.url ?? '',
      authorization: request.headers.authorization,
      contentType: request.headers['content-type'],
      body: parseJson(Buffer.concat(chunks).toString('utf8')) ?? null,
    });
    response.writeHead(answers.shift() ?? 200).end('seen');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { arrived, answers, origin: `http://127.0.0.1:${port}`, stop };
}

let bench: Bench;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeEach(async () => {
  const delivery = { retryDelaysMs: [5, 10], reorderMs: 5000, timeoutMs: 2000, batchMs: 5 };
  [bench, receiver] = await Promise.all([startBench({ delivery }), startReceiver()]);
  bench.routes.add('https://desk.tallowmere.example', receiver.origin);
});
afterEach(async () => {
  await bench.halo.stop();
  await receiver.stop();
});

const right: JsonObject = {
  name: 'Desk',
  url: URL_OF_DESK,
  method: 0,
  content_type: 'application/json',
  type: 0,
  authentication_type: 1,
  basic_username: 'frontdesk',
  basic_password: 'secret',
  active: true,
  events: [{ eventno: 1, type: 0, conditions: [] }],
};
const register = (more: JsonObject = {}) => bench.save('Webhook', { ...right, ...more });
const write = (summary: string) =>
  bench.halo.technicianCreatesTicket({ technician: 'mbell', personKey: DANA, summary });
const at = (value: Json, ...path: string[]) => {
  let found: Json | undefined = value;
  for (const part of path) found = isObject(found) ? found[part] : undefined;
  return found;
};

describe('a registration', () => {
  it('gets a UUID, is listed and read, and its password is not told', async () => {
    const { id } = await register();
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const [listed] = (await bench.get('Webhook')).rows();
    expect(listed).toMatchObject({ id, url: URL_OF_DESK, authentication_type: 1, active: true });
    expect(listed).not.toHaveProperty('events');
    const whole = (await bench.get(`Webhook/${id}`, { includedetails: true })).object();
    expect(whole).toMatchObject({ basic_username: 'frontdesk', events: [{ eventno: 1, type: 0 }] });
    expect(JSON.stringify(whole)).not.toContain('secret');
    expect(bench.halo.eventAddresses()).toEqual([URL_OF_DESK]);
  });

  it.each<[string, JsonObject]>([
    ['no name', { name: '' }],
    ['no address', { url: null }],
    ['an address that is none', { url: 'desk' }],
    ['no event', { events: [] }],
    ['another method', { method: 1 }],
    ['another content type', { content_type: 'application/xml' }],
    ['an unknown authentication', { authentication_type: 3 }],
    ['Basic without a password', { basic_password: '' }],
  ])('with %s is refused', async (_, more) => {
    expect((await bench.ask('POST', 'Webhook', [{ ...right, ...more }])).status).toBe(400);
    expect(bench.halo.webhooks()).toEqual([]);
  });

  it('is changed by its id and deleted', async () => {
    const { id = '' } = await register();
    expect(await bench.save('Webhook', { id, active: false })).toMatchObject({ id, active: false, url: URL_OF_DESK });
    expect(bench.halo.eventAddresses()).toEqual([]);
    expect((await bench.ask('DELETE', `Webhook/${id}`)).status).toBe(200);
    expect((await bench.get(`Webhook/${id}`)).status).toBe(404);
    expect((await bench.get('Webhook/12')).status).toBe(400);
  });
});

describe('a delivery', () => {
  it('holds ticket and action, with Basic authentication', async () => {
    await register();
    const { id } = write('Locked out');
    bench.halo.technicianAddsNote(id, { technician: 'jpark', text: 'approve' });
    bench.halo.contactAddsNote(id, { personKey: DANA, text: 'Hello?' });
    bench.halo.technicianUpdatesTicket(id, { technician: 'jpark', status: 'Closed' });
    bench.halo.technicianDeletesTicket(id, { technician: 'jpark' });
    await bench.halo.eventsIdle();
    const basic = `Basic ${Buffer.from('frontdesk:secret').toString('base64')}`;
    expect(new Set(receiver.arrived.map(({ authorization }) => authorization))).toEqual(new Set([basic]));
    expect(receiver.arrived[0]).toMatchObject({ path: '/hooks/halopsa/abc', contentType: 'application/json' });
    const told = receiver.arrived.map(({ body }) => [
      at(body, 'event'),
      at(body, 'ticket', 'id'),
      at(body, 'action', 'note'),
      at(body, 'action', 'who_agentid'),
    ]);
    const [mbell, jpark] = [Number(bench.halo.technicianId('mbell')), Number(bench.halo.technicianId('jpark'))];
    expect(told).toEqual([
      ['New Ticket Logged', Number(id), 'Ticket logged', mbell],
      ['Action Added', Number(id), 'approve', jpark],
      ['Action Added', Number(id), 'Hello?', 0],
      ['Ticket Updated', Number(id), 'Status: New -> Closed', jpark],
      ['Ticket Deleted', Number(id), 'Ticket deleted', jpark],
    ]);
  });

  it('tells also of what the application itself did, with its agent', async () => {
    await register();
    const { id = 0 } = await bench.save('Tickets', { summary: 'A', tickettype_id: 1 });
    await bench.save('Actions', { ticket_id: id, outcome: 'Internal Note', note: 'B' });
    await bench.halo.eventsIdle();
    const own = Number(bench.halo.own.id);
    expect(receiver.arrived.map(({ body }) => at(body, 'action', 'who_agentid'))).toEqual([own, own]);
  });

  it('has the body that the switch says', async () => {
    await register({ authentication_type: 0, basic_username: null, basic_password: null });
    const { id } = write('Locked out');
    await bench.halo.eventsIdle();
    const body = async (form: typeof bench.halo.switches.webhookBody) => {
      bench.halo.switches.webhookBody = form;
      bench.halo.technicianAddsNote(id, { technician: 'jpark', text: form });
      await bench.halo.eventsIdle();
      return receiver.arrived.at(-1)?.body ?? null;
    };
    expect(receiver.arrived[0]?.authorization).toBeUndefined();
    expect(await body('ticket')).toMatchObject({ id: Number(id), summary: 'Locked out' });
    expect(await body('action')).toMatchObject({ ticket_id: Number(id), id: 3, note: 'action' });
    expect(await body('object_id')).toMatchObject({ object_id: Number(id) });
    expect(at(await body('object_id'), 'action')).toBeUndefined();
  });

  it('holds several changes when they are batched', async () => {
    await register();
    bench.halo.switches.webhookBody = 'batched';
    const ids = [write('A').id, write('B').id];
    await bench.halo.eventsIdle();
    expect(receiver.arrived).toHaveLength(1);
    expect(receiver.arrived[0]?.body).toMatchObject(ids.map((id) => ({ ticket: { id: Number(id) } })));
  });

  it('is only of events that were asked for, where their numbers have a meaning', async () => {
    bench.halo.switches.eventNumbers = { logged: 1, updated: 2, action: 3 };
    await register({ events: [{ eventno: 3, type: 0 }] });
    const { id } = write('A');
    bench.halo.technicianAddsNote(id, { technician: 'jpark', text: 'B' });
    bench.halo.technicianUpdatesTicket(id, { technician: 'jpark', owner: 'rcastro' });
    await bench.halo.eventsIdle();
    expect(receiver.arrived.map(({ body }) => at(body, 'event'))).toEqual(['Action Added']);
  });

  it('is tried again, as often as it is set', async () => {
    const { id } = await register();
    receiver.answers.push(500, 404);
    write('A');
    await bench.halo.eventsIdle();
    expect(receiver.arrived).toHaveLength(3);
    receiver.answers.push(500, 500, 500, 500);
    write('B');
    await bench.halo.eventsIdle();
    expect(receiver.arrived).toHaveLength(6);
    const events = (await bench.get('WebhookEvent', { webhook_id: String(id) })).rows();
    expect(events.map(({ responsestatus, error }) => [responsestatus, error])).toEqual([
      [500, true],
      [404, true],
      [200, false],
      [500, true],
      [500, true],
      [500, true],
    ]);
    expect(events[2]).toMatchObject({
      webhook_id: id,
      responsebody: 'seen',
      requestbody: expect.stringContaining('"A"'),
    });
    expect((await bench.get(`WebhookEvent/${events[2]?.id}`)).object()).toEqual(events[2]);
    expect((await bench.get(`Webhook/${id}`)).object().last_status).toBe(500);
  });

  it('comes twice, late or never when faults say so, and leaves records', async () => {
    await register();
    const fault = (kind: 'duplicate' | 'reorder' | 'drop') =>
      bench.faults.add({ vendor: 'halopsa', method: 'EVENT', kind, times: 1 });
    const summaries = () => receiver.arrived.splice(0).map(({ body }) => at(body, 'ticket', 'summary'));
    fault('duplicate');
    write('A');
    await bench.halo.eventsIdle();
    expect(summaries()).toEqual(['A', 'A']);
    fault('reorder');
    write('B');
    write('C');
    await bench.halo.eventsIdle();
    expect(summaries()).toEqual(['C', 'B']);
    fault('drop');
    write('D');
    write('E');
    await bench.halo.eventsIdle();
    expect(summaries()).toEqual(['E']);
    const records = bench.records.of('halopsa').filter(({ method }) => method === 'EVENT');
    expect(records.map(({ path, status }) => [path, status])).toEqual(
      [200, 200, 200, 200, 0, 200].map((status) => ['/hooks/halopsa/abc', status]),
    );
  });
});
