import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, type Context, HTTPMessageHandler } from '@microsoft/microsoft-graph-client';
import { createVisitor, type Visitor } from './visitor.js';

const DANA = 'harbor-dental/dana-whitfield';

describe('a pretend Microsoft that misbehaves', () => {
  let visitor: Visitor;
  beforeEach(async () => {
    visitor = await createVisitor();
  });
  afterEach(() => visitor.microsoft.stop());

  it('throttles as Graph does, and only as often as it is told', async () => {
    const token = await visitor.token('harbor-dental');
    visitor.faults.add({ vendor: 'microsoft', method: 'GET', kind: 'status', status: 429, retryAfter: 10, times: 1 });
    const reply = await visitor.graph('', '/users', { token });
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '10']);
    expect(reply.body.error).toMatchObject({ code: 'TooManyRequests', innerError: { code: '429', status: '429' } });
    expect((await visitor.graph('', '/users', { token })).status).toBe(200);
  });

  it.each([
    [500, 'InternalServerError'],
    [503, 'ServiceUnavailable'],
    [403, 'Authorization_RequestDenied'],
  ])('answers %i in the shape of Graph and changes nothing', async (status, code) => {
    const token = await visitor.token('harbor-dental');
    visitor.faults.add({ vendor: 'microsoft', path: /\/users\//, kind: 'status', status });
    const target = `/users/${visitor.microsoft.userId(DANA)}`;
    const body = { passwordProfile: { password: 'Wild-Heron-42' } };
    const reply = await visitor.graph('', target, { token, method: 'PATCH', body });
    expect([reply.status, reply.body.error.code]).toEqual([status, code]);
    expect(visitor.microsoft.user(DANA).passwords).toHaveLength(1);
    expect(visitor.records.of('microsoft').at(-1)).toMatchObject({ status, write: false });
  });

  it('fails at the login in the shape of Entra', async () => {
    visitor.faults.add({ vendor: 'microsoft', path: /oauth2/, kind: 'status', status: 503, times: 1 });
    const reply = await visitor.askToken(visitor.microsoft.tenantId('harbor-dental'));
    expect([reply.status, reply.body.error]).toEqual([503, 'temporarily_unavailable']);
  });

  it('drops the connection before the work, or after it', async () => {
    const token = await visitor.token('harbor-dental');
    const target = `/users/${visitor.microsoft.userId(DANA)}/revokeSignInSessions`;
    const before = visitor.microsoft.user(DANA).sessionsValidFrom;
    visitor.faults.add({ vendor: 'microsoft', method: 'POST', kind: 'drop', times: 1 });
    await expect(visitor.graph('', target, { token, method: 'POST' })).rejects.toThrow();
    expect(visitor.microsoft.user(DANA).sessionsValidFrom).toBe(before);
    expect(visitor.records.of('microsoft').at(-1)).toMatchObject({ status: 0, write: false });
    visitor.faults.add({ vendor: 'microsoft', method: 'POST', kind: 'drop-after', times: 1 });
    await expect(visitor.graph('', target, { token, method: 'POST' })).rejects.toThrow();
    expect(visitor.microsoft.user(DANA).sessionsValidFrom).not.toBe(before);
    expect(visitor.records.of('microsoft').at(-1)).toMatchObject({ status: 0, write: true });
  });

  it('is slow, and is gone when it is stopped meanwhile', async () => {
    const token = await visitor.token('harbor-dental');
    visitor.faults.add({ vendor: 'microsoft', kind: 'slow', delayMs: 120, times: 1 });
    const started = performance.now();
    expect((await visitor.graph('', '/users', { token })).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(110);
    const path = /./;
    const met = new Promise<void>((resolve) => {
      path.test = () => {
        resolve();
        return true;
      };
    });
    visitor.faults.add({ vendor: 'microsoft', kind: 'slow', delayMs: 3_600_000, path });
    const waiting = expect(visitor.graph('', '/users', { token })).rejects.toThrow();
    await met;
    await visitor.microsoft.stop();
    await waiting;
  });
});

describe('a tenant of the pretend Microsoft that is in trouble', () => {
  let visitor: Visitor;
  beforeEach(async () => {
    visitor = await createVisitor();
  });
  afterEach(() => visitor.microsoft.stop());

  it('is throttled alone, with and without a time to wait', async () => {
    const [own, other] = [await visitor.token('harbor-dental'), await visitor.token('copperhatch')];
    const ask = (token: string) => visitor.graph('', '/users?$top=1', { token });
    visitor.microsoft.throttle('harbor-dental', { retryAfter: 7, times: 1 });
    const first = await ask(own);
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
    expect([(await ask(own)).status, (await ask(other)).status]).toEqual([200, 200]);
    visitor.microsoft.throttle('harbor-dental', {});
    const second = await ask(own);
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, null]);
    visitor.microsoft.throttle('harbor-dental', null);
    expect((await ask(own)).status).toBe(200);
  });

  it('is throttled part by part within a batch', async () => {
    const token = await visitor.token('harbor-dental');
    visitor.microsoft.throttle('harbor-dental', { retryAfter: 3, times: 1 });
    const requests = ['1', '2'].map((id) => ({ id, method: 'GET', url: '/users?$top=1' }));
    const reply = await visitor.graph('', '/$batch', { token, method: 'POST', body: { requests } });
    const statuses = reply.body.responses.map(({ status }: { status: number }) => status);
    expect([reply.status, statuses.sort()]).toEqual([200, [200, 429]]);
  });

  it('has vanished: no token, and the one there was is worth nothing', async () => {
    const token = await visitor.token('copperhatch');
    visitor.microsoft.vanish('copperhatch');
    for (const tenant of [visitor.microsoft.tenantId('copperhatch'), 'copperhatch.example']) {
      const reply = await visitor.askToken(tenant);
      expect([reply.status, reply.body.error_codes]).toEqual([400, [90002]]);
    }
    expect((await visitor.graph('', '/users', { token })).status).toBe(401);
  });

  it('answers with null or a web page in place of JSON when told so, also within a batch', async () => {
    const token = await visitor.token('harbor-dental');
    const ask = (path: string) =>
      fetch(`${visitor.microsoft.graphUrl}/v1.0${path}`, { headers: { authorization: `Bearer ${token}` } });
    visitor.faults.add({ vendor: 'microsoft', path: /users/, kind: 'null', times: 1 });
    expect(await (await ask('/users')).text()).toBe('null');
    visitor.faults.add({ vendor: 'microsoft', path: /users/, kind: 'html', times: 1 });
    expect((await ask('/users')).headers.get('content-type')).toMatch(/^text\/html/);
    visitor.faults.add({ vendor: 'microsoft', path: /users/, kind: 'null', times: 1 });
    const requests = [{ id: '1', method: 'GET', url: '/users' }];
    const reply = await visitor.graph('', '/$batch', { token, method: 'POST', body: { requests } });
    expect(reply.body.responses).toMatchObject([{ status: 200, body: null }]);
  });

  it('is named in the record of each request', async () => {
    await visitor.graph('harbor-dental', '/users?$top=1');
    expect(visitor.records.of('microsoft').at(-1)?.detail).toMatchObject({ company: 'harbor-dental' });
  });
});

describe('the official Graph client', () => {
  it('works against the pretend Graph, errors included', async () => {
    const visitor = await createVisitor();
    const token = await visitor.token('harbor-dental');
    const http = new HTTPMessageHandler();
    const client = Client.initWithMiddleware({
      baseUrl: visitor.microsoft.graphUrl,
      middleware: {
        execute(context: Context) {
          context.options = {
            ...context.options,
            headers: { ...headersOf(context), authorization: `Bearer ${token}` },
          };
          return http.execute(context);
        },
      },
    });
    const found = await client
      .api('/users')
      .header('ConsistencyLevel', 'eventual')
      .search('"displayName:Dana Whitfield"')
      .count(true)
      .get();
    expect(found.value).toHaveLength(1);
    const patched = await client
      .api(`/users/${found.value[0].id}`)
      .patch({ passwordProfile: { password: 'Wild-Heron-42' } });
    expect(patched).toBeUndefined();
    expect(visitor.microsoft.user(DANA).passwords.at(-1)?.password).toBe('Wild-Heron-42');
    await expect(client.api('/users/nobody').get()).rejects.toMatchObject({
      statusCode: 404,
      code: 'Request_ResourceNotFound',
    });
    await visitor.microsoft.stop();
  });
});

function headersOf({ options }: Context): Record<string, string> {
  return Object.fromEntries(new Headers(options?.headers as Record<string, string> | undefined));
}
