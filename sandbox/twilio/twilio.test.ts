import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { createFaults } from '../faults.js';
import { createRecords } from '../records.js';
import { createRoutes } from '../routes.js';
import { createRecordings } from '../speech/recordings.js';
import { createSpokenLedger } from '../speech/spoken.js';
import { createWorld } from '../world/world.js';
import { createScriptedDesk, type ScriptedDesk } from './scripted-desk.js';
import { createPretendTwilio, type PretendTwilio } from './twilio.js';

const PUBLIC = 'https://desk.example';
const DANA = '+12065550110';
const recordings = createRecordings();
const spoken = createSpokenLedger();
const world = createWorld();

let desk: ScriptedDesk;
let network: PretendTwilio;
let faults: ReturnType<typeof createFaults>;
let records: ReturnType<typeof createRecords>;

beforeEach(async () => {
  desk = await createScriptedDesk();
  faults = createFaults();
  records = createRecords();
  const routes = createRoutes();
  routes.add(PUBLIC, desk.url);
  network = await createPretendTwilio({ world, recordings, spoken, records, faults, routes, webhookTimeoutMs: 300 });
  network.setNumber({ voiceUrl: `${PUBLIC}/voice` });
});
afterEach(async () => {
  await network.stop();
  await desk.stop();
});

const twiml = (inside: string) => `<?xml version="1.0" encoding="UTF-8"?>\n<Response>${inside}</Response>`;
const dial = (speed = 50) => network.call({ from: DANA, speed });
const at = (path: string) => desk.requests.filter((request) => request.path === path);

describe('an incoming call', () => {
  it('is announced with what Twilio says about a call, signed so that its own library agrees', async () => {
    desk.answer('/voice', twiml('<Hangup/>'));
    const call = await dial();
    expect(await call.ended).toEqual({ by: 'callee', status: 'completed', durationMs: 0, errors: [] });
    const [request] = at('/voice');
    expect(request?.params).toMatchObject({
      CallSid: call.callSid,
      AccountSid: network.credentials.accountSid,
      From: DANA,
      To: network.credentials.number,
      CallStatus: 'ringing',
      Direction: 'inbound',
      FromCity: 'SEATTLE',
      FromState: 'WA',
    });
    const { authToken } = network.credentials;
    const signature = String(request?.headers['x-twilio-signature']);
    expect(twilio.validateRequest(authToken, signature, `${PUBLIC}/voice`, request?.params ?? {})).toBe(true);
    expect(twilio.validateRequest(authToken, signature, `${PUBLIC}/other`, request?.params ?? {})).toBe(false);
    expect(request?.headers.host).toBe('desk.example');
  });

  it('hears what is said, in the time it takes, and goes on to the next document', async () => {
    desk.answer(
      '/voice',
      twiml('<Say voice="Polly.Joanna">This call may be recorded.</Say><Redirect>/more</Redirect>'),
    );
    desk.answer('/more', twiml('<Pause length="2"/><Say>Good &amp; bye.</Say>'));
    const call = await dial();
    expect(await call.hears(/recorded/)).toBe('This call may be recorded.');
    await call.hears(/Good & bye/);
    expect((await call.ended).durationMs).toBeGreaterThan(4000);
    expect(call.transcript().map(({ text }) => text)).toEqual(['This call may be recorded.', 'Good & bye.']);
    expect(at('/more')[0]?.params.CallStatus).toBe('in-progress');
  });

  it('ends with a status callback that tells how long it was', async () => {
    network.setNumber({ voiceUrl: `${PUBLIC}/voice`, statusCallback: `${PUBLIC}/status` });
    desk.answer('/voice', twiml('<Say>One moment please.</Say><Pause length="30"/>'));
    desk.answer('/status', { status: 204, body: '' });
    const call = await dial();
    await call.hears(/moment/);
    await call.hangsUp();
    expect(await call.ended).toMatchObject({ by: 'caller', status: 'completed' });
    const [status] = at('/status');
    expect(status?.params).toMatchObject({ CallSid: call.callSid, CallStatus: 'completed' });
    expect(Number(status?.params.CallDuration)).toBeGreaterThanOrEqual(1);
    expect(Number(status?.params.CallDuration)).toBeLessThan(30);
  });

  it('can be rejected', async () => {
    desk.answer('/voice', twiml('<Reject reason="busy"/>'));
    expect(await (await dial()).ended).toMatchObject({ by: 'callee', status: 'busy', durationMs: 0 });
  });

  it('tells who waits for words that never come what was said instead', async () => {
    desk.answer('/voice', twiml('<Say>Hello there.</Say>'));
    const call = await dial();
    await expect(call.hears(/goodbye/)).rejects.toThrow(
      /did not hear \/goodbye\/ before the call ended(.|\n)*Hello there/,
    );
    await expect(call.says('yes')).rejects.toThrow(/ended/);
    expect(() => call.says('no such recording')).toThrow(/Nobody recorded/);
  });
});

describe('Gather', () => {
  it('takes keys while it speaks, and stops speaking', async () => {
    const prompt = 'Press one for the helpdesk, or press two for somebody else entirely.';
    desk.answer('/voice', twiml(`<Gather numDigits="2" action="/keys"><Say>${prompt}</Say></Gather>`));
    desk.answer('/keys', twiml('<Say>Thanks.</Say>'));
    const call = await dial();
    await call.hearsStart(/Press one/);
    await call.staysSilent(1500);
    await call.presses('12');
    await call.ended;
    expect(at('/keys')[0]?.params.Digits).toBe('12');
    const [told] = call.transcript();
    expect(told).toMatchObject({ interrupted: true });
    expect(prompt.startsWith(told?.text ?? '-')).toBe(true);
  });

  it('understands speech by itself', async () => {
    const gather =
      '<Gather input="speech dtmf" speechTimeout="auto" action="/said"><Say>Who is calling?</Say></Gather>';
    desk.answer('/voice', twiml(gather));
    desk.answer('/said', twiml('<Hangup/>'));
    const call = await dial();
    await call.hears(/Who/);
    await call.says('dana-hello');
    await call.ended;
    expect(at('/said')[0]?.params).toMatchObject({ SpeechResult: 'Hi, this is Dana Whitfield.' });
    expect(Number(at('/said')[0]?.params.Confidence)).toBeGreaterThan(0.5);
  });

  it('goes on after silence, or asks its action when told to', async () => {
    desk.answer(
      '/voice',
      twiml(
        '<Gather timeout="1" action="/a"/><Say>Nothing.</Say><Gather timeout="1" action="/b" actionOnEmptyResult="true"/>',
      ),
    );
    desk.answer('/b', twiml('<Hangup/>'));
    const call = await dial();
    await call.hears(/Nothing/);
    await call.ended;
    expect([at('/a').length, at('/b').length]).toEqual([0, 1]);
    expect(at('/b')[0]?.params).toMatchObject({ Digits: '' });
  });
});

describe('Record and Dial', () => {
  it('keeps a message, and serves it to who has the credentials', async () => {
    desk.answer('/voice', twiml('<Say>Leave a message.</Say><Record timeout="2" action="/left"/>'));
    desk.answer('/left', twiml('<Hangup/>'));
    const call = await dial();
    await call.hears(/message/);
    await call.says('dana-printer');
    await call.ended;
    const { RecordingUrl = '', RecordingDuration } = at('/left')[0]?.params ?? {};
    expect(Number(RecordingDuration)).toBeGreaterThan(3);
    expect((await fetch(RecordingUrl)).status).toBe(401);
    const { accountSid, authToken } = network.credentials;
    const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    const wav = Buffer.from(await (await fetch(`${RecordingUrl}.wav`, { headers: { authorization } })).arrayBuffer());
    expect(wav.subarray(0, 4).toString()).toBe('RIFF');
    expect(wav.length).toBeGreaterThan(2 * recordings.get('dana-printer').audio.length);
  });

  it('reports a message that ends with hanging up, and forgets an empty one', async () => {
    desk.answer(
      '/voice',
      twiml('<Record timeout="1" action="/left"/><Say>Nothing heard.</Say><Record action="/left"/>'),
    );
    desk.answer('/left', twiml('<Hangup/>'));
    const call = await dial();
    await call.hears(/Nothing heard/);
    await call.says('dana-locked-out');
    await call.hangsUp();
    expect(at('/left').map((request) => request.params.Digits)).toEqual(['hangup']);
  });

  it('dials somebody, and tells how that went', async () => {
    network.setAnswering('+12065550111', { status: 'no-answer', talkMs: 0 });
    desk.answer('/voice', twiml('<Dial timeout="5" action="/dialled"><Number>+12065550111</Number></Dial>'));
    desk.answer('/dialled', twiml('<Say>Nobody is there.</Say>'));
    const call = await dial();
    await call.hears(/Nobody/);
    expect(at('/dialled')[0]?.params.DialCallStatus).toBe('no-answer');
  });
});

describe('other verbs', () => {
  it('plays a file of speech, and goes on when there is none', async () => {
    desk.answer('/voice', twiml('<Play>/hold.ulaw</Play><Play>/missing.ulaw</Play><Say>Over.</Say>'));
    desk.answer('/hold.ulaw', { body: spoken.say('Please hold the line.'), contentType: 'audio/basic' });
    const call = await dial();
    await call.hears(/hold the line/);
    await call.hears(/Over/);
    expect((await call.ended).errors).toEqual([11200]);
  });

  it('records a whole call beside what happens on it, and says so when it is ready', async () => {
    desk.answer(
      '/voice',
      twiml('<Start><Recording recordingStatusCallback="/recorded"/></Start><Say>Hello.</Say><Pause length="4"/>'),
    );
    desk.answer('/recorded', { status: 204, body: '' });
    const call = await dial();
    await call.hears(/Hello/);
    await call.says('dana-yes');
    await call.ended;
    expect(at('/recorded')[0]?.params).toMatchObject({
      CallSid: call.callSid,
      RecordingStatus: 'completed',
      RecordingSource: 'StartCallRecordingTwiML',
    });
  });

  it('asks by GET where the document says so, signed over the address', async () => {
    desk.answer('/voice', twiml('<Redirect method="GET">/next?step=2</Redirect>'));
    desk.answer('/next', twiml('<Hangup/>'));
    await (await dial()).ended;
    const [request] = at('/next');
    const signature = String(request?.headers['x-twilio-signature']);
    expect(request).toMatchObject({ method: 'GET', params: { step: '2', From: DANA } });
    expect(twilio.validateRequest(network.credentials.authToken, signature, `${PUBLIC}${request?.url}`, {})).toBe(true);
  });

  it('does not go round in circles for ever', async () => {
    desk.answer('/voice', twiml('<Redirect>/voice</Redirect>'));
    expect(await (await dial()).ended).toMatchObject({ by: 'error' });
    expect(at('/voice')).toHaveLength(100);
  });
});

describe('a webhook that fails', () => {
  it('is tried again when nobody listens, and then given up', async () => {
    await desk.stop();
    const call = await dial();
    await call.hears(/application error/);
    expect(await call.ended).toMatchObject({ by: 'error', errors: [11205] });
    expect(records.of('twilio').filter((record) => record.method === 'EVENT')).toHaveLength(2);
  });

  it('is retried on any failure when its address asks for it', async () => {
    network.setNumber({ voiceUrl: `${PUBLIC}/voice#rc=3&rp=all` });
    let asked = 0;
    desk.answer('/voice', () => {
      asked += 1;
      return asked < 3 ? { status: 503, body: '' } : twiml('<Hangup/>');
    });
    expect(await (await dial()).ended).toMatchObject({ by: 'callee', errors: [] });
    const tokens = at('/voice').map((request) => request.headers['i-twilio-idempotency-token']);
    expect([tokens.length, new Set(tokens).size]).toEqual([3, 1]);
  });

  it('is replaced by the fallback, which is told why', async () => {
    network.setNumber({ voiceUrl: `${PUBLIC}/voice`, voiceFallbackUrl: `${PUBLIC}/fallback` });
    desk.answer('/voice', { status: 500, body: '' });
    desk.answer('/fallback', twiml('<Say>Please call later.</Say>'));
    const call = await dial();
    await call.hears(/later/);
    expect(await call.ended).toMatchObject({ by: 'callee', errors: [11200] });
    expect(at('/fallback')[0]?.params).toMatchObject({ ErrorCode: '11200', ErrorUrl: `${PUBLIC}/voice` });
  });

  it('is given up after the timeout', async () => {
    desk.answer('/voice', { body: twiml('<Hangup/>'), delayMs: 400 });
    const call = await dial();
    await call.hears(/application error/);
    expect(await call.ended).toMatchObject({ by: 'error', errors: [11200] });
  });

  it.each([
    ['nothing at all', { body: '' }, 12100],
    ['broken XML', { body: '<Response><Say>Hi</Response>' }, 12100],
    ['another document', { body: '<Html/>' }, 12100],
    ['an unknown verb', { body: twiml('<Sing/>') }, 12200],
    ['an unknown attribute', { body: twiml('<Say tone="kind">Hi</Say>') }, 12200],
    ['a verb where none belongs', { body: twiml('<Say><Hangup/></Say>') }, 12200],
    ['JSON', { body: '{}', contentType: 'application/json' }, 12300],
  ])('with %s is an application error', async (_what, answer, code) => {
    desk.answer('/voice', answer);
    const call = await dial();
    await call.hears(/application error/);
    expect(await call.ended).toMatchObject({ by: 'error', errors: [code] });
  });

  it('can be lost, repeated or late', async () => {
    desk.answer('/voice', twiml('<Hangup/>'));
    faults.add({ vendor: 'twilio', method: 'EVENT', kind: 'duplicate', times: 1 });
    await (await dial()).ended;
    expect(at('/voice').map((request) => request.params.CallSid)).toHaveLength(2);
    faults.add({ vendor: 'twilio', method: 'EVENT', kind: 'drop', times: 1 });
    expect(await (await dial()).ended).toMatchObject({ by: 'error' });
    expect(at('/voice')).toHaveLength(2);
  });
});

describe('the REST API', () => {
  const client = () => {
    const { accountSid, authToken } = network.credentials;
    class Loopback extends twilio.RequestClient {
      override request: twilio.RequestClient['request'] = (options) => {
        const { pathname, search } = new URL(options.uri);
        options.uri = `${network.url}${pathname}${search}`;
        return super.request(options);
      };
    }
    return twilio(accountSid, authToken, { httpClient: new Loopback() });
  };

  it('takes a live call elsewhere, and ends one', async () => {
    desk.answer('/voice', twiml('<Pause length="600"/>'));
    const call = await dial();
    await call.staysSilent(200);
    await client()
      .calls(call.callSid)
      .update({ twiml: twiml('<Say>A person will help you.</Say><Pause length="600"/>') });
    await call.hears(/person/);
    expect((await client().calls(call.callSid).fetch()).status).toBe('in-progress');
    await client().calls(call.callSid).update({ status: 'completed' });
    expect(await call.ended).toMatchObject({ by: 'callee', status: 'completed' });
    await expect(client().calls(call.callSid).update({ status: 'completed' })).rejects.toMatchObject({ code: 21220 });
  });

  it('sets what the number does', async () => {
    const [number] = await client().incomingPhoneNumbers.list({ phoneNumber: network.credentials.number });
    await client()
      .incomingPhoneNumbers(number?.sid ?? '')
      .update({ voiceUrl: `${PUBLIC}/elsewhere` });
    desk.answer('/elsewhere', twiml('<Hangup/>'));
    await (await dial()).ended;
    expect(at('/elsewhere')).toHaveLength(1);
    expect(records.writes('twilio')).toHaveLength(1);
  });

  it('refuses strangers and what does not exist', async () => {
    expect((await fetch(`${network.url}/2010-04-01/Accounts/AC1/Calls.json`)).status).toBe(401);
    await expect(
      client()
        .calls(`CA${'0'.repeat(32)}`)
        .fetch(),
    ).rejects.toMatchObject({ status: 404, code: 20404 });
    faults.add({ vendor: 'twilio', method: 'GET', kind: 'status', status: 429, retryAfter: 1, times: 1 });
    await expect(
      client()
        .calls(`CA${'0'.repeat(32)}`)
        .fetch(),
    ).rejects.toMatchObject({ status: 429 });
  });
});
