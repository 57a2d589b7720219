import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VendorError } from '../errors.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { executePlan } from './carry-out.js';
import { createDesk, DANA, type Desk, HARBOR, planOf, stepOf } from './fakes-for-tests.js';
import type { AdvanceDeps } from './moves.js';
import { readSituation } from './situation.js';

const REFUSED = new VendorError('pretend_directory', 'forbidden', 'You may not do that');
const BUSY = new VendorError('pretend_directory', 'throttled', 'Come again later');
const LOST = new VendorError('pretend_directory', 'unavailable', 'The answer was lost', { outcomeUnknown: true });

describe('the password that a step makes', () => {
  let store: TestStore;
  let desk: Desk;
  let deps: AdvanceDeps;
  beforeAll(async () => {
    store = await openTestStore();
    desk = await createDesk({ connection: store.connection });
    deps = { ...desk.deps, ended: async () => {} };
    await desk.clients.save({
      ...HARBOR,
      policies: { 'pretend_directory:reset-password': 'auto' },
    });
  });
  afterAll(() => store.dispose());
  beforeEach(() => {
    delete desk.identity.behaviour.after;
    desk.identity.behaviour.observed = 'unknown';
  });

  /** A run that is about to carry out one reset of Dana's password. */
  async function executing() {
    const { leased, ticketId, runId } = await desk.leasedRun();
    const plan = planOf([stepOf({ policy: 'auto' })]);
    await leased.change({ state: 'executing', mode: 'execute', plan });
    const carryOut = async () => executePlan(leased, await readSituation(leased.run, deps), deps);
    const listed = () => desk.secrets.ofRun(desk.client.id, runId);
    const stored = () => store.connection.collection('secrets').countDocuments({ runId });
    const closing = () => desk.psa.ownNotes(ticketId).at(-1)?.text ?? '';
    return { carryOut, listed, stored, closing };
  }
  /** What the vendor does, one entry a try, after the password was kept. */
  function answers(...outcomes: (VendorError | 'done')[]) {
    desk.identity.behaviour.after = () => {
      const next = outcomes.shift();
      if (next instanceof VendorError) throw next;
    };
  }

  it('is named in the closing note once it is in force, in one sentence', async () => {
    answers('done');
    const run = await executing();
    await run.carryOut();
    const [secret, ...more] = await run.listed();
    expect(more).toEqual([]);
    expect(secret).toMatchObject({ subject: DANA.userPrincipalName, readBack: false });
    const line = run
      .closing()
      .split('\n')
      .find((text) => text.includes('can be opened once'));
    expect(line).toContain(`The new password for ${DANA.userPrincipalName} can be opened once`);
    expect(line).toContain(`https://frontdesk.example/secrets/${secret?.secretId}`);
    expect(line).not.toContain('reading back');
  });

  it('is forgotten and in no note when the vendor refused it', async () => {
    answers(REFUSED);
    const run = await executing();
    await run.carryOut();
    expect(run.closing()).toContain('Failed');
    expect(run.closing()).not.toContain('can be opened once');
    expect([await run.listed(), await run.stored()]).toEqual([[], 0]);
  });

  it('is the last one only, when it took several tries', async () => {
    answers(BUSY, BUSY, 'done');
    const run = await executing();
    await expect(run.carryOut()).rejects.toBe(BUSY);
    await expect(run.carryOut()).rejects.toBe(BUSY);
    expect(await run.listed()).toEqual([]);
    await run.carryOut();
    expect(await run.listed()).toHaveLength(1);
    expect(await run.stored()).toBe(1);
    expect(run.closing().match(/can be opened once/g)).toHaveLength(1);
  });

  it('is forgotten when reading back shows that it was never set, before another is made', async () => {
    answers(LOST, REFUSED);
    const run = await executing();
    await expect(run.carryOut()).rejects.toBe(LOST);
    expect(await run.listed()).toEqual([]);
    desk.identity.behaviour.observed = 'not_happened';
    await expect(run.carryOut()).rejects.toMatchObject({ passing: true }); // It may still show.
    deps = { ...deps, settlingMs: 0 };
    await run.carryOut();
    expect([await run.listed(), await run.stored()]).toEqual([[], 0]);
  });

  it('is named with a doubt, when only reading back tells that it is in force', async () => {
    answers(LOST);
    const run = await executing();
    await expect(run.carryOut()).rejects.toBe(LOST);
    desk.identity.behaviour.observed = 'happened';
    await run.carryOut();
    expect(await run.listed()).toEqual([expect.objectContaining({ readBack: true })]);
    expect(run.closing()).toContain('if it does not work');
  });

  it('is not claimed while nobody can tell whether it is in force', async () => {
    answers(LOST);
    const run = await executing();
    await expect(run.carryOut()).rejects.toBe(LOST);
    await run.carryOut();
    expect(run.closing()).toContain('Outcome not known');
    expect(run.closing()).not.toContain('can be opened once');
    expect(await run.listed()).toEqual([]);
  });
});
