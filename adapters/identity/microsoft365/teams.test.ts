import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createStage, DANA, failureOf, HARBOR, type Stage } from './stage-for-tests.js';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterEach(() => stage.reset());
afterAll(() => stage.stop());

const TEAM = 'Front Office Chat';
const isIn = (personKey: string) => stage.vendor.members(HARBOR, TEAM).includes(stage.vendor.userId(personKey));

describe('the members of a team', () => {
  it('are added and taken out by name or id, seen to have happened, and again is success', async () => {
    const [add, remove] = [stage.change('add-team-member'), stage.change('remove-team-member')];
    const someone = stage.seat(HARBOR, 9);
    for (const team of [TEAM, stage.vendor.group(HARBOR, TEAM).id]) {
      const args = { user: stage.emailOf(someone), team };
      const at = stage.scope();
      expect(await add.observe(at, args, new Date())).toBe('not_happened');
      expect((await add.preview?.(at, args))?.sentence).toContain(TEAM);
      await add.run(at, args);
      expect([isIn(someone), await add.observe(at, args, new Date())]).toEqual([true, 'happened']);
      const before = stage.writes();
      expect((await add.run(at, args)).summary).toContain('already');
      expect(stage.writes()).toBe(before);
      await remove.run(at, args);
      expect([isIn(someone), await remove.observe(at, args, new Date())]).toEqual([false, 'happened']);
      expect((await remove.run(at, args)).summary).toContain('was not in');
    }
  });

  it.each(['taken', 'refused'] as const)('may be added twice where Graph has it %s', async (teamMemberTwice) => {
    stage.vendor.set(HARBOR, { teamMemberTwice });
    const args = { user: stage.emailOf(stage.seat(HARBOR, 10)), team: TEAM };
    const [one, other] = await Promise.all([0, 1].map(() => stage.change('add-team-member').run(stage.scope(), args)));
    expect([one?.output, other?.output]).toEqual([
      expect.objectContaining({ team: TEAM }),
      expect.objectContaining({ team: TEAM }),
    ]);
    await stage.change('remove-team-member').run(stage.scope(), args);
  });

  it('are not changed where a group is no team, is dynamic, or belongs to another client', async () => {
    const add = stage.change('add-team-member');
    stage.vendor.addGroup(HARBOR, 'All Sales', { isTeam: true, groupTypes: ['Unified', 'DynamicMembership'] });
    const closed: [string, RegExp][] = [
      ['Finance', /without a team/],
      ['All Sales', /dynamic membership/],
      [stage.vendor.group('larkmere-logistics', TEAM).id, /no group/],
    ];
    for (const [team, why] of closed) {
      const args = { user: stage.emailOf(DANA), team };
      expect((await add.preview?.(stage.scope(), args))?.problem).toMatch(why);
      const newcomer = { user: '${steps.1.id}', team };
      expect((await add.preview?.(stage.scope(), newcomer))?.problem).toMatch(why);
      await failureOf(add.run(stage.scope(), args));
    }
  });

  it('who own the team are not taken out of it', async () => {
    const owner = stage.seat(HARBOR, 0);
    const remove = stage.change('remove-team-member');
    const args = { user: stage.emailOf(owner), team: TEAM };
    expect((await remove.preview?.(stage.scope(), args))?.problem).toContain('owner');
    expect((await failureOf(remove.run(stage.scope(), args))).failure).toBe('forbidden');
    expect(isIn(owner)).toBe(true);
  });

  it('come in as guests where they are guests', async () => {
    const guest = stage.vendor.addGuest(HARBOR, 'pat@supplier.example', 'Pat Visitor');
    const before = stage.mark();
    await stage.change('add-team-member').run(stage.scope(), { user: stage.vendor.userId(guest), team: TEAM });
    const [sent] = stage.graphCalls(before).filter(({ method }) => method === 'POST');
    expect(sent?.detail).toMatchObject({ body: { roles: ['guest'] } });
  });

  it('are changed no faster than one team may be asked', async () => {
    stage.vendor.enforceLimits(true);
    const connection = stage.connect();
    const user = stage.emailOf(stage.seat(HARBOR, 11));
    const before = stage.mark();
    for (let count = 0; count < 4; count += 1) {
      await stage.change('add-team-member', connection).run(stage.scope(), { user, team: TEAM });
      await stage.change('remove-team-member', connection).run(stage.scope(), { user, team: TEAM });
    }
    stage.vendor.enforceLimits(false);
    const asked = stage.graphCalls(before).filter(({ path }) => path.includes('/teams/'));
    expect([asked.length, asked.filter(({ status }) => status === 429)]).toEqual([16, []]);
  });
});
