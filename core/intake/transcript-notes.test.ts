import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Crash, createPretendPsa, openWorld, refusal, type World } from './fakes-for-tests.js';

const hour = 3_600_000;
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.dispose());

describe('the note of a call', () => {
  it('is there before the agent is woken, and is brought up to date at the end', async () => {
    const { desk, id } = await world.opened({
      wakeAgent: async () => void expect(world.pretend.notes).toHaveLength(1),
    });
    await desk.intake.said(id, { who: 'requester', text: 'Thank you, bye', at: world.clock.now() });
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    expect(world.pretend.notes).toHaveLength(1);
    expect(world.note()).toContain('Thank you, bye');
    expect(await desk.conversations.get(id)).toMatchObject({ filed: true });
  });

  for (const failure of ['forbidden', 'not_found', 'invalid'] as const) {
    it(`is replaced by another one when it cannot be edited (${failure})`, async () => {
      world.pretend.hooks.edit = () => {
        throw refusal(failure);
      };
      const { desk, id } = await world.opened();
      await desk.intake.said(id, { who: 'requester', text: 'Thank you, bye', at: world.clock.now() });
      await desk.intake.end(id, 'finished');
      await desk.jobs.drain();
      for (let count = 0; count < 5; count += 1) await desk.later();
      expect(world.pretend.notes).toHaveLength(2);
      expect(world.note()).toContain('This replaces the earlier note of this call');
      expect(world.note()).toContain('Thank you, bye');
      expect(await desk.conversations.get(id)).toMatchObject({ filed: true });
      expect(desk.errors).toEqual([]);
    });
  }

  it('is replaced at the end where the PSA cannot edit notes at all', async () => {
    world.pretend = createPretendPsa({ editable: false });
    const { desk, id } = await world.opened();
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    expect(world.pretend.notes).toHaveLength(2);
    expect(world.note()).toContain('This replaces the earlier note of this call');
  });

  it('is not replaced twice when the process dies before it knows the new note', async () => {
    world.pretend.hooks.edit = () => {
      throw refusal('forbidden');
    };
    const { desk, id } = await world.opened();
    world.pretend.hooks.added = () => {
      delete world.pretend.hooks.added;
      throw new Crash('the process died here');
    };
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    await world.startAnother().later(hour);
    expect(world.pretend.notes).toHaveLength(2);
  });

  it('is not written twice when the process dies before it knows the note, also when more was said since', async () => {
    world.pretend.hooks.added = () => {
      delete world.pretend.hooks.added;
      throw new Crash('the process died here');
    };
    const { desk, id } = await world.opened();
    await desk.intake.said(id, { who: 'requester', text: 'Are you there?', at: world.clock.now() });
    const next = world.startAnother();
    await next.intake.end(id, 'dropped');
    await next.later(hour);
    expect(world.pretend.notes).toHaveLength(1);
    expect(world.note()).toContain('Are you there?');
    expect([...desk.woken, ...next.woken]).toEqual(['1001']);
  });

  it('is never somebody else’s note that quotes it', async () => {
    world.pretend.hooks.opened = ({ id }) => {
      const reference = world.pretend.tickets[0]?.asked.reference ?? '';
      const author = { kind: 'technician' as const, id: '9' };
      world.pretend.notes.push({
        id: 'other',
        ticketId: id,
        text: `Reference: ${reference}`,
        visibility: 'internal',
        author,
      });
    };
    const { desk, id } = await world.opened();
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    expect(world.pretend.notes).toHaveLength(2);
    expect(world.pretend.notes[0]?.text).toMatch(/^Reference: \S+$/);
  });

  it('does not keep the agent from the ticket when it is refused for good, and is tried again', async () => {
    world.pretend.hooks.add = () => {
      throw refusal('forbidden', 'The API member may not write notes');
    };
    const { desk, id } = await world.opened();
    expect(desk.woken).toEqual(['1001']);
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    for (let count = 0; count < 10; count += 1) await desk.later();
    expect(desk.errors).toHaveLength(1);
    delete world.pretend.hooks.add;
    await desk.later(hour);
    expect(world.note()).toContain('This is Dana Reyes');
    expect(await desk.conversations.get(id)).toMatchObject({ filed: true });
    expect(desk.woken).toEqual(['1001']);
  });

  it('does not count as filed before the agent was told', async () => {
    let down = true;
    const told: string[] = [];
    const { desk, id } = await world.opened({
      wakeAgent: async ({ ticketId }) => {
        if (down) throw new Error('the store is away');
        told.push(ticketId);
      },
    });
    await desk.intake.end(id, 'finished');
    await desk.later();
    expect(world.note()).toContain('The call ended normally');
    expect(await desk.conversations.get(id)).toMatchObject({ filed: false });
    down = false;
    await desk.later(hour);
    expect(told).toEqual(['1001']);
  });

  it('shows a remark that came while it was being written', async () => {
    const { desk, id } = await world.opened();
    world.pretend.hooks.edit = async () => {
      delete world.pretend.hooks.edit;
      await desk.intake.remark(id, 'The caller left a recording: https://recordings.example/1');
    };
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    expect(world.note()).toContain('https://recordings.example/1');
    expect(await desk.conversations.get(id)).toMatchObject({ filed: true });
  });

  it('shows a remark and words that came after all was filed, without waiting for the next recovery', async () => {
    const { desk, id } = await world.opened();
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    await desk.intake.remark(id, 'The caller left a recording: https://recordings.example/1');
    await desk.intake.said(id, { who: 'requester', text: 'One more thing', at: world.clock.now() });
    await desk.jobs.drain();
    expect(world.pretend.notes).toHaveLength(1);
    expect(world.note()).toContain('https://recordings.example/1');
    expect(world.note()).toContain('One more thing');
  });

  it('is given up, and nothing is opened again, when people have deleted the ticket', async () => {
    const { desk, id } = await world.opened();
    world.pretend.tickets.length = 0;
    const missing = () => {
      throw refusal('not_found');
    };
    Object.assign(world.pretend.hooks, { edit: missing, add: missing });
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    for (let count = 0; count < 20; count += 1) await desk.later();
    expect(await desk.conversations.get(id)).toMatchObject({ filed: true });
    expect(world.pretend.asked).toHaveLength(1);
  });
});
