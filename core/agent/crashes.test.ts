import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { advance } from './advance.js';
import {
  Crash,
  createClock,
  createDesk,
  createFuse,
  type Desk,
  HARBOR,
  proposal,
  RESET_DANA,
  withFuse,
} from './fakes-for-tests.js';
import type { AdvanceDeps } from './moves.js';
import { LEASE_MS } from './runs.js';
import { writeNoteOnce } from './write-note.js';

/** More calls than any of these stories makes. */
const MOST_CALLS = 120;

describe('a process that dies between any two steps', () => {
  let store: TestStore;
  let desk: Desk;
  const clock = createClock();
  beforeEach(async () => {
    store = await openTestStore();
    desk = await createDesk({ connection: store.connection, clock });
    desk.script.play([proposal(RESET_DANA)]);
  });
  afterEach(() => store.dispose());

  /** Every way in which a run changes something, or could. */
  function mortal(fuse: { burn(): void }): AdvanceDeps {
    const { deps } = desk;
    desk.psa.trouble.before = () => fuse.burn();
    return {
      ...deps,
      approvals: withFuse(deps.approvals, fuse),
      activity: withFuse(deps.activity, fuse),
      async wakeAt(runId, when) {
        fuse.burn();
        await deps.wakeAt(runId, when);
      },
    };
  }

  async function lease(runId: string) {
    const leased = await desk.runs.lease(runId);
    if (!leased) throw new Error(`Run ${runId} cannot be leased`);
    return leased;
  }

  /** Advances until the process dies after `calls` calls, then again in a new one. True when it died. */
  async function advanceWithDeath(runId: string, calls: number): Promise<boolean> {
    const fuse = createFuse(calls);
    const first = await lease(runId);
    const died = await advance(withFuse(first, fuse), mortal(fuse)).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Crash) return true;
        throw error;
      },
    );
    delete desk.psa.trouble.before;
    if (!died) {
      await first.release();
      return false;
    }
    clock.pass(LEASE_MS + 1);
    const second = await desk.runs.lease(runId);
    if (second) {
      await advance(second, desk.deps);
      await second.release();
    }
    return true;
  }

  /** Plays a story with a death after 0, 1, 2, ... calls, on a ticket each, until one is not reached. */
  async function everyDeath(story: (calls: number) => Promise<boolean>): Promise<number> {
    for (let calls = 0; calls < MOST_CALLS; calls += 1) {
      if (!(await story(calls))) return calls;
    }
    throw new Error(`The story made more than ${MOST_CALLS} calls`);
  }

  async function openRun() {
    const { ticketId, runId, leased } = await desk.leasedRun();
    await leased.release();
    return { ticketId, runId };
  }

  it('leaves one plan note, one open request, and a time to remind and to expire', async () => {
    const deaths = await everyDeath(async (calls) => {
      const { ticketId, runId } = await openRun();
      const died = await advanceWithDeath(runId, calls);
      const run = await desk.runs.get(runId);
      const open = (await desk.approvals.all(runId)).filter(({ state }) => state === 'pending');
      expect({ calls, state: run?.state, notes: desk.psa.ownNotes(ticketId).length, open: open.length }).toEqual({
        calls,
        state: 'awaiting_approval',
        notes: 1,
        open: 1,
      });
      expect(open[0]).toMatchObject({ id: run?.approvalId, noteId: desk.psa.ownNotes(ticketId)[0]?.id });
      const wakeUps = desk.wakeUps.filter((wakeUp) => wakeUp.runId === runId).map(({ when }) => when.getTime());
      expect(wakeUps).toContain(open[0]?.expiresAt.getTime());
      expect(wakeUps).toContain((open[0]?.requestedAt.getTime() ?? 0) + 4 * 3_600_000);
      return died;
    });
    expect(deaths).toBeGreaterThan(20);
  });

  it('leaves one plan note in plan mode, and no request at all', async () => {
    await desk.clients.save({ ...HARBOR, mode: 'plan' });
    await everyDeath(async (calls) => {
      const { ticketId, runId } = await openRun();
      const died = await advanceWithDeath(runId, calls);
      expect((await desk.runs.get(runId))?.state).toBe('done');
      expect(desk.psa.ownNotes(ticketId)).toHaveLength(1);
      expect(await desk.approvals.all(runId)).toEqual([]);
      return died;
    });
    expect(desk.identity.resets).toEqual([]);
  });

  it('leaves one request to take over, whatever the model says the second time', async () => {
    let asked = 0;
    const reason = () => [['ask_person', { reason: `Reason number ${++asked}` }] as const];
    await everyDeath(async (calls) => {
      desk.script.play(reason(), reason());
      const { ticketId, runId } = await openRun();
      const died = await advanceWithDeath(runId, calls);
      expect((await desk.runs.get(runId))?.state).toBe('failed');
      expect(desk.psa.ownNotes(ticketId)).toHaveLength(1);
      return died;
    });
  });

  it('carries the step out at most once, and says so in one closing note', async () => {
    const endings = new Set<string | undefined>();
    await everyDeath(async (calls) => {
      const { ticketId, runId } = await openRun();
      const waiting = await lease(runId);
      await advance(waiting, desk.deps);
      await waiting.release();
      await desk.approvals.decide(waiting.run.approvalId ?? '', 'approved', {
        at: clock.now(),
        technicianId: '7',
        technicianName: 'Jin Park',
        noteId: 'n',
        because: 'said so',
      });
      desk.identity.resets.length = 0;
      // What reading back would find: the truth.
      Object.defineProperty(desk.identity.behaviour, 'observed', {
        configurable: true,
        get: () => (desk.identity.resets.length > 0 ? 'happened' : 'not_happened'),
      });
      const died = await advanceWithDeath(runId, calls);
      const run = await desk.runs.get(runId);
      endings.add(run?.state);
      expect({ calls, resets: desk.identity.resets.length, state: run?.state }).toEqual({
        calls,
        resets: 1,
        state: 'done',
      });
      expect(desk.psa.ownNotes(ticketId).map(({ text }) => text.split('\n')[0])).toEqual([
        expect.stringContaining('plan, waiting for approval'),
        expect.stringContaining('done'),
      ]);
      expect(run?.ledger).toMatchObject([{ step: 0, state: 'confirmed' }]);
      expect(await desk.approvals.get(run?.approvalId ?? '')).toMatchObject({ state: 'consumed' });
      return died;
    });
    expect([...endings]).toEqual(['done']);
  });

  it('leaves one note, wherever the writing of it was cut', async () => {
    await everyDeath(async (calls) => {
      const { ticketId, leased, runId } = await desk.leasedRun();
      const fuse = createFuse(calls);
      const psa = withFuse(desk.psa.psa, fuse);
      const about = { key: 'closing', text: 'Frontdesk agent: done' };
      const died = await writeNoteOnce(withFuse(leased, fuse), { ...about, psa, activity: desk.activity }).then(
        () => false,
        () => true,
      );
      clock.pass(LEASE_MS + 1);
      const text = `${about.text}, in other words`;
      const again = { ...about, text, psa: desk.psa.psa, activity: desk.activity };
      const noteId = await writeNoteOnce(await lease(runId), again);
      expect(desk.psa.ownNotes(ticketId).map(({ id }) => id)).toEqual([noteId]);
      return died;
    });
  });
});
