import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createStage, DANA, failureOf, HARBOR, SARAH, type Stage } from './stage-for-tests.js';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterEach(() => stage.reset());
afterAll(() => stage.stop());

const deviceOf = (personKey: string) => stage.world.devices.find(({ person }) => person === personKey)?.name ?? '';

describe('the devices of a client', () => {
  it('are listed by their user, by their name, or some of all', async () => {
    const list = stage.tool('list-managed-devices');
    const name = deviceOf(DANA);
    const whose = { name, user: stage.emailOf(DANA) };
    for (const args of [
      { user: stage.emailOf(DANA) },
      { name },
      { name: name.toLowerCase(), user: stage.emailOf(DANA) },
    ]) {
      expect((await list.run(stage.scope(), args)).output).toMatchObject({ devices: [whose] });
    }
    const all = await list.run(stage.scope(), {});
    expect(all.output).toMatchObject({ devices: expect.arrayContaining([expect.objectContaining(whose)]) });
    const elsewhere = await list.run(stage.scope('larkmere-logistics'), { name });
    expect(JSON.stringify(elsewhere.output)).not.toContain(stage.emailOf(DANA));
  });

  it('are said to be nowhere where the tenant has no Intune', async () => {
    stage.vendor.set('copperhatch', { intune: false });
    const person = stage.emailOf(stage.seat('copperhatch', 2));
    const at = stage.scope('copperhatch');
    const error = await failureOf(stage.tool('list-managed-devices').run(at, { user: person }));
    expect([error.failure, error.message.includes('no Intune licence')]).toEqual(['forbidden', true]);
    const preview = await stage.change('restart-device').preview?.(at, { user: person, device: 'X' });
    expect(preview?.problem).toContain('no Intune licence');
  });
});

describe('a device', () => {
  it.each([
    ['sync-device', 'syncDevice'],
    ['restart-device', 'rebootNow'],
  ])('obeys %s by name or id, and is seen to have been told', async (name, actionName) => {
    const change = stage.change(name);
    const { id } = stage.vendor.device(HARBOR, deviceOf(DANA));
    for (const device of [deviceOf(DANA), id]) {
      const args = { user: stage.emailOf(DANA), device };
      stage.clock.now += 60_000;
      const since = new Date(stage.clock.now);
      expect(await change.observe(stage.scope(), args, since)).not.toBe('happened');
      expect((await change.preview?.(stage.scope(), args))?.sentence).toMatch(/Dana Whitfield/);
      await change.run(stage.scope(), args);
      expect(stage.vendor.device(HARBOR, deviceOf(DANA)).results.at(-1)).toMatchObject({ actionName });
      expect(await change.observe(stage.scope(), args, since)).toBe('happened');
    }
  });

  it('is left alone when it is somebody else’s, or another client’s', async () => {
    const before = stage.writes();
    for (const name of ['sync-device', 'restart-device']) {
      const change = stage.change(name);
      const foreign = stage.vendor.device('larkmere-logistics', deviceOf('larkmere-logistics/sarah-chen')).id;
      for (const device of [deviceOf(SARAH), stage.vendor.device(HARBOR, deviceOf(SARAH)).id, foreign]) {
        const args = { user: stage.emailOf(DANA), device };
        expect((await change.preview?.(stage.scope(), args))?.problem).toContain(deviceOf(DANA));
        expect((await failureOf(change.run(stage.scope(), args))).failure).toBe('not_found');
        expect((await failureOf(change.observe(stage.scope(), args, new Date()))).failure).toBe('not_found');
      }
    }
    expect(stage.writes()).toBe(before);
  });

  it('is not restarted twice for want of an answer: what cannot be seen is not known', async () => {
    const restart = stage.change('restart-device');
    const args = { user: stage.emailOf(SARAH), device: deviceOf(SARAH) };
    const since = new Date(stage.clock.now);
    expect(await restart.observe(stage.scope(), args, since)).toBe('unknown');
    stage.faults.add({ vendor: 'microsoft', method: 'POST', path: /rebootNow/, kind: 'drop-after', times: 1 });
    expect((await failureOf(restart.run(stage.scope(), args))).outcomeUnknown).toBe(true);
    expect(await restart.observe(stage.scope(), args, since)).toBe('happened');
  });
});

describe('the sign-ins of a user', () => {
  const list = (args: Record<string, unknown> = {}) =>
    stage.tool('list-sign-ins').run(stage.scope(), { user: stage.emailOf(DANA), ...args });

  it('are told newest first, with what a failure means', async () => {
    const codes: [number, string][] = [
      [50126, 'wrong user name or password'],
      [50053, 'locked for a while'],
      [50057, 'disabled'],
      [53003, 'Conditional Access'],
      [50074, 'second factor'],
    ];
    for (const [errorCode] of codes) {
      stage.clock.now += 60_000;
      stage.vendor.addSignIn(DANA, { errorCode });
    }
    const { output, summary } = await list({ limit: 5 });
    expect(output).toMatchObject({
      signIns: codes.reverse().map(([errorCode, words]) => ({ errorCode, outcome: expect.stringContaining(words) })),
      more: expect.any(String),
    });
    expect(summary).toMatch(/5 or more sign-ins .* 5 of them failed .*second factor/);
  });

  it('are those of the last days alone, and of that user', async () => {
    stage.vendor.addSignIn(DANA, { createdDateTime: '2026-01-10T08:00:00Z', appDisplayName: 'Long ago' });
    stage.vendor.addSignIn(SARAH, { appDisplayName: 'Of Sarah' });
    const told = JSON.stringify((await list({ days: 3 })).output);
    expect([told.includes('Long ago'), told.includes('Of Sarah')]).toEqual([false, false]);
    expect(JSON.stringify((await list({ days: 30, limit: 50 })).output)).toContain('Long ago');
  });

  it('cannot be read without Entra ID P1, or without a right that is named', async () => {
    stage.vendor.set(HARBOR, { premium: false });
    expect((await failureOf(list())).message).toContain('no Entra ID P1 licence');
    stage.vendor.set(HARBOR, { premium: true, signInsNeedDirectoryRead: true });
    const { message } = await failureOf(list());
    expect([message.includes('AuditLog.Read.All'), message.includes('Directory.Read.All')]).toEqual([true, true]);
    stage.vendor.set(HARBOR, { signInsNeedDirectoryRead: false });
  });

  it('are asked for no faster than reports may be, while nothing else waits', async () => {
    stage.vendor.enforceLimits(true);
    const connection = stage.connect();
    const before = stage.mark();
    for (let count = 0; count < 12; count += 1) {
      await stage.tool('list-sign-ins', connection).run(stage.scope(), { user: stage.emailOf(DANA) });
    }
    stage.vendor.enforceLimits(false);
    const asked = stage.graphCalls(before).filter(({ path }) => path.includes('signIns'));
    expect([asked.length, asked.filter(({ status }) => status === 429)]).toEqual([12, []]);
  });
});
