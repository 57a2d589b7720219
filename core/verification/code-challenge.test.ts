import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VendorError } from '../errors.js';
import type { Verifier } from '../ports/verifier.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { type Challenges, createChallenges } from './challenge.js';
import type { VerifiedPerson } from './person.js';
import type { Provider } from './provider.js';
import {
  createFakeVerifier,
  createTestClock,
  createTestCodes,
  DANA,
  down,
  MINUTE_MS,
  newRun,
  OMAR,
} from './stage-for-tests.js';
import { createVerifications, type Verification, type Verifications } from './verification.js';

const MOBILE = { number: '+12065550167', from: 'psa' as const };
const HOLDER: VerifiedPerson = { ...DANA, mobile: MOBILE };
const ANY = { canTellCode: true, contactDays: 7 };

describe('a challenge by a code of our own', () => {
  const clock = createTestClock();
  const codes = createTestCodes();
  /** What arrived on the telephone. */
  const inbox: { key: string; code: string; phone: string | undefined }[] = [];
  const fail: { next?: { error: Error; when: 'before' | 'after' }; status: 'pending' | 'unavailable' | 'approved' } = {
    status: 'pending',
  };
  let store: TestStore;
  let verifications: Verifications;
  let challenges: Challenges;
  let all: Provider[];

  const verifier: Verifier = {
    title: 'Text message',
    proof: 'code',
    factor: 'telephone',
    needs: 'mobile',
    forAllClients: true,
    async challenge({ key, person, code }) {
      const failing = fail.next;
      delete fail.next;
      if (failing?.when === 'before') throw failing.error;
      inbox.push({ key, code: code?.value ?? '', phone: person.phone });
      if (failing?.when === 'after') throw failing.error;
      return {
        reference: `SM-${key}`,
        sentTo: 'the mobile on file ending in 67',
        expiresAt: new Date(clock.now().getTime() + 5 * MINUTE_MS),
      };
    },
    sentBefore: async ({ key }) => (inbox.some((one) => one.key === key) ? { reference: `SM-${key}` } : undefined),
    outcome: async () => fail.status,
  };
  const sms: Provider = { kind: 'sms', title: 'Text message', verifier, mapping: '' };

  const process = () => {
    const connection = store.connection.useDb(store.connection.name, { useCache: false });
    const made = createVerifications({ connection, now: clock.now });
    return {
      made,
      challenges: createChallenges({ verifications: made, providers: async () => all, codes, now: clock.now }),
    };
  };
  beforeAll(async () => {
    store = await openTestStore();
    const first = process();
    ({ challenges } = first);
    verifications = first.made;
  });
  afterAll(() => store.dispose());
  beforeEach(() => {
    clock.pass(25 * 60 * MINUTE_MS);
    inbox.length = 0;
    fail.status = 'pending';
    delete fail.next;
    all = [sms];
  });

  async function started(run = newRun(), person = HOLDER): Promise<Verification> {
    const verification = await challenges.start(run, person, ANY);
    if (!verification) throw new Error('A provider is connected');
    return verification;
  }
  const lastCode = () => inbox.at(-1)?.code ?? '';
  const wrongCode = (right = lastCode()) => String((Number(right) + 1) % 1_000_000).padStart(6, '0');
  const stored = () => store.connection.collection('verifications').find().toArray();

  it('goes to the mobile on file, and only a keyed digest of the code is stored', async () => {
    await started();
    expect(inbox).toMatchObject([{ phone: MOBILE.number, code: expect.stringMatching(/^\d{6}$/) }]);
    const text = JSON.stringify(await stored());
    expect(text).not.toContain(lastCode());
    expect(JSON.stringify(await verifications.allOf({ id: 'x', clientId: 'c1' }))).not.toContain('digest');
  });

  it('is approved by the code, once', async () => {
    const run = newRun();
    const verification = await started(run);
    expect(await challenges.answer(verification, lastCode())).toEqual({ state: 'approved' });
    expect(await verifications.holds({ run, person: HOLDER, at: clock.now() })).toBeDefined();
    expect(await challenges.answer(verification, lastCode())).toEqual({ state: 'over' });
    expect((await stored()).filter(({ state, digest }) => state === 'approved' && digest)).toEqual([]);
  });

  it('is denied by the third wrong code, and the right one is worth nothing after it', async () => {
    const run = newRun();
    const verification = await started(run);
    const answers = [];
    for (let turn = 0; turn < 3; turn += 1) answers.push(await challenges.answer(verification, wrongCode()));
    expect(answers).toEqual([{ state: 'wrong', triesLeft: 2 }, { state: 'wrong', triesLeft: 1 }, { state: 'denied' }]);
    expect(await challenges.answer(verification, lastCode())).toEqual({ state: 'denied' });
    expect(await verifications.holds({ run, person: HOLDER, at: clock.now() })).toBeUndefined();
  });

  it('takes three tries however many are made at once, in two processes', async () => {
    const verification = await started();
    const other = process().challenges;
    const guesses = Array.from({ length: 40 }, (_, turn) =>
      (turn % 2 ? challenges : other).answer(verification, String(turn).padStart(6, '0')),
    );
    const answers = await Promise.all(guesses);
    expect(answers.filter(({ state }) => state === 'wrong').length).toBeLessThanOrEqual(2);
    expect((await verifications.get(verification))?.tries).toBe(3);
    expect((await verifications.get(verification))?.state).toBe('denied');
  });

  it('is approved once however often the code comes at once, in two processes', async () => {
    const verification = await started();
    const other = process().challenges;
    const answers = await Promise.all(
      [challenges, other, challenges].map((one) => one.answer(verification, lastCode())),
    );
    expect(answers.filter(({ state }) => state === 'approved')).toHaveLength(1);
  });

  it('is not answered by the code of another run, nor by one that was replaced', async () => {
    const first = await started();
    const ofFirst = lastCode();
    await started(newRun(), { ...OMAR, mobile: MOBILE });
    const ofSecond = lastCode();
    if (ofSecond !== ofFirst) expect((await challenges.answer(first, ofSecond)).state).toBe('wrong');
    expect(await challenges.askAgain(first)).toBe('asked');
    const again = await challenges.resend(first);
    expect(again).toMatchObject({ state: 'pending', sends: 1, tries: 1 });
    if (lastCode() !== ofFirst) expect((await challenges.answer(first, ofFirst)).state).toBe('wrong');
    expect((await challenges.answer(first, lastCode())).state).toBe('approved');
  });

  it('is over after five minutes', async () => {
    const verification = await started();
    clock.pass(5 * MINUTE_MS);
    expect(await challenges.answer(verification, lastCode())).toEqual({ state: 'over' });
    expect((await challenges.poll(verification)).state).toBe('expired');
  });

  it('is sent three times an hour at most, each message counted', async () => {
    const verification = await started();
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await challenges.askAgain(verification)).toBe('asked');
      expect(await challenges.askAgain(verification)).toBe('asked');
      await challenges.resend(verification);
    }
    expect(await challenges.askAgain(verification)).toBe('limit');
    expect(inbox).toHaveLength(3);
    expect(await started()).toMatchObject({ state: 'unavailable', reason: expect.stringContaining('within an hour') });
    expect((await challenges.answer(verification, lastCode())).state).toBe('approved');
  });

  it('is sent three times an hour to one telephone or address, under whatever contact it is on file', async () => {
    for (let turn = 0; turn < 3; turn += 1) expect((await started()).state).toBe('pending');
    for (const same of [
      { mobile: MOBILE },
      { mobile: { ...MOBILE, number: '+12065550110' }, email: DANA.email ?? '' },
    ]) {
      const twin: VerifiedPerson = { ...OMAR, ...same };
      expect(await started(newRun(), twin)).toMatchObject({
        state: 'unavailable',
        reason: expect.stringContaining('within an hour'),
      });
    }
    expect(inbox).toHaveLength(3);
  });

  it('is not sent when three that began earlier are about to be, in other runs and processes', async () => {
    const other = process().made;
    const about = { person: HOLDER, provider: 'sms', proof: 'code' as const, expiresAt: new Date(clock.now()) };
    for (let begun = 0; begun < 3; begun += 1) await other.intend(newRun(), about);
    clock.pass(1);
    expect(await started()).toMatchObject({ state: 'unavailable', reason: expect.stringContaining('within an hour') });
    expect(inbox).toEqual([]);
  });

  it('locks for an hour after a denial, for a day after a report of fraud', async () => {
    const verification = await started();
    for (let turn = 0; turn < 3; turn += 1) await challenges.answer(verification, wrongCode());
    clock.pass(59 * MINUTE_MS);
    expect(await started()).toMatchObject({ state: 'unavailable', reason: expect.stringContaining('denied') });
    expect(await started(newRun(), { ...OMAR, mobile: MOBILE })).toMatchObject({ state: 'unavailable' });
    const elsewhere = { ...OMAR, mobile: { ...MOBILE, number: '+12065550110' } };
    expect((await started(newRun(), elsewhere)).state).toBe('pending');
    clock.pass(2 * MINUTE_MS);
    expect((await started()).state).toBe('pending');

    const push = createFakeVerifier(clock.now);
    all = [
      { kind: 'push', title: 'Push', verifier: { ...push.verifier, outcome: async () => 'fraud' }, mapping: 'org' },
    ];
    clock.pass(2 * 60 * MINUTE_MS);
    const reported = await challenges.poll(await started());
    expect(reported).toMatchObject({ state: 'denied', fraud: true });
    clock.pass(23 * 60 * MINUTE_MS);
    expect(await started()).toMatchObject({ state: 'denied', reason: expect.stringContaining('attack') });
    clock.pass(61 * MINUTE_MS);
    expect((await started()).state).toBe('pending');
  });

  it.each(['before', 'after'] as const)('is good although the process died %s the message went out', async (when) => {
    const run = newRun();
    fail.next = { error: new VendorError('sms', 'unavailable', 'No answer came', { outcomeUnknown: true }), when };
    await expect(challenges.start(run, HOLDER, ANY)).rejects.toThrow('No answer');
    const verification = await started(run);
    expect(inbox).toHaveLength(1);
    expect((await challenges.answer(verification, lastCode())).state).toBe('approved');
  });

  it('is unavailable once its message cannot arrive; nothing but the code approves it', async () => {
    const verification = await started();
    fail.status = 'approved';
    expect((await challenges.poll(verification)).state).toBe('pending');
    fail.status = 'unavailable';
    expect(await challenges.poll(verification)).toMatchObject({
      state: 'unavailable',
      reason: expect.stringContaining('delivered'),
    });
  });

  describe('beside a push', () => {
    const push = createFakeVerifier(clock.now);
    const pushing: Provider = { kind: 'push', title: 'Push', verifier: push.verifier, mapping: 'org' };
    const kindOf = async (person: VerifiedPerson, wanted: Parameters<Challenges['start']>[2]) =>
      (await challenges.start(newRun(), person, wanted))?.provider;
    beforeEach(() => {
      all = [pushing, sms];
    });

    it('the push comes first; the code where the push proves nothing, or has no way to them', async () => {
      expect(await kindOf(HOLDER, ANY)).toBe('push');
      expect(await kindOf(HOLDER, { ...ANY, resets: 'factors' })).toBe('sms');
      const refused = new VendorError('push', 'not_found', 'Push knows no factor of this person');
      push.state.fail = { error: refused, when: 'before' };
      expect(await kindOf(HOLDER, ANY)).toBe('sms');
    });

    it.each<[string, VerifiedPerson, Partial<typeof ANY>, string]>([
      ['a number of the directory', { ...HOLDER, mobile: { ...MOBILE, from: 'directory' } }, {}, 'PSA'],
      ['no mobile on file', DANA, {}, 'no mobile'],
      ['nobody on the line', HOLDER, { canTellCode: false }, 'nobody is on a call'],
      [
        'details that changed last week',
        { ...HOLDER, contactChangedAt: new Date('2100-01-01') },
        {},
        'changed less than 7 days',
      ],
    ])(
      'no factor is replaced on the word of the factor itself: with %s a technician is asked',
      async (_what, person, wanted, reason) => {
        const verification = await challenges.start(newRun(), person, { ...ANY, ...wanted, resets: 'factors' });
        expect(verification).toMatchObject({ state: 'unavailable', reason: expect.stringContaining(reason) });
        expect(inbox).toEqual([]);
      },
    );

    it('fails closed when the settings name a provider that is not connected', async () => {
      all = [{ ...sms, leftOut: true }];
      expect(await started()).toMatchObject({ state: 'unavailable', reason: expect.stringContaining('settings') });
    });
  });

  it('is tried again while the provider is down', async () => {
    const run = newRun();
    fail.next = { error: down(), when: 'before' };
    await expect(challenges.start(run, HOLDER, ANY)).rejects.toMatchObject({ passing: true });
    expect((await started(run)).state).toBe('pending');
  });
});
