import { constants, createHash, createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ASSERTION_TYPE } from './assertion.js';
import type { Certificate } from './certificate.js';
import { createVisitor, type Visitor } from './visitor.js';

const COMPANY = 'harbor-dental';
const GRAPH = '00000003-0000-0000-c000-000000000000';

describe('the MSP’s application at the pretend Microsoft', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await createVisitor();
  });
  afterAll(() => visitor.microsoft.stop());

  it('shows when its secret ends to its own tenant, and never the secret', async () => {
    const { credentials } = visitor.microsoft;
    visitor.microsoft.setSecretExpiry('2026-02-20T00:00:00Z');
    const target = `/applications(appId='${credentials.clientId}')?$select=passwordCredentials,keyCredentials`;
    const { body } = await visitor.graph('partner', target);
    expect(body).toMatchObject({
      passwordCredentials: [{ endDateTime: '2026-02-20T00:00:00.000Z', secretText: null, hint: 'pre' }],
      keyCredentials: [],
    });
    expect(JSON.stringify(body)).not.toContain(credentials.clientSecret);
    visitor.microsoft.grantConsent(COMPANY, 'Application.Read.All');
    expect((await visitor.graph(COMPANY, target)).status).toBe(404);
  });

  it('is refused with an expired secret, and works again with a new one', async () => {
    const tenant = visitor.microsoft.tenantId(COMPANY);
    visitor.microsoft.setSecretExpiry(new Date(visitor.clock.now));
    const reply = await visitor.askToken(tenant);
    expect([reply.status, reply.body.error, reply.body.error_codes]).toEqual([401, 'invalid_client', [7000222]]);
    visitor.microsoft.rotateSecret();
    expect((await visitor.askToken(tenant)).status).toBe(200);
  });

  it('has a service principal in each tenant that consented, with the roles that were granted', async () => {
    const { clientId } = visitor.microsoft.credentials;
    visitor.microsoft.grantConsent(COMPANY, 'Application.Read.All');
    const ours = (await visitor.graph(COMPANY, `/servicePrincipals(appId='${clientId}')?$select=id,appId`)).body;
    const graph = (await visitor.graph(COMPANY, `/servicePrincipals(appId='${GRAPH}')?$select=id,appRoles`)).body;
    const assigned = (await visitor.graph(COMPANY, `/servicePrincipals/${ours.id}/appRoleAssignments`)).body.value;
    const values = assigned.map(
      ({ appRoleId }: { appRoleId: string }) =>
        graph.appRoles.find(({ id }: { id: string }) => id === appRoleId)?.value,
    );
    expect(values).toEqual(visitor.microsoft.grants(COMPANY));
    expect(assigned[0]).toMatchObject({ principalId: ours.id, resourceId: graph.id });
    const token = await visitor.token(COMPANY);
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect([claims.oid, claims.roles]).toEqual([ours.id, visitor.microsoft.grants(COMPANY)]);
    const alias = await visitor.graph(COMPANY, `/servicePrincipals(appId='${clientId}')/appRoleAssignments`);
    expect(alias.body.value).toEqual(assigned);
  });

  it('needs a permission to be read', async () => {
    const { clientId } = visitor.microsoft.credentials;
    expect((await visitor.graph('copperhatch', `/servicePrincipals(appId='${clientId}')`)).status).toBe(403);
  });

  it('sees the client tenants from its own', async () => {
    const { body } = await visitor.graph('partner', '/contracts');
    expect(body.value).toHaveLength(10);
    expect(body.value).toContainEqual(
      expect.objectContaining({
        customerId: visitor.microsoft.tenantId(COMPANY),
        defaultDomainName: 'harbordental.example',
      }),
    );
  });
});

describe('signing in with a certificate at the pretend Microsoft', () => {
  let visitor: Visitor;
  let certificate: Certificate;
  beforeAll(async () => {
    visitor = await createVisitor();
    certificate = visitor.microsoft.registerCertificate({ days: 40 });
  });
  afterAll(() => visitor.microsoft.stop());

  const tokenUrl = () => `${visitor.microsoft.loginUrl}/${visitor.microsoft.tenantId(COMPANY)}/oauth2/v2.0/token`;
  function assertion(
    { claims = {}, header = {}, pem = certificate.pem } = {} as {
      claims?: Record<string, unknown>;
      header?: Record<string, unknown>;
      pem?: string;
    },
  ): string {
    const seconds = Math.floor(visitor.clock.now / 1000);
    const x5t = createHash('sha1').update(new X509Certificate(pem).raw).digest('base64url');
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const head = { alg: 'RS256', typ: 'JWT', x5t, ...header };
    const { clientId } = visitor.microsoft.credentials;
    const body = { aud: tokenUrl(), iss: clientId, sub: clientId, jti: randomUUID(), nbf: seconds, exp: seconds + 600 };
    const signed = `${part(head)}.${part({ ...body, ...claims })}`;
    const key = createPrivateKey(pem);
    const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return `${signed}.${sign('sha256', Buffer.from(signed), head.alg === 'PS256' ? pss : key).toString('base64url')}`;
  }
  const ask = (text: string, more: Record<string, string | undefined> = {}) =>
    visitor.askToken(visitor.microsoft.tenantId(COMPANY), {
      client_secret: undefined,
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: text,
      ...more,
    });

  it('gives a token that works, with either thumbprint and either padding', async () => {
    const sha256 = createHash('sha256').update(new X509Certificate(certificate.pem).raw).digest('base64url');
    for (const header of [{}, { alg: 'PS256' }, { x5t: undefined, 'x5t#S256': sha256 }]) {
      const reply = await ask(assertion({ header }));
      expect(reply.status).toBe(200);
      const graph = await visitor.graph('', '/users?$top=1', { token: reply.body.access_token });
      expect(graph.status).toBe(200);
    }
    const microsoft = `https://login.microsoftonline.com/${visitor.microsoft.tenantId(COMPANY)}/oauth2/v2.0/token`;
    expect((await ask(assertion({ claims: { aud: microsoft } }))).status).toBe(200);
  });

  it('shows the certificate in the registration, by its thumbprint', async () => {
    const target = `/applications(appId='${visitor.microsoft.credentials.clientId}')?$select=keyCredentials`;
    const { body } = await visitor.graph('partner', target);
    expect(body.keyCredentials).toMatchObject([
      { customKeyIdentifier: certificate.thumbprint, type: 'AsymmetricX509Cert', usage: 'Verify' },
    ]);
    const ends = Date.parse(body.keyCredentials[0].endDateTime);
    expect(Math.round((ends - visitor.clock.now) / 86_400_000)).toBe(40);
  });

  it.each([
    ['of another tenant', { aud: 'https://login.microsoftonline.com/common/oauth2/v2.0/token' }, 700023],
    ['of another application', { iss: 'a', sub: 'a' }, 700021],
    ['that has ended', { exp: 1 }, 700024],
    ['that begins tomorrow', { nbf: 4_000_000_000, exp: 4_000_000_600 }, 700024],
    ['that lives for years', { exp: 4_000_000_000 }, 700024],
    ['without an id', { jti: undefined }, 50027],
  ])('refuses an assertion %s', async (_what, claims, code) => {
    const reply = await ask(assertion({ claims }));
    expect([reply.status, reply.body.error, reply.body.error_codes]).toEqual([401, 'invalid_client', [code]]);
  });

  it('refuses an assertion that was used, was changed, or is none', async () => {
    const text = assertion();
    expect((await ask(text)).status).toBe(200);
    expect((await ask(text)).status).toBe(401);
    const [head, body] = assertion().split('.');
    const other = assertion().split('.')[2];
    expect((await ask(`${head}.${body}.${other}`)).body.error_codes).toEqual([700027]);
    expect((await ask('a.b.c')).body.error_codes).toEqual([50027]);
    expect((await ask(assertion({ header: { alg: 'none' } }))).body.error_codes).toEqual([50027]);
    expect((await ask(assertion({ header: { x5t: undefined } }))).body.error_codes).toEqual([700027]);
    expect((await ask(assertion(), { client_assertion_type: 'jwt' })).body.error_codes).toEqual([7000216]);
  });

  it('refuses a certificate that nobody registered or that has ended', async () => {
    const stranger = visitor.microsoft.makeCertificate();
    expect((await ask(assertion({ pem: stranger.pem }))).body.error_codes).toEqual([700027]);
    const ended = visitor.microsoft.registerCertificate({ days: -1 });
    const reply = await ask(assertion({ pem: ended.pem }));
    expect([reply.body.error_codes, reply.body.error_description]).toEqual([
      [700027],
      expect.stringMatching(/expired/),
    ]);
  });
});
