import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { VendorError } from '../../../core/errors.js';
import { createOutgoing } from '../../http.js';
import { microsoft365 } from './index.js';

/** What the pretend Microsoft does not have: a partner tenant with its customers, and a federated domain. */
let graph: FastifyInstance;
let url: string;
let routes: Record<string, (query: Record<string, string>) => unknown> = {};
const tokensSeenBy: string[] = [];
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });
const PARTNER = 'partner.tallowmere.example';

beforeAll(async () => {
  graph = fastify();
  graph.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_r, body, done) =>
    done(null, body),
  );
  graph.post('/:tenant/oauth2/v2.0/token', () => ({ token_type: 'Bearer', expires_in: 3599, access_token: 'a-token' }));
  graph.all<{ Querystring: Record<string, string> }>('/v1.0/*', async (request, reply) => {
    tokensSeenBy.push(request.headers.host ?? '');
    const path = request.url.split('?')[0] ?? '';
    const answer = routes[`${request.method} ${decodeURIComponent(path).replace('/v1.0', '')}`];
    if (answer) return answer(request.query);
    return reply.code(403).send({ error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges' } });
  });
  url = await graph.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => {
  routes = {};
});
afterAll(async () => {
  await http.close();
  await graph.close();
});

function connect() {
  return microsoft365.connect(
    { clientId: 'app', clientSecret: 'secret', tenantId: PARTNER, loginBaseUrl: url, graphBaseUrl: url },
    { http, now: () => new Date() },
  );
}

describe('the customers of a partner tenant', () => {
  it('are read to the last page', async () => {
    routes['GET /contracts'] = (query) =>
      query.$skiptoken
        ? { value: [{ customerId: 't-3', displayName: null, defaultDomainName: 'third.example' }] }
        : {
            value: [
              { customerId: 't-1', displayName: 'Harbor Dental' },
              { customerId: 't-2', displayName: 'Larkmere Logistics' },
            ],
            '@odata.nextLink': `${url}/v1.0/contracts?$skiptoken=a%3Db%26c`,
          };
    expect(await connect().mappings()).toEqual([
      { id: 't-1', name: 'Harbor Dental' },
      { id: 't-2', name: 'Larkmere Logistics' },
      { id: 't-3', name: 'third.example' },
    ]);
    expect((await connect().check()).every(({ ok }) => ok)).toBe(true);
  });

  it('come from delegated administration where contracts may not be read', async () => {
    routes['GET /tenantRelationships/delegatedAdminCustomers'] = () => ({
      value: [{ tenantId: 't-9', displayName: 'Copperhatch Brewing' }],
    });
    expect(await connect().mappings()).toEqual([{ id: 't-9', name: 'Copperhatch Brewing' }]);
  });

  it('are missing with a reason when neither may be read', async () => {
    const findings = await connect().check();
    expect(findings.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(findings[1]?.problem).toContain('DelegatedAdminRelationship.Read.All');
  });

  it.each(['https://evil.example/v1.0/contracts', '/v1.0/contracts?x=https://evil.example/v1.0/x'])(
    'are not looked for at %s, where the rest of a list is said to be',
    async (elsewhere) => {
      const link = elsewhere.startsWith('/') ? `${url}${elsewhere}` : elsewhere;
      routes['GET /contracts'] = () => ({ value: [], '@odata.nextLink': link });
      await expect(connect().mappings()).rejects.toThrow();
      expect(new Set(tokensSeenBy)).toEqual(new Set([new URL(url).host]));
    },
  );
});

describe('accounts that no tool may change', () => {
  const user = { id: 'u-1', userPrincipalName: 'dana@harbordental.example', onPremisesSyncEnabled: null };
  const prepare = () => {
    routes['GET /users/dana@harbordental.example'] = () => user;
    routes['GET /users/u-1/transitiveMemberOf/microsoft.graph.directoryRole'] = () => ({ value: [] });
    routes['GET /users/u-1/transitiveMemberOf/microsoft.graph.group'] = () => ({ value: [] });
    routes['GET /organization'] = () => ({
      value: [{ verifiedDomains: [{ name: 'harbordental.example', type: 'Managed' }] }],
    });
  };
  const scope = { clientId: 'c', mapping: 't-1', secrets: { keep: async () => ({ secretId: 's' }) } };
  const run = async (name: string) => {
    const found = connect()
      .tools()
      .find((tool) => tool.name === `m365:${name}`);
    const error = await found?.run(scope, { user: 'dana@harbordental.example' }).catch((thrown: unknown) => thrown);
    return error instanceof VendorError ? error.message : 'done';
  };

  it('are those that sign in at another identity provider, where the password is concerned', async () => {
    prepare();
    routes['PATCH /users/u-1'] = () => ({});
    routes['POST /users/u-1/revokeSignInSessions'] = () => ({ value: true });
    expect(await run('reset-password')).toBe('done');
    routes['GET /organization'] = () => ({
      value: [{ verifiedDomains: [{ name: 'HarborDental.example', type: 'Federated' }] }],
    });
    expect(await run('reset-password')).toContain('federation');
    expect(await run('revoke-sessions')).toBe('done');
  });

  it('are those in a group that admin roles are given to, also on the last page of their groups', async () => {
    prepare();
    routes['GET /users/u-1/transitiveMemberOf/microsoft.graph.group'] = (query) =>
      query.$skiptoken
        ? { value: [{ id: 'g-2', displayName: 'Tier 0', isAssignableToRole: true }] }
        : {
            value: [{ id: 'g-1', displayName: 'Everybody', isAssignableToRole: null }],
            '@odata.nextLink': `${url}/v1.0/users/u-1/transitiveMemberOf/microsoft.graph.group?$skiptoken=2`,
          };
    expect(await run('reset-password')).toContain('Tier 0');
    expect(await connect().directory?.isAdmin?.('t-1', 'u-1')).toBe(true);
  });
});

describe('the addresses of Microsoft', () => {
  it('must be https, except inside the own network', () => {
    const given = { clientId: 'app', clientSecret: 'secret' };
    const deps = { http, now: () => new Date() };
    expect(() => microsoft365.connect({ ...given, loginBaseUrl: 'http://login.example' }, deps)).toThrow('https');
    expect(() => microsoft365.connect({ ...given, graphBaseUrl: 'file:///x' }, deps)).toThrow();
    expect(() => microsoft365.connect({ ...given, graphBaseUrl: 'https://graph.microsoft.us' }, deps)).not.toThrow();
  });
});
