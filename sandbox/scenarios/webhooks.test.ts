import { randomUUID } from 'node:crypto';
import { createServer, request } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { type DemoStage, PUBLIC_BASE_URL, setStage } from '../../admin/cli/stage.js';
import { connectStore, type Store } from '../../core/store/connect.js';
import { until } from '../../core/store/store-for-tests.js';
import { signBody } from '../connectwise/callback-message.js';
import { sign } from '../twilio/sign.js';
import { eventually } from './scenario.js';
import { quiet } from './ticket-desk.js';

/** A refusal is told by its code. */
interface LogLine {
  code?: string;
}

interface Answer {
  status: number;
  body: string;
}

const CALL = 'CA0123456789abcdef0123456789abcdef';
const DANA = 'harbor-dental/dana-whitfield';

let stage: DemoStage;
let store: Store;
let lines: LogLine[] = [];
/** A callback that ConnectWise itself sent and the product took: what forgeries are made of. */
let genuine: { path: string; body: string; signingKey: string };

beforeAll(async () => {
  stage = await setStage({
    mode: 'plan',
    logLevel: 'info',
    logTo: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  const { connectwise, records } = stage.sandbox;
  const ticket = connectwise.technicianCreatesTicket({ member: 'mbell', summary: 'A shelf is loose' });
  const event = await eventually(
    () => records.of('connectwise').find(({ method, status }) => method === 'EVENT' && status === 200),
    'the first callback',
  );
  const { url, body } = event.detail as { url: string; body: string };
  const keyUrl: string = JSON.parse(body).Metadata.key_url;
  const key = (await (await fetch(keyUrl)).json()) as { signing_key: string };
  const { pathname, search } = new URL(url);
  genuine = { path: `${pathname}${search}`, body, signingKey: key.signing_key };
  expect(ticket.id).toBe(JSON.parse(body).ID);
  const { MONGODB_URI: mongodbUri } = process.env;
  const { dataDir, dbName } = stage.data;
  store = await connectStore({
    dataDir,
    joinRunning: true,
    ...(mongodbUri ? { mongodbUri } : {}),
    ...(dbName ? { dbName } : {}),
  });
});
beforeEach(settled);
afterAll(async () => {
  await store?.close();
  await stage?.stop();
});

/** How many documents each collection holds, the queue's among them. */
async function stored(): Promise<Record<string, number>> {
  const { db } = store.connection;
  if (!db) throw new Error('the store is not connected');
  const counts: Record<string, number> = {};
  for (const { name } of await db.listCollections().toArray())
    counts[name] = await db.collection(name).countDocuments();
  return counts;
}

/** Resolves when the product has nothing left to do, so that what is stored can be compared. */
async function settled(): Promise<void> {
  await stage.sandbox.connectwise.callbacksIdle();
  await until(async () => (await store.connection.db?.collection('jobs').countDocuments(ONCE)) === 0, 20_000);
  await quiet({ sandbox: stage.sandbox, speed: 1, tell: () => undefined }, 250);
}

/** Work that is done once, in contrast to what comes again every half minute. */
const ONCE = { type: { $ne: 'single' } };

/** One request to the product's own address, as its reverse proxy would pass it on. Resolves also when it is cut off. */
function send(
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(stage.frontdesk.url);
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

function signed(body: string, key = genuine.signingKey): Record<string, string> {
  return { ...JSON_TYPE, 'x-content-signature': signBody(body, key) };
}

/** The genuine callback with other words in it. */
function altered(change: (body: Record<string, unknown>) => void): string {
  const body: Record<string, unknown> = JSON.parse(genuine.body);
  change(body);
  return JSON.stringify(body);
}

function incoming(): Record<string, string> {
  const { accountSid, number } = stage.sandbox.twilio.credentials;
  return { AccountSid: accountSid, CallSid: CALL, From: '+12535550187', To: number, CallStatus: 'ringing' };
}

function form(params: Record<string, string>): string {
  return new URLSearchParams(params).toString();
}

/** Refused as told, told to the operator once, and without any trace but that. */
async function isRefused(ask: () => Promise<Answer>, status: number | readonly number[]): Promise<void> {
  const before = await stored();
  const reached = stage.sandbox.records.writes().length;
  lines = [];
  const answer = await ask();
  const told = lines.filter(({ code }) => code !== undefined);
  expect([status].flat()).toContain(answer.status);
  expect(JSON.parse(answer.body)).toEqual({
    error: { code: expect.stringMatching(/^[a-z0-9_]+$/), message: expect.any(String), requestId: expect.any(String) },
  });
  expect(await stored()).toEqual(before);
  expect(stage.sandbox.records.writes()).toHaveLength(reached);
  if (answer.status !== 404) expect(told).toHaveLength(1);
  expect((await send('GET', '/healthz')).status).toBe(200);
}

describe('a ConnectWise callback', () => {
  const callback = (headers: Record<string, string>, body: string, path = genuine.path) =>
    send('POST', path, { headers, body });

  it('that is not signed is refused', async () => {
    await isRefused(() => callback(JSON_TYPE, genuine.body), [401, 403]);
  });

  it('that is signed with another key is refused', async () => {
    await isRefused(() => callback(signed(genuine.body, 'somebody-elses-key'), genuine.body), [401, 403]);
  });

  it('whose body was changed after it was signed is refused', async () => {
    const other = altered((body) => {
      body.ID = 4_711;
    });
    await isRefused(() => callback(signed(genuine.body), other), [401, 403]);
  });

  it('at an address without the right token is refused, signed or not', async () => {
    const wrong = `/hooks/connectwise_psa/${randomUUID()}?recordId=1&action=added`;
    await isRefused(() => callback(signed(genuine.body), genuine.body, wrong), 404);
    await isRefused(() => callback(signed(genuine.body), genuine.body, '/hooks/nobody_psa/x'), 404);
  });

  it('whose key lies on another host is refused, and that host is never asked', async () => {
    const asked: string[] = [];
    const foreign = createServer((incomingRequest, response) => {
      asked.push(incomingRequest.url ?? '');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ signing_key: 'mine' }));
    });
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    const address = foreign.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { host } = new URL(stage.sandbox.connectwise.url);
    try {
      for (const keyUrl of [
        `http://127.0.0.1:${port}/key`,
        `http://${host}@127.0.0.1:${port}/key`,
        `http://127.0.0.1:${port}/key#${host}`,
        'file:///etc/hostname',
        'not an address',
      ]) {
        const body = altered((changed) => {
          changed.Metadata = { key_url: keyUrl };
        });
        await isRefused(() => callback(signed(body, 'mine'), body), [401, 403]);
      }
      expect(asked).toEqual([]);
    } finally {
      await new Promise((resolve) => foreign.close(resolve));
    }
  });

  it('that is not JSON is refused with a coded error', async () => {
    for (const body of ['{"Action":', 'hello', '']) {
      await isRefused(() => callback(signed(body), body), [400, 401]);
    }
  });

  it('that is JSON of another shape is refused although it is signed', async () => {
    for (const change of [
      (body: Record<string, unknown>) => Reflect.deleteProperty(body, 'ID'),
      (body: Record<string, unknown>) => Reflect.set(body, 'ID', '../../members'),
      (body: Record<string, unknown>) => Reflect.set(body, 'Action', ['added']),
    ]) {
      const body = altered(change);
      await isRefused(() => callback(signed(body), body), 400);
    }
  });

  it('of another content type, or with none, is refused', async () => {
    const signature = { 'x-content-signature': signBody(genuine.body, genuine.signingKey) };
    await isRefused(() => callback({ ...signature, 'content-type': 'text/plain' }, genuine.body), 415);
    await isRefused(() => callback({ ...signature, 'content-type': 'application/xml' }, genuine.body), 415);
    await isRefused(() => callback(signature, genuine.body), [400, 415]);
  });

  it('of more than 1 MiB is refused', async () => {
    const body = altered((changed) => {
      changed.Entity = 'x'.repeat(1024 * 1024);
    });
    await isRefused(() => callback(signed(body), body), 413);
  });

  it('is not taken by GET or PUT', async () => {
    await isRefused(() => send('GET', genuine.path), 404);
    await isRefused(() => send('PUT', genuine.path, { headers: signed(genuine.body), body: genuine.body }), 404);
  });

  it('at an address that is none is refused', async () => {
    await isRefused(() => send('GET', '/hooks/%zz/%ff'), 400);
    await isRefused(() => send('POST', `/hooks/connectwise_psa/${'x'.repeat(5_000)}`), [400, 414]);
  });

  it('is still taken afterwards: the product is as alive as before', async () => {
    expect((await send('POST', genuine.path, { headers: signed(genuine.body), body: genuine.body })).status).toBe(200);
  });
});

describe('a Twilio webhook', () => {
  const PATHS = ['incoming', 'after?try=0', 'gather', 'fallback', 'recorded', 'status'].map((end) => `/voice/${end}`);
  const post = (path: string, params: Record<string, string>, signature?: string) =>
    send('POST', path, {
      headers: { ...FORM_TYPE, ...(signature === undefined ? {} : { 'x-twilio-signature': signature }) },
      body: form(params),
    });
  const signature = (path: string, params: Record<string, string>) =>
    sign(stage.sandbox.twilio.credentials.authToken, `${PUBLIC_BASE_URL}${path}`, params);

  it('that is not signed, or wrongly, is refused at every address', async () => {
    const params = incoming();
    for (const path of PATHS) {
      await isRefused(() => post(path, params), 403);
      await isRefused(() => post(path, params, sign('another token', `${PUBLIC_BASE_URL}${path}`, params)), 403);
    }
  });

  it('whose parameters or address were changed after it was signed is refused', async () => {
    const params = incoming();
    const good = signature('/voice/incoming', params);
    await isRefused(() => post('/voice/incoming', { ...params, From: '+15555550100' }, good), 403);
    await isRefused(() => post('/voice/incoming', { ...params, Extra: '' }, good), 403);
    await isRefused(() => post('/voice/incoming?x=1', params, good), 403);
    await isRefused(() => post('/voice/status', params, good), 403);
  });

  it('that is signed and names no call is refused with a coded error', async () => {
    const params = { ...incoming(), CallSid: 'CA-none' };
    await isRefused(() => post('/voice/incoming', params, signature('/voice/incoming', params)), 400);
  });

  it('of another content type, too large, or by GET is refused', async () => {
    const body = JSON.stringify(incoming());
    await isRefused(
      () => send('POST', '/voice/incoming', { headers: { 'content-type': 'text/plain' }, body }),
      [403, 415],
    );
    await isRefused(() => send('POST', '/voice/incoming', { headers: JSON_TYPE, body }), 403);
    const huge = { ...incoming(), SpeechResult: 'x'.repeat(1024 * 1024) };
    await isRefused(() => post('/voice/incoming', huge, signature('/voice/incoming', huge)), 413);
    await isRefused(() => send('GET', '/voice/incoming'), 404);
  });
});

describe('the media socket', () => {
  const path = '/voice/media';
  const upgrade = (headers: Record<string, string>) =>
    new Promise<{ socket?: WebSocket; status: number }>((resolve, reject) => {
      const socket = new WebSocket(stage.frontdesk.url.replace(/^http/, 'ws') + path, { headers });
      socket.on('open', () => resolve({ socket, status: 101 }));
      socket.on('unexpected-response', (asked, response) => {
        asked.destroy();
        resolve({ status: response.statusCode ?? 0 });
      });
      socket.on('error', reject);
    });
  const headers = () => ({
    'x-twilio-signature': sign(
      stage.sandbox.twilio.credentials.authToken,
      `${PUBLIC_BASE_URL.replace(/^http/, 'ws')}${path}`,
    ),
  });

  it('does not open unsigned or wrongly signed', async () => {
    const before = await stored();
    expect((await upgrade({})).status).toBe(403);
    expect((await upgrade({ 'x-twilio-signature': sign('another token', `${PUBLIC_BASE_URL}${path}`) })).status).toBe(
      403,
    );
    expect(await stored()).toEqual(before);
  });

  it('is closed, and nothing is stored, when its first message proves no call that was announced', async () => {
    const { accountSid } = stage.sandbox.twilio.credentials;
    const start = (change: object) =>
      JSON.stringify({
        event: 'start',
        sequenceNumber: '1',
        streamSid: 'MZ0123456789abcdef0123456789abcdef',
        start: {
          accountSid,
          streamSid: 'MZ0123456789abcdef0123456789abcdef',
          callSid: CALL,
          tracks: ['inbound'],
          mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
          customParameters: { token: randomUUID(), from: '+12535550187', to: '+12535550100' },
          ...change,
        },
      });
    const sayings = [
      start({}),
      start({ customParameters: {} }),
      start({ accountSid: 'AC00000000000000000000000000000000' }),
      JSON.stringify({ event: 'media', streamSid: 'MZ0', media: { payload: 'AAAA' } }),
      'not JSON',
    ];
    const before = await stored();
    for (const saying of sayings) {
      const { socket } = await upgrade(headers());
      if (!socket) throw new Error('the signed upgrade was refused');
      const closed = new Promise<number>((resolve) => socket.on('close', resolve));
      socket.send(saying);
      expect(await closed).toBe(1008);
    }
    await settled();
    expect(await stored()).toEqual(before);
    expect(stage.sandbox.records.of('deepgram').filter(({ method }) => method === 'WS')).toEqual([]);
  });
});

describe('callbacks that come twice or in another order', () => {
  const ours = (ticketId: number) =>
    stage.sandbox.connectwise
      .notes(ticketId)
      .filter(({ member }) => member?.id === stage.sandbox.connectwise.apiMember.id);
  afterEach(() => stage.sandbox.faults.clear());

  for (const kind of ['duplicate', 'reorder'] as const) {
    it(`change nothing twice: ${kind}`, async () => {
      const { connectwise, faults } = stage.sandbox;
      faults.add({ vendor: 'connectwise', method: 'EVENT', kind });
      const ticket = connectwise.technicianCreatesTicket({
        member: 'mbell',
        personKey: DANA,
        summary: 'Locked out',
        description: 'I am locked out. I forgot my password.',
      });
      connectwise.technicianUpdatesTicket(ticket.id, { member: 'mbell', priority: 'Priority 1 - Critical' });
      connectwise.technicianAddsNote(ticket.id, { member: 'mbell', text: 'She will call back at three.' });
      await connectwise.noteAppears(ticket.id, ({ text }) => text.includes('plan only'), 20_000);
      await settled();
      expect(ours(ticket.id)).toHaveLength(1);
    });
  }

  it('even hours later: the same callback again is no new event', async () => {
    const before = await stored();
    const reply = await send('POST', genuine.path, { headers: signed(genuine.body), body: genuine.body });
    expect(reply.status).toBe(200);
    await settled();
    expect(await stored()).toEqual(before);
  });
});

describe('a status webhook that comes twice, and a call that is announced twice', () => {
  it('make one ticket', async () => {
    const { connectwise, faults, twilio } = stage.sandbox;
    const tickets = connectwise.tickets().length;
    faults.add({ vendor: 'twilio', method: 'EVENT', kind: 'duplicate' });
    const call = await twilio.call({ from: '+12535550187', speed: 20 });
    await call.hears(/who am I speaking with/i);
    await call.hangsUp();
    faults.clear();
    await eventually(() => (connectwise.tickets().length > tickets ? true : undefined), 'the ticket');
    await settled();
    expect(connectwise.tickets()).toHaveLength(tickets + 1);
  });
});
