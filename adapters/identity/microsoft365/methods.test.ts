import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createStage, DANA, failureOf, HARBOR, SARAH, type Stage } from './stage-for-tests.js';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterEach(() => stage.reset());
afterAll(() => stage.stop());

const who = (personKey = DANA) => stage.emailOf(personKey);
const EVERY_KIND = [
  'emailMethods',
  'softwareOathMethods',
  'fido2Methods',
  'windowsHelloForBusinessMethods',
  'platformCredentialMethods',
  'externalAuthenticationMethods',
] as const;

describe('resetting second factors', () => {
  it('deletes every method but the password, ends the sessions, and is seen to have happened', async () => {
    const reset = stage.change('reset-mfa');
    for (const kind of EVERY_KIND) stage.vendor.addMethod(DANA, kind);
    stage.vendor.addPhone(DANA, 'alternateMobile', '+1 2065550199');
    const args = { user: who() };
    const since = new Date(stage.clock.now);
    const { sentence = '' } = (await reset.preview?.(stage.scope(), args)) ?? {};
    expect(sentence).toContain('Microsoft Authenticator');
    expect(sentence).toContain('telephone (2)');
    expect(await reset.observe(stage.scope(), args, since)).toBe('not_happened');
    stage.clock.now += 5_000;
    const { output, summary } = await reset.run(stage.scope(), args);
    expect(stage.vendor.methodsOf(DANA)).toEqual([]);
    expect(stage.vendor.user(DANA).authMethods).toHaveLength(1);
    expect(Date.parse(stage.vendor.user(DANA).sessionsValidFrom)).toBeGreaterThanOrEqual(since.getTime());
    expect(output).toMatchObject({ deleted: expect.arrayContaining(['fido2', 'phone']), left: [] });
    expect(summary).not.toContain('Only a part');
    expect(await reset.observe(stage.scope(), args, since)).toBe('happened');
    expect((await reset.run(stage.scope(), args)).summary).toContain('no second factor');
  });

  it('deletes the default method last, where the tenant insists', async () => {
    stage.vendor.set(HARBOR, { defaultMethodLast: true });
    stage.vendor.addPhone(SARAH, 'mobile', '+1 2065550111');
    stage.vendor.addMethod(SARAH, 'fido2Methods');
    stage.vendor.setDefaultMethod(SARAH, 'phoneMethods');
    const { output } = await stage.change('reset-mfa').run(stage.scope(), { user: who(SARAH) });
    expect([stage.vendor.methodsOf(SARAH), output]).toEqual([[], expect.objectContaining({ left: [] })]);
    stage.vendor.set(HARBOR, { defaultMethodLast: false });
  });

  it('says what is left when only a part could be done, and ends the sessions all the same', async () => {
    stage.vendor.addPhone(SARAH, 'mobile', '+1 2065550111');
    stage.vendor.addMethod(SARAH, 'fido2Methods');
    stage.faults.add({ vendor: 'microsoft', method: 'DELETE', path: /fido2Methods/, kind: 'status', status: 400 });
    const since = new Date(stage.clock.now);
    const { output, summary } = await stage.change('reset-mfa').run(stage.scope(), { user: who(SARAH) });
    expect(output).toMatchObject({ deleted: ['phone'], left: [{ kind: 'fido2' }] });
    expect(summary).toMatch(/Only a part is done: security key or passkey is still there/);
    expect(Date.parse(stage.vendor.user(SARAH).sessionsValidFrom)).toBeGreaterThanOrEqual(since.getTime());
  });

  it('changes nothing that it then keeps quiet about when nothing can be deleted', async () => {
    stage.faults.add({ vendor: 'microsoft', method: 'DELETE', kind: 'status', status: 403 });
    const before = stage.writes();
    const error = await failureOf(stage.change('reset-mfa').run(stage.scope(), { user: who(SARAH) }));
    expect([error.failure, error.message.includes('UserAuthMethod-Passkey.ReadWrite.All'), stage.writes()]).toEqual([
      'forbidden',
      true,
      before,
    ]);
  });

  it('is to be read back when an answer is lost on the way', async () => {
    stage.faults.add({ vendor: 'microsoft', method: 'DELETE', kind: 'drop-after' });
    stage.vendor.addPhone(SARAH, 'office', '+1 2065550112');
    const since = new Date(stage.clock.now);
    const args = { user: who(SARAH) };
    // A method that is gone when it is deleted again is gone: DELETE may be repeated.
    const error = await failureOf(stage.change('reset-mfa').run(stage.scope(), args));
    expect(error.outcomeUnknown).toBe(true);
    expect(await stage.change('reset-mfa').observe(stage.scope(), args, since)).toBe('not_happened');
    stage.faults.clear();
    await stage.change('reset-mfa').run(stage.scope(), args);
    expect(stage.vendor.methodsOf(SARAH)).toEqual([]);
  });

  it('is refused for administrators, guests, synchronised accounts and those that sign in elsewhere', async () => {
    const guest = stage.vendor.addGuest(HARBOR, 'pat@supplier.example', 'Pat Visitor');
    const reasons: [string, RegExp][] = [
      [who(stage.seat(HARBOR, 19)), /Global Administrator/],
      [who(stage.seat(HARBOR, 17)), /synchronised/],
      [guest, /guest/],
    ];
    for (const name of ['reset-mfa', 'create-temporary-access-pass', 'reset-password']) {
      const change = stage.change(name);
      const args = (user: string) =>
        name === 'create-temporary-access-pass' ? { user, lifetimeInMinutes: 60 } : { user };
      for (const [user, why] of reasons) {
        const before = stage.writes();
        expect([name, user, (await change.preview?.(stage.scope(), args(user)))?.problem]).toEqual([
          name,
          user,
          expect.stringMatching(why),
        ]);
        expect((await failureOf(change.run(stage.scope(), args(user)))).failure).toBe('forbidden');
        expect(stage.writes()).toBe(before);
      }
      stage.vendor.setDomain(HARBOR, 'harbordental.example', { authenticationType: 'Federated' });
      const federated = await change.preview?.(stage.scope(), args(who()));
      stage.vendor.setDomain(HARBOR, 'harbordental.example', { authenticationType: 'Managed' });
      expect(federated?.problem).toContain('federation');
    }
  });
});

describe('a temporary access pass', () => {
  const create = () => stage.change('create-temporary-access-pass');

  it('goes into the store of secrets alone', async () => {
    const at = stage.scope();
    const result = await create().run(at, { user: who(), lifetimeInMinutes: 120, usableOnce: false });
    const made = stage.vendor.accessPass(DANA);
    expect(made).toMatchObject({ lifetimeInMinutes: 120, isUsableOnce: false });
    expect(at.kept).toEqual([
      { label: 'temporary access pass', value: made?.pass, subject: expect.stringContaining('Dana Whitfield') },
    ]);
    expect(result.secretIds).toEqual(['secret-1']);
    expect(JSON.stringify([result, stage.attempts])).not.toContain(made?.pass ?? '-');
  });

  it('is deleted again when it cannot be kept', async () => {
    const at = stage.scope();
    at.secrets.keep = async () => {
      throw new Error('the vault is closed');
    };
    await expect(create().run(at, { user: who() })).rejects.toThrow('vault');
    expect(stage.vendor.accessPass(DANA)).toBeNull();
  });

  it('is made anew when its answer was lost, because nobody knows it', async () => {
    const at = stage.scope();
    stage.faults.add({ vendor: 'microsoft', method: 'POST', path: /AccessPass/, kind: 'drop-after', times: 1 });
    const since = new Date(stage.clock.now);
    expect((await failureOf(create().run(at, { user: who() }))).outcomeUnknown).toBe(true);
    const lost = stage.vendor.accessPass(DANA)?.pass;
    expect([at.kept, await create().observe(at, { user: who() }, since)]).toEqual([[], 'not_happened']);
    await create().run(at, { user: who() });
    expect(stage.vendor.accessPass(DANA)?.pass).toBe(at.kept[0]?.value);
    expect(at.kept[0]?.value).not.toBe(lost);
  });

  it('is refused in words where the policy of the tenant allows none, and where its life is too long', async () => {
    const long = await failureOf(create().run(stage.scope(), { user: who(), lifetimeInMinutes: 1440 }));
    expect([long.failure, long.message.includes('lifetime')]).toEqual(['invalid', true]);
    stage.vendor.set(HARBOR, { accessPasses: false });
    const error = await failureOf(create().run(stage.scope(), { user: who() }));
    expect([error.failure, error.message.includes('Authentication methods > Temporary Access Pass')]).toEqual([
      'forbidden',
      true,
    ]);
    stage.vendor.set(HARBOR, { accessPasses: true });
  });
});
