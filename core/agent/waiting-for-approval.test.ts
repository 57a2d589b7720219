import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mspSettings } from '../clients/settings.js';
import { createWorkingDesk, type WorkingDesk } from '../inbox/testing/working-desk.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { proposal, RESET_DANA } from './fakes-for-tests.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('an approval that waits for days', () => {
  let store: TestStore;
  let desk: WorkingDesk;
  let ticketId: string;
  beforeEach(async () => {
    store = await openTestStore();
    desk = await createWorkingDesk({ connection: store.connection });
    desk.script.play([proposal(RESET_DANA)]);
    ticketId = desk.ticket();
    await desk.look(ticketId, 'added');
  });
  afterEach(() => store.dispose());

  /** The process ends; another one opens the same data. */
  async function restart() {
    store = await store.reopen();
    desk = await createWorkingDesk({ connection: store.connection, outside: desk.outside, hand: desk.hand });
    await desk.agent.start();
    await desk.hand.drain();
  }
  /** Days pass, with a restart in each, and the clock is looked at every few hours. */
  async function days(count: number) {
    for (let day = 0; day < count; day += 1) {
      await restart();
      for (let part = 0; part < 4; part += 1) await desk.later(DAY_MS / 4);
    }
  }
  const settings = (approvals: object) =>
    desk.settings.write(mspSettings.parse({ name: 'Lakeside IT', mode: 'execute', approvals }));

  it('reminds once, ends on the seventh day with one note, and nothing is carried out after it', async () => {
    await days(6);
    expect(desk.headings(ticketId)).toEqual(['plan, waiting for approval', 'reminder']);
    expect((await desk.run(ticketId)).state).toBe('awaiting_approval');
    await days(2);
    desk.psa.addNote(ticketId, { text: 'approved' });
    await desk.look(ticketId);
    await restart();
    await desk.look(ticketId);
    expect(desk.headings(ticketId)).toEqual(['plan, waiting for approval', 'reminder', 'ended']);
    expect(await desk.approval(ticketId)).toMatchObject({ state: 'expired' });
    expect((await desk.run(ticketId)).state).toBe('cancelled');
    expect(desk.identity.resets).toEqual([]);
  });

  it('is not reminded of before four hours have passed', async () => {
    await desk.later(4 * HOUR_MS - 1);
    expect(desk.headings(ticketId)).toHaveLength(1);
    await desk.later(1);
    expect(desk.headings(ticketId)).toEqual(['plan, waiting for approval', 'reminder']);
  });

  it('is carried out when it is given on the sixth day', async () => {
    await days(6);
    desk.psa.addNote(ticketId, { text: 'approved' });
    await restart();
    await desk.look(ticketId);
    expect(desk.identity.resets).toHaveLength(1);
    expect((await desk.run(ticketId)).state).toBe('done');
    await days(2);
    expect(desk.identity.resets).toHaveLength(1);
    expect(desk.headings(ticketId)).toEqual(['plan, waiting for approval', 'reminder', 'done']);
  });

  it('is reminded of when the settings say so by then, earlier or later', async () => {
    await settings({ remindAfterHours: 8 });
    await desk.later(4 * HOUR_MS);
    expect(desk.headings(ticketId)).toHaveLength(1);
    await restart();
    await desk.later(4 * HOUR_MS);
    expect(desk.headings(ticketId)).toHaveLength(2);
  });

  it('ends when its note said that it would, whatever the settings say by then', async () => {
    await settings({ expireAfterHours: 1 });
    await days(6);
    expect((await desk.run(ticketId)).state).toBe('awaiting_approval');
    await settings({ expireAfterHours: 2_000 });
    await days(1);
    expect((await desk.run(ticketId)).state).toBe('cancelled');
  });
});
