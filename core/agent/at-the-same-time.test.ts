import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorkingDesk, KIND, type WorkingDesk } from '../inbox/testing/working-desk.js';
import { createAgendaQueue } from '../jobs/agenda-queue.js';
import { openTestStore, type TestStore, until } from '../store/store-for-tests.js';
import { createClock, createHandQueue, JIN, proposal, RESET_DANA } from './fakes-for-tests.js';
import { LEASE_MS } from './runs.js';

const silent = { warn() {}, error() {} };
const LEE = { id: '8', identifier: 'lee', name: 'Lee Marsh', email: 'lee@msp.example', active: true };
const JIN_EMAIL = 'jin@msp.example';

describe('at the same time', () => {
  let store: TestStore;
  let desk: WorkingDesk;
  beforeEach(async () => {
    store = await openTestStore();
    desk = await createWorkingDesk({ connection: store.connection });
    desk.psa.technicians.splice(0, 1, { ...JIN, email: JIN_EMAIL }, LEE);
    desk.script.play([proposal(RESET_DANA)]);
  });
  afterEach(() => store.dispose());

  async function waiting() {
    const ticketId = desk.ticket();
    await desk.look(ticketId, 'added');
    expect((await desk.run(ticketId)).state).toBe('awaiting_approval');
    return ticketId;
  }
  const note = (ticketId: string, who: typeof LEE | typeof JIN, text: string) =>
    desk.psa.addNote(ticketId, { text, author: { kind: 'technician', id: who.id, name: who.name } });
  const lookWith = (ticketId: string) => desk.work.look(KIND, ticketId, 'updated');
  const outcomeOf = (pressed: PromiseSettledResult<unknown>) =>
    pressed.status === 'fulfilled' ? 'decided' : pressed.reason.code;

  it('fifty events on one ticket make one run and one note', async () => {
    await store.dispose();
    store = await openTestStore();
    const { connection } = store;
    const queue = createAgendaQueue({ store, log: silent, pollEveryMs: 20 });
    desk = await createWorkingDesk({ connection, jobs: queue, clock: createClock(new Date().toISOString()) });
    desk.script.play([proposal(RESET_DANA)]);
    const { runs } = desk;
    await queue.start();
    try {
      const ticketId = desk.ticket();
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          desk.inbox.keep(KIND, `delivery-${index}`, {
            kind: 'ticket',
            ticketId,
            action: index % 2 ? 'added' : 'updated',
            own: false,
          }),
        ),
      );
      await until(async () => (await runs.latestOn(KIND, ticketId))?.state === 'awaiting_approval');
      const due = { type: { $ne: 'single' }, nextRunAt: { $lte: new Date() } };
      await until(async () => (await connection.collection('jobs').countDocuments(due)) === 0);
      expect(await runs.allOn(KIND, ticketId)).toHaveLength(1);
      expect(desk.headings(ticketId)).toEqual(['plan, waiting for approval']);
      expect(desk.script.requests).toHaveLength(1);
    } finally {
      await queue.stop();
    }
  });

  it('two approvers spend one approval once, by notes and by links', async () => {
    const ticketId = await waiting();
    note(ticketId, JIN, 'approved');
    note(ticketId, LEE, 'approved');
    const pressed = await Promise.allSettled([
      desk.press(ticketId, 'approve', JIN_EMAIL),
      desk.press(ticketId, 'approve', LEE.email),
      lookWith(ticketId),
      lookWith(ticketId),
    ]);
    await desk.hand.drain();
    await desk.later(LEASE_MS);
    expect(desk.identity.resets).toHaveLength(1);
    expect((await desk.run(ticketId)).state).toBe('done');
    const { decided, state } = await desk.approval(ticketId);
    expect(state).toBe('consumed');
    expect(desk.lastNote(ticketId)).toContain(`Approved by ${decided?.technicianName}`);
    expect(pressed.slice(0, 2).map(outcomeOf).sort()).toEqual(['already_decided', 'decided']);
  });

  it.each([
    ['by links', ['press approve', 'press deny']],
    ['by links, the denial first', ['press deny', 'press approve']],
    ['by notes', ['note approve', 'note deny']],
    ['approved by a link, denied by a note', ['press approve', 'note deny']],
    ['denied by a link, approved by a note', ['press deny', 'note approve']],
  ] as const)('approved and denied %s: one outcome, and the note says which', async (_how, [first, second]) => {
    const ticketId = await waiting();
    const act = async (what: string, who: typeof LEE, email: string) => {
      const choice = what.endsWith('approve') ? 'approve' : 'deny';
      if (what.startsWith('press')) return desk.press(ticketId, choice, email);
      note(ticketId, who, choice === 'approve' ? 'approved' : 'denied');
      return lookWith(ticketId);
    };
    await Promise.allSettled([act(first, { ...LEE, ...JIN }, JIN_EMAIL), act(second, LEE, LEE.email)]);
    await desk.hand.drain();
    await desk.later(LEASE_MS);
    await desk.look(ticketId);
    const { state } = await desk.run(ticketId);
    expect(['done', 'failed', 'cancelled']).toContain(state);
    const isDone = state === 'done';
    expect(desk.identity.resets).toHaveLength(isDone ? 1 : 0);
    expect(desk.headings(ticketId)).toHaveLength(2);
    expect(desk.lastNote(ticketId)).toMatch(
      isDone ? /Approved by (Jin Park|Lee Marsh)/ : /(Jin Park|Lee Marsh) denied/,
    );
  });

  it('two workers with clocks two minutes apart: the one that was overtaken stops, and nothing is done twice', async () => {
    const ticketId = await waiting();
    note(ticketId, JIN, 'approved');
    const { id } = await desk.run(ticketId);
    const ahead = createHandQueue();
    const other = desk.hire({ queue: ahead.queue });
    let overtaken = 0;
    desk.psa.trouble.before = async (operation) => {
      if (operation !== 'approversOf' || overtaken > 0) return;
      overtaken += 1;
      desk.clock.pass(2 * LEASE_MS);
      await other.agent.wake(id);
      await ahead.drain();
      desk.clock.pass(-2 * LEASE_MS);
    };
    desk.hire();
    await desk.look(ticketId);
    await desk.later(3 * LEASE_MS);
    expect(overtaken).toBe(1);
    expect(desk.identity.resets).toHaveLength(1);
    expect(desk.headings(ticketId)).toEqual(['plan, waiting for approval', 'done']);
  });
});
