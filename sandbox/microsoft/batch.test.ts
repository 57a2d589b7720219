import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createVisitor, EVENTUAL, type Reply, type Visitor } from './visitor.js';

const DANA = 'harbor-dental/dana-whitfield';
const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('$batch at the pretend Graph', () => {
  let visitor: Visitor;
  const batch = (requests: unknown[]) =>
    visitor.graph('harbor-dental', '/$batch', { method: 'POST', body: { requests } });
  const part = (reply: Reply, id: string) =>
    reply.body.responses.find((response: { id: string }) => response.id === id);
  const read = (id: string) => ({ id, method: 'GET', url: `/users/${visitor.microsoft.userId(DANA)}?$select=id` });

  beforeAll(async () => {
    visitor = await createVisitor();
  });
  afterAll(() => visitor.microsoft.stop());

  it('answers every part, in an order of its own, and says nothing about them in its status', async () => {
    const reply = await batch([
      read('1'),
      { id: '2', method: 'GET', url: '/users/nobody@harbordental.example' },
      read('3'),
    ]);
    expect(reply.status).toBe(200);
    expect(reply.body.responses.map((response: { id: string }) => response.id)).not.toEqual(['1', '2', '3']);
    expect(part(reply, '1')).toMatchObject({ status: 200, body: { id: visitor.microsoft.userId(DANA) } });
    expect(part(reply, '2')).toMatchObject({ status: 404, body: { error: { code: 'Request_ResourceNotFound' } } });
  });

  it('passes each part its headers', async () => {
    const url = '/users?$count=true&$top=1&$select=id';
    const reply = await batch([
      { id: 'a', method: 'GET', url, headers: EVENTUAL },
      { id: 'b', method: 'GET', url },
    ]);
    expect(part(reply, 'a').body['@odata.count']).toBe(20);
    expect(part(reply, 'b').body['@odata.count']).toBeUndefined();
  });

  it('runs a part after those it depends on, and not at all when they failed', async () => {
    const id = visitor.microsoft.userId(DANA);
    visitor.microsoft.configure(DANA, { accountEnabled: false });
    const body = { accountEnabled: true };
    const enable = (url: string) => ({ id: 'enable', method: 'PATCH', url, body, headers: JSON_TYPE, dependsOn: [] });
    const revoke = { id: 'revoke', method: 'POST', url: `/users/${id}/revokeSignInSessions`, dependsOn: ['enable'] };
    const failed = await batch([revoke, enable('/users/nobody')]);
    expect([part(failed, 'enable').status, part(failed, 'revoke').status]).toEqual([404, 424]);
    expect(visitor.records.writes('microsoft')).toEqual([]);
    const done = await batch([revoke, enable(`/users/${id}`)]);
    expect([part(done, 'enable').status, part(done, 'revoke').status]).toEqual([204, 200]);
    const writes = visitor.records.writes('microsoft');
    expect(writes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `PATCH /v1.0/users/${id}`,
      `POST /v1.0/users/${id}/revokeSignInSessions`,
    ]);
    expect(writes[0]?.detail).toMatchObject({ batchPart: 'enable', body });
  });

  it('throttles parts one by one', async () => {
    visitor.faults.add({
      vendor: 'microsoft',
      path: /\/v1\.0\/users\//,
      kind: 'status',
      status: 429,
      retryAfter: 5,
      times: 1,
    });
    const reply = await batch([read('1'), read('2')]);
    expect(reply.status).toBe(200);
    expect(part(reply, '1')).toMatchObject({
      status: 429,
      headers: { 'Retry-After': '5' },
      body: { error: { code: 'TooManyRequests' } },
    });
    expect(part(reply, '2').status).toBe(200);
  });

  it.each([
    ['more than 20 parts', () => Array.from({ length: 21 }, (_, index) => read(String(index))), /maximum value of 20/],
    ['no parts', () => [], /Invalid batch payload/],
    ['the same id twice', () => [read('1'), read('1')], /unique/],
    ['a dependency that is not there', () => [{ ...read('1'), dependsOn: ['9'] }], /'9', which is not in the batch/],
    [
      'a circle',
      () => [
        { ...read('1'), dependsOn: ['2'] },
        { ...read('2'), dependsOn: ['1'] },
      ],
      /circle/,
    ],
    [
      'a body without its content type',
      () => [{ id: '1', method: 'PATCH', url: '/users/x', body: {} }],
      /Content-Type/,
    ],
    ['an absolute url', () => [{ id: '1', method: 'GET', url: 'https://graph.microsoft.com/v1.0/users' }], /relative/],
    ['an unknown method', () => [{ id: '1', method: 'FETCH', url: '/users' }], /Invalid batch payload/],
  ])('refuses %s as a whole', async (_what, requests, message) => {
    const reply = await batch(requests());
    expect(reply.status).toBe(400);
    expect(reply.body.error.message).toMatch(message);
  });
});
