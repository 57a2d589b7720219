import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createVisitor, EVENTUAL, seat, type Visitor } from './visitor.js';

const COMPANY = 'harbor-dental';
const DANA = 'harbor-dental/dana-whitfield';
const ANN = {
  accountEnabled: true,
  displayName: 'Ann Lee',
  mailNickname: 'ann.lee',
  userPrincipalName: 'ann.lee@harbordental.example',
  usageLocation: 'US',
  department: 'Sales',
  passwordProfile: { password: 'Wild-Heron-42', forceChangePasswordNextSignIn: true },
};

describe('making and deleting users at the pretend Graph', () => {
  let visitor: Visitor;
  const create = (body: unknown, company = COMPANY) => visitor.graph(company, '/users', { method: 'POST', body });
  const remove = (id: string) => visitor.graph(COMPANY, `/users/${id}`, { method: 'DELETE' });
  const refused = async (body: unknown) => {
    const before = visitor.microsoft.users(COMPANY);
    const { status, body: answer } = await create(body);
    expect(visitor.microsoft.users(COMPANY)).toEqual(before);
    expect(visitor.records.writes('microsoft')).toEqual([]);
    return [status, answer.error.code, answer.error.message];
  };
  beforeEach(async () => {
    visitor = await createVisitor();
  });
  afterEach(() => visitor.microsoft.stop());

  it('makes a user, who is then found, and is in the dynamic groups that fit', async () => {
    const { status, body } = await create(ANN);
    expect(status).toBe(201);
    expect(body).toMatchObject({ displayName: 'Ann Lee', userPrincipalName: ANN.userPrincipalName, mail: null });
    expect(body.passwordProfile).toBeUndefined();
    const stored = visitor.microsoft.user(ANN.userPrincipalName);
    expect(stored).toMatchObject({ id: body.id, personKey: null, forceChange: true, licences: [] });
    expect(stored.passwords).toMatchObject([{ password: 'Wild-Heron-42', setBy: 'graph' }]);
    expect(stored.groups).toEqual(['Sales Team']);
    expect((await visitor.graph(COMPANY, `/users/${ANN.userPrincipalName}`)).body.id).toBe(body.id);
    const methods = await visitor.graph(COMPANY, `/users/${body.id}/authentication/methods`);
    expect(methods.body.value).toMatchObject([{ '@odata.type': '#microsoft.graph.passwordAuthenticationMethod' }]);
    expect(visitor.records.writes('microsoft')).toMatchObject([{ method: 'POST', path: '/v1.0/users', status: 201 }]);
  });

  it.each(['accountEnabled', 'displayName', 'mailNickname', 'userPrincipalName', 'passwordProfile'])(
    'demands %s',
    async (name) => {
      const [status, code, message] = await refused({ ...ANN, [name]: undefined });
      expect([status, code]).toEqual([400, 'Request_BadRequest']);
      expect(message).toContain(`'${name}'`);
    },
  );

  it.each([
    ['a domain that is not the tenant’s', { userPrincipalName: 'ann@copperhatch.example' }, /verified domain names/],
    ['no domain', { userPrincipalName: 'ann' }, /userPrincipalName/],
    ['a name in use', { userPrincipalName: 'DANA.whitfield@harbordental.example' }, /Another object/],
    ['an address in use', { userPrincipalName: 'danawhitfield@harbordental.example' }, /Another object/],
    ['a weak password', { passwordProfile: { password: 'alllowercase' } }, /complexity/],
    ['no password', { passwordProfile: {} }, /password/],
    ['a nickname with a space', { mailNickname: 'ann lee' }, /mailNickname/],
    ['a country by its name', { usageLocation: 'United States' }, /usageLocation/],
    ['an unknown property', { shoeSize: 40 }, /shoeSize/],
    ['a licence on the way', { assignedLicenses: [] }, /assignedLicenses/],
  ])('refuses %s', async (_what, parts, message) => {
    const refusal = await refused({ ...ANN, ...parts });
    expect(refusal.slice(0, 2)).toEqual([400, 'Request_BadRequest']);
    expect(refusal[2]).toMatch(message);
  });

  it('can say of a name in use that it is a conflict', async () => {
    visitor.microsoft.set(COMPANY, { duplicateUserCode: 'ObjectConflict' });
    const [status, code] = await refused({ ...ANN, userPrincipalName: 'dana.whitfield@harbordental.example' });
    expect([status, code]).toEqual([400, 'ObjectConflict']);
  });

  it('takes nobody into a domain that is federated or not proven', async () => {
    visitor.microsoft.setDomain(COMPANY, 'clinic.example', { isVerified: false });
    expect((await refused({ ...ANN, userPrincipalName: 'ann@clinic.example' }))[0]).toBe(400);
    visitor.microsoft.setDomain(COMPANY, 'clinic.example', { isVerified: true });
    expect((await create({ ...ANN, userPrincipalName: 'ann@clinic.example' })).status).toBe(201);
    visitor.microsoft.setDomain(COMPANY, 'clinic.example', { authenticationType: 'Federated' });
    expect((await create({ ...ANN, userPrincipalName: 'bea@clinic.example' })).status).toBe(400);
    const shown = await visitor.graph(COMPANY, '/organization?$select=id,verifiedDomains');
    expect(shown.body.value[0].verifiedDomains).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'clinic.example', type: 'Federated' })]),
    );
    visitor.microsoft.grantConsent(COMPANY, 'Domain.Read.All');
    const domains = await visitor.graph(COMPANY, '/domains');
    expect(domains.body.value).toContainEqual(
      expect.objectContaining({ id: 'clinic.example', authenticationType: 'Federated', isVerified: true }),
    );
  });

  it('demands the permission to make users, and to delete them', async () => {
    visitor.microsoft.revokeConsent(COMPANY, 'User.ReadWrite.All');
    expect((await create(ANN)).status).toBe(403);
    expect((await remove(visitor.microsoft.userId(DANA))).status).toBe(403);
  });

  it('deletes a user, and brings the user back with all memberships within 30 days', async () => {
    const { id, groups } = visitor.microsoft.user(DANA);
    expect((await remove(id)).status).toBe(204);
    expect((await visitor.graph(COMPANY, `/users/${id}`)).status).toBe(404);
    expect(visitor.microsoft.members(COMPANY, 'VPN Users')).not.toContain(id);
    const restore = () => visitor.graph(COMPANY, `/directory/deletedItems/${id}/restore`, { method: 'POST' });
    expect((await restore()).body).toMatchObject({ '@odata.type': '#microsoft.graph.user', id });
    expect(visitor.microsoft.user(DANA).groups.sort()).toEqual(groups.sort());
    expect((await restore()).status).toBe(404);
    await remove(id);
    visitor.clock.now += 31 * 24 * 3_600_000;
    expect((await restore()).status).toBe(404);
  });

  it('deletes no administrator and nobody who is mastered on premises', async () => {
    expect((await remove(visitor.microsoft.userId(seat(visitor, COMPANY, 19)))).status).toBe(403);
    expect((await remove(visitor.microsoft.userId(seat(visitor, COMPANY, 17)))).status).toBe(400);
    visitor.microsoft.configureGroup(COMPANY, 'Helpdesk Operators', { members: [visitor.microsoft.userId(DANA)] });
    expect((await remove(visitor.microsoft.userId(DANA))).status).toBe(403);
    expect(visitor.microsoft.deletedUsers(COMPANY)).toEqual([]);
  });

  it('finds a guest by a principal name that is percent-encoded', async () => {
    const name = visitor.microsoft.addGuest(COMPANY, 'pat@supplier.example', 'Pat Supplier');
    const reply = await visitor.graph(COMPANY, `/users/${encodeURIComponent(name)}?$select=userType,mail`);
    expect(reply.body).toMatchObject({ userType: 'Guest', mail: 'pat@supplier.example' });
    expect((await visitor.graph(COMPANY, `/users/${name}`)).status).toBe(404);
  });

  it('can leave what was just made unknown for a while, to reads and to writes', async () => {
    visitor.microsoft.hideNewObjects(3000);
    const { body } = await create(ANN);
    const vpn = `/groups/${visitor.microsoft.group(COMPANY, 'VPN Users').id}/members/$ref`;
    const reference = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${body.id}` };
    const statuses = async () => [
      (await visitor.graph(COMPANY, `/users/${body.id}`)).status,
      (await visitor.graph(COMPANY, '/users?$count=true&$top=1', { headers: EVENTUAL })).body['@odata.count'],
      (await visitor.graph(COMPANY, `/users/${body.id}`, { method: 'PATCH', body: { jobTitle: 'Lead' } })).status,
      (await visitor.graph(COMPANY, vpn, { method: 'POST', body: reference })).status,
    ];
    expect(await statuses()).toEqual([404, 20, 404, 404]);
    visitor.clock.now += 3000;
    expect(await statuses()).toEqual([200, 21, 204, 204]);
    visitor.microsoft.addGroup(COMPANY, 'Night Shift');
    const shift = `/groups/${visitor.microsoft.group(COMPANY, 'Night Shift').id}`;
    expect((await visitor.graph(COMPANY, shift)).status).toBe(404);
    expect((await visitor.graph(COMPANY, `${shift}/members/$ref`, { method: 'POST', body: reference })).status).toBe(
      400,
    );
    visitor.microsoft.hideNewObjects(0);
    expect((await visitor.graph(COMPANY, shift)).status).toBe(200);
  });
});
