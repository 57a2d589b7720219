import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createVisitor, seat, type Visitor } from './visitor.js';

describe('the token endpoint of the pretend Microsoft', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await createVisitor();
  });
  afterAll(() => visitor.microsoft.stop());

  it('gives the application a bearer token for a tenant that consented', async () => {
    const { status, body } = await visitor.askToken(visitor.microsoft.tenantId('harbor-dental'));
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({
      tid: visitor.microsoft.tenantId('harbor-dental'),
      appid: visitor.microsoft.credentials.clientId,
      roles: visitor.microsoft.grants('harbor-dental'),
    });
  });

  it.each([
    ['a wrong secret', { client_secret: 'guess' }, 401, 'invalid_client', 7000215],
    ['no secret', { client_secret: undefined }, 401, 'invalid_client', 7000216],
    ['an unknown client', { client_id: '11111111-1111-4111-8111-111111111111' }, 400, 'unauthorized_client', 700016],
    ['no client', { client_id: undefined }, 400, 'invalid_request', 900144],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['no scope', { scope: undefined }, 400, 'invalid_request', 900144],
    ['a delegated scope', { scope: 'https://graph.microsoft.com/User.Read' }, 400, 'invalid_scope', 1002012],
  ])('refuses %s', async (_what, fields, status, error, code) => {
    const reply = await visitor.askToken(visitor.microsoft.tenantId('harbor-dental'), fields);
    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject({ error, error_codes: [code] });
    expect(reply.body.error_description).toMatch(new RegExp(`^AADSTS${code}: `));
    expect(reply.body.access_token).toBeUndefined();
  });

  it('refuses a tenant it does not have, and a name that can be none', async () => {
    const unknown = await visitor.askToken('11111111-1111-4111-8111-111111111111');
    expect([unknown.status, unknown.body.error_codes]).toEqual([400, [90002]]);
    const malformed = await visitor.askToken('harbor');
    expect([malformed.status, malformed.body.error_codes]).toEqual([400, [900023]]);
  });

  it('reads only form-encoded bodies', async () => {
    const response = await fetch(
      `${visitor.microsoft.loginUrl}/${visitor.microsoft.tenantId('harbor-dental')}/oauth2/v2.0/token`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ grant_type: 'client_credentials' }),
      },
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request', error_codes: [900144] });
  });

  it('refuses the old secret after a rotation and takes the new one', async () => {
    const tenant = visitor.microsoft.tenantId('copperhatch');
    const old = visitor.microsoft.credentials.clientSecret;
    const fresh = visitor.microsoft.rotateSecret();
    expect((await visitor.askToken(tenant, { client_secret: old })).body.error_codes).toEqual([7000215]);
    expect((await visitor.askToken(tenant, { client_secret: fresh })).status).toBe(200);
    expect(visitor.microsoft.credentials.clientSecret).toBe(fresh);
  });

  it('gives no token for a tenant that withdrew its consent, and Graph no longer knows the application', async () => {
    const token = await visitor.token('ostrava-lane');
    visitor.microsoft.revokeConsent('ostrava-lane');
    const reply = await visitor.askToken(visitor.microsoft.tenantId('ostrava-lane'));
    expect([reply.status, reply.body.error, reply.body.error_codes]).toEqual([400, 'invalid_grant', [65001]]);
    const graph = await visitor.graph('ostrava-lane', '/users', { token });
    expect([graph.status, graph.body.error.code]).toEqual([403, 'Authorization_IdentityNotFound']);
  });

  it('records what it was asked, and no write', async () => {
    const tenant = visitor.microsoft.tenantId('harbor-dental');
    await visitor.askToken(tenant, { client_secret: 'recorded-guess' });
    const record = visitor.records.of('microsoft').at(-1);
    expect(record).toMatchObject({ method: 'POST', path: `/${tenant}/oauth2/v2.0/token`, status: 401, write: false });
    expect(record?.detail).toMatchObject({ client_secret: 'recorded-guess' });
  });
});

describe('a bearer token at the pretend Graph', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await createVisitor();
  });
  afterAll(() => visitor.microsoft.stop());

  it('is demanded, and must be one that was issued', async () => {
    const none = await fetch(`${visitor.microsoft.graphUrl}/v1.0/users`);
    expect(none.status).toBe(401);
    expect(await none.json()).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } });
    const forged = await visitor.graph('harbor-dental', '/users', { token: 'a.b.c' });
    expect([forged.status, forged.body.error.code]).toEqual([401, 'InvalidAuthenticationToken']);
    expect(forged.body.error.innerError['request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('of one tenant cannot see another tenant', async () => {
    const token = await visitor.token('harbor-dental');
    const own = visitor.microsoft.userId('harbor-dental/sarah-chen');
    const other = visitor.microsoft.userId('larkmere-logistics/sarah-chen');
    expect((await visitor.graph('', `/users/${own}`, { token })).status).toBe(200);
    const reply = await visitor.graph('', `/users/${other}`, { token });
    expect([reply.status, reply.body.error.code]).toEqual([404, 'Request_ResourceNotFound']);
    const all = await visitor.graph('', '/users?$top=999', { token });
    expect(all.body.value).toHaveLength(20);
    for (const user of all.body.value) expect(user.userPrincipalName).toMatch(/@harbordental\.example$/);
  });

  it('expires', async () => {
    const token = await visitor.token('harbor-dental');
    visitor.clock.now += 3598_000;
    expect((await visitor.graph('', '/users', { token })).status).toBe(200);
    visitor.clock.now += 1000;
    const reply = await visitor.graph('', '/users', { token });
    expect([reply.status, reply.body.error.code]).toEqual([401, 'InvalidAuthenticationToken']);
  });

  it('can be expired on demand', async () => {
    const [own, other] = [await visitor.token('harbor-dental'), await visitor.token('copperhatch')];
    visitor.microsoft.expireTokens('harbor-dental');
    expect((await visitor.graph('', '/users', { token: own })).status).toBe(401);
    expect((await visitor.graph('', '/users', { token: other })).status).toBe(200);
  });

  it('carries the consent of its hour: a permission taken back shows in the next token', async () => {
    const before = await visitor.token('fennimore-legal');
    visitor.microsoft.revokeConsent(
      'fennimore-legal',
      'UserAuthenticationMethod.Read.All',
      'UserAuthenticationMethod.ReadWrite.All',
    );
    const id = visitor.microsoft.userId(seat(visitor, 'fennimore-legal', 0));
    expect((await visitor.graph('', `/users/${id}/authentication/methods`, { token: before })).status).toBe(200);
    const reply = await visitor.graph('fennimore-legal', `/users/${id}/authentication/methods`);
    expect([reply.status, reply.body.error.code]).toEqual([403, 'Authorization_RequestDenied']);
    visitor.microsoft.grantConsent('fennimore-legal', 'UserAuthenticationMethod.Read.All');
    expect((await visitor.graph('fennimore-legal', `/users/${id}/authentication/methods`)).status).toBe(200);
  });
});
