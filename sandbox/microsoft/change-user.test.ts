import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createVisitor, seat, type Visitor } from './visitor.js';

const DANA = 'harbor-dental/dana-whitfield';
const GOOD = { passwordProfile: { password: 'Wild-Heron-42', forceChangePasswordNextSignIn: true } };

describe('changing users at the pretend Graph', () => {
  let visitor: Visitor;
  const path = (key: string) => `/users/${visitor.microsoft.userId(key)}`;
  const patch = (key: string, body: unknown) =>
    visitor.graph(key.split('/')[0] ?? '', path(key), { method: 'PATCH', body });
  const refused = async (key: string, body: unknown) => {
    const before = visitor.microsoft.user(key);
    const writes = visitor.records.writes('microsoft').length;
    const reply = await patch(key, body);
    expect(visitor.microsoft.user(key)).toEqual(before);
    expect(visitor.records.writes('microsoft')).toHaveLength(writes);
    return [reply.status, reply.body.error.code];
  };

  beforeAll(async () => {
    visitor = await createVisitor();
  });
  afterAll(() => visitor.microsoft.stop());

  it('sets a password: the old one stays in the history, the vendor alone sees the new one', async () => {
    visitor.clock.now += 60_000;
    const reply = await patch(DANA, GOOD);
    expect([reply.status, reply.body]).toEqual([204, undefined]);
    const user = visitor.microsoft.user(DANA);
    expect(user.passwords).toHaveLength(2);
    expect(user.passwords.at(-1)).toMatchObject({
      password: 'Wild-Heron-42',
      setBy: 'graph',
      forceChangeNextSignIn: true,
    });
    expect(user.forceChange).toBe(true);
    const shown = await visitor.graph('harbor-dental', `${path(DANA)}?$select=lastPasswordChangeDateTime`);
    expect(shown.body.lastPasswordChangeDateTime).toBe(new Date(visitor.clock.now).toISOString().replace('.000Z', 'Z'));
    expect(visitor.records.writes('microsoft').at(-1)).toMatchObject({
      method: 'PATCH',
      path: `/v1.0${path(DANA)}`,
      status: 204,
      write: true,
      detail: { body: GOOD },
    });
  });

  it.each(['short1A', 'alllowercaseletters', 'lowercase123', 'Pässword-2026', `Aa1${'x'.repeat(254)}`])(
    'refuses the weak password %s',
    async (password) => {
      expect(await refused(DANA, { passwordProfile: { password } })).toEqual([400, 'Request_BadRequest']);
    },
  );

  it('refuses to set the password of a synced user', async () => {
    const synced = seat(visitor, 'harbor-dental', 17);
    expect(visitor.microsoft.user(synced).onPremisesSyncEnabled).toBe(true);
    expect(await refused(synced, GOOD)).toEqual([400, 'Request_BadRequest']);
    expect(await refused(synced, { accountEnabled: false })).toEqual([400, 'Request_BadRequest']);
  });

  it('refuses the password of a federated account, and any where the tenant demands a role for it', async () => {
    visitor.microsoft.setDomain('tamsin-vale', 'tamsinvale.example', { authenticationType: 'Federated' });
    const key = seat(visitor, 'tamsin-vale', 3);
    expect(await refused(key, GOOD)).toEqual([400, 'Request_BadRequest']);
    expect((await patch(key, { accountEnabled: false })).status).toBe(204);
    visitor.microsoft.set('fennimore-legal', { passwordNeedsRole: true });
    expect(await refused(seat(visitor, 'fennimore-legal', 3), GOOD)).toEqual([403, 'Authorization_RequestDenied']);
  });

  it('takes a change of a synced user where it is told so', async () => {
    const synced = seat(visitor, 'brindlewood-vets', 3);
    visitor.microsoft.configure(synced, { onPremisesSyncEnabled: true });
    expect(await refused(synced, GOOD)).toEqual([400, 'Request_BadRequest']);
    visitor.microsoft.set('brindlewood-vets', { syncedUsersChange: true });
    expect((await patch(synced, GOOD)).status).toBe(204);
  });

  it('refuses to touch who is in a group that roles are given to', async () => {
    const key = seat(visitor, 'windrow-agronomy', 3);
    const group = { members: [visitor.microsoft.userId(key)] };
    visitor.microsoft.configureGroup('windrow-agronomy', 'Helpdesk Operators', group);
    expect(await refused(key, GOOD)).toEqual([403, 'Authorization_RequestDenied']);
    expect((await patch(key, { jobTitle: 'Lead' })).status).toBe(204);
  });

  it('refuses to touch who holds a directory role', async () => {
    const admin = seat(visitor, 'harbor-dental', 19);
    expect(await refused(admin, GOOD)).toEqual([403, 'Authorization_RequestDenied']);
    expect(await refused(admin, { accountEnabled: false })).toEqual([403, 'Authorization_RequestDenied']);
    visitor.microsoft.configure(DANA, { directoryRole: 'Helpdesk Administrator' });
    expect(await refused(DANA, GOOD)).toEqual([403, 'Authorization_RequestDenied']);
    visitor.microsoft.configure(DANA, { directoryRole: null });
    expect((await patch(DANA, GOOD)).status).toBe(204);
  });

  it('enables a disabled account, and counts no write when it was enabled already', async () => {
    visitor.microsoft.configure(DANA, { accountEnabled: false });
    expect((await patch(DANA, { accountEnabled: true })).status).toBe(204);
    expect(visitor.microsoft.user(DANA).accountEnabled).toBe(true);
    expect(visitor.records.of('microsoft').at(-1)?.write).toBe(true);
    expect((await patch(DANA, { accountEnabled: true })).status).toBe(204);
    expect(visitor.records.of('microsoft').at(-1)?.write).toBe(false);
  });

  it('asks for the permission that each property needs', async () => {
    const other = seat(visitor, 'copperhatch', 3);
    visitor.microsoft.revokeConsent('copperhatch', 'User-PasswordProfile.ReadWrite.All', 'User.ReadWrite.All');
    expect(await refused(other, { jobTitle: 'Lead' })).toEqual([403, 'Authorization_RequestDenied']);
    expect(await refused(other, GOOD)).toEqual([403, 'Authorization_RequestDenied']);
    expect(await refused(other, { ...GOOD, accountEnabled: true })).toEqual([403, 'Authorization_RequestDenied']);
    visitor.microsoft.grantConsent('copperhatch', 'User.ReadWrite.All');
    expect(await refused(other, GOOD)).toEqual([403, 'Authorization_RequestDenied']);
    expect((await patch(other, { jobTitle: 'Lead' })).status).toBe(204);
    expect(visitor.microsoft.user(other).jobTitle).toBe('Lead');
  });

  it.each([
    ['an unknown property', { shoeSize: 43 }],
    ['a value of another type', { accountEnabled: 'yes' }],
    ['an unknown part of the password profile', { passwordProfile: { newPassword: 'Wild-Heron-42' } }],
    ['no property', {}],
    ['a list', []],
  ])('refuses %s', async (_what, body) => {
    expect(await refused(DANA, body)).toEqual([400, 'Request_BadRequest']);
  });

  it('refuses a body that is not JSON', async () => {
    const token = await visitor.token('harbor-dental');
    for (const [type, body] of [
      ['text/plain', '{}'],
      ['application/json', '{'],
    ]) {
      const response = await fetch(`${visitor.microsoft.graphUrl}/v1.0${path(DANA)}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${token}`, 'content-type': type ?? '' },
        body: body ?? '',
      });
      expect(response.status).toBe(400);
    }
  });

  it('knows no user of that id', async () => {
    const reply = await visitor.graph('harbor-dental', `/users/${visitor.microsoft.tenantId('copperhatch')}`, {
      method: 'PATCH',
      body: GOOD,
    });
    expect([reply.status, reply.body.error.code]).toEqual([404, 'Request_ResourceNotFound']);
  });

  it('ends all sessions', async () => {
    visitor.clock.now += 60_000;
    const reply = await visitor.graph('harbor-dental', `${path(DANA)}/revokeSignInSessions`, { method: 'POST' });
    expect([reply.status, reply.body.value]).toEqual([200, true]);
    expect(Date.parse(visitor.microsoft.user(DANA).sessionsValidFrom)).toBe(visitor.clock.now);
    expect(visitor.records.of('microsoft').at(-1)?.write).toBe(true);
    visitor.microsoft.revokeConsent('harbor-dental', 'User.RevokeSessions.All', 'User.ReadWrite.All');
    const denied = await visitor.graph('harbor-dental', `${path(DANA)}/revokeSignInSessions`, { method: 'POST' });
    expect([denied.status, denied.body.error.code]).toEqual([403, 'Authorization_RequestDenied']);
  });

  it('offers no app-only resetPassword', async () => {
    const target = `${path(DANA)}/authentication/methods/28c10230-6103-485e-b985-444c60001490/resetPassword`;
    expect((await visitor.graph('harbor-dental', target, { method: 'POST', body: {} })).status).toBe(400);
  });

  it('can show reads that lag behind a write, for as long as it is told', async () => {
    const key = seat(visitor, 'saltmarsh-marine', 4);
    const seen = async () =>
      (await visitor.graph('saltmarsh-marine', `${path(key)}?$select=accountEnabled`)).body.accountEnabled;
    visitor.microsoft.staleReads(2000);
    expect((await patch(key, { accountEnabled: false })).status).toBe(204);
    expect(visitor.microsoft.user(key).accountEnabled).toBe(false);
    expect(await seen()).toBe(true);
    visitor.clock.now += 2000;
    expect(await seen()).toBe(false);
    await patch(key, { accountEnabled: true });
    expect(await seen()).toBe(false);
    visitor.microsoft.staleReads(0);
    expect(await seen()).toBe(true);
  });
});
