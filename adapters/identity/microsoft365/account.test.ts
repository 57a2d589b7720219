import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createStage, DANA, failureOf, HARBOR, type Stage } from './stage-for-tests.js';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterEach(() => stage.reset());
afterAll(() => stage.stop());

const PLAIN = ['reset-password', 'unlock-account', 'disable-user', 'revoke-sessions', 'reset-mfa'];

describe('tools that change an account', () => {
  it('block somebody from signing in, see that it happened, and again is success', async () => {
    const disable = stage.change('disable-user');
    const args = { user: stage.emailOf(DANA) };
    const at = stage.scope();
    expect(await disable.observe(at, args, new Date())).toBe('not_happened');
    await disable.run(at, args);
    expect(stage.vendor.user(DANA).accountEnabled).toBe(false);
    expect(await disable.observe(at, args, new Date())).toBe('happened');
    const before = stage.writes();
    expect((await disable.run(at, args)).summary).toContain('already');
    expect((await disable.preview?.(at, args))?.sentence).toContain('already');
    expect(stage.writes()).toBe(before);
    await stage.change('unlock-account').run(at, args);
    expect(stage.vendor.user(DANA).accountEnabled).toBe(true);
  });

  it('say in the plan whom they mean, and change nothing while it is made', async () => {
    const before = stage.writes();
    for (const name of PLAIN) {
      const preview = await stage.change(name).preview?.(stage.scope(), { user: stage.vendor.userId(DANA) });
      expect([name, preview?.sentence, preview?.problem]).toEqual([
        name,
        expect.stringContaining(`Dana Whitfield (${stage.emailOf(DANA)})`),
        undefined,
      ]);
    }
    expect(stage.writes()).toBe(before);
  });

  it('say in the plan why they would be refused', async () => {
    const reasons: [string, RegExp][] = [
      [stage.emailOf(stage.seat(HARBOR, 17)), /synchronised from the client's own Active Directory/],
      [stage.emailOf(stage.seat(HARBOR, 19)), /Global Administrator/],
      ['nobody@harbordental.example', /no user/],
      [stage.emailOf('larkmere-logistics/sarah-chen'), /no user/],
    ];
    for (const name of PLAIN) {
      for (const [user, why] of reasons) {
        const preview = await stage.change(name).preview?.(stage.scope(), { user });
        expect([name, user, preview?.problem]).toEqual([name, user, expect.stringMatching(why)]);
        expect(preview?.sentence).toBeUndefined();
      }
    }
  });

  it('look at nobody while the person is yet to be made', async () => {
    const before = stage.mark();
    for (const name of PLAIN) {
      expect(await stage.change(name).preview?.(stage.scope(), { user: '${steps.1.id}' })).toEqual({});
    }
    expect(stage.graphCalls(before)).toEqual([]);
  });
});

describe('an application that may not sign in any more', () => {
  it('says that its secret has expired, in the check and in a run', async () => {
    const tenantId = stage.vendor.partnerTenantId;
    stage.vendor.setSecretExpiry(new Date(stage.clock.now - 86_400_000));
    const connection = stage.connect({ tenantId });
    expect((await connection.check())[0]).toMatchObject({ ok: false, problem: expect.stringContaining('expired') });
    const error = await failureOf(stage.tool('get-user', connection).run(stage.scope(), { user: stage.emailOf(DANA) }));
    expect([error.failure, error.message.includes('make a new one')]).toEqual(['unauthorized', true]);
  });
});
