import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createStage, failureOf, HARBOR, type Stage } from './stage-for-tests.js';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
  stage.vendor.setSeats(HARBOR, 'SPB', 50);
});
afterEach(() => stage.reset());
afterAll(() => stage.stop());

let count = 0;
const newcomer = () => {
  count += 1;
  return {
    displayName: 'Robin Okafor',
    userPrincipalName: `robin.okafor${count}@harbordental.example`,
    givenName: 'Robin',
    surname: 'Okafor',
    jobTitle: 'Front Desk',
    usageLocation: 'US',
  };
};
const outputOf = (output: unknown) => z.object({ id: z.string(), secretId: z.string() }).parse(output);

describe('creating a user', () => {
  it('keeps a random password before it is sent, tells only its reference, and is seen to have happened', async () => {
    const create = stage.change('create-user');
    const at = stage.scope();
    const args = newcomer();
    const since = new Date(stage.clock.now);
    expect(await create.observe(at, args, since)).toBe('not_happened');
    const before = stage.mark();
    const result = await create.run(at, args);
    const made = stage.vendor.user(args.userPrincipalName);
    expect(made).toMatchObject({ displayName: 'Robin Okafor', jobTitle: 'Front Desk', usageLocation: 'US' });
    const password = at.kept[0]?.value ?? '';
    expect(made.passwords.at(-1)).toMatchObject({ password, forceChangeNextSignIn: true });
    const { id, secretId } = outputOf(result.output);
    expect([id, secretId, result.secretIds]).toEqual([made.id, 'secret-1', ['secret-1']]);
    expect(create.creates?.(result.output)).toEqual({ kind: 'user', ref: made.id, argument: 'user' });
    expect(await create.observe(at, args, since)).toBe('happened');
    const told = JSON.stringify([result, stage.attempts, create.describe(args), create.undo(args)]);
    expect([password.length, told.includes(password)]).toEqual([16, false]);
    const seen = stage.graphCalls(before).filter((record) => JSON.stringify(record).includes(password));
    expect(seen.map(({ method, path }) => [method, path])).toEqual([['POST', '/v1.0/users']]);
  });

  it('is followed by steps that act on the new account, though the directory has not heard of it yet', async () => {
    stage.vendor.hideNewObjects(5_000);
    const connection = stage.connect();
    const at = stage.scope();
    const { output } = await stage.change('create-user', connection).run(at, newcomer());
    const { id } = outputOf(output);
    await stage.change('add-group-member', connection).run(at, { user: id, group: 'Front Office' });
    await stage.change('assign-license', connection).run(at, { user: id, license: 'SPB' });
    expect(stage.vendor.user(id)).toMatchObject({ licences: ['SPB'], groups: ['Front Office'] });
    expect(stage.waits.slice(0, 2)).toEqual([1_000, 2_000]);
  });

  it.each([
    ['add-group-member', { group: 'Front Office' }],
    ['assign-license', { license: 'SPB' }],
    ['add-team-member', { team: 'Company News' }],
    ['create-temporary-access-pass', {}],
  ])('is followed by %s at once, however long the directory takes to hear of it', async (name, args) => {
    stage.vendor.hideNewObjects(5_000);
    const connection = stage.connect();
    const at = stage.scope();
    const { id } = outputOf((await stage.change('create-user', connection).run(at, newcomer())).output);
    expect((await stage.change(name, connection).run(at, { user: id, ...args })).summary).toContain('Robin Okafor');
  });

  it('waits for nobody else, and for a new account no longer than some seconds', async () => {
    const connection = stage.connect();
    const at = stage.scope();
    stage.vendor.hideNewObjects(3_600_000);
    const { output } = await stage.change('create-user', connection).run(at, newcomer());
    const { id } = outputOf(output);
    const [begun, before] = [stage.waits.length, stage.mark()];
    const error = await failureOf(stage.tool('get-user', connection).run(at, { user: id }));
    expect([error.failure, stage.waits.slice(begun)]).toEqual(['not_found', [1_000, 2_000, 3_000, 4_000]]);
    expect(stage.graphCalls(before)).toHaveLength(5);
    const nobody = '11111111-2222-3333-4444-555555555555';
    expect((await failureOf(stage.tool('get-user', connection).run(at, { user: nobody }))).failure).toBe('not_found');
    expect(stage.waits).toHaveLength(begun + 4);
  });

  it('is refused for a name that is taken, also as an alias, and for a domain that is not the client’s', async () => {
    const create = stage.change('create-user');
    const dana = stage.world.person('harbor-dental/dana-whitfield');
    const taken = [dana.email, dana.email.replace('.', '')];
    const foreign = ['robin@larkmere.example', 'robin@harbordental.example.evil.example'];
    const before = stage.writes();
    for (const userPrincipalName of [...taken, ...foreign]) {
      const args = { ...newcomer(), userPrincipalName };
      const at = stage.scope();
      const { problem } = (await create.preview?.(at, args)) ?? {};
      expect(problem).toContain(userPrincipalName);
      const error = await failureOf(create.run(at, args));
      expect(error.failure).toBe(taken.includes(userPrincipalName) ? 'conflict' : 'invalid');
      expect(at.kept).toEqual([]);
    }
    expect(stage.writes()).toBe(before);
    stage.vendor.setDomain(HARBOR, 'sso.harbordental.example', { authenticationType: 'Federated' });
    const elsewhere = { ...newcomer(), userPrincipalName: 'robin@sso.harbordental.example' };
    expect((await create.preview?.(stage.scope(), elsewhere))?.problem).toContain('federation');
  });

  it('is read back when the answer is lost, and the kept password is the one that counts', async () => {
    const create = stage.change('create-user');
    const at = stage.scope();
    const args = newcomer();
    const since = new Date(stage.clock.now);
    stage.faults.add({ vendor: 'microsoft', method: 'POST', path: /users$/, kind: 'drop-after', times: 1 });
    const error = await failureOf(create.run(at, args));
    expect([error.failure, error.outcomeUnknown]).toEqual(['unavailable', true]);
    expect(await create.observe(at, args, since)).toBe('happened');
    expect(stage.vendor.user(args.userPrincipalName).passwords.at(-1)?.password).toBe(at.kept[0]?.value);
  });

  it('never lets the password into an error, whatever comes back', async () => {
    const create = stage.change('create-user');
    for (const kind of ['html', 'null', 'cut'] as const) {
      stage.faults.clear();
      stage.faults.add({ vendor: 'microsoft', method: 'POST', path: /users$/, kind });
      const at = stage.scope();
      const error = await failureOf(create.run(at, newcomer()));
      const told = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
      expect([kind, error.outcomeUnknown, told.includes(at.kept[0]?.value ?? '-')]).toEqual([kind, true, false]);
    }
  });

  it('writes no names that break out of an address', () => {
    const { input } = stage.tool('create-user');
    for (const userPrincipalName of ['a@b', 'a b@harbordental.example', 'a/../b@harbordental.example', "x' or 1@x.y"]) {
      expect(input.safeParse({ ...newcomer(), userPrincipalName }).success).toBe(false);
    }
  });
});
