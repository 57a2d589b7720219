import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { personOf, type VerifiedPerson } from './person.js';
import { createTestClock, DANA, MINUTE_MS, newRun, OMAR } from './stage-for-tests.js';
import { createVerifications, type VerificationResult, type Verifications } from './verification.js';

describe('verifications', () => {
  let store: TestStore;
  let verifications: Verifications;
  const clock = createTestClock();
  beforeAll(async () => {
    store = await openTestStore();
    verifications = createVerifications({ connection: store.connection, now: clock.now });
  });
  afterAll(() => store.dispose());

  const later = (ms: number) => new Date(clock.now().getTime() + ms);
  const intend = (run = newRun(), person = DANA) =>
    verifications.intend(run, { person, provider: 'pretend', expiresAt: later(5 * MINUTE_MS) });
  const many = <T>(work: (turn: number) => Promise<T>) =>
    Promise.all(Array.from({ length: 20 }, (_, turn) => work(turn)));
  const by = { technicianId: '7', technicianName: 'Jin Park', noteId: 'n1' };
  async function settled(
    state: VerificationResult,
    options: { run?: ReturnType<typeof newRun>; settledAt?: Date } = {},
  ) {
    const { run = newRun(), settledAt } = options;
    const { verification } = await intend(run);
    await verifications.settle(verification, state, settledAt ? { settledAt } : {});
    return { run, verification };
  }

  it('are one at a time for a run, however many begin at once', async () => {
    const run = newRun();
    const begun = await many(() => intend(run));
    expect(begun.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(begun.map(({ verification }) => verification.id)).size).toBe(1);
    const [first] = begun;
    if (first) await verifications.settle(first.verification, 'expired');
    expect((await intend(run)).isNew).toBe(true);
    expect(await verifications.allOf(run)).toHaveLength(2);
  });

  it('are settled once, however many settle at once', async () => {
    const { verification } = await intend();
    const moved = await many((turn) => verifications.settle(verification, turn % 2 ? 'approved' : 'denied'));
    expect(moved.filter(Boolean)).toHaveLength(1);
    const kept = (await verifications.get(verification))?.state;
    expect(kept).toBe(moved.indexOf(true) % 2 ? 'approved' : 'denied');
  });

  it.each<VerificationResult>(['approved', 'denied', 'expired', 'unavailable'])('never leave %s', async (state) => {
    const { verification } = await settled(state);
    const before = await verifications.get(verification);
    for (const other of ['approved', 'denied', 'expired', 'unavailable'] as const) {
      expect(await verifications.settle(verification, other)).toBe(false);
    }
    expect(await verifications.sent(verification, { reference: 'r', expiresAt: later(1) })).toBe(false);
    expect(await verifications.get(verification)).toEqual(before);
  });

  it('go from intended to pending once', async () => {
    const { verification } = await intend();
    const moved = await many(() => verifications.sent(verification, { reference: 'r', expiresAt: later(1) }));
    expect(moved.filter(Boolean)).toHaveLength(1);
    expect(await verifications.get(verification)).toMatchObject({ state: 'pending', reference: 'r' });
  });

  it('are found and settled for their own client only', async () => {
    const { verification } = await intend();
    const foreign = { ...verification, clientId: 'c2' };
    expect(await verifications.get(foreign)).toBeUndefined();
    expect(await verifications.settle(foreign, 'approved')).toBe(false);
    await expect(store.connection.model('Verification').find({}).lean()).rejects.toMatchObject({
      code: 'tenant_guard',
    });
  });

  it('survive a restart', async () => {
    const { run, verification } = await settled('approved');
    store = await store.reopen();
    verifications = createVerifications({ connection: store.connection, now: clock.now });
    expect(await verifications.get(verification)).toMatchObject({ state: 'approved', person: DANA, runId: run.id });
    expect(await verifications.holds({ run, person: DANA, at: clock.now() })).toMatchObject({ id: verification.id });
  });

  describe('a result holds', () => {
    const holds = async (run: ReturnType<typeof newRun>, person: VerifiedPerson, at: Date, holdMinutes?: number) =>
      Boolean(await verifications.holds({ run, person, at, ...(holdMinutes ? { holdMinutes } : {}) }));

    it('for thirty minutes, or as long as the MSP says, and not from the future', async () => {
      const { run } = await settled('approved');
      expect(await holds(run, DANA, clock.now())).toBe(true);
      expect(await holds(run, DANA, later(30 * MINUTE_MS))).toBe(true);
      expect(await holds(run, DANA, later(30 * MINUTE_MS + 1))).toBe(false);
      expect(await holds(run, DANA, later(5 * MINUTE_MS + 1), 5)).toBe(false);
      expect(await holds(run, DANA, later(45 * MINUTE_MS), 60)).toBe(true);
      expect(await holds(run, DANA, later(-1))).toBe(false);
    });

    it('for one run and one client', async () => {
      const { run } = await settled('approved');
      expect(await holds(newRun(), DANA, clock.now())).toBe(false);
      expect(await holds({ ...run, clientId: 'c2' }, DANA, clock.now())).toBe(false);
    });

    it('for one person, and not when their address was changed meanwhile', async () => {
      const { run } = await settled('approved');
      expect(await holds(run, OMAR, clock.now())).toBe(false);
      expect(await holds(run, { ...DANA, key: 'contact:42' }, clock.now())).toBe(false);
      expect(await holds(run, { ...DANA, email: 'attacker@elsewhere.example' }, clock.now())).toBe(false);
      expect(await holds(run, { ...DANA, email: 'Dana.Reyes@Harbor.example', name: 'D. Reyes' }, clock.now())).toBe(
        true,
      );
    });

    it.each<VerificationResult>(['denied', 'expired', 'unavailable'])('never when it is %s', async (state) => {
      const { run } = await settled(state);
      expect(await holds(run, DANA, clock.now())).toBe(false);
    });

    it('not while it is awaited', async () => {
      const run = newRun();
      const { verification } = await intend(run);
      await verifications.sent(verification, { reference: 'r', expiresAt: later(MINUTE_MS) });
      expect(await holds(run, DANA, clock.now())).toBe(false);
    });

    it('until it is denied: the later word counts, and of two at once the denial', async () => {
      const { run } = await settled('approved');
      await settled('denied', { run, settledAt: clock.now() });
      expect(await holds(run, DANA, later(1))).toBe(false);
      await settled('approved', { run, settledAt: later(1) });
      expect(await holds(run, DANA, later(1))).toBe(true);
    });
  });

  describe("a technician's word", () => {
    const vouch = (run: ReturnType<typeof newRun>, state: 'approved' | 'denied', settledAt: Date, noteId = 'n1') =>
      verifications.vouch(run, { person: DANA, state, settledAt, by: { ...by, noteId } });

    it('is a result of its own, by name and note, and leaves an open challenge open', async () => {
      const run = newRun();
      const { verification } = await intend(run);
      await vouch(run, 'approved', clock.now());
      expect(await verifications.holds({ run, person: DANA, at: clock.now() })).toMatchObject({
        provider: 'vouch',
        by,
      });
      expect((await verifications.openOf(run))?.id).toBe(verification.id);
    });

    it('counts once: the same note read again later makes it no younger', async () => {
      const run = newRun();
      await many(() => vouch(run, 'approved', clock.now()));
      await vouch(run, 'approved', later(40 * MINUTE_MS));
      expect(await verifications.allOf(run)).toHaveLength(1);
      expect(await verifications.holds({ run, person: DANA, at: later(40 * MINUTE_MS) })).toBeUndefined();
      await vouch(run, 'approved', later(40 * MINUTE_MS), 'n2');
      expect(await verifications.holds({ run, person: DANA, at: later(40 * MINUTE_MS) })).toBeDefined();
    });

    it('ends what was approved when it is a refusal', async () => {
      const { run } = await settled('approved');
      clock.pass(1_000);
      await vouch(run, 'denied', clock.now());
      expect(await verifications.holds({ run, person: DANA, at: clock.now() })).toBeUndefined();
    });
  });
});

describe('whom a result is bound to', () => {
  it.each<[string, Parameters<typeof personOf>[0], string | undefined]>([
    ['the contact', { contactId: '41', name: 'Dana Reyes', email: 'd@x.example', userId: 'u' }, 'contact:41'],
    ['the address', { name: 'Dana', email: ' Dana@X.example ' }, 'email:dana@x.example'],
    ['the directory user', { name: 'Dana', userId: 'U-1' }, 'user:u-1'],
    ['the name alone', { name: ' Dana   Reyes ' }, 'name:dana reyes'],
    ['nobody', { name: ' ' }, undefined],
  ])('is %s', (_what, requester, key) => {
    expect(personOf(requester)?.key).toBe(key);
  });
});
