import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import type { IncomingEvent, IntegrationEvents } from '../../../core/integrations/integration.js';
import { escapedForm, isSigned } from './signature.js';
import { DANA, openTicket, SECRET, type Stage, startStage } from './stage-for-tests.js';

const HOOK = 'https://frontdesk.example/hooks/autotask/token';

let stage: Stage;
let receiver: FastifyInstance;
let events: IntegrationEvents;
const delivered: IncomingEvent[] = [];
const pinged: Omit<IncomingEvent, 'rawBody'>[] = [];

beforeAll(async () => {
  stage = await startStage();
  events = eventsWith(SECRET);
  receiver = fastify();
  receiver.removeAllContentTypeParsers();
  receiver.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  receiver.route({
    method: ['GET', 'POST'],
    url: '/hooks/autotask/token',
    handler(request, reply) {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const query = Object.fromEntries(new URL(request.url, HOOK).searchParams);
      if (Buffer.isBuffer(request.body)) delivered.push({ headers, query, rawBody: request.body });
      else pinged.push({ headers, query });
      return reply.send('');
    },
  });
  stage.routes.add('https://frontdesk.example', await receiver.listen({ host: '127.0.0.1', port: 0 }));
  await stage.vendor.configureWebhook(await asInstructed());
});
beforeEach(async () => {
  await stage.vendor.eventsIdle();
  delivered.length = 0;
});
afterAll(async () => {
  await receiver?.close();
  await stage?.stop();
});

function eventsWith(hookSecret: string): IntegrationEvents {
  const made = stage.connect({}, hookSecret).events;
  if (!made) throw new Error('Autotask sends events');
  return made;
}

/** What an admin reads out of the instructions. */
async function asInstructed(): Promise<{ url: string; secretKey: string; deletes: boolean }> {
  const { state, instructions = '' } = await events.register(HOOK);
  expect(state).toBe('by_hand');
  const url = /^URL .*?: (\S+)$/m.exec(instructions)?.[1] ?? '';
  const secretKey = /^Secret key .*?: (\S+)$/m.exec(instructions)?.[1] ?? '';
  return { url, secretKey, deletes: true };
}

async function deliveries(): Promise<IncomingEvent[]> {
  await stage.vendor.eventsIdle();
  return [...delivered];
}

async function aDelivery(): Promise<IncomingEvent> {
  stage.vendor.technicianCreatesTicket({ technician: 'mbell', personKey: DANA, summary: 'A “change” & more' });
  const [first] = await deliveries();
  if (!first) throw new Error('Nothing was delivered');
  return first;
}

const unsigned = (body: unknown, query: IncomingEvent['query'] = { secret: SECRET }): IncomingEvent => ({
  headers: {},
  query,
  rawBody: Buffer.from(JSON.stringify(body)),
});
const CALLOUT = { Action: 'Update', Guid: 'one', EntityType: 'Ticket', Id: 7, SequenceNumber: 12, PersonID: 10 };

describe('webhooks of Autotask', () => {
  it('are set up by hand: where, for what, with the secret in the address and for the signature', async () => {
    const { instructions = '' } = await events.register(HOOK);
    expect(instructions).toMatch(/Admin > Extensions & Integrations/);
    expect(instructions).toMatch(/Ticket and .*TicketNote/);
    expect(await asInstructed()).toMatchObject({ url: `${HOOK}?secret=${SECRET}`, secretKey: SECRET });
    expect(SECRET.length).toBeLessThanOrEqual(64);
  });

  it('are ready when Autotask has asked for the address with the secret', () => {
    expect(pinged.map((ping) => events.ready?.(ping))).toEqual([true]);
    expect(events.ready?.({ headers: {}, query: {} })).toBe(false);
    expect(events.ready?.({ headers: {}, query: { secret: `${SECRET}x` } })).toBe(false);
  });

  it('are believed when they are signed, and tell of tickets and notes', async () => {
    const { id } = stage.vendor.technicianCreatesTicket({ technician: 'mbell', personKey: DANA, summary: 'Told' });
    const note = stage.vendor.technicianAddsNote(id, { technician: 'mbell', text: 'Approve', internal: true });
    const told = await deliveries();
    expect(await Promise.all(told.map((event) => events.verify(event)))).toEqual(told.map(() => true));
    const hints = told.flatMap((event) => events.parse(event));
    expect(hints).toContainEqual({ kind: 'ticket', ticketId: id, action: 'added', own: false });
    expect(hints).toContainEqual({ kind: 'note', noteId: note.id, action: 'added', own: false });
    expect(await stage.psa.ticketOfNote(note.id)).toBe(id);
  });

  it('are believed when the escaped form of the body is what is signed', async () => {
    stage.vendor.signEscapedForm(true);
    const event = await aDelivery();
    stage.vendor.signEscapedForm(false);
    expect(event.rawBody.toString()).toContain('“');
    expect(await events.verify(event)).toBe(true);
  });

  it('are known as our own by the id of our resource', async () => {
    const { id } = await openTicket(stage, { summary: 'Our own' });
    const told = await deliveries();
    for (const event of told) expect(await events.verify(event)).toBe(true);
    expect(told.flatMap((event) => events.parse(event))).toEqual([
      { kind: 'ticket', ticketId: id, action: 'added', own: true },
    ]);
  });

  it('are not believed with one byte changed, another signature, or without the secret', async () => {
    const event = await aDelivery();
    const text = event.rawBody.toString();
    const signedWith = (key: string) => ({
      ...event.headers,
      'x-hook-signature': `sha1=${createHmac('sha1', key).update(event.rawBody).digest('base64')}`,
    });
    expect(await events.verify(event)).toBe(true);
    for (const changed of [
      { ...event, rawBody: Buffer.from(text.replace('Create', 'Delete')) },
      { ...event, headers: signedWith('another key') },
      { ...event, headers: { ...event.headers, 'x-hook-signature': '' } },
      { ...event, headers: { ...event.headers, 'x-hook-signature': 'sha1=' } },
      { ...event, headers: { ...event.headers, 'x-hook-signature': 'md5=abc' } },
      { ...event, query: {} },
      { ...event, query: { secret: '' } },
      { ...event, query: { secret: SECRET.toUpperCase() } },
    ]) {
      expect(await events.verify(changed)).toBe(false);
    }
    expect(await eventsWith('another secret').verify(event)).toBe(false);
  });

  it('are believed by nobody who has no secret to compare', async () => {
    const event = await aDelivery();
    const { autotask } = await import('./index.js');
    const http = { request: () => Promise.reject(new Error('There is no network here')) };
    const connection = autotask.connect(stage.vendor.credentials, { http, now: () => new Date() });
    expect(await connection.events?.verify(event)).toBe(false);
    expect(await connection.events?.verify({ ...event, query: { secret: 'undefined' } })).toBe(false);
    expect(await connection.events?.register(HOOK)).toEqual({ state: 'by_hand' });
  });

  it('need no signature, only the secret, where Autotask sends none', async () => {
    expect(await events.verify(unsigned(CALLOUT))).toBe(true);
    expect(await events.verify(unsigned(CALLOUT, { secret: 'guessed' }))).toBe(false);
  });

  it('may come in lists, with numbers as text, and tell nothing when they are of something else', () => {
    const note = { ...CALLOUT, EntityType: 'TicketNote', Action: 'Delete', Id: '45', PersonID: null };
    expect(events.parse(unsigned([CALLOUT, note]))).toEqual([
      { kind: 'ticket', ticketId: '7', action: 'updated', own: false },
      { kind: 'note', noteId: '45', action: 'deleted', own: false },
    ]);
    for (const other of [{ Action: 'Deactivated' }, { EntityType: 'Account' }, { EntityType: 'Contact' }])
      expect(events.parse(unsigned({ ...CALLOUT, ...other }))).toEqual([]);
  });

  it('never throw in verification, and are refused by name when they cannot be read', async () => {
    for (const body of [
      '',
      '{',
      'null',
      '[null]',
      '{"Action":"Update"}',
      '{"Action":"Update","EntityType":"Ticket","Id":"../7"}',
      '\u0000',
    ]) {
      const event = { headers: { 'x-hook-signature': 'x' }, query: { secret: SECRET }, rawBody: Buffer.from(body) };
      expect(await events.verify(event)).toBe(false);
      expect(() => events.parse(event)).toThrow('webhook');
      expect(events.deliveryKey(event)).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('have the same delivery key when they come again, and another one when they are others', () => {
    const key = (changes: object) => events.deliveryKey(unsigned({ ...CALLOUT, ...changes }));
    expect(key({ EventTime: 'later' })).toBe(key({}));
    for (const changes of [{ SequenceNumber: 13 }, { Guid: 'two' }, { Id: 8 }, { EntityType: 'TicketNote' }])
      expect(key(changes)).not.toBe(key({}));
    expect(key({ Guid: null, EventTime: 'later' })).not.toBe(key({ Guid: null }));
  });
});

describe('the form that Autotask signs in some zones', () => {
  it('has signs escaped inside strings only', () => {
    const json = '{"a + b":"1 & 2 < 3 > \'4\' `5` \\"6\\" ü 🖨 \\\\ \\n \\u00e9","n":1e+5,"ok":true}';
    expect(escapedForm(json)).toBe(
      '{"a \\u002B b":"1 \\u0026 2 \\u003C 3 \\u003E \\u00274\\u0027 \\u00605\\u0060 \\u00226\\u0022 \\u00FC \\uD83D\\uDDA8 \\\\ \\n \\u00e9","n":1e+5,"ok":true}',
    );
    expect(JSON.parse(escapedForm(json))).toEqual(JSON.parse(json));
  });

  it('is accepted beside the body as it came, and nothing else is', () => {
    const body = Buffer.from('{"Title":"a & b"}');
    const sign = (text: string | Buffer) => `sha1=${createHmac('sha1', SECRET).update(text).digest('base64')}`;
    expect(isSigned(sign(body), body, SECRET)).toBe(true);
    expect(isSigned(sign('{"Title":"a \\u0026 b"}'), body, SECRET)).toBe(true);
    expect(isSigned(sign('{"Title":"a %26 b"}'), body, SECRET)).toBe(false);
  });
});
