import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { InvalidInput, VendorError } from '../../../core/errors.js';
import type { IncomingEvent, IntegrationEvents } from '../../../core/integrations/integration.js';
import { createFaults, type Faults } from '../../../sandbox/faults.js';
import { createPretendHaloPsa, type PretendHaloPsa } from '../../../sandbox/halopsa/index.js';
import { createRecords } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { createFakeHttp, type FakeAnswer } from './fake-http-for-tests.js';
import { haloPsa } from './index.js';

const HOOK = 'https://frontdesk.example/hooks/halopsa/token';
const SECRET = 'A'.repeat(42).concat('-');
const DANA = 'harbor-dental/dana-whitfield';

let vendor: PretendHaloPsa;
let faults: Faults;
let receiver: FastifyInstance;
let events: IntegrationEvents;
let usual: PretendHaloPsa['switches'];
const delivered: IncomingEvent[] = [];
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });

beforeAll(async () => {
  const routes = createRoutes();
  faults = createFaults();
  vendor = await createPretendHaloPsa({ world: createWorld(), faults, records: createRecords(), routes });
  usual = { ...vendor.switches };
  receiver = fastify();
  receiver.removeAllContentTypeParsers();
  receiver.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  receiver.post('/hooks/halopsa/token', (request) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    if (Buffer.isBuffer(request.body)) delivered.push({ headers, query: {}, rawBody: request.body });
    return '';
  });
  routes.add('https://frontdesk.example', await receiver.listen({ host: '127.0.0.1', port: 0 }));
});
beforeEach(async () => {
  faults.clear();
  Object.assign(vendor.switches, usual);
  await vendor.eventsIdle();
  delivered.length = 0;
  events = newEvents();
});
afterAll(async () => {
  await http.close();
  await receiver.close();
  await vendor.stop();
});

function newEvents(hookSecret: string | undefined = SECRET, credentials: object = {}): IntegrationEvents {
  const deps = { http, now: () => new Date(), ...(hookSecret ? { hookSecret } : {}) };
  const made = haloPsa.connect({ ...vendor.credentials, ...credentials }, deps).events;
  if (!made) throw new Error('HaloPSA sends events');
  return made;
}

/** What a change by a person comes as. */
async function deliveries(change: () => void): Promise<IncomingEvent[]> {
  await events.register(HOOK);
  await vendor.eventsIdle();
  delivered.length = 0;
  change();
  await vendor.eventsIdle();
  return [...delivered];
}

const create = () => vendor.technicianCreatesTicket({ technician: 'mbell', personKey: DANA, summary: 'Told' });
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const withHeader = (authorization: string | undefined): IncomingEvent => ({
  headers: { authorization },
  query: {},
  rawBody: Buffer.from('{"id":1}'),
});

describe('the webhook of HaloPSA', () => {
  it('is made once, with user and password, and can be taken back', async () => {
    expect(await events.register(HOOK)).toEqual({ state: 'registered' });
    await events.register(HOOK);
    await newEvents().register(HOOK);
    expect(vendor.webhooks()).toEqual([
      expect.objectContaining({
        url: HOOK,
        active: true,
        authenticationType: 1,
        username: 'frontdesk',
        password: SECRET,
        events: [1, 2, 3].map((eventno) => expect.objectContaining({ eventno })),
      }),
    ]);
    await events.unregister(HOOK);
    expect(vendor.webhooks()).toEqual([]);
  });

  it('is made once although the answer is lost', async () => {
    faults.add({ vendor: 'halopsa', method: 'POST', path: /\/webhook$/i, kind: 'drop-after', times: 1 });
    await events.register(HOOK);
    expect(vendor.webhooks()).toHaveLength(1);
    await events.unregister(HOOK);
  });

  it('is mended when its password, its address or its events are no longer the right ones', async () => {
    await newEvents('B'.repeat(43), { webhookEvents: '77' }).register(HOOK);
    await newEvents('B'.repeat(43)).register(`${HOOK}/of-another`);
    await events.register(HOOK);
    expect(vendor.webhooks().map(({ url, password }) => [url, password])).toEqual([
      [HOOK, SECRET],
      [`${HOOK}/of-another`, 'B'.repeat(43)],
    ]);
    expect(vendor.webhooks()[0]?.events.map(({ eventno }) => eventno)).toEqual(expect.arrayContaining([1, 2, 3]));
    for (const url of [HOOK, `${HOOK}/of-another`]) await events.unregister(url);
  });

  it('asks for the events whose numbers were entered', async () => {
    await newEvents(SECRET, { webhookEvents: '12, 14,12' }).register(HOOK);
    expect(vendor.webhooks()[0]?.events.map(({ eventno }) => eventno)).toEqual([12, 14]);
    await events.unregister(HOOK);
    expect(() => newEvents(SECRET, { webhookEvents: 'all' })).toThrow(InvalidInput);
  });

  it('is not made without a secret of its own, and nothing is believed then', async () => {
    const bare = haloPsa.connect(vendor.credentials, { http, now: () => new Date() }).events;
    await expect(bare?.register(HOOK)).rejects.toThrow(InvalidInput);
    expect(vendor.webhooks()).toEqual([]);
    for (const header of [basic('frontdesk:undefined'), basic('frontdesk:'), undefined]) {
      expect(await bare?.verify(withHeader(header))).toBe(false);
    }
  });

  it('that HaloPSA refuses is told without its password, also where HaloPSA repeats it', async () => {
    const fake = createFakeHttp(({ method, url, body }) => {
      if (url.includes('/auth/token')) return { body: { access_token: 'token', expires_in: 3600 } };
      return method === 'GET'
        ? { body: [] }
        : { status: 400, body: { Message: `Cannot read ${JSON.stringify(body)}` } };
    });
    const deps = { http: fake, now: () => new Date(), hookSecret: SECRET };
    const error = await haloPsa
      .connect(vendor.credentials, deps)
      .events?.register(HOOK)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(VendorError);
    expect(inspect(error, { depth: 8 })).not.toContain(SECRET);
  });

  it('that HaloPSA keeps switched off, or without events, is told', async () => {
    const register = (stored: object) => {
      const answer = (method: string, path: string): FakeAnswer => {
        if (path.endsWith('/auth/token')) return { body: { access_token: 'token', expires_in: 3600 } };
        if (method === 'POST') return { status: 201, body: { id: 'made' } };
        return { body: path.endsWith('/Webhook') ? [] : { id: 'made', url: HOOK, authentication_type: 1, ...stored } };
      };
      const fake = createFakeHttp(({ method, url }) => answer(method, new URL(url).pathname));
      const deps = { http: fake, now: () => new Date(), hookSecret: SECRET };
      return haloPsa.connect(vendor.credentials, deps).events?.register(HOOK);
    };
    await expect(register({ active: false, events: [{ eventno: 1 }] })).rejects.toThrow(VendorError);
    await expect(register({ authentication_type: 0, events: [{ eventno: 1 }] })).rejects.toThrow(/user and password/);
    expect(await register({ active: true, events: [] })).toEqual({
      state: 'by_hand',
      instructions: expect.stringContaining('Webhooks'),
    });
  });
});

describe('a delivery of HaloPSA', () => {
  it('is believed when it brings the user and the password, and only then', async () => {
    const [event] = await deliveries(create);
    expect(event && (await events.verify(event))).toBe(true);
    expect(event && (await newEvents('B'.repeat(43)).verify(event))).toBe(false);
    for (const header of [
      undefined,
      '',
      'Basic',
      'Basic %%%',
      `Bearer ${SECRET}`,
      basic(`frontdesk:${SECRET}x`),
      basic(`frontdesk:${SECRET.slice(0, -1)}`),
      basic(`Frontdesk:${SECRET}`),
      basic(`:${SECRET}`),
      `${basic(`frontdesk:${SECRET}`)} trailing`,
      `${basic(`frontdesk:${SECRET}`)}x`,
      `${basic(`frontdesk:${SECRET}`)}=`,
    ]) {
      expect(await events.verify(withHeader(header))).toBe(false);
    }
    expect(await events.verify(withHeader(basic(`frontdesk:${SECRET}`)))).toBe(true);
  });

  it.each(['ticket_and_action', 'ticket', 'action', 'object_id', 'batched'] as const)(
    'tells which ticket changed when its body is of the form %s',
    async (form) => {
      vendor.switches.webhookBody = form;
      let id = '';
      const [event] = await deliveries(() => {
        id = create().id;
        vendor.technicianAddsNote(id, { technician: 'mbell', text: 'And a note' });
      });
      if (!event) throw new Error('Nothing was delivered');
      expect(events.parse(event).map(({ kind, own }) => [kind, own])).toEqual([['ticket', false]]);
      expect(events.parse(event)).toEqual([expect.objectContaining({ ticketId: id })]);
    },
  );

  it('of our own note is ours, by the id of our agent', async () => {
    const connection = haloPsa.connect(vendor.credentials, { http, now: () => new Date(), hookSecret: SECRET });
    const { id } = create();
    const before = delivered.length;
    await events.register(HOOK);
    await vendor.eventsIdle();
    delivered.splice(before);
    await connection.psa?.addNote(id, { text: 'From us', visibility: 'internal' });
    vendor.technicianAddsNote(id, { technician: 'mbell', text: 'From Morgan' });
    await vendor.eventsIdle();
    const hints: unknown[] = [];
    for (const event of delivered) {
      expect(await events.verify(event)).toBe(true);
      hints.push(...events.parse(event).map((hint) => hint.own));
    }
    expect(hints).toEqual([true, false]);
    await events.unregister(HOOK);
  });

  it('has one key however often it comes, and another than the next', async () => {
    const found = await deliveries(() => {
      faults.add({ vendor: 'halopsa', method: 'EVENT', kind: 'duplicate', times: 1 });
      create();
      create();
    });
    const keys = found.map((event) => events.deliveryKey(event));
    expect([keys.length, new Set(keys).size]).toEqual([3, 2]);
  });

  it('has a key of its own each time where its body does not tell when the change was', async () => {
    let minute = 0;
    const now = () => new Date(Date.UTC(2026, 0, 5, 9, minute));
    const keyOf = (body: object) => {
      const rawBody = Buffer.from(JSON.stringify(body));
      return haloPsa
        .connect(vendor.credentials, { http, now, hookSecret: SECRET })
        .events?.deliveryKey({ headers: {}, query: {}, rawBody });
    };
    const timeless = { ticket_id: 1001 };
    const timed = { ticket: { id: 1001, last_update: '2026-01-05T08:59:00' } };
    const first = [keyOf(timeless), keyOf(timed)];
    minute += 1;
    expect(keyOf(timeless)).not.toBe(first[0]);
    expect(keyOf(timed)).toBe(first[1]);
  });
});
