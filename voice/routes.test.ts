import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { WebSocket } from 'ws';
import { type Desk, openDesk, PUBLIC } from './testing/desk.js';
import { createMemoryIntake, type MemoryIntake } from './testing/memory-intake.js';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const CALL = `CA${'2'.repeat(32)}`;
const TOKEN = 'the-auth-token';
const CALLED = { CallSid: CALL, AccountSid: ACCOUNT, From: '+12065550110', To: '+12065550100', CallStatus: 'ringing' };

let desk: Desk;
let intake: MemoryIntake;
beforeEach(async () => {
  intake = createMemoryIntake([]);
  const twilio = { accountSid: ACCOUNT, authToken: TOKEN, number: '+12065550100' };
  desk = await openDesk({ intake, credentials: { twilio, deepgram: undefined }, route: () => {} });
});
afterEach(() => desk.close());

interface Sent {
  token?: string;
  /** The address that is signed; the public one unless told otherwise. */
  signedUrl?: string;
  signature?: string | undefined;
}
function post(path: string, body: string | Record<string, string>, sent: Sent = {}): Promise<Response> {
  const form = new URLSearchParams(body);
  const params: Record<string, string | string[]> = {};
  for (const name of form.keys()) {
    const values = [...form.getAll(name)];
    const [only = ''] = values;
    params[name] = values.length > 1 ? values : only;
  }
  const url = sent.signedUrl ?? `${PUBLIC}${path}`;
  const signature = 'signature' in sent ? sent.signature : getExpectedTwilioSignature(sent.token ?? TOKEN, url, params);
  return fetch(`${desk.local()}${path}`, {
    method: 'POST',
    body: form,
    headers: signature === undefined ? {} : { 'x-twilio-signature': signature },
  });
}
const PATHS = ['incoming', 'after', 'gather', 'fallback', 'recorded', 'status'].map((name) => `/voice/${name}`);

describe('webhooks', () => {
  it.each(PATHS)('%s refuses what Twilio did not sign, and stores nothing', async (path) => {
    const local = `${desk.local()}${path}`;
    const answers = await Promise.all([
      post(path, CALLED, { signature: undefined }),
      post(path, CALLED, { signature: 'bm90IGEgc2lnbmF0dXJl' }),
      post(path, CALLED, { token: 'another-token' }),
      // Signed for the address it was sent to, not for the public one: a Host header proves nothing.
      post(path, CALLED, { signedUrl: local }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403, 403]);
    expect(intake.all()).toEqual([]);
  });

  it('refuses everything while Twilio is not connected', async () => {
    desk.credentials.twilio = undefined;
    expect((await post('/voice/incoming', CALLED)).status).toBe(403);
  });

  it('takes the old token too while it is being rotated', async () => {
    desk.credentials.twilio = { accountSid: ACCOUNT, authToken: 'new', previousAuthToken: TOKEN, number: '' };
    expect((await post('/voice/incoming', CALLED)).status).toBe(200);
  });

  it('checks every parameter, unknown and repeated ones too', async () => {
    for (const more of ['Future=%C3%A9%20%2B', 'Twice=b&Twice=a', 'Empty='])
      expect([more, (await post('/voice/incoming', `${new URLSearchParams(CALLED)}&${more}`)).status]).toEqual([
        more,
        200,
      ]);
  });

  it('checks the query too', async () => {
    const path = '/voice/after?try=1';
    expect((await post(path, CALLED)).status).toBe(200);
    expect((await post(path, CALLED, { signedUrl: `${PUBLIC}/voice/after?try=0` })).status).toBe(403);
  });

  it('refuses a signed webhook that names no call', async () => {
    expect((await post('/voice/incoming', { AccountSid: ACCOUNT })).status).toBe(400);
  });

  it('refuses a body that is too large', async () => {
    expect((await post('/voice/incoming', { ...CALLED, Padding: 'x'.repeat(80_000) })).status).toBe(413);
  });

  it('answers a call with a stream on the public address and a way on after it', async () => {
    const answer = await post('/voice/incoming', CALLED);
    expect(answer.headers.get('content-type')).toMatch(/^text\/xml/);
    const twiml = await answer.text();
    expect(twiml).toContain('<Stream url="wss://frontdesk.example/voice/media">');
    expect(twiml).toContain('<Connect action="https://frontdesk.example/voice/after?try=0"');
    expect(twiml).toMatch(/<Redirect[^>]*>https:\/\/frontdesk\.example\/voice\/after\?try=0<\/Redirect>/);
  });

  it('starts one conversation however often the webhook comes', async () => {
    await Promise.all([post('/voice/incoming', CALLED), post('/voice/incoming', CALLED)]);
    await post('/voice/incoming', CALLED);
    expect(intake.all()).toHaveLength(1);
  });

  it('asks for a recording when the call cannot be stored', async () => {
    intake.begin = async () => {
      throw new Error('The store is down');
    };
    const twiml = await (await post('/voice/incoming', CALLED)).text();
    expect(twiml).toContain('<Record');
  });

  it('still takes calls, and still refuses forged ones, while the store is away', async () => {
    await post('/voice/incoming', CALLED);
    desk.outage.store = true;
    const another = { ...CALLED, CallSid: `CA${'5'.repeat(32)}` };
    expect(await (await post('/voice/incoming', another)).text()).toContain('<Stream');
    expect((await post('/voice/incoming', another, { token: 'another-token' })).status).toBe(403);
  });

  it('closes the conversation of a call that ended before any stream came', async () => {
    await post('/voice/incoming', CALLED);
    expect((await post('/voice/status', { ...CALLED, CallStatus: 'completed' })).status).toBe(204);
    expect((await intake.ended(CALL)).ends).toEqual([{ how: 'dropped', detail: undefined }]);
  });

  it('closes the conversation of a call that an earlier process had taken', async () => {
    await intake.begin({ channel: 'call', key: CALL, from: CALLED.From, to: CALLED.To });
    await post('/voice/status', { ...CALLED, CallStatus: 'completed' });
    expect((await intake.ended(CALL)).ends).toHaveLength(1);
  });

  it('logs no signature, token or number', async () => {
    await post('/voice/incoming', CALLED, { signature: 'bm90IGEgc2lnbmF0dXJl' });
    expect(desk.logged).toHaveLength(1);
    expect(desk.logged.join('')).not.toMatch(/bm90|2065550110/);
  });
});

describe('the media stream', () => {
  const sign = (url: string, token = TOKEN) => getExpectedTwilioSignature(token, url, {});
  const WSS = 'wss://frontdesk.example/voice/media';

  function dial(signature: string | undefined): WebSocket {
    const headers: Record<string, string> = signature === undefined ? {} : { 'X-Twilio-Signature': signature };
    return new WebSocket(`${desk.local().replace('http', 'ws')}/voice/media`, { headers });
  }
  async function refusal(signature: string | undefined): Promise<number> {
    const socket = dial(signature);
    socket.on('error', () => undefined);
    const [, response] = await once(socket, 'unexpected-response');
    socket.terminate();
    return response.statusCode;
  }
  async function tokenFor(): Promise<string> {
    const twiml = await (await post('/voice/incoming', CALLED)).text();
    const token = /name="token" value="([^"]+)"/.exec(twiml)?.[1];
    if (!token) throw new Error('The TwiML carries no token');
    return token;
  }
  /** Sends the messages on a signed stream; resolves with the code it is closed with. */
  async function closedWith(...messages: readonly (object | string)[]): Promise<number> {
    const socket = dial(sign(WSS));
    await once(socket, 'open');
    for (const message of messages) socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    const [code] = await once(socket, 'close');
    return code;
  }
  const start = (changes: { callSid?: string; accountSid?: string; token?: string }) => ({
    event: 'start',
    streamSid: 'MZ1',
    sequenceNumber: '1',
    start: {
      accountSid: changes.accountSid ?? ACCOUNT,
      streamSid: 'MZ1',
      callSid: changes.callSid ?? CALL,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: { token: changes.token ?? '', from: CALLED.From, to: CALLED.To },
    },
  });
  const CONNECTED = { event: 'connected', protocol: 'Call', version: '1.0.0' };

  it('is refused with 403 unless Twilio signed the upgrade', async () => {
    expect(await refusal(undefined)).toBe(403);
    expect(await refusal(sign(WSS, 'another-token'))).toBe(403);
    expect(await refusal(sign('wss://attacker.example/voice/media'))).toBe(403);
  });

  it.each([WSS, 'wss://frontdesk.example:443/voice/media', 'https://frontdesk.example/voice/media', `${WSS}/`])(
    'is taken when %s was signed',
    async (url) => {
      const socket = dial(sign(url));
      await once(socket, 'open');
      socket.terminate();
      expect(socket.url).toContain('/voice/media');
    },
  );

  it('is closed with 1008 unless it starts with the token of its call, once', async () => {
    const token = await tokenFor();
    expect(await closedWith(CONNECTED, start({ token: 'guessed' }))).toBe(1008);
    expect(await closedWith(CONNECTED, start({ token, callSid: `CA${'3'.repeat(32)}` }))).toBe(1008);
    expect(await closedWith(CONNECTED, start({ token, accountSid: `AC${'4'.repeat(32)}` }))).toBe(1008);
    // Without Deepgram the stream ends at once, on purpose: Twilio's own speech goes on.
    expect(await closedWith(CONNECTED, start({ token }))).toBe(1005);
    expect(await closedWith(CONNECTED, start({ token }))).toBe(1008);
  });

  it('is closed with 1008 when something else comes before the start', async () => {
    expect(await closedWith({ event: 'media', media: { payload: 'AAAA' } })).toBe(1008);
    expect(await closedWith('not json')).toBe(1008);
  });
});
