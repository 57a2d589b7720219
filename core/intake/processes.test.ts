import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Crash, createPretendPsa, openWorld, type World } from './fakes-for-tests.js';

const hour = 3_600_000;
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.dispose());

describe('a process that dies', () => {
  /** Tells the whole call, as far as the process lives; returns how often it could have died. */
  async function tell(lives: number): Promise<number> {
    let moments = 0;
    const desk = world.startAnother({
      burn() {
        moments += 1;
        if (moments > lives) throw new Crash('the process died here');
      },
    });
    try {
      const id = await desk.callOfDana();
      await desk.intake.openTicket(id, 'locked out');
      await desk.jobs.drain();
      await desk.intake.said(id, { who: 'requester', text: 'Thank you, bye', at: world.clock.now() });
      await desk.intake.end(id, 'finished');
      await desk.jobs.drain();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    return moments;
  }

  it('leaves one ticket, one note with everything that was stored, and an agent that knows, wherever it died', async () => {
    const moments = await tell(Number.POSITIVE_INFINITY);
    expect(moments).toBeGreaterThan(30);
    let deaths = 0;
    // Every second moment: dying after one step leaves the same as dying before the next.
    for (let lives = 6; lives < moments; lives += 2) {
      await world.store.connection.collection('conversations').deleteMany({});
      world.pretend = createPretendPsa();
      await tell(lives);
      const next = world.startAnother();
      await next.later(hour);
      for (let count = 0; count < 3; count += 1) await next.later();
      const stored = await world.store.connection.collection('conversations').findOne({});
      if (!stored) continue;
      deaths += 1;
      expect({ lives, filed: stored?.filed, woken: stored?.agentWoken }).toEqual({ lives, filed: true, woken: true });
      expect({ lives, tickets: world.pretend.tickets.length, notes: world.pretend.notes.length }).toEqual({
        lives,
        tickets: 1,
        notes: 1,
      });
      for (const { text } of stored?.turns ?? []) expect(world.note()).toContain(text);
      expect(world.note()).toContain('Duration');
    }
    expect(deaths).toBeGreaterThan(20);
  }, 60_000);
});

describe('two processes on one database', () => {
  it('open one ticket for one conversation, also when both are asked at the same moment', async () => {
    const one = world.start();
    const other = world.startAnother();
    const id = await one.callOfDana();
    let inside = 0;
    let most = 0;
    let open = () => {};
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    world.pretend.hooks.open = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await held;
      inside -= 1;
    };
    const asked = [one, other].map(({ intake }) => intake.openTicket(id, 'locked out'));
    const first = await Promise.race(asked);
    expect(first).toEqual({ state: 'pending' });
    open();
    expect(await Promise.all(asked)).toContainEqual({ state: 'open', ticketId: '1001', number: '1001' });
    expect(most).toBe(1);
    expect(world.pretend.asked).toHaveLength(1);
    await one.later(62_000);
    await other.later();
    expect(world.pretend.notes).toHaveLength(1);
    expect([...one.woken, ...other.woken]).toEqual(['1001']);
  });

  it('take over what a process that died was doing, after its lease', async () => {
    const one = world.start();
    const id = await one.callOfDana();
    await one.intake.end(id, 'finished');
    const lease = await one.conversations.lease(id);
    expect(lease).toHaveProperty('leased');
    const other = world.startAnother();
    await other.later(10_000);
    expect(world.pretend.asked).toHaveLength(0);
    await other.later(60_000);
    expect(world.pretend.tickets).toHaveLength(1);
  });

  it('wait for nothing where only one process works on the database', async () => {
    const one = world.start();
    const id = await one.callOfDana();
    await one.intake.end(id, 'finished');
    await one.conversations.lease(id);
    const next = world.startAnother({ alone: true });
    await next.intake.start();
    await next.later(1_000);
    expect(world.pretend.tickets).toHaveLength(1);
  });

  it('do not let one that was overtaken write', async () => {
    const one = world.start();
    const id = await one.callOfDana();
    const lease = await one.conversations.lease(id);
    if (!('leased' in lease)) throw new Error('the first lease was refused');
    world.clock.pass(61_000);
    const after = await world.startAnother().conversations.lease(id);
    await expect(lease.leased.change({ ticketId: '7' })).rejects.toMatchObject({ code: 'lease_lost' });
    await lease.leased.release();
    if ('leased' in after) await after.leased.release();
  });
});
