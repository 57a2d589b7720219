import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createStage, DANA, failureOf, HARBOR, SARAH, type Stage } from './stage-for-tests.js';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterEach(() => stage.reset());
afterAll(() => stage.stop());

const LARKMERE = 'larkmere-logistics';
const isIn = (group: string, personKey = DANA) =>
  stage.vendor.members(HARBOR, group).includes(stage.vendor.userId(personKey));

/** Why each of these groups is left alone. */
const CLOSED: [string, RegExp][] = [
  ['All Staff', /distribution list.*Exchange/],
  ['Invoices', /mail-enabled security group.*Exchange/],
  ['Sales Team', /dynamic membership/],
  ['Branch Printers', /synchronised from the client's own Active Directory/],
  ['Helpdesk Operators', /admin roles/],
];

describe('the groups of a client', () => {
  it('are found by words of their names, with their kind, whether they are a team and whether they can be changed', async () => {
    const { output } = await stage.tool('list-groups').run(stage.scope(), { query: 'Front' });
    expect(output).toEqual({
      groups: [
        expect.objectContaining({ name: 'Front Office', kind: 'security group', team: false, writable: true }),
        expect.objectContaining({ name: 'Front Office Chat', kind: 'Microsoft 365 group', team: true, writable: true }),
      ],
    });
    for (const [name, why] of CLOSED) {
      const found = await stage.tool('list-groups').run(stage.scope(), { query: name });
      expect(found.output).toMatchObject({
        groups: [{ name, writable: false, whyNot: expect.stringMatching(why) }],
      });
    }
  });

  it('are listed without a search, at most as many as one can choose from', async () => {
    for (let count = 0; count < 20; count += 1) stage.vendor.addGroup('copperhatch', `Archive ${count}`);
    const { output, summary } = await stage.tool('list-groups').run(stage.scope('copperhatch'), {});
    expect(output).toMatchObject({ groups: { length: 25 }, more: expect.stringContaining('search by name') });
    expect(summary).toContain('25 or more');
  });

  it('are not those of another client that have the same names', async () => {
    const other = stage.vendor.group(LARKMERE, 'Finance');
    const error = await failureOf(
      stage.change('add-group-member').run(stage.scope(), { user: stage.emailOf(DANA), group: other.id }),
    );
    expect(error.failure).toBe('not_found');
    const before = stage.vendor.members(LARKMERE, 'Finance');
    await stage.change('add-group-member').run(stage.scope(), { user: stage.emailOf(DANA), group: 'Finance' });
    expect([isIn('Finance'), stage.vendor.members(LARKMERE, 'Finance')]).toEqual([true, before]);
  });
});

describe('putting somebody into a group', () => {
  it('does so by name or object id, is seen to have happened, and again is success', async () => {
    const add = stage.change('add-group-member');
    const at = stage.scope();
    const user = stage.emailOf(SARAH);
    for (const group of ['Front Office', stage.vendor.group(HARBOR, 'Projects').id]) {
      stage.vendor.configure(SARAH, { groups: [] });
      const args = { user, group };
      expect(await add.observe(at, args, new Date(stage.clock.now))).toBe('not_happened');
      const { output } = await add.run(at, args);
      expect(output).toMatchObject({ user, groupId: expect.any(String) });
      expect(await add.observe(at, args, new Date(stage.clock.now))).toBe('happened');
      const before = stage.writes();
      const again = await add.run(at, args);
      expect([again.summary.includes('already'), stage.writes()]).toEqual([true, before]);
    }
    expect(stage.vendor.user(SARAH).groups).toEqual(['Projects']);
  });

  it('counts as done where Graph says that it is so already, which the list did not show yet', async () => {
    stage.vendor.configure(DANA, { groups: [] });
    const at = stage.scope();
    const args = { user: stage.emailOf(DANA), group: 'Front Office' };
    stage.vendor.staleReads(3_000);
    await stage.change('add-group-member').run(at, args);
    const before = stage.mark();
    expect((await stage.change('add-group-member').run(at, args)).summary).toContain('already');
    expect(stage.graphCalls(before).filter(({ method }) => method === 'POST')).toMatchObject([{ status: 400 }]);
  });

  it('does not count as done where another conflict comes of it', async () => {
    stage.vendor.configure(DANA, { groups: [] });
    stage.faults.add({ vendor: 'microsoft', method: 'POST', path: /members/, kind: 'status', status: 409 });
    const args = { user: stage.emailOf(DANA), group: 'Front Office' };
    const error = await failureOf(stage.change('add-group-member').run(stage.scope(), args));
    expect([error.failure, isIn('Front Office')]).toEqual(['conflict', false]);
  });

  it.each(CLOSED)('is refused for %s, in the plan and when it is carried out', async (group, why) => {
    const add = stage.change('add-group-member');
    const args = { user: stage.emailOf(DANA), group };
    const before = stage.writes();
    expect((await add.preview?.(stage.scope(), args))?.problem).toMatch(why);
    const error = await failureOf(add.run(stage.scope(), args));
    expect([error.failure, why.test(error.message), stage.writes()]).toEqual(['forbidden', true, before]);
  });

  it('says in the plan what the names are, and what there is not', async () => {
    const add = stage.change('add-group-member');
    const { id } = stage.vendor.group(HARBOR, 'VPN Users');
    const user = stage.vendor.userId(DANA);
    expect(await add.preview?.(stage.scope(), { user, group: id })).toEqual({
      sentence: expect.stringMatching(/Dana Whitfield .*VPN Users/),
    });
    const nowhere = await add.preview?.(stage.scope(), { user, group: 'Fin' });
    expect(nowhere?.problem).toContain('There is no group "Fin"');
    const newcomer = await add.preview?.(stage.scope(), { user: '${steps.1.id}', group: 'All Staff' });
    expect(newcomer?.problem).toContain('distribution list');
  });

  it('asks which one is meant where two groups have one name', async () => {
    stage.vendor.addGroup(HARBOR, 'Keyholders');
    stage.vendor.addGroup(HARBOR, 'Keyholders');
    const args = { user: stage.emailOf(DANA), group: 'Keyholders' };
    const error = await failureOf(stage.change('add-group-member').run(stage.scope(), args));
    expect([error.failure, error.message.includes('object id')]).toEqual(['conflict', true]);
  });

  it.each([
    [19, /Global Administrator/],
    [17, /synchronised from the client's own Active Directory/],
  ])('spares administrators and accounts that are synchronised (seat %i)', async (number, why) => {
    const spared = stage.seat(HARBOR, number);
    const args = { user: stage.emailOf(spared), group: 'Front Office' };
    const error = await failureOf(stage.change('add-group-member').run(stage.scope(), args));
    expect([error.failure, error.message]).toEqual(['forbidden', expect.stringMatching(why)]);
    expect(isIn('Front Office', spared)).toBe(false);
  });

  it('takes accounts that are synchronised or federated where the MSP allows it: memberships are the cloud’s', async () => {
    const add = stage.change('add-group-member', stage.connect({ mastered: 'belongings' }));
    const synced = stage.seat(HARBOR, 17);
    expect(stage.vendor.user(synced).onPremisesSyncEnabled).toBe(true);
    stage.vendor.setDomain(HARBOR, 'harbordental.example', { authenticationType: 'Federated' });
    for (const person of [synced, DANA]) {
      await add.run(stage.scope(), { user: stage.emailOf(person), group: 'Front Office' });
      expect(isIn('Front Office', person)).toBe(true);
    }
    const refused = await failureOf(
      stage.change('add-group-member').run(stage.scope(), { user: stage.emailOf(DANA), group: 'VPN Users' }),
    );
    stage.vendor.setDomain(HARBOR, 'harbordental.example', { authenticationType: 'Managed' });
    expect(refused.message).toContain('federation');
  });
});

describe('taking somebody out of a group', () => {
  it('does so, is seen to have happened, and again is success', async () => {
    const remove = stage.change('remove-group-member');
    stage.vendor.configure(DANA, { groups: ['VPN Users'] });
    const args = { user: stage.emailOf(DANA), group: 'VPN Users' };
    const at = stage.scope();
    expect(await remove.observe(at, args, new Date(stage.clock.now))).toBe('not_happened');
    await remove.run(at, args);
    expect([isIn('VPN Users'), stage.vendor.user(DANA).displayName]).toEqual([false, 'Dana Whitfield']);
    expect(await remove.observe(at, args, new Date(stage.clock.now))).toBe('happened');
    expect((await remove.run(at, args)).summary).toContain('was not in');
  });

  it('says that somebody is in it through another group alone', async () => {
    stage.vendor.configure(DANA, { groups: ['Finance'] });
    const remove = stage.change('remove-group-member');
    const args = { user: stage.emailOf(DANA), group: 'Finance Share' };
    expect((await remove.preview?.(stage.scope(), args))?.problem).toContain('only through another group');
    expect((await failureOf(remove.run(stage.scope(), args))).failure).toBe('conflict');
  });
});
