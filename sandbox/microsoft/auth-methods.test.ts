import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RegisteredKind } from './method-desk.js';
import { createVisitor, seat, type Visitor } from './visitor.js';

const COMPANY = 'harbor-dental';
const DANA = 'harbor-dental/dana-whitfield';
const MOBILE = '3179e48a-750b-4051-897c-87b9720928f7';
const DELETABLE: readonly [RegisteredKind, string][] = [
  ['emailMethods', 'Email'],
  ['microsoftAuthenticatorMethods', 'MicrosoftAuthApp'],
  ['softwareOathMethods', 'SoftwareOATH'],
  ['fido2Methods', 'Passkey'],
  ['windowsHelloForBusinessMethods', 'WindowsHello'],
  ['platformCredentialMethods', 'PlatformCred'],
  ['externalAuthenticationMethods', 'External'],
];

describe('sign-in methods at the pretend Graph', () => {
  let visitor: Visitor;
  const at = (key: string, rest: string) => `/users/${visitor.microsoft.userId(key)}/authentication/${rest}`;
  const get = (rest: string, key = DANA) => visitor.graph(COMPANY, at(key, rest));
  const remove = (rest: string, key = DANA) => visitor.graph(COMPANY, at(key, rest), { method: 'DELETE' });
  const post = (rest: string, body: unknown, key = DANA) =>
    visitor.graph(COMPANY, at(key, rest), { method: 'POST', body });
  beforeEach(async () => {
    visitor = await createVisitor();
  });
  afterEach(() => visitor.microsoft.stop());

  it.each(DELETABLE)('of the kind %s are listed, read and deleted by their segment', async (segment, right) => {
    const id = visitor.microsoft.addMethod(DANA, segment);
    const all = (await get('methods')).body.value;
    expect(all.map((method: { id: string }) => method.id)).toContain(id);
    const ofKind = (await get(segment)).body.value;
    expect(ofKind.at(-1)).toMatchObject({ id });
    expect(ofKind.at(-1)['@odata.type']).toBeUndefined();
    expect((await get(`${segment}/${id}`)).body.id).toBe(id);
    expect((await remove(`phoneMethods/${id}`)).status).toBe(404);
    expect((await remove(`${segment}/${id}`)).status).toBe(204);
    expect((await remove(`${segment}/${id}`)).status).toBe(404);
    visitor.microsoft.revokeConsent(COMPANY, 'UserAuthenticationMethod.ReadWrite.All');
    const other = visitor.microsoft.addMethod(DANA, segment);
    expect((await remove(`${segment}/${other}`)).status).toBe(403);
    visitor.microsoft.grantConsent(COMPANY, `UserAuthMethod-${right}.ReadWrite.All`);
    expect((await remove(`${segment}/${other}`)).status).toBe(204);
  });

  it('keep the password, which cannot be deleted', async () => {
    const { id } = (await get('passwordMethods')).body.value[0];
    expect((await remove(`passwordMethods/${id}`)).status).toBe(405);
    expect((await remove(`methods/${id}`)).status).toBe(405);
  });

  it('take a phone number with a space after the country, one of each type', async () => {
    const office = { phoneNumber: '+1 2065550199', phoneType: 'office' };
    expect((await post('phoneMethods', { ...office, phoneNumber: '+12065550199' })).status).toBe(400);
    const { status, body } = await post('phoneMethods', office);
    expect([status, body]).toEqual([201, expect.objectContaining(office)]);
    expect((await post('phoneMethods', office)).status).toBe(400);
    const changed = { method: 'PATCH', body: { phoneNumber: '+1 2065550177' } };
    expect((await visitor.graph(COMPANY, at(DANA, `phoneMethods/${MOBILE}`), changed)).status).toBe(204);
    expect((await get(`phoneMethods/${MOBILE}`)).body.phoneNumber).toBe('+1 2065550177');
    expect(visitor.microsoft.methodsOf(DANA)).toEqual([
      'phoneMethods',
      'microsoftAuthenticatorMethods',
      'phoneMethods',
    ]);
  });

  it('let the default one go last, where the tenant is told so', async () => {
    visitor.microsoft.set(COMPANY, { defaultMethodLast: true });
    visitor.microsoft.setDefaultMethod(DANA, 'microsoftAuthenticatorMethods');
    const [{ id }] = (await get('microsoftAuthenticatorMethods')).body.value;
    expect((await remove(`microsoftAuthenticatorMethods/${id}`)).status).toBe(400);
    expect((await remove(`phoneMethods/${MOBILE}`)).status).toBe(204);
    expect((await remove(`microsoftAuthenticatorMethods/${id}`)).status).toBe(204);
    expect(visitor.microsoft.methodsOf(DANA)).toEqual([]);
  });

  it('of administrators are out of reach, also of members of a group that roles are given to', async () => {
    const admin = seat(visitor, COMPANY, 19);
    expect((await remove(`phoneMethods/${MOBILE}`, admin)).status).toBe(403);
    expect((await post('temporaryAccessPassMethods', {}, admin)).status).toBe(403);
    visitor.microsoft.configureGroup(COMPANY, 'Helpdesk Operators', { owners: [visitor.microsoft.userId(DANA)] });
    expect((await remove(`phoneMethods/${MOBILE}`)).status).toBe(403);
    expect(visitor.records.writes('microsoft')).toEqual([]);
  });

  it('show a temporary access pass once, and a new one takes its place', async () => {
    const first = await post('temporaryAccessPassMethods', { lifetimeInMinutes: 60, isUsableOnce: true });
    expect([first.status, first.body]).toEqual([
      201,
      expect.objectContaining({ lifetimeInMinutes: 60, isUsableOnce: true, isUsable: true }),
    ]);
    expect(visitor.microsoft.accessPass(DANA)?.pass).toBe(first.body.temporaryAccessPass);
    expect(first.body.temporaryAccessPass.length).toBeGreaterThan(7);
    const later = await get('temporaryAccessPassMethods');
    expect(later.body.value).toMatchObject([{ id: first.body.id, temporaryAccessPass: null }]);
    const second = await post('temporaryAccessPassMethods', {});
    expect(second.body.temporaryAccessPass).not.toBe(first.body.temporaryAccessPass);
    expect((await get('temporaryAccessPassMethods')).body.value).toHaveLength(1);
    visitor.clock.now += 60 * 60_000;
    const expired = await get(`temporaryAccessPassMethods/${second.body.id}`);
    expect(expired.body).toMatchObject({ isUsable: false, methodUsabilityReason: 'Expired' });
    expect((await get('methods')).body.value.at(-1)).toMatchObject({ id: second.body.id, temporaryAccessPass: null });
    expect((await remove(`temporaryAccessPassMethods/${first.body.id}`)).status).toBe(404);
    expect((await remove(`temporaryAccessPassMethods/${second.body.id}`)).status).toBe(204);
    expect(visitor.microsoft.accessPass(DANA)).toBeNull();
  });

  it.each([
    ['too short a life', { lifetimeInMinutes: 5 }],
    ['too long a life', { lifetimeInMinutes: 100_000 }],
    ['half a minute', { lifetimeInMinutes: 60.5 }],
    ['a start that is no date', { startDateTime: 'tomorrow' }],
    ['a pass of our own', { temporaryAccessPass: 'let-me-in' }],
  ])('refuse a pass with %s', async (_what, body) => {
    expect((await post('temporaryAccessPassMethods', body)).status).toBe(400);
    expect(visitor.microsoft.accessPass(DANA)).toBeNull();
  });

  it('refuse a pass where the policy is off', async () => {
    visitor.microsoft.set(COMPANY, { accessPasses: false });
    const reply = await post('temporaryAccessPassMethods', {});
    expect([reply.status, reply.body.error.message]).toEqual([400, expect.stringMatching(/policy/)]);
  });
});
