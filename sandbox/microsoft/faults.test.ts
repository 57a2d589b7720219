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
