import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createClock } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { createWriteCounter, type WriteCounter } from './write-counter.js';
import { effectiveLimits } from './write-limits.js';

const MINUTE = 60_000;

describe('the number of changes', () => {
  let store: TestStore;
  const clock = createClock(new Date().toISOString());
  let counter: WriteCounter;
  let cases = 0;
  let at: { clientId: string; runId: string };
  beforeAll(async () => {
    store = await openTestStore();
    counter = createWriteCounter({ connection: store.connection, now: clock.now });
  });
  afterAll(() => store.dispose());
  beforeEach(async () => {
    cases += 1;
    at = { clientId: `c-${cases}`, runId: `r-${cases}` };
    await rows().deleteMany({});
  });
  const rows = () => store.connection.collection('write_takes');
  const take = (step: number, limits: Parameters<WriteCounter['take']>[1], where: Partial<typeof at> = {}) =>
    counter.take({ ...at, ...where, step, key: `plan-1/${step}` }, limits);
  const takes = async (steps: number[], limits: Parameters<WriteCounter['take']>[1], where?: Partial<typeof at>) => {
    const allowed: boolean[] = [];
    for (const step of steps) allowed.push((await take(step, limits, where)).allowed);
    return allowed;
  };

  it('is limited for one run, however long it goes on', async () => {
    expect(await takes([0, 1], { perRun: 2 })).toEqual([true, true]);
    clock.pass(80 * 24 * 60 * MINUTE);
    expect(await take(2, { perRun: 2 })).toEqual({
      allowed: false,
      limit: 'perRun',
      reason: 'The limit of 2 changes in one run is reached',
    });
    expect(await takes([0, 1], { perRun: 2 }, { runId: 'another' })).toEqual([true, true]);
    expect(await take(0, { perRun: 0 }, { runId: 'a-third' })).toMatchObject({ allowed: false });
  });

  it('is limited for one client, in any 60 minutes', async () => {
    const limits = { perHourAndClient: 2 };
    expect(await takes([0], limits)).toEqual([true]);
    clock.pass(30 * MINUTE);
    expect(await takes([1, 2], limits)).toEqual([true, false]);
    expect(await takes([0], limits, { clientId: `${at.clientId}-other` })).toEqual([true]);
    clock.pass(30 * MINUTE);
    expect(await takes([2, 3], limits)).toEqual([true, false]);
  });

  it('is limited over all clients together', async () => {
    const limits = { perHour: 2 };
    expect(await takes([0], limits)).toEqual([true]);
    expect(await takes([0, 1], limits, { clientId: `${at.clientId}-other` })).toEqual([true, false]);
    expect(await take(2, limits)).toMatchObject({ limit: 'perHour' });
    expect(await takes([2], { perHour: 3 })).toEqual([true]);
  });

  it('has no limit that nobody set, and is counted all the same', async () => {
    expect(await takes([0, 1, 2], {})).toEqual([true, true, true]);
    expect(await takes([3], { perRun: 3 })).toEqual([false]);
  });

  it('counts a step that is resumed once, and by the time it was last tried', async () => {
    const limits = { perRun: 2, perHourAndClient: 1 };
    expect(await takes([0, 0, 0], limits)).toEqual([true, true, true]);
    clock.pass(50 * MINUTE);
    expect(await takes([0], limits)).toEqual([true]);
    clock.pass(20 * MINUTE);
    expect(await takes([1], limits)).toEqual([false]);
    clock.pass(41 * MINUTE);
    expect(await takes([1], limits)).toEqual([true]);
    // The first step, tried again after more than an hour, is judged anew; its old row still counts for the run.
    expect(await takes([0], limits)).toEqual([false]);
    expect(await takes([2], { perRun: 2 })).toEqual([false]);
  });

  it('judges a step again that a process died over', async () => {
    await take(0, { perHourAndClient: 1 });
    await take(1, {});
    await rows().updateMany({ clientId: at.clientId, step: 1 }, { $set: { granted: false } });
    expect(await take(1, { perHourAndClient: 1 })).toMatchObject({ allowed: false });
    expect(await rows().countDocuments({ clientId: at.clientId })).toBe(1);
  });

  it('never exceeds a limit, however many processes ask at once', async () => {
    const processes = [
      counter,
      createWriteCounter({ connection: store.connection.useDb(store.connection.name), now: clock.now }),
    ];
    let rounds = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 8 }), async (limit, askers) => {
        rounds += 1;
        const clientId = `${at.clientId}-${rounds}`;
        const answers = await Promise.all(
          Array.from({ length: askers }, (_, step) =>
            processes[step % 2]?.take(
              { clientId, runId: `r-${step}`, step, key: `k-${step}` },
              { perHourAndClient: limit },
            ),
          ),
        );
        const allowed = answers.filter((answer) => answer?.allowed).length;
        expect(allowed).toBeLessThanOrEqual(limit);
        if (askers <= limit) expect(allowed).toBe(askers);
        expect(await rows().countDocuments({ clientId })).toBe(allowed);
      }),
      { numRuns: 12 },
    );
  });

  it('is forgotten only when no run can need it any more, and each change of a run renews its rows', async () => {
    await take(0, {});
    clock.pass(60 * 24 * 60 * MINUTE);
    await take(1, {});
    const ends = (await rows().find({ clientId: at.clientId }).toArray()).map(({ expiresAt }) => expiresAt.getTime());
    expect(ends).toEqual([1, 1].map(() => clock.now().getTime() + 100 * 24 * 60 * MINUTE));
    const ttl = (await rows().indexes()).filter(({ expireAfterSeconds }) => expireAfterSeconds === 0);
    expect(ttl.map(({ key }) => key)).toEqual([{ expiresAt: 1 }]);
  });
});

describe('the limits of a client', () => {
  it.each([
    [{}, {}, {}],
    [{ perRun: 5 }, {}, { perRun: 5 }],
    [{}, { perRun: 5 }, { perRun: 5 }],
    [
      { perRun: 5, perHourAndClient: 7 },
      { perRun: 9, perHourAndClient: 3 },
      { perRun: 5, perHourAndClient: 3 },
    ],
    [{ perRun: 0, perHour: 4 }, { perRun: 9 }, { perRun: 0, perHour: 4 }],
  ])('are the lower of both: MSP %j, client %j', (msp, client, expected) => {
    expect(effectiveLimits(msp, client)).toEqual(expected);
  });
});
