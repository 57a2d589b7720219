import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { VendorError } from '../../../core/errors.js';
import { createFaults, type Fault } from '../../../sandbox/faults.js';
import { createRecords } from '../../../sandbox/records.js';
import { createPretendTraceless, type PretendTraceless } from '../../../sandbox/traceless/index.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { traceless } from './index.js';

const DANA = 'harbor-dental/dana-whitfield';

describe('Traceless', () => {
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  const http = createOutgoing({ allowPrivate: ['127.0.0.1'], retries: 0, wait: async () => {} });
  let vendor: PretendTraceless;
  beforeEach(async () => {
    vendor = await createPretendTraceless({ world, records, faults });
  });
  afterEach(async () => {
    faults.clear();
    await vendor.stop();
  });
  afterAll(() => http.close());

  const connect = (changes: Record<string, unknown> = {}) =>
    traceless.connect({ ...vendor.credentials, ...changes }, { http, now: () => new Date() });
  let keys = 0;
  const { email, firstName, lastName } = world.person(DANA);
  const asked = (key = `key-${++keys}`) => ({
    key,
    mapping: vendor.organizationId('harbor-dental'),
    person: { name: `${firstName} ${lastName}`, email },
  });
  const refusalOf = (sent: Promise<unknown>) =>
    sent.then(
      () => undefined,
      (error: VendorError) => error,
    );

  it('pushes to the person by their work e-mail, for five minutes', async () => {
    const sent = await connect().verifier.challenge(asked());
    expect(vendor.challenges()).toMatchObject([
      { id: sent.reference, person: DANA, method: 'push', client: vendor.organizationId('harbor-dental') },
    ]);
    const lifetime = sent.expiresAt.getTime() - Date.now();
    expect(lifetime).toBeGreaterThan(4 * 60_000);
    expect(lifetime).toBeLessThanOrEqual(5 * 60_000);
  });

  it.each([
    ['approve', 'approved'],
    ['deny', 'denied'],
    ['fraud', 'fraud'],
    ['ignore', 'pending'],
    ['error', 'unavailable'],
  ] as const)('they %s: the outcome is %s', async (answer, outcome) => {
    const { verifier } = connect();
    const { reference } = await verifier.challenge(asked());
    expect(await verifier.outcome(reference)).toBe('pending');
    vendor.answer(DANA, answer);
    expect(await verifier.outcome(reference)).toBe(outcome);
  });

  it('is over after five minutes without an answer', async () => {
    const { verifier } = connect();
    const { reference } = await verifier.challenge(asked());
    // Only its clock goes on: signatures are made by ours.
    vendor.passTime(4 * 60_000 + 59_000);
    expect(await verifier.outcome(reference)).toBe('pending');
    const later = traceless.connect(vendor.credentials, { http, now: () => new Date(Date.now() + 5 * 60_000) });
    vendor.passTime(2_000);
    expect(await later.verifier.outcome(reference)).toBe('expired');
  });

  it('takes the codes that it sends itself, and says when one is wrong', async () => {
    const { verifier } = connect({ method: 'sms' });
    expect(verifier).toMatchObject({ proof: 'code', factor: 'authenticator' });
    const { reference } = await verifier.challenge(asked());
    const [code = ''] = vendor.codesTo(DANA);
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await verifier.submit?.(reference, wrong)).toBe('pending');
    expect(await verifier.submit?.(reference, code)).toBe('approved');
    expect(connect().verifier.submit).toBeUndefined();
  });

  it('signs every request anew; what was changed on the way, is old, or is signed with another secret is refused', async () => {
    expect(await connect().check()).toEqual([{ ok: true, what: 'Sign a request' }]);
    const old = traceless.connect(vendor.credentials, { http, now: () => new Date(Date.now() - 6 * 60_000) });
    expect(await old.check()).toMatchObject([{ ok: false, problem: expect.stringContaining('signature') }]);
    const before = connect();
    vendor.rotateKey();
    const refusal = await refusalOf(before.verifier.challenge(asked()));
    expect(refusal).toMatchObject({ failure: 'unauthorized', passing: false });
    expect(vendor.challenges()).toEqual([]);
    vendor.takePlan(true);
    expect(await connect().check()).toMatchObject([{ ok: false, problem: expect.stringContaining('plan') }]);
  });

  it('names a client that it cannot know, and an endpoint at which there is no API', async () => {
    const found = await connect().checkClient?.('harbor');
    expect(found?.[0]).toMatchObject({ ok: false, problem: expect.stringContaining('UUID') });
    const known = await connect().checkClient?.(vendor.organizationId('harbor-dental'));
    expect(known).toMatchObject([{ ok: true }, { ok: true }]);
    faults.add({ vendor: 'traceless', kind: 'html', status: 404, times: 1 });
    expect(await connect().check()).toMatchObject([{ ok: false, problem: expect.stringContaining('endpoint') }]);
    expect(() => connect({ apiEndpoint: `${vendor.url}/api` })).toThrow(/UUID/);
  });

  it('asks nobody of another client, nobody unknown, and nobody without a method', async () => {
    const { verifier } = connect();
    const foreign = { ...asked(), mapping: vendor.organizationId('larkmere-logistics') };
    expect(await refusalOf(verifier.challenge(foreign))).toMatchObject({ failure: 'not_found' });
    vendor.takeMethods(DANA);
    expect(await refusalOf(verifier.challenge(asked()))).toMatchObject({ failure: 'invalid', passing: false });
    expect(vendor.challenges()).toEqual([]);
  });

  it('asks once where it knows references, however often it is told', async () => {
    const request = asked();
    const { verifier } = connect();
    faults.add({ vendor: 'traceless', method: 'POST', kind: 'drop-after', times: 1 });
    expect(await refusalOf(verifier.challenge(request))).toMatchObject({ outcomeUnknown: true });
    await verifier.challenge(request);
    expect(vendor.challenges()).toHaveLength(1);
  });

  it('slows down when told to', async () => {
    vendor.limitTo(1);
    const { verifier } = connect();
    await verifier.challenge(asked());
    expect(await refusalOf(verifier.challenge(asked()))).toMatchObject({
      failure: 'throttled',
      passing: true,
      retryAfter: expect.any(Number),
    });
  });

  it.each<[Fault['kind'], Partial<Fault>, object]>([
    ['status', { status: 503 }, { failure: 'unavailable', outcomeUnknown: true }],
    ['drop', {}, { failure: 'unavailable', outcomeUnknown: true }],
    ['html', {}, { failure: 'unexpected' }],
    ['null', {}, { failure: 'unexpected' }],
    ['cut', {}, { failure: 'unexpected' }],
    ['huge', {}, { vendor: expect.any(String) }],
  ])('%s: a named error that tells no secret', async (kind, more, expected) => {
    faults.add({ vendor: 'traceless', kind, times: 1, ...more });
    const refusal = await refusalOf(connect().verifier.challenge(asked()));
    expect(refusal).toMatchObject(expected);
    expect(refusal?.message).not.toContain(vendor.credentials.signingSecret);
  });

  it('verifies nobody by a word that it does not know', async () => {
    vendor.setWire({
      statuses: { pending: 'pending', approved: 'ok-maybe', denied: 'd', fraud: 'f', expired: 'e', error: 'x' },
    });
    const { verifier } = connect();
    const { reference } = await verifier.challenge(asked());
    vendor.answer(DANA, 'approve');
    expect(await verifier.outcome(reference)).toBe('unavailable');
  });

  it('follows a description that differs, by the overrides of the connect form alone', async () => {
    const fields = {
      email: 'userEmail',
      method: 'type',
      client: 'org',
      reference: 'ref',
      reason: 'text',
      code: 'otp',
      transaction: 'txn',
      status: 'state',
    };
    const different = {
      sendPath: '/sendMfa',
      pollPath: '/pollMfa/{transaction}/status',
      updatePath: '/updateMfa/{transaction}',
      updateMethod: 'POST' as const,
      fields,
      signatureHeader: 'x-signature',
      timestampHeader: 'x-timestamp',
      signaturePrefix: '',
      signatureEncoding: 'base64' as const,
    };
    vendor.setWire(different);
    expect(await refusalOf(connect().verifier.challenge(asked()))).toBeDefined();
    for (const overrides of [different, JSON.stringify(different)]) {
      const { verifier, check } = connect({ overrides, method: 'sms' });
      expect(await check()).toMatchObject([{ ok: true }]);
      const { reference } = await verifier.challenge(asked());
      expect(await verifier.submit?.(reference, vendor.codesTo(DANA).at(-1) ?? '')).toBe('approved');
      expect(await verifier.outcome(reference)).toBe('approved');
    }
    expect(() => connect({ overrides: '{"sendPath":1}' })).toThrow();
    expect(() => connect({ overrides: 'not json' })).toThrow(/overrides/);
  });
});
