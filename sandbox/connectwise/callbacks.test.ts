import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type Bench, send, startBench } from './client-for-tests.js';
import type { JsonObject } from './json.js';

interface Arrived {
  url: string;
  body: string;
  signature: string;
  message: z.infer<typeof message>;
}

const message = z.object({
  Action: z.string(),
  CompanyId: z.string(),
  Entity: z.string(),
  FromUrl: z.string(),
  ID: z.number(),
  MemberId: z.string().nullable(),
  Metadata: z.object({ key_url: z.string() }),
  Type: z.string(),
});

/** A product's webhook: keeps what arrives and answers as told (200 when nothing is left to tell). */
async function startReceiver() {
  const arrived: Arrived[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString('utf8');
    const signature = String(request.headers['x-content-signature']);
    arrived.push({ url: request.url ?? '', body, signature, message: message.parse(JSON.parse(body)) });
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    arrived,
    answers,
    origin: `http://127.0.0.1:${port}`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

let bench: Bench;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeEach(async () => {
  [bench, receiver] = await Promise.all([startBench(), startReceiver()]);
  bench.routes.add('https://desk.example', receiver.origin);
});
afterEach(async () => {
  await bench.connectWise.stop();
  await receiver.stop();
});

const register = (more: JsonObject = {}) =>
  bench.ask('POST', '/system/callbacks', {
    description: 'Frontdesk',
    url: 'https://desk.example/hooks/cw?recordId=',
    objectId: 1,
    type: 'ticket',
    level: 'owner',
    ...more,
  });

const openTicket = (summary = 'Locked out') =>
  bench.connectWise.technicianCreatesTicket({ member: 'mbell', company: 'harbor-dental', summary });

const actions = () => receiver.arrived.map(({ message: { Action, ID } }) => [Action, ID]);

describe('registering a callback', () => {
  it('answers with the stored callback, which can be listed, patched and deleted', async () => {
    const added = await register({ isSelfSuppressedFlag: true });
    expect(added.status).toBe(201);
    expect(added.object()).toMatchObject({ objectId: 1, type: 'ticket', memberId: bench.connectWise.apiMember.id });
    const path = `/system/callbacks/${added.object().id}`;
    expect((await bench.ask('GET', '/system/callbacks')).body).toEqual([added.body]);
    const patched = await bench.ask('PATCH', path, [{ op: 'replace', path: 'inactiveFlag', value: true }]);
    expect(patched.object()).toMatchObject({ inactiveFlag: true });
    expect((await bench.ask('DELETE', path)).status).toBe(204);
    expect(bench.connectWise.callbacks()).toEqual([]);
  });

  it.each(['url', 'objectId', 'type', 'level'])('needs %s', async (field) => {
    const callback: JsonObject = {
      url: 'https://desk.example/?recordId=',
      objectId: 1,
      type: 'ticket',
      level: 'owner',
    };
    const { [field]: _absent, ...rest } = callback;
    const refused = await bench.ask('POST', '/system/callbacks', rest);
    expect([refused.status, refused.fields()]).toEqual([400, [field]]);
  });

  it.each([
    ['a type that does not exist', { type: 'tickets' }, 'type'],
    ['a level of another type', { level: 'Contact' }, 'level'],
    ['a URL without a host', { url: '/hooks/cw' }, 'url'],
    ['a description above 100 characters', { description: 'x'.repeat(101) }, 'description'],
    ['an objectId that is text', { objectId: '1' }, 'objectId'],
  ])('refuses %s', async (_what, more, field) => {
    const refused = await register(more);
    expect([refused.status, refused.fields()]).toEqual([400, [field]]);
  });
});

describe('a callback', () => {
  it('tells of a new ticket, by whom, with the ticket in a string and the record id in the URL', async () => {
    await register();
    const ticket = openTicket();
    await bench.connectWise.callbacksIdle();
    expect(receiver.arrived).toHaveLength(1);
    const [{ url, message: told } = { url: '', message: undefined }] = receiver.arrived;
    expect(url).toBe(`/hooks/cw?recordId=${ticket.id}&action=added`);
    expect(told).toMatchObject({
      Action: 'added',
      Type: 'ticket',
      ID: ticket.id,
      MemberId: 'mbell',
      CompanyId: 'tallowmere',
    });
    expect(JSON.parse(told?.Entity ?? '')).toEqual(ticket);
  });

  it('is signed so that the documented algorithm, with the key from key_url, confirms it', async () => {
    await register();
    openTicket('Ünïcode summary');
    await bench.connectWise.callbacksIdle();
    const [{ body, signature, message: told } = { body: '', signature: '', message: undefined }] = receiver.arrived;
    const keyUrl = new URL(told?.Metadata.key_url ?? '');
    expect(keyUrl.origin).toBe(bench.connectWise.url);
    const { signing_key: signingKey } = (await send(keyUrl.toString(), {})).object();
    const key = createHash('sha256').update(String(signingKey), 'utf8').digest();
    const expected = createHmac('sha256', key).update(Buffer.from(body, 'utf8')).digest('base64');
    expect(signature).toBe(expected);
    expect(createHmac('sha256', key).update(`${body} `).digest('base64')).not.toBe(signature);
  });

  it('tells of updates, notes and deletion; a customer has no member id', async () => {
    const { connectWise } = bench;
    const { id } = openTicket();
    await register();
    connectWise.technicianUpdatesTicket(id, { member: 'jpark', status: 'In Progress' });
    connectWise.technicianAddsNote(id, { member: 'jpark', text: 'approved' });
    connectWise.contactAddsNote(id, { personKey: 'harbor-dental/dana-whitfield', text: 'Thanks' });
    connectWise.technicianDeletesTicket(id, { member: 'mbell' });
    await connectWise.callbacksIdle();
    expect(receiver.arrived.map(({ message: told }) => [told.Action, told.MemberId])).toEqual([
      ['updated', 'jpark'],
      ['updated', 'jpark'],
      ['updated', null],
      ['deleted', 'mbell'],
    ]);
    expect(receiver.arrived.at(-1)?.message.Entity).toBe('');
  });

  it('comes for what its level and objectId ask for', async () => {
    const { connectWise } = bench;
    const { id } = openTicket('Mine');
    await register({ level: 'Ticket', objectId: id });
    await register({
      level: 'Status',
      objectId: connectWise.statusId('Closed'),
      url: 'https://desk.example/closed?recordId=',
    });
    await register({ level: 'Board', objectId: 24, url: 'https://desk.example/alerts?recordId=' });
    await register({ inactiveFlag: true, url: 'https://desk.example/asleep?recordId=' });
    openTicket('Another');
    connectWise.technicianUpdatesTicket(id, { member: 'jpark', status: 'Closed' });
    await connectWise.callbacksIdle();
    expect(receiver.arrived.map(({ url }) => url)).toEqual([
      `/hooks/cw?recordId=${id}&action=updated`,
      `/closed?recordId=${id}&action=updated`,
    ]);
  });

  it('does not come for the API member’s own changes when it suppresses itself, nor when skipCallback was asked', async () => {
    const company = { id: bench.connectWise.companyId('harbor-dental') };
    await register({ isSelfSuppressedFlag: true });
    const own = await bench.ask('POST', '/service/tickets', { summary: 'Own', company });
    await bench.connectWise.callbacksIdle();
    expect(receiver.arrived).toEqual([]);
    await register({ url: 'https://desk.example/all?recordId=' });
    await bench.ask('POST', '/service/tickets', { summary: 'Quiet', company, skipCallback: true });
    await bench.ask('PATCH', `/service/tickets/${own.object().id}`, [{ op: 'replace', path: 'summary', value: 'B' }]);
    await bench.connectWise.callbacksIdle();
    expect(receiver.arrived.map(({ url }) => url)).toEqual([`/all?recordId=${own.object().id}&action=updated`]);
  });

  it('is sent after the request that caused it was answered', async () => {
    await register();
    const order: string[] = [];
    bench.records.watch(({ method, path }) =>
      order.push(method === 'EVENT' ? 'callback' : `${method} ${path.split('/').at(-1)}`),
    );
    await bench.ask('POST', '/service/tickets', {
      summary: 'A',
      company: { id: bench.connectWise.companyId('copperhatch') },
    });
    await bench.connectWise.callbacksIdle();
    expect(order).toEqual(['POST tickets', 'callback']);
  });
});

describe('delivery', () => {
  it.each([404, 409, 419, 429])('is tried again after %i, twice at most', async (status) => {
    await register();
    receiver.answers.push(status, status, status, status);
    openTicket();
    await bench.connectWise.callbacksIdle();
    expect(receiver.arrived).toHaveLength(3);
    const sent = bench.records.of('connectwise').filter(({ method }) => method === 'EVENT');
    expect(sent.map((record) => record.status)).toEqual([status, status, status]);
    expect(new Set(receiver.arrived.map(({ body }) => body)).size).toBe(1);
  });

  it('ends with the first success', async () => {
    await register();
    receiver.answers.push(429, 202);
    openTicket();
    await bench.connectWise.callbacksIdle();
    expect(receiver.arrived).toHaveLength(2);
  });

  it.each([400, 401, 500, 503])('is not tried again after %i', async (status) => {
    await register();
    receiver.answers.push(status);
    openTicket();
    await bench.connectWise.callbacksIdle();
    expect(receiver.arrived).toHaveLength(1);
  });

  it('gives up, with a record, where nobody listens or the host has no route', async () => {
    await register({ url: 'https://nowhere.example/hook?recordId=' });
    openTicket();
    await bench.connectWise.callbacksIdle();
    expect(bench.records.of('connectwise').filter(({ method }) => method === 'EVENT')).toMatchObject([
      { path: '/hook', status: 0, write: false },
    ]);
  });

  it('disables a callback that has failed for three days', async () => {
    let now = Date.parse('2026-03-01T09:00:00Z');
    const days = (count: number) => {
      now += count * 86_400_000;
    };
    const desk = await startBench({ clock: () => new Date(now) });
    try {
      const url = `${receiver.origin}/hook?recordId=`;
      await desk.ask('POST', '/system/callbacks', { url, objectId: 1, type: 'ticket', level: 'owner' });
      const fail = async () => {
        receiver.answers.push(500);
        desk.connectWise.technicianCreatesTicket({ member: 'mbell', summary: 'A' });
        await desk.connectWise.callbacksIdle();
        return desk.connectWise.callbacks()[0]?.inactiveFlag;
      };
      expect(await fail()).toBe(false);
      days(2);
      expect(await fail()).toBe(false);
      days(1);
      expect(await fail()).toBe(true);
    } finally {
      await desk.connectWise.stop();
    }
  });
});

describe('callback faults', () => {
  beforeEach(() => register());

  it('drop one', async () => {
    bench.faults.add({ vendor: 'connectwise', method: 'EVENT', kind: 'drop', times: 1 });
    openTicket('Lost');
    const kept = openTicket('Kept');
    await bench.connectWise.callbacksIdle();
    expect(actions()).toEqual([['added', kept.id]]);
  });

  it('send one twice', async () => {
    bench.faults.add({ vendor: 'connectwise', method: 'EVENT', kind: 'duplicate', times: 1 });
    openTicket();
    await bench.connectWise.callbacksIdle();
    expect(receiver.arrived).toHaveLength(2);
    expect(receiver.arrived[0]).toEqual(receiver.arrived[1]);
  });

  it('send one after the next', async () => {
    bench.faults.add({ vendor: 'connectwise', method: 'EVENT', kind: 'reorder', times: 1 });
    const [first, second] = [openTicket(), openTicket()];
    await bench.connectWise.callbacksIdle();
    expect(actions()).toEqual([
      ['added', second.id],
      ['added', first.id],
    ]);
  });

  it('let go of a reordered one that nothing overtakes', async () => {
    bench.faults.add({ vendor: 'connectwise', method: 'EVENT', kind: 'reorder', delayMs: 10, times: 1 });
    const { id } = openTicket();
    await bench.connectWise.callbacksIdle();
    expect(actions()).toEqual([['added', id]]);
  });

  it('delay one, and let the next pass', async () => {
    bench.faults.add({ vendor: 'connectwise', method: 'EVENT', kind: 'slow', delayMs: 150, times: 1 });
    const [first, second] = [openTicket(), openTicket()];
    await bench.connectWise.callbacksIdle();
    expect(actions()).toEqual([
      ['added', second.id],
      ['added', first.id],
    ]);
  });
});

describe('stopping', () => {
  it('does not wait for callbacks that are still to be tried again', async () => {
    const desk = await startBench({ delivery: { retryDelaysMs: [600_000] } });
    const url = `${receiver.origin}/hook?recordId=`;
    await desk.ask('POST', '/system/callbacks', { url, objectId: 1, type: 'ticket', level: 'owner' });
    receiver.answers.push(429);
    const tried = new Promise<void>((resolve) => {
      desk.records.watch(({ method }) => method === 'EVENT' && resolve());
    });
    desk.connectWise.technicianCreatesTicket({ member: 'mbell', summary: 'A' });
    await tried;
    await desk.connectWise.stop();
    expect(receiver.arrived).toHaveLength(1);
  });
});
