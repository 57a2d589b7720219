import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VendorError } from '../errors.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { type Challenges, createChallenges } from './challenge.js';
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
import { createVerifications, type Verifications } from './verification.js';

describe('a challenge', () => {
  const clock = createTestClock();
  let store: TestStore;
  let verifications: Verifications;
  let challenges: Challenges;
  let fake: ReturnType<typeof createFakeVerifier>;
  let provider: Provider | undefined;
  beforeAll(async () => {
    store = await openTestStore();
    verifications = createVerifications({ connection: store.connection, now: clock.now });
    challenges = createChallenges({
      verifications,
      providers: async () => (provider ? [provider] : []),
      codes: createTestCodes(),
      now: clock.now,
    });
  });
  afterAll(() => store.dispose());
  beforeEach(() => {
    clock.pass(2 * 60 * MINUTE_MS);
    fake = createFakeVerifier(clock.now);
    provider = { kind: 'pretend', title: 'Pretend Provider', verifier: fake.verifier, mapping: 'org-harbor' };
  });

  async function started(run = newRun(), person = DANA) {
    const verification = await challenges.start(run, person);
    if (!verification) throw new Error('A provider is connected');
    return verification;
  }
  const holds = async (run: ReturnType<typeof newRun>) =>
    Boolean(await verifications.holds({ run, person: DANA, at: clock.now() }));

  it('is sent to the person by their address on file, and waits as long as the provider says', async () => {
    const verification = await started();
    expect(verification).toMatchObject({ state: 'pending', provider: 'pretend', reference: `ref-${verification.id}` });
    expect(verification.expiresAt.getTime() - clock.now().getTime()).toBe(5 * MINUTE_MS);
    expect(fake.sent).toEqual([
      { key: verification.id, mapping: 'org-harbor', person: { name: 'Dana Reyes', email: DANA.email } },
    ]);
  });

  it('waits a quarter of an hour at most', async () => {
    fake.state.lifetimeMs = 24 * 60 * MINUTE_MS;
    const { expiresAt } = await started();
    expect(expiresAt.getTime() - clock.now().getTime()).toBe(15 * MINUTE_MS);
  });

  it('is not begun where no provider is connected', async () => {
    provider = undefined;
    const run = newRun();
    expect(await challenges.start(run, DANA)).toBeUndefined();
    expect(await verifications.allOf(run)).toEqual([]);
  });

  it('is sent once although the process died between sending and storing', async () => {
    const run = newRun();
    fake.state.fail = { error: new Error('the process died here'), when: 'after' };
    await expect(challenges.start(run, DANA)).rejects.toThrow('died');
    expect(await verifications.openOf(run)).toMatchObject({ state: 'intended' });
    const verification = await started(run);
    expect(verification.state).toBe('pending');
    expect(fake.sent.map(({ key }) => key)).toEqual([verification.id]);
    expect(await verifications.allOf(run)).toHaveLength(1);
  });

  it('is sent once although its answer was lost', async () => {
    const run = newRun();
    const lost = new VendorError('provider', 'unexpected', 'No answer came', { outcomeUnknown: true });
    fake.state.fail = { error: lost, when: 'after' };
    await expect(challenges.start(run, DANA)).rejects.toBe(lost);
    await started(run);
    expect(fake.sent).toHaveLength(1);
  });

  it('is gone on with when it is begun again, or by another process', async () => {
    const run = newRun();
    const begun = await Promise.all([started(run), started(run), started(run)]);
    expect(new Set([...begun, await started(run)].map(({ id }) => id)).size).toBe(1);
    expect(fake.sent).toHaveLength(1);
  });

  it('goes to the new requester when the ticket has another one by now', async () => {
    const run = newRun();
    const first = await started(run);
    fake.state.outcome = 'approved';
    const second = await started(run, OMAR);
    expect(await verifications.get(first)).toMatchObject({
      state: 'expired',
      reason: expect.stringContaining('requester'),
    });
    expect(fake.sent.map(({ person }) => person.email)).toEqual([DANA.email, OMAR.email]);
    expect((await challenges.poll(second)).state).toBe('approved');
    expect(await holds(run)).toBe(false);
  });

  it('is tried again when the provider is down, and given up where it refuses for good', async () => {
    const run = newRun();
    fake.state.fail = { error: down(), when: 'before' };
    await expect(challenges.start(run, DANA)).rejects.toMatchObject({ passing: true });
    expect((await started(run)).state).toBe('pending');
    const refused = new VendorError('provider', 'not_found', 'The provider knows no factor of this person');
    fake.state.fail = { error: refused, when: 'before' };
    expect(await started()).toMatchObject({ state: 'unavailable', reason: refused.message });
  });

  it('cannot be sent to somebody without an address and a number, nor for a client that is not mapped', async () => {
    expect(await started(newRun(), { key: 'name:dana', name: 'Dana' })).toMatchObject({ state: 'unavailable' });
    if (provider) provider.mapping = undefined;
    expect(await started()).toMatchObject({ state: 'unavailable', reason: expect.stringContaining('not mapped') });
    expect(fake.sent).toEqual([]);
  });

  it('is sent to one person three times an hour at most, whatever the tickets', async () => {
    for (let turn = 0; turn < 3; turn += 1) expect((await started()).state).toBe('pending');
    expect(await started()).toMatchObject({ state: 'unavailable', reason: expect.stringContaining('within an hour') });
    expect(fake.sent).toHaveLength(3);
    expect((await started(newRun(), OMAR)).state).toBe('pending');
    clock.pass(60 * MINUTE_MS + 1);
    expect((await started()).state).toBe('pending');
  });

  describe('that was sent', () => {
    it.each(['approved', 'denied', 'expired', 'unavailable'] as const)(
      'becomes %s when the provider says so',
      async (outcome) => {
        const run = newRun();
        const verification = await started(run);
        expect((await challenges.poll(verification)).state).toBe('pending');
        fake.state.outcome = outcome;
        expect((await challenges.poll(verification)).state).toBe(outcome);
        expect(await holds(run)).toBe(outcome === 'approved');
        fake.state.outcome = 'approved';
        expect((await challenges.poll(verification)).state).toBe(outcome);
      },
    );

    it('is settled once, however many ask at once', async () => {
      const verification = await started();
      let turn = 0;
      fake.verifier.outcome = async () => (++turn % 2 ? 'denied' : 'approved');
      const polled = await Promise.all(Array.from({ length: 10 }, () => challenges.poll(verification)));
      const kept = (await verifications.get(verification))?.state;
      expect(new Set(polled.map(({ state }) => state))).toEqual(new Set([kept]));
    });

    it('expires when nobody has answered in time', async () => {
      const verification = await started();
      clock.pass(5 * MINUTE_MS - 1);
      expect((await challenges.poll(verification)).state).toBe('pending');
      clock.pass(1);
      expect((await challenges.poll(verification)).state).toBe('expired');
    });

    it('counts from when its time was over when the answer is heard late', async () => {
      const run = newRun();
      const verification = await started(run);
      fake.state.outcome = 'approved';
      clock.pass(20 * MINUTE_MS);
      expect(await challenges.poll(verification)).toMatchObject({
        state: 'approved',
        settledAt: verification.expiresAt,
      });
      expect(await holds(run)).toBe(true);
      clock.pass(15 * MINUTE_MS + 1);
      expect(await holds(run)).toBe(false);
    });

    it('is asked for again while the provider is down, and unavailable when that outlasts it', async () => {
      const verification = await started();
      fake.state.fail = { error: down(), when: 'before' };
      await expect(challenges.poll(verification)).rejects.toMatchObject({ passing: true });
      expect((await challenges.poll(verification)).state).toBe('pending');
      clock.pass(6 * MINUTE_MS);
      fake.state.fail = { error: down(), when: 'before' };
      expect(await challenges.poll(verification)).toMatchObject({
        state: 'unavailable',
        reason: 'The provider is down',
      });
    });

    it('is unavailable once its provider is not connected any more', async () => {
      const verification = await started();
      if (provider) provider.kind = 'another';
      expect((await challenges.poll(verification)).state).toBe('unavailable');
      expect(fake.state.asked).toBe(0);
    });

    it('is asked for after two seconds at first, every ten later, and when its time is over', async () => {
      const verification = await started();
      const pause = () => challenges.nextPollAt(verification).getTime() - clock.now().getTime();
      expect(pause()).toBe(2_000);
      clock.pass(20_000);
      expect(pause()).toBe(5_000);
      clock.pass(MINUTE_MS);
      expect(pause()).toBe(10_000);
      clock.pass(3 * MINUTE_MS + 37_000);
      expect(pause()).toBe(3_000);
    });
  });
});
