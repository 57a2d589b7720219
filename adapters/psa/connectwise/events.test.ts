import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import type { IncomingEvent, IntegrationEvents } from '../../../core/integrations/integration.js';
import type { OutgoingRequest } from '../../../core/ports/outgoing.js';
import { createPretendConnectWise, type PretendConnectWise } from '../../../sandbox/connectwise/index.js';
import { createFaults, type Faults } from '../../../sandbox/faults.js';
import { createRecords } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { connectWise } from './index.js';

const HOOK = 'https://frontdesk.example/hooks/connectwise/token';

let vendor: PretendConnectWise;
let faults: Faults;
let receiver: FastifyInstance;
let events: IntegrationEvents;
let asked: OutgoingRequest[] = [];
const delivered: IncomingEvent[] = [];
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });

beforeAll(async () => {
  const routes = createRoutes();
  faults = createFaults();
  vendor = await createPretendConnectWise({ world: createWorld(), faults, records: createRecords(), routes });
  receiver = fastify();
  receiver.removeAllContentTypeParsers();
  receiver.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  receiver.post('/hooks/connectwise/token', (request) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    if (Buffer.isBuffer(request.body)) delivered.push({ headers, query: {}, rawBody: request.body });
    return '';
  });
  routes.add('https://frontdesk.example', await receiver.listen({ host: '127.0.0.1', port: 0 }));
});
beforeEach(async () => {
  delivered.length = 0;
  asked = [];
  events = newEvents();
});
afterAll(async () => {
  await http.close();
  await receiver.close();
  await vendor.stop();
});

function newEvents(): IntegrationEvents {
  const watched = {
    request: (request: OutgoingRequest) => {
      asked.push(request);
      return http.request(request);
    },
  };
  const made = connectWise.connect(vendor.credentials, { http: watched, now: () => new Date() }).events;
  if (!made) throw new Error('ConnectWise sends events');
  return made;
}

async function aDelivery(): Promise<IncomingEvent> {
  await events.register(HOOK);
  vendor.technicianCreatesTicket({ member: 'mbell', summary: 'A change to be told' });
  await vendor.callbacksIdle();
  const [first] = delivered;
  if (!first) throw new Error('Nothing was delivered');
  asked = [];
  return first;
}

/** A callback that anybody could send: any body, signed with any key. */
function forged(keyUrl: unknown, signingKey = 'the attacker knows this key'): IncomingEvent {
  const rawBody = Buffer.from(
    JSON.stringify({ Action: 'updated', ID: 1, Type: 'ticket', MemberId: 'mbell', Metadata: { key_url: keyUrl } }),
  );
  const key = createHash('sha256').update(signingKey).digest();
  const signature = createHmac('sha256', key).update(rawBody).digest('base64');
  return { headers: { 'x-content-signature': signature }, query: {}, rawBody };
}

describe('callbacks of ConnectWise', () => {
  it('are registered once, in the form that ConnectWise appends the record number to, and can be taken back', async () => {
    expect(await events.register(HOOK)).toEqual({ state: 'registered' });
    await events.register(HOOK);
    await newEvents().register(HOOK);
    expect(vendor.callbacks()).toEqual([
      expect.objectContaining({ url: `${HOOK}?recordId=`, type: 'ticket', objectId: 1, inactiveFlag: false }),
    ]);
    expect(vendor.callbacks()[0]?.level.toLowerCase()).toBe('owner');
    await events.unregister(HOOK);
    expect(vendor.callbacks()).toEqual([]);
  });

  it('are registered once although the answer is lost', async () => {
    faults.add({ vendor: 'connectwise', method: 'POST', path: /\/callbacks$/, kind: 'drop-after', times: 1 });
    await events.register(`${HOOK}?tenant=1`);
    expect(vendor.callbacks().map(({ url }) => url)).toEqual([`${HOOK}?tenant=1&recordId=`]);
    await events.unregister(`${HOOK}?tenant=1`);
    expect(vendor.callbacks()).toEqual([]);
  });

  it('are mended where somebody narrowed them or switched them off, and are one where they were several', async () => {
    await events.register(HOOK);
    const [made] = vendor.callbacks();
    const { companyId, publicKey, privateKey, clientId } = vendor.credentials;
    const basic = Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64');
    const change = (method: 'PATCH' | 'POST', path: string, body: unknown) =>
      http.request({
        method,
        url: `${vendor.url}/v4_6_release/apis/3.0/system/callbacks${path}`,
        headers: { authorization: `Basic ${basic}`, clientid: clientId },
        body,
      });
    const set = (path: string, value: unknown) => ({ op: 'replace', path, value });
    await change('PATCH', `/${made?.id}`, [set('level', 'Board'), set('objectId', 7), set('inactiveFlag', true)]);
    await change('POST', '', { url: made?.url, objectId: 1, type: 'ticket', level: 'owner' });
    expect(vendor.callbacks()).toHaveLength(2);
    await events.register(HOOK);
    expect(vendor.callbacks()).toEqual([
      expect.objectContaining({
        id: made?.id,
        level: expect.stringMatching(/^owner$/i),
        objectId: 1,
        inactiveFlag: false,
      }),
    ]);
    await events.unregister(HOOK);
  });

  it('are believed when they are signed, and tell which ticket changed', async () => {
    const event = await aDelivery();
    expect(await events.verify(event)).toBe(true);
    const ticket = vendor.tickets().at(-1);
    expect(events.parse(event)).toEqual([
      { kind: 'ticket', ticketId: String(ticket?.id), action: 'added', own: false },
    ]);
  });

  it('are known as our own when our own member caused them', async () => {
    const event = await aDelivery();
    const changed = (member: string) => ({
      ...event,
      rawBody: Buffer.from(JSON.stringify({ Action: 'Updated', ID: '7', Type: 'ticket', MemberId: member })),
    });
    await events.verify(event);
    expect(events.parse(changed(vendor.apiMember.identifier.toUpperCase()))).toEqual([
      { kind: 'ticket', ticketId: '7', action: 'updated', own: true },
    ]);
    expect(events.parse(changed('mbell'))).toEqual([expect.objectContaining({ own: false })]);
  });

  it('keep their signing key, so that the next one costs no request', async () => {
    const event = await aDelivery();
    await events.verify(event);
    const before = asked.filter(({ url }) => url.includes('/webhooks/keys/')).length;
    expect(await events.verify(event)).toBe(true);
    expect([before, asked.filter(({ url }) => url.includes('/webhooks/keys/')).length]).toEqual([1, 1]);
  });

  it('are not believed with one byte changed, without a signature, or signed with another key', async () => {
    const event = await aDelivery();
    const text = event.rawBody.toString();
    const keyUrl = /"key_url":"([^"]+)"/.exec(text)?.[1];
    expect(await events.verify({ ...event, rawBody: Buffer.from(text.replace('added', 'Added')) })).toBe(false);
    expect(await events.verify({ ...event, headers: {} })).toBe(false);
    expect(await events.verify({ ...event, headers: { 'x-content-signature': '' } })).toBe(false);
    expect(await events.verify(forged(keyUrl))).toBe(false);
    expect(await events.verify(event)).toBe(true);
  });

  it('fetch no key from anywhere but the site itself', async () => {
    await aDelivery();
    const { host, port } = new URL(vendor.url);
    const addresses = [
      'https://evil.example/key',
      `http://127.0.0.1:${Number(port) + 1}/key`,
      `https://${host}/key`,
      `http://localhost:${port}/key`,
      `http://${host}@evil.example/key`,
      `http://user:pass@${host}/key`,
      `http://${host}.evil.example/key`,
      'http://169.254.169.254/latest/meta-data/',
      'file:///etc/passwd',
      'not a url',
      '',
      42,
      null,
    ];
    for (const address of addresses) expect(await events.verify(forged(address))).toBe(false);
    expect(asked).toEqual([]);
  });

  it('cost few requests, however many are forged', async () => {
    await aDelivery();
    for (let n = 0; n < 50; n += 1) await events.verify(forged(`${vendor.url}/webhooks/keys/${n}`));
    expect(asked.length).toBeLessThanOrEqual(10);
  });

  it('never throw in verification, and are refused by name when they cannot be read', async () => {
    for (const body of ['', '{', 'null', '[]', '{"Metadata":null}', '\u0000']) {
      const event = { headers: { 'x-content-signature': 'x' }, query: {}, rawBody: Buffer.from(body) };
      expect(await events.verify(event)).toBe(false);
      expect(() => events.parse(event)).toThrow('callback');
    }
  });

  it('have the same delivery key when they come twice, and another one when they differ', async () => {
    const event = await aDelivery();
    const other = { ...event, rawBody: Buffer.from(`${event.rawBody.toString()} `) };
    expect(events.deliveryKey({ ...event, headers: {} })).toBe(events.deliveryKey(event));
    expect(events.deliveryKey(other)).not.toBe(events.deliveryKey(event));
  });
});
