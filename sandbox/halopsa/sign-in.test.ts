import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, send, startBench } from './client-for-tests.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.halo.stop());

describe('signing in', () => {
  it('starts at authinfo, which anybody may ask, in any case', async () => {
    for (const path of ['authinfo', 'AuthInfo']) {
      const replied = await send(`${bench.halo.url}/api/${path}`, {});
      expect(replied.object()).toEqual({ auth_url: `${bench.halo.url}/auth`, tenant_id: 'tallowmere' });
    }
  });

  it('gives a bearer token for client credentials', async () => {
    const replied = await bench.askToken();
    expect(replied.status).toBe(200);
    expect(replied.object()).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'all' });
    const me = (await bench.get('Agent/me')).object();
    expect(me).toMatchObject({ id: Number(bench.halo.own.id), name: 'Frontdesk API', isdisabled: false });
  });

  it.each([
    ['a wrong secret', { client_secret: 'wrong' }, 400, 'invalid_client'],
    ['an unknown client', { client_id: 'wrong' }, 400, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['no scope', { scope: undefined }, 400, 'invalid_scope'],
  ])('refuses %s', async (_, fields, status, error) => {
    const replied = await bench.askToken(fields);
    expect(replied.status).toBe(status);
    expect(replied.object()).toMatchObject({ error, error_description: expect.any(String) });
  });

  it('can answer invalid_client with 401', async () => {
    bench.halo.switches.invalidClientStatus = 401;
    expect((await bench.askToken({ client_secret: 'wrong' })).status).toBe(401);
  });

  it('needs the tenant where it is hosted, in the query or the form', async () => {
    expect((await bench.askToken({}, null)).status).toBe(400);
    expect((await bench.askToken({}, 'somebody-else')).status).toBe(400);
    expect((await bench.askToken({ tenant: 'tallowmere' }, null)).status).toBe(200);
    bench.halo.switches.hosted = false;
    expect((await bench.askToken({}, null)).status).toBe(200);
  });

  it('takes the token request as a form only', async () => {
    const { clientId, clientSecret } = bench.halo.credentials;
    const replied = await send(`${bench.halo.url}/auth/token?tenant=tallowmere`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: 'all',
      }),
    });
    expect([replied.status, replied.object().error]).toEqual([400, 'invalid_request']);
  });

  it('refuses tokens that are missing, unknown or expired', async () => {
    const token = await bench.token();
    expect((await bench.ask('GET', 'Status', undefined, token)).status).toBe(200);
    expect((await bench.ask('GET', 'Status', undefined, 'unknown')).status).toBe(401);
    expect((await send(`${bench.halo.url}/api/Status`, {})).status).toBe(401);
    bench.clock.pass(3599_000);
    expect((await bench.ask('GET', 'Status', undefined, token)).status).toBe(200);
    bench.clock.pass(1000);
    expect((await bench.ask('GET', 'Status', undefined, token)).status).toBe(401);
  });

  it('refuses revoked tokens, and gives new ones for the same credentials', async () => {
    const token = await bench.token();
    bench.halo.revokeTokens();
    expect((await bench.ask('GET', 'Status', undefined, token)).status).toBe(401);
    expect((await bench.ask('GET', 'Status', undefined, await bench.token())).status).toBe(200);
  });

  it('refuses the old secret and its tokens when the secret is rotated', async () => {
    const token = await bench.token();
    const { clientId, clientSecret } = bench.halo.credentials;
    bench.halo.rotateCredentials();
    expect(bench.halo.credentials.clientId).toBe(clientId);
    expect((await bench.askToken({ client_secret: clientSecret })).status).toBe(400);
    expect((await bench.ask('GET', 'Status', undefined, token)).status).toBe(401);
    expect((await bench.askToken()).status).toBe(200);
  });

  it('refuses Agent/me to an application without an agent', async () => {
    bench.halo.switches.agentLogin = false;
    expect((await bench.get('Agent/me')).status).toBe(403);
    expect((await bench.get('Tickets', { count: 1 })).status).toBe(200);
  });
});

describe('scopes and permissions', () => {
  it('open what they name and nothing else', async () => {
    const token = await bench.token('read:tickets read:customers');
    const status = async (method: string, path: string) =>
      (await bench.ask(method, path, method === 'POST' ? [{}] : undefined, token)).status;
    expect(await status('GET', 'Tickets')).toBe(200);
    expect(await status('GET', 'Client')).toBe(200);
    expect(await status('GET', 'Users')).toBe(200);
    expect(await status('GET', 'Status')).toBe(200);
    expect(await status('GET', 'Agent')).toBe(403);
    expect(await status('GET', 'Asset')).toBe(403);
    expect(await status('GET', 'Webhook')).toBe(403);
    expect(await status('POST', 'Tickets')).toBe(403);
    const writer = await bench.token('edit:tickets');
    const element = { summary: 'A', tickettype_id: 1 };
    expect((await bench.ask('POST', 'Tickets', [element], writer)).status).toBe(201);
    expect((await bench.ask('GET', 'Tickets', undefined, writer)).status).toBe(200);
  });

  it('are no more than the application has', async () => {
    bench.halo.switches.applicationScopes = ['read:tickets'];
    expect((await bench.askToken()).object().error).toBe('invalid_scope');
    expect((await bench.askToken({ scope: 'read:tickets edit:tickets' })).object().error).toBe('invalid_scope');
    expect((await bench.askToken({ scope: 'read:tickets' })).status).toBe(200);
  });

  it('show as 403 in different shapes, and once as an empty list', async () => {
    const shown = async (right: string, method: string, path: string) => {
      bench.halo.takeRights([right]);
      const body = method === 'POST' ? [{ summary: 'A', tickettype_id: 1 }] : undefined;
      const replied = await bench.ask(method, path, body);
      bench.halo.takeRights([]);
      return [replied.status, replied.body === null ? replied.text : replied.body];
    };
    const said = 'You do not have permission to access this resource.';
    const withClass = { ClassName: 'System.Exception', Message: said, Data: null };
    expect(await shown('Read tickets', 'GET', 'Tickets')).toEqual([403, withClass]);
    expect(await shown('Edit tickets', 'POST', 'Tickets')).toEqual([403, { Message: said }]);
    expect(await shown('Edit tickets', 'GET', 'Tickets')).toEqual([200, { record_count: 0, tickets: [] }]);
    expect(await shown('Read customers', 'GET', 'Client')).toEqual([403, { error: said }]);
    expect(await shown('Read users', 'GET', 'Users')).toEqual([403, said]);
    expect(await shown('Read assets', 'GET', 'Asset')).toEqual([403, { Message: said }]);
    expect(await shown('Configure webhooks', 'GET', 'Webhook')).toEqual([403, withClass]);
    expect(await shown('Read agents', 'GET', 'Agent')).toEqual([200, []]);
    expect((await shown('Read agents', 'GET', `Agent/${bench.halo.technicianId('mbell')}`))[0]).toBe(404);
    expect((await shown('Read agents', 'GET', 'Agent/me'))[0]).toBe(200);
    expect(bench.halo.tickets()).toEqual([]);
    expect(() => bench.halo.takeRights(['Fly'])).toThrow('no right Fly');
  });
});

describe('refusals', () => {
  it('of what there is not', async () => {
    expect((await bench.get('Tickets/1')).status).toBe(404);
    expect((await bench.get('Tickets/1')).object()).toEqual({ Message: 'Ticket with id 1 could not be found.' });
    expect((await bench.get('Nothing')).status).toBe(404);
    expect((await bench.ask('DELETE', 'Status')).status).toBe(405);
    expect((await send(`${bench.halo.url}/elsewhere`, {})).status).toBe(404);
  });

  it('have one shape everywhere when told so', async () => {
    bench.halo.switches.errorShape = 'text';
    const replied = await bench.get('Tickets/1');
    expect([replied.headers.get('content-type'), replied.text]).toEqual([
      'text/plain; charset=utf-8',
      'Ticket with id 1 could not be found.',
    ]);
  });

  it('come when there are too many requests, with and without Retry-After', async () => {
    await bench.get('Status');
    bench.halo.switches.rateLimit = { requests: 2, windowMs: 60_000, retryAfter: 7 };
    expect((await bench.get('Status')).status).toBe(200);
    expect((await bench.get('Status')).status).toBe(200);
    const refused = await bench.get('Status');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
    bench.halo.switches.rateLimit = { requests: 2, windowMs: 60_000 };
    expect((await bench.get('Status')).headers.get('retry-after')).toBeNull();
    bench.clock.pass(60_000);
    expect((await bench.get('Status')).status).toBe(200);
  });

  it('come on command, and are kept in the records', async () => {
    bench.faults.add({ vendor: 'halopsa', method: 'GET', path: /\/Users$/, kind: 'status', status: 503, times: 1 });
    const refused = await bench.get('Users');
    expect([refused.status, refused.text]).toEqual([503, 'The service is unavailable.']);
    expect((await bench.get('Users')).status).toBe(200);
    expect(bench.records.of('halopsa').map(({ path, status }) => [path, status])).toEqual([
      ['/auth/token', 200],
      ['/api/Users', 503],
      ['/api/Users', 200],
    ]);
  });
});
