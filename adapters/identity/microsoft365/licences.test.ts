import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createStage, DANA, failureOf, HARBOR, type Stage } from './stage-for-tests.js';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterEach(() => {
  stage.reset();
  stage.vendor.setSeats(HARBOR, 'ENTERPRISEPREMIUM', 25);
  stage.vendor.configure(DANA, { usageLocation: 'US', licences: [] });
});
afterAll(() => stage.stop());

const who = () => stage.emailOf(DANA);

describe('giving a licence', () => {
  it('does so by part number, product name or id, is seen to have happened, and again is success', async () => {
    const assign = stage.change('assign-license');
    const { skuId } = stage.vendor.seats(HARBOR, 'SPB');
    stage.vendor.setSeats(HARBOR, 'SPB', 50);
    for (const license of ['spb', 'Microsoft 365 Business Premium', skuId]) {
      stage.vendor.configure(DANA, { licences: [] });
      const args = { user: who(), license };
      expect(await assign.observe(stage.scope(), args, new Date())).toBe('not_happened');
      const { output, summary } = await assign.run(stage.scope(), args);
      expect([output, summary]).toEqual([
        expect.objectContaining({ skuId, skuPartNumber: 'SPB' }),
        expect.stringContaining('Microsoft 365 Business Premium (SPB)'),
      ]);
      expect(stage.vendor.licencesOf(DANA)).toEqual(['SPB']);
      expect(await assign.observe(stage.scope(), args, new Date())).toBe('happened');
      const before = stage.writes();
      const again = await assign.run(stage.scope(), args);
      expect([again.summary.includes('already'), stage.writes()]).toEqual([true, before]);
    }
  });

  it('is turned down in the plan and when carried out where no seat is free, with how many there are', async () => {
    const { used } = stage.vendor.seats(HARBOR, 'ENTERPRISEPREMIUM');
    stage.vendor.setSeats(HARBOR, 'ENTERPRISEPREMIUM', used);
    const assign = stage.change('assign-license');
    for (const user of [who(), '${steps.1.id}']) {
      const preview = await assign.preview?.(stage.scope(), { user, license: 'ENTERPRISEPREMIUM' });
      expect(preview?.problem).toMatch(new RegExp(`No seat of Office 365 E5 .*${used} of ${used} are used`));
    }
    const before = stage.writes();
    const error = await failureOf(assign.run(stage.scope(), { user: who(), license: 'ENTERPRISEPREMIUM' }));
    expect([error.failure, stage.writes()]).toEqual(['conflict', before]);
  });

  it('is refused in words where the last seat went to somebody else at that moment', async () => {
    const { used } = stage.vendor.seats(HARBOR, 'ENTERPRISEPREMIUM');
    stage.vendor.setSeats(HARBOR, 'ENTERPRISEPREMIUM', used + 1);
    const stop = stage.records.watch(({ path }) => {
      if (path.endsWith('/subscribedSkus')) stage.vendor.setSeats(HARBOR, 'ENTERPRISEPREMIUM', used);
    });
    const error = await failureOf(
      stage.change('assign-license').run(stage.scope(), { user: who(), license: 'ENTERPRISEPREMIUM' }),
    );
    stop();
    expect([error.failure, error.message.includes('no seat of this licence is free')]).toEqual(['conflict', true]);
  });

  it('needs a usage location, which it sets when it is told', async () => {
    stage.vendor.configure(DANA, { usageLocation: null });
    const assign = stage.change('assign-license');
    const without = { user: who(), license: 'ENTERPRISEPREMIUM' };
    expect((await assign.preview?.(stage.scope(), without))?.problem).toContain('usageLocation');
    expect((await failureOf(assign.run(stage.scope(), without))).failure).toBe('conflict');
    const given = { ...without, usageLocation: 'us' };
    expect((await assign.preview?.(stage.scope(), given))?.sentence).toContain('set the usage location to US');
    await assign.run(stage.scope(), given);
    expect(stage.vendor.user(DANA)).toMatchObject({ usageLocation: 'US', licences: ['ENTERPRISEPREMIUM'] });
  });

  it('is tried again where the usage location that was just set is not known everywhere yet', async () => {
    stage.vendor.configure(DANA, { usageLocation: null });
    const stop = stage.records.watch(({ path, method }) => {
      if (method === 'PATCH' && path.includes('/users/')) stage.vendor.configure(DANA, { usageLocation: null });
    });
    const args = { user: who(), license: 'ENTERPRISEPREMIUM', usageLocation: 'US' };
    const error = await failureOf(stage.change('assign-license').run(stage.scope(), args));
    stop();
    expect([error.failure, error.passing, error.outcomeUnknown]).toEqual(['unavailable', true, false]);
    expect(error.message).toContain('not known everywhere');
  });

  it('does not take for given what a group should give and could not', async () => {
    const heir = stage.seat(HARBOR, 18);
    const seats = stage.vendor.seats(HARBOR, 'SPB').enabled;
    const groups = stage.vendor.user(heir).groups;
    const assign = stage.change('assign-license');
    const args = { user: stage.emailOf(heir), license: 'SPB' };
    try {
      stage.vendor.configure(heir, { groups: ['All Staff'] });
      stage.vendor.setSeats(HARBOR, 'SPB', 0);
      stage.vendor.configure(heir, { groups: ['All Staff', 'Licensed Staff'] });
      expect(stage.vendor.licencesOf(heir)).toEqual([]);
      expect((await assign.preview?.(stage.scope(), args))?.problem).toMatch(/No seat of .*SPB.* is free/);
      expect((await failureOf(assign.run(stage.scope(), args))).failure).toBe('conflict');
      expect(await assign.observe(stage.scope(), args, new Date(0))).toBe('not_happened');
    } finally {
      stage.vendor.setSeats(HARBOR, 'SPB', seats);
      stage.vendor.configure(heir, { groups });
    }
  });

  it('names the licences that there are, and does not give one of a subscription that has ended', async () => {
    const assign = stage.change('assign-license');
    const unknown = await assign.preview?.(stage.scope(), { user: who(), license: 'Visio' });
    expect(unknown?.problem).toMatch(/no licence "Visio".*ENTERPRISEPREMIUM/);
    stage.vendor.setSkuStatus(HARBOR, 'ENTERPRISEPREMIUM', 'Suspended');
    const ended = await assign.preview?.(stage.scope(), { user: who(), license: 'ENTERPRISEPREMIUM' });
    expect(ended?.problem).toContain('suspended');
    stage.vendor.setSkuStatus(HARBOR, 'ENTERPRISEPREMIUM', 'Enabled');
  });
});

describe('taking a licence', () => {
  it('does so, is seen to have happened, and again is success', async () => {
    stage.vendor.configure(DANA, { licences: ['ENTERPRISEPREMIUM'] });
    const remove = stage.change('remove-license');
    const args = { user: who(), license: 'ENTERPRISEPREMIUM' };
    expect(await remove.observe(stage.scope(), args, new Date())).toBe('not_happened');
    await remove.run(stage.scope(), args);
    expect(stage.vendor.licencesOf(DANA)).toEqual([]);
    expect(await remove.observe(stage.scope(), args, new Date())).toBe('happened');
    expect((await remove.run(stage.scope(), args)).summary).toContain('did not have');
  });

  it('is refused for a licence that comes from a group, with the name of the group', async () => {
    const heir = stage.seat(HARBOR, 18);
    expect(stage.vendor.licencesOf(heir)).toEqual(['SPB']);
    const remove = stage.change('remove-license');
    const args = { user: stage.emailOf(heir), license: 'SPB' };
    expect((await remove.preview?.(stage.scope(), args))?.problem).toContain('through the group Licensed Staff');
    const before = stage.writes();
    expect([(await failureOf(remove.run(stage.scope(), args))).failure, stage.writes()]).toEqual(['conflict', before]);
  });
});
