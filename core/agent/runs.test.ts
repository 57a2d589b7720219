import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { execute } from './execute.js';
import { createClock, createDesk, type Desk, planOf, stepOf } from './fakes-for-tests.js';
import { LEASE_MS } from './runs.js';
import { writeNoteOnce } from './write-note.js';

describe('runs', () => {
  let store: TestStore;
  let desk: Desk;
  const clock = createClock();
  beforeAll(async () => {
    store = await openTestStore();
    desk = await createDesk({ connection: store.connection, clock });
  });
  afterAll(() => store.dispose());

  const start = (ticketId: string) => ({
    clientId: desk.client.id,
    psaKind: 'pretend_psa',
    ticketId,
    configuration: 1,
    seenNotes: [],
  });
  /** A lease whose holder went quiet, and the one that took over. */
  const takenOver = async () => {
    const { leased: old, ticketId, runId } = await desk.leasedRun();
    clock.pass(LEASE_MS + 1);
    const fresh = await desk.runs.lease(runId);
    if (!fresh) throw new Error('the lease had ended');
    return { old, fresh, ticketId, runId };
  };

  it('has one active run a ticket, however many open it at once', async () => {
    const opened = await Promise.all(Array.from({ length: 50 }, () => desk.runs.open(start('t-50'))));
    expect(new Set(opened.map(({ run }) => run.id)).size).toBe(1);
    expect(opened.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  it('lets a ticket have another run when the first has ended', async () => {
    const { leased, ticketId, runId } = await desk.leasedRun();
    await leased.change({ state: 'done' });
    const { run, isNew } = await desk.runs.open(start(ticketId));
    expect(isNew).toBe(true);
    expect(run.id).not.toBe(runId);
    expect((await desk.runs.get(runId))?.endedAt).toEqual(clock.now());
  });

  it('gives one lease, however many ask at once', async () => {
    const { run } = await desk.runs.open(start('t-lease'));
    const leases = await Promise.all(Array.from({ length: 20 }, () => desk.runs.lease(run.id)));
    expect(leases.filter(Boolean)).toHaveLength(1);
    await leases.find(Boolean)?.release();
    expect(await desk.runs.lease(run.id)).toBeDefined();
  });

  it('lets an old lease write nothing after another has taken over', async () => {
    const { old, fresh, runId } = await takenOver();
    await expect(old.change({ state: 'done' })).rejects.toMatchObject({ code: 'lease_lost' });
    await old.release();
    expect(await desk.runs.lease(runId)).toBeUndefined();
    expect((await desk.runs.get(runId))?.state).toBe('queued');
    await fresh.change({ state: 'screening' });
    expect(fresh.run.state).toBe('screening');
  });

  it('lets an old lease write no note, also not one that it had begun', async () => {
    const { leased: old, ticketId, runId } = await desk.leasedRun();
    await old.change({ notes: [{ key: 'closing', state: 'intended' }] });
    clock.pass(LEASE_MS + 1);
    await desk.runs.lease(runId);
    const about = { text: 'Frontdesk agent: done', psa: desk.psa.psa, activity: desk.activity };
    await expect(writeNoteOnce(old, { key: 'closing', ...about })).rejects.toMatchObject({ code: 'lease_lost' });
    await expect(writeNoteOnce(old, { key: 'plan-1', ...about })).rejects.toMatchObject({ code: 'lease_lost' });
    expect(desk.psa.notesOf(ticketId)).toEqual([]);
  });

  it('lets an old lease carry out no step', async () => {
    const { old } = await takenOver();
    const tools = desk.identity.tools.map((tool) => ({
      kind: 'pretend_directory',
      tool,
      mapping: 'tenant-harbor',
      effective: { policy: 'auto' as const, source: 'default' as const, reason: '' },
    }));
    const keep = async () => ({ secretId: 's' });
    const scope = (mapping: string) => ({ clientId: desk.client.id, mapping, secrets: { keep } });
    const { activity } = desk;
    const run = execute(old, {
      plan: planOf([stepOf()]),
      tools,
      scope,
      activity,
      secrets: desk.secrets,
      directory: desk.identity.directory,
      context: () => Promise.reject(new Error('The plan refers to nothing')),
      now: clock.now,
      refusal: async () => undefined,
    });
    await expect(run).rejects.toMatchObject({ code: 'lease_lost' });
    expect(desk.identity.resets).toEqual([]);
  });

  it('cannot be changed any more when it has ended, not even by its holder', async () => {
    const { leased, runId } = await desk.leasedRun();
    await leased.change({ state: 'cancelled' });
    await expect(leased.change({ state: 'executing' })).rejects.toMatchObject({ code: 'lease_lost' });
    await leased.release();
    expect(await desk.runs.lease(runId)).toBeUndefined();
  });

  it('takes each note of people once, also when many deliveries bring it at once', async () => {
    const { runId } = await desk.leasedRun();
    const message = { noteId: 'n1', from: 'Jin', kind: 'technician' as const, text: 'And unlock it', at: clock.now() };
    await Promise.all(Array.from({ length: 20 }, () => desk.runs.join(runId, message)));
    const run = await desk.runs.get(runId);
    expect(run?.messages).toHaveLength(1);
    expect(run?.seenNotes).toEqual(['n1']);
  });

  it('finds the runs that a crash left, and lets those sleep that wait for people', async () => {
    const crashed = await desk.leasedRun();
    const asleep = await desk.leasedRun();
    await asleep.leased.change({ state: 'awaiting_approval' });
    await asleep.leased.release();
    const ended = await desk.leasedRun();
    await ended.leased.change({ state: 'failed' });
    clock.pass(LEASE_MS + 1);
    const adrift = (await desk.runs.adrift()).map(({ id }) => id);
    expect(adrift).toContain(crashed.runId);
    expect(adrift).not.toContain(asleep.runId);
    expect(adrift).not.toContain(ended.runId);
  });
});
