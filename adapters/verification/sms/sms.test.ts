import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { VendorError } from '../../../core/errors.js';
import type { Verifier } from '../../../core/ports/verifier.js';
import { createFaults, type Fault } from '../../../sandbox/faults.js';
import { createRecords } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createRecordings } from '../../../sandbox/speech/recordings.js';
import { createSpokenLedger } from '../../../sandbox/speech/spoken.js';
import { createPretendTwilio, type PretendTwilio } from '../../../sandbox/twilio/twilio.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { smsVerification } from './index.js';

const MOBILE = '+12065550167';
const CODE = { value: '482913', minutes: 5 };

describe('a code by text message', () => {
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const http = createOutgoing({ allowPrivate: ['127.0.0.1'], retries: 0, wait: async () => {} });
  let twilio: PretendTwilio;
  beforeAll(async () => {
    const recordings = createRecordings();
    twilio = await createPretendTwilio({
      world,
      recordings,
      spoken: createSpokenLedger(),
      records,
      faults,
      routes: createRoutes(),
    });
  });
  afterAll(async () => {
    await twilio.stop();
    await http.close();
  });
  afterEach(() => {
    faults.clear();
    twilio.setReach(MOBILE, 'mobile');
  });

  const connect = (changes: Record<string, unknown> = {}) =>
    smsVerification.connect(
      {
        accountSid: twilio.credentials.accountSid,
        authToken: twilio.credentials.authToken,
        from: twilio.credentials.number,
        sender: 'Tallowmere IT',
        apiBaseUrl: twilio.url,
        ...changes,
      },
      { http, now: () => new Date() },
    );
  let keys = 0;
  const request = (key = `key-${++keys}`): Parameters<Verifier['challenge']>[0] => ({
    key,
    mapping: '',
    person: { name: 'Dana Whitfield', phone: MOBILE },
    code: CODE,
  });
  const refusalOf = (sent: Promise<unknown>) =>
    sent.then(
      () => undefined,
      (error: VendorError) => error,
    );
  const fault = (kind: Fault['kind'], more: Partial<Fault> = {}) =>
    faults.add({ vendor: 'twilio', method: 'POST', kind, times: 1, ...more });

  it('goes to the mobile from the MSP’s number, names the MSP and no person, and tells the last two digits alone', async () => {
    const before = twilio.messagesTo(MOBILE).length;
    const sent = await connect().verifier.challenge(request());
    const [message] = twilio.messagesTo(MOBILE).slice(before);
    expect(message).toMatchObject({ sid: sent.reference, from: twilio.credentials.number, to: MOBILE });
    expect(message?.body).toMatch(/^482913 is your verification code for Tallowmere IT, valid for 5 minutes/);
    expect(message?.body).not.toMatch(/Dana|Whitfield/);
    expect(message?.body.length).toBeLessThanOrEqual(160);
    expect(sent.sentTo).toBe('the mobile on file ending in 67');
    expect(JSON.stringify(sent)).not.toMatch(/482913|2065550167/);
    expect(await connect().verifier.outcome(sent.reference)).toBe('pending');
  });

  it('is asked of Twilio as its Messages resource is described: form-encoded From, To and Body, with Basic auth', async () => {
    await connect().verifier.challenge(request());
    const { accountSid } = twilio.credentials;
    expect(records.writes('twilio').at(-1)).toMatchObject({
      method: 'POST',
      path: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
      status: 201,
      detail: { From: twilio.credentials.number, To: MOBILE, Body: expect.stringContaining(CODE.value) },
    });
  });

  it('is found again when the answer was lost, by a reference that each challenge has of its own', async () => {
    const { verifier } = connect();
    const since = new Date();
    const lost = request();
    fault('drop-after');
    expect(await refusalOf(verifier.challenge(lost))).toMatchObject({ outcomeUnknown: true });
    const found = await verifier.sentBefore?.({ key: lost.key, person: { phone: MOBILE }, since });
    expect(found).toMatchObject({ reference: twilio.messagesTo(MOBILE).at(-1)?.sid, sentTo: expect.any(String) });
    expect(await verifier.sentBefore?.({ key: 'another', person: { phone: MOBILE }, since })).toBeUndefined();
    expect(await verifier.sentBefore?.({ key: lost.key, person: { phone: '+12065550110' }, since })).toBeUndefined();
  });

  it.each([
    ['landline', 'landline'],
    ['opted-out', 'STOP'],
    ['region', 'geo permissions'],
  ] as const)('%s: is refused for good, in words that a technician can act on', async (reach, words) => {
    twilio.setReach(MOBILE, reach);
    const refusal = await refusalOf(connect().verifier.challenge(request()));
    expect(refusal).toMatchObject({ passing: false, outcomeUnknown: false, message: expect.stringContaining(words) });
    expect(refusal?.message).not.toContain(CODE.value);
    expect(refusal?.message).not.toContain(MOBILE);
  });

  it('that cannot be delivered makes the challenge unavailable', async () => {
    twilio.setReach(MOBILE, 'unreachable');
    const { reference } = await connect().verifier.challenge(request());
    expect(twilio.messagesTo(MOBILE).some(({ sid }) => sid === reference)).toBe(false);
    expect(await connect().verifier.outcome(reference)).toBe('unavailable');
  });

  it('is refused with what is wrong: a number that is none, a sender of somebody else, a wrong token', async () => {
    const { verifier } = connect();
    const odd = { ...request(), person: { name: 'Dana', phone: '2065550167' } };
    expect(await refusalOf(verifier.challenge(odd))).toMatchObject({ message: expect.stringContaining('PSA') });
    const foreign = connect({ from: '+12065550123' });
    expect(await refusalOf(foreign.verifier.challenge(request()))).toMatchObject({
      message: expect.stringContaining('not a number of this account'),
    });
    const wrong = connect({ authToken: 'a-wrong-token' });
    const refusal = await refusalOf(wrong.verifier.challenge(request()));
    expect(refusal).toMatchObject({ failure: 'unauthorized', message: expect.stringContaining('auth token') });
    expect(refusal?.message).not.toContain('a-wrong-token');
  });

  it.each<[string, Fault['kind'], Partial<Fault>, object]>([
    ['asks to slow down', 'status', { status: 429, retryAfter: 120 }, { failure: 'throttled', retryAfter: 120 }],
    ['asks to slow down without saying how long', 'status', { status: 429 }, { failure: 'throttled' }],
    ['breaks', 'status', { status: 503 }, { failure: 'unavailable', outcomeUnknown: true }],
    ['hangs up', 'drop', {}, { failure: 'unavailable', outcomeUnknown: true }],
    ['answers a page', 'html', {}, { failure: 'unexpected', outcomeUnknown: true }],
    ['answers null', 'null', {}, { failure: 'unexpected', outcomeUnknown: true }],
    ['answers endlessly', 'huge', {}, { vendor: expect.any(String) }],
  ])('when Twilio %s: a named error, and never a second message by itself', async (_what, kind, more, expected) => {
    const before = records.of('twilio').length;
    fault(kind, more);
    expect(await refusalOf(connect().verifier.challenge(request()))).toMatchObject(expected);
    expect(records.of('twilio').slice(before)).toHaveLength(1);
  });

  it('is checked: the account, the number, and whether it can send', async () => {
    const what = `Send text messages from ${twilio.credentials.number}`;
    expect(await connect().check()).toEqual([{ ok: true, what }]);
    expect(await connect({ authToken: 'a-wrong-token' }).check()).toMatchObject([
      { ok: false, problem: expect.stringContaining('auth token') },
    ]);
    expect(await connect({ from: '+12065550123' }).check()).toMatchObject([
      { ok: false, problem: expect.stringContaining('has no number') },
    ]);
    faults.add({ vendor: 'twilio', kind: 'status', status: 503, times: 1 });
    expect(await connect().check()).toMatchObject([{ ok: false, passing: true }]);
    faults.add({ vendor: 'twilio', kind: 'html', times: 1 });
    expect(await connect().check()).toMatchObject([{ ok: false }]);
  });
});
