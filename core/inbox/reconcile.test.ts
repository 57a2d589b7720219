import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClock, createHandQueue } from '../agent/fakes-for-tests.js';
import type { Runs } from '../agent/runs.js';
import { proposal, RESET_DANA } from '../agent/testing/plans.js';
import type { IntegrationEvents } from '../integrations/integration.js';
import { createLog } from '../log.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { createReconcile } from './reconcile.js';
import { createWorkingDesk, KIND, type WorkingDesk } from './testing/working-desk.js';

const silent = createLog('silent');

const registering: IntegrationEvents = {
  register: async () => ({ state: 'registered' }),
  unregister: async () => undefined,
  verify: async () => false,
  parse: () => [],
  deliveryKey: () => 'key',
};

describe('the poll', () => {
  let store: TestStore;
  let desk: WorkingDesk;
  let opening: boolean;
  const clock = createClock();
  const jobs = createHandQueue();
  beforeEach(async () => {
    store = await openTestStore();
    opening = false;
  });
  afterEach(() => store.dispose());

  async function open({ events, runs }: { events?: IntegrationEvents; runs?: Pick<Runs, 'awaitingPeople'> } = {}) {
    desk = await createWorkingDesk({ connection: store.connection, clock, ...(events ? { events } : {}) });
    desk.script.play([proposal(RESET_DANA)]);
    const { connections, work } = desk;
    const reconcile = createReconcile({
      connection: store.connection,
      connections,
      work,
      runs: runs ?? desk.runs,
      doorIsOpening: async () => opening,
      queue: jobs.queue,
      now: clock.now,
      log: silent,
    });
    return async () => {
      await reconcile.once();
      await desk.hand.drain();
    };
  }
  const state = async (ticketId: string) => (await desk.runs.latestOn(KIND, ticketId))?.state;
  /** A technician's word that the PSA does not count as a change of the ticket. */
  const unnoticed = (ticketId: string, text: string) => {
    const ticket = desk.psa.tickets.get(ticketId);
    const note = desk.psa.addNote(ticketId, { text });
    if (ticket) desk.psa.tickets.set(ticketId, ticket);
    return note;
  };

  it('starts at once on a new ticket of a PSA without events, unless a front door may be opening it', async () => {
    const poll = await open();
    await poll();
    clock.pass(10_000);
    opening = true;
    const ticketId = desk.ticket();
    await poll();
    expect(await state(ticketId)).toBeUndefined();
    opening = false;
    await poll();
    expect(await state(ticketId)).toBe('awaiting_approval');
  });

  it('leaves a new ticket of a PSA with events to its event, and a long one of a door to nobody', async () => {
    const poll = await open({ events: registering });
    clock.pass(10_000);
    const ticketId = desk.ticket();
    await poll();
    expect(await state(ticketId)).toBeUndefined();
    clock.pass(40_000);
    opening = true;
    await poll();
    expect(await state(ticketId)).toBe('awaiting_approval');
  });

  it.each([
    ['without events', {}],
    ['whose webhooks get lost', { events: registering }],
  ])('finds the word of a technician in a PSA %s, also where a note is no change of the ticket', async (_, options) => {
    const poll = await open(options);
    const ticketId = desk.ticket();
    await desk.look(ticketId, 'added');
    clock.pass(60_000);
    await poll();
    unnoticed(ticketId, 'Is this the right Dana?');
    desk.script.play([['keep_plan', {}]]);
    clock.pass(60_000);
    await poll();
    expect(await state(ticketId)).toBe('awaiting_approval');
    expect((await desk.run(ticketId)).messages).toHaveLength(1);
    unnoticed(ticketId, 'approved');
    await poll();
    expect(await state(ticketId)).toBe('done');
    expect(desk.identity.resets).toHaveLength(1);
  });

  it('ends a run whose ticket is gone without a word', async () => {
    const poll = await open();
    const ticketId = desk.ticket();
    await desk.look(ticketId, 'added');
    clock.pass(60_000);
    desk.psa.tickets.delete(ticketId);
    await poll();
    expect(await state(ticketId)).toBe('failed');
  });

  it('reads the notes of many that wait some at a time, and comes round to all', async () => {
    const asked: string[] = [];
    const waiting = Array.from({ length: 12 }, (_, index) => String(1_000 + index));
    const runs: Pick<Runs, 'awaitingPeople'> = {
      async awaitingPeople(_kind, { after = '', limit }) {
        const example = await desk.run(ticketId);
        return waiting
          .filter((id) => id > after)
          .slice(0, limit)
          .map((id) => ({ ...example, id, ticketId: id }));
      },
    };
    const poll = await open({ runs });
    const ticketId = desk.ticket();
    await desk.look(ticketId, 'added');
    const { notes } = desk.psa.psa;
    desk.psa.psa.notes = async (id) => {
      if (id === ticketId) return notes(id);
      asked.push(id);
      return [];
    };
    clock.pass(60_000);
    for (let polls = 0; polls < 4; polls += 1) {
      const before = asked.length;
      await poll();
      expect(asked.length - before).toBeLessThanOrEqual(5);
    }
    expect(asked).toEqual([...waiting, ...waiting.slice(0, 5)]);
  });

  it('comes more often to a PSA whose events do not come', async () => {
    await open({ events: registering });
    let polls = 0;
    const { tickets } = desk.psa.psa;
    desk.psa.psa.tickets = (filter) => {
      polls += 1;
      return tickets(filter);
    };
    const pollsBy = async (webhook: 'registered' | 'by_hand' | 'failed', job: string) => {
      const before = polls;
      await desk.connections.keepWebhook(KIND, {
        outcome: { state: webhook, url: 'https://a.example', at: clock.now() },
      });
      await jobs.run(job);
      return polls - before;
    };
    expect(await pollsBy('by_hand', 'inbox.reconcile')).toBe(0);
    expect(await pollsBy('by_hand', 'inbox.reconcile-often')).toBe(1);
    expect(await pollsBy('failed', 'inbox.reconcile-often')).toBe(1);
    expect(await pollsBy('registered', 'inbox.reconcile-often')).toBe(0);
    expect(await pollsBy('registered', 'inbox.reconcile')).toBe(1);
  });
});
