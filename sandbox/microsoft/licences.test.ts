import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createVisitor, seat, type Visitor } from './visitor.js';

const COMPANY = 'harbor-dental';
const DANA = 'harbor-dental/dana-whitfield';

describe('licences at the pretend Graph', () => {
  let visitor: Visitor;
  const sku = (name: string) => visitor.microsoft.seats(COMPANY, name).skuId;
  const assign = (key: string, body: unknown) =>
    visitor.graph(COMPANY, `/users/${visitor.microsoft.userId(key)}/assignLicense`, { method: 'POST', body });
  const add = (key: string, skuId: string, disabledPlans: string[] = []) =>
    assign(key, { addLicenses: [{ skuId, disabledPlans }], removeLicenses: [] });
  const drop = (key: string, skuId: string) => assign(key, { addLicenses: [], removeLicenses: [skuId] });
  beforeEach(async () => {
    visitor = await createVisitor();
  });
  afterEach(() => visitor.microsoft.stop());

  it('are given and taken, and seats are counted', async () => {
    const key = seat(visitor, COMPANY, 5);
    expect(visitor.microsoft.seats(COMPANY, 'ENTERPRISEPREMIUM')).toMatchObject({ enabled: 5, used: 3, left: 2 });
    const given = await add(key, sku('ENTERPRISEPREMIUM'));
    expect([given.status, given.body.id]).toEqual([200, visitor.microsoft.userId(key)]);
    expect(visitor.microsoft.licencesOf(key)).toEqual(['ENTERPRISEPREMIUM', 'SPB']);
    const { body } = await visitor.graph(COMPANY, '/subscribedSkus?$select=skuPartNumber,consumedUnits,prepaidUnits');
    expect(body.value[0]).toEqual({
      skuPartNumber: 'ENTERPRISEPREMIUM',
      consumedUnits: 4,
      prepaidUnits: { enabled: 5, suspended: 0, warning: 0, lockedOut: 0 },
    });
    expect((await drop(key, sku('ENTERPRISEPREMIUM'))).status).toBe(200);
    expect(visitor.microsoft.licencesOf(key)).toEqual(['SPB']);
    expect(visitor.records.writes('microsoft')).toHaveLength(2);
  });

  it('are no change when somebody has them already, but for the plans that are switched off', async () => {
    expect((await add(DANA, sku('ENTERPRISEPREMIUM'))).status).toBe(200);
    expect(visitor.records.writes('microsoft')).toEqual([]);
    const details = `/users/${visitor.microsoft.userId(DANA)}/licenseDetails`;
    const plan = (await visitor.graph(COMPANY, details)).body.value[0].servicePlans[0];
    expect(plan.provisioningStatus).toBe('Success');
    expect((await add(DANA, sku('ENTERPRISEPREMIUM'), [plan.servicePlanId])).status).toBe(200);
    expect((await visitor.graph(COMPANY, details)).body.value[0].servicePlans[0].provisioningStatus).toBe('Disabled');
    expect((await add(DANA, sku('ENTERPRISEPREMIUM'), [visitor.microsoft.tenantId(COMPANY)])).status).toBe(400);
  });

  it('open a mailbox with Exchange', async () => {
    const user = {
      accountEnabled: true,
      displayName: 'Ann Lee',
      mailNickname: 'ann',
      userPrincipalName: 'ann@harbordental.example',
      usageLocation: 'US',
      passwordProfile: { password: 'Wild-Heron-42' },
    };
    await visitor.graph(COMPANY, '/users', { method: 'POST', body: user });
    expect(visitor.microsoft.user(user.userPrincipalName).mail).toBeNull();
    expect((await add(user.userPrincipalName, sku('SPB'))).status).toBe(200);
    expect(visitor.microsoft.user(user.userPrincipalName).mail).toBe(user.userPrincipalName);
  });

  it('are not given when no seat is left, and are again when there is one', async () => {
    visitor.microsoft.setSeats(COMPANY, 'ENTERPRISEPREMIUM', 3);
    const key = seat(visitor, COMPANY, 5);
    const refused = await add(key, sku('ENTERPRISEPREMIUM'));
    expect([refused.status, refused.body.error]).toEqual([
      400,
      expect.objectContaining({ code: 'Request_BadRequest', message: expect.stringMatching(/any available licenses/) }),
    ]);
    expect(visitor.microsoft.licencesOf(key)).toEqual(['SPB']);
    expect((await add(DANA, sku('ENTERPRISEPREMIUM'))).status).toBe(200);
    await drop(DANA, sku('ENTERPRISEPREMIUM'));
    expect((await add(key, sku('ENTERPRISEPREMIUM'))).status).toBe(200);
    visitor.microsoft.setSkuStatus(COMPANY, 'ENTERPRISEPREMIUM', 'Suspended');
    expect((await add(DANA, sku('ENTERPRISEPREMIUM'))).status).toBe(400);
  });

  it('are not given without a place of use', async () => {
    const key = seat(visitor, COMPANY, 5);
    visitor.microsoft.configure(key, { usageLocation: null });
    const refused = await add(key, sku('ENTERPRISEPREMIUM'));
    expect([refused.status, refused.body.error.message]).toEqual([
      400,
      'License assignment cannot be done for user with invalid usage location.',
    ]);
    const user = `/users/${visitor.microsoft.userId(key)}`;
    expect((await visitor.graph(COMPANY, user, { method: 'PATCH', body: { usageLocation: 'US' } })).status).toBe(204);
    expect((await add(key, sku('ENTERPRISEPREMIUM'))).status).toBe(200);
  });

  it('come from a group to its direct members, and cannot be taken from them alone', async () => {
    const key = seat(visitor, COMPANY, 18);
    const group = visitor.microsoft.group(COMPANY, 'Licensed Staff').id;
    const states = async () =>
      (await visitor.graph(COMPANY, `/users/${visitor.microsoft.userId(key)}?$select=id,licenseAssignmentStates`)).body
        .licenseAssignmentStates;
    expect(await states()).toMatchObject([
      { skuId: sku('SPB'), assignedByGroup: group, state: 'Active', error: 'None' },
    ]);
    const refused = await drop(key, sku('SPB'));
    expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringMatching(/inherited/)]);
    visitor.microsoft.configure(key, { groups: ['All Staff'] });
    expect(visitor.microsoft.licencesOf(key)).toEqual([]);
    visitor.microsoft.setSeats(COMPANY, 'SPB', 0);
    visitor.microsoft.configure(key, { groups: ['All Staff', 'Licensed Staff'] });
    expect(await states()).toMatchObject([{ assignedByGroup: group, state: 'Error', error: 'CountViolation' }]);
    expect(visitor.microsoft.licencesOf(key)).toEqual([]);
    visitor.microsoft.setSeats(COMPANY, 'SPB', 30);
    expect(visitor.microsoft.licencesOf(key)).toEqual(['SPB']);
  });

  it.each([
    ['no list of what to remove', { addLicenses: [] }, /removeLicenses/],
    ['no list of what to add', { removeLicenses: [] }, /addLicenses/],
    ['a licence by its name', { addLicenses: [{ skuId: 'SPB' }], removeLicenses: [] }, /skuId/],
    [
      'a licence that the tenant has not',
      { addLicenses: [{ skuId: '11111111-1111-4111-8111-111111111111' }], removeLicenses: [] },
      /valid company License/,
    ],
    ['an unknown property', { addLicenses: [], removeLicenses: [], force: true }, /force/],
  ])('refuse %s', async (_what, body, message) => {
    const refused = await assign(DANA, body);
    expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringMatching(message)]);
  });

  it('are not taken from who has none, and not given and taken at once', async () => {
    expect((await drop(DANA, sku('SPB'))).status).toBe(400);
    const both = { addLicenses: [{ skuId: sku('ENTERPRISEPREMIUM') }], removeLicenses: [sku('ENTERPRISEPREMIUM')] };
    expect((await assign(DANA, both)).status).toBe(400);
  });

  it('demand a permission to be changed', async () => {
    visitor.microsoft.revokeConsent(COMPANY, 'LicenseAssignment.ReadWrite.All', 'User.ReadWrite.All');
    expect((await drop(DANA, sku('ENTERPRISEPREMIUM'))).status).toBe(403);
    expect(visitor.microsoft.licencesOf(DANA)).toEqual(['ENTERPRISEPREMIUM']);
  });
});
