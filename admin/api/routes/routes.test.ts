import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cookiesOf, openDesk, PASSWORD, type TestDesk } from '../desk-for-tests.js';

describe('the Admin API', () => {
  let desk: TestDesk;
  let admin: { id: string; headers: Record<string, string> };
  beforeAll(async () => {
    desk = await openDesk({ publicBaseUrl: 'https://desk.example' });
    admin = await desk.signedIn('admin');
  });
  afterAll(() => desk.stop());

  const ask = (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
    headers = admin.headers,
  ) => desk.ask({ method, url, headers, ...(payload ? { payload } : {}) });

  it('signs in with a cookie that scripts, neighbours and plain http cannot get at', async () => {
    const answer = await desk.ask({
      method: 'POST',
      url: '/api/session',
      payload: { email: 'admin@desk.example', password: PASSWORD },
    });
    expect(answer.json()).toMatchObject({ email: 'admin@desk.example', role: 'admin' });
    expect(answer.cookies.find(({ name }) => name === '__Host-frontdesk')).toMatchObject({
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
      path: '/',
    });
    expect(answer.cookies.every(({ domain }) => domain === undefined)).toBe(true);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    const headers = { cookie: cookiesOf(answer) };
    expect((await ask('GET', '/api/me', undefined, headers)).json()).toMatchObject({ kind: 'account', role: 'admin' });
    expect((await ask('DELETE', '/api/session', undefined, headers)).statusCode).toBe(204);
    expect((await ask('GET', '/api/me', undefined, headers)).statusCode).toBe(401);
  });

  it('makes, changes, lists and removes accounts, and never shows a password', async () => {
    const made = await ask('POST', '/api/accounts', {
      email: ' Ada@Desk.example ',
      name: 'Ada',
      role: 'technician',
      password: PASSWORD,
    });
    expect(made.statusCode).toBe(201);
    const { id } = made.json();
    expect(made.json()).toMatchObject({ email: 'ada@desk.example', clients: 'all', active: true, hasPassword: true });
    const changed = await ask('PATCH', `/api/accounts/${id}`, { clients: ['c1'], name: 'Ada L.' });
    expect(changed.json()).toMatchObject({ clients: ['c1'], name: 'Ada L.', role: 'technician' });
    expect((await ask('PUT', `/api/accounts/${id}/password`, { password: 'staple of the day' })).statusCode).toBe(200);
    const list = await ask('GET', '/api/accounts?role=technician&active=true&search=ada');
    expect(list.json()).toMatchObject({ items: [{ id }], nextCursor: null });
    expect(list.body).not.toMatch(/scrypt|passwordHash|generation/);
    expect((await ask('GET', '/api/accounts?active=false')).json().items).toEqual([]);
    expect((await ask('DELETE', `/api/accounts/${id}`)).statusCode).toBe(204);
    expect((await ask('GET', `/api/accounts/${id}`)).statusCode).toBe(404);
  });

  it('leads through a list page by page', async () => {
    for (const name of ['p1', 'p2', 'p3']) {
      await ask('POST', '/api/accounts', { email: `${name}@page.example`, name, role: 'auditor' });
    }
    const first = (await ask('GET', '/api/accounts?search=page.example&limit=2')).json();
    expect(first.items.map(({ name }: { name: string }) => name)).toEqual(['p1', 'p2']);
    const cursor = encodeURIComponent(first.nextCursor);
    const second = (await ask('GET', `/api/accounts?search=page.example&limit=2&cursor=${cursor}`)).json();
    expect(second).toMatchObject({ items: [{ name: 'p3' }], nextCursor: null });
  });

  it.each<[string, 'GET' | 'POST' | 'PATCH', string, object | undefined, RegExp[]]>([
    ['a limit', 'GET', '/api/accounts?limit=201', undefined, [/^limit: /]],
    ['a cursor', 'GET', '/api/accounts?cursor=x', undefined, [/^cursor: /]],
    [
      'several fields',
      'POST',
      '/api/accounts',
      { email: 'x', name: '', role: 'king' },
      [/^email: /, /^name: /, /^role: /],
    ],
    ['a field that is none', 'PATCH', '/api/accounts/x', { admin: true }, [/admin/]],
    ['an operator in place of a word', 'POST', '/api/session', { email: { $ne: '' }, password: 'x' }, [/^email: /]],
    ['no body', 'POST', '/api/tokens', undefined, [/^body: /]],
  ])('says field by field what is wrong about %s', async (_what, method, url, payload, lines) => {
    const answer = await ask(method, url, payload);
    expect(answer.statusCode).toBe(400);
    const { problems } = answer.json().error.details;
    expect(problems).toHaveLength(lines.length);
    for (const [index, line] of lines.entries()) expect(problems[index]).toMatch(line);
  });

  it('keeps the last admin', async () => {
    for (const [method, payload] of [
      ['DELETE', undefined],
      ['PATCH', { active: false }],
      ['PATCH', { role: 'auditor' }],
    ] as const) {
      const answer = await ask(method, `/api/accounts/${admin.id}`, payload);
      expect(answer.statusCode).toBe(409);
      expect(answer.json().error.code).toBe('last_admin');
    }
  });

  it('lets an account that was switched off do nothing more at once', async () => {
    const { id, headers } = await desk.signedIn('technician', 'gone@desk.example');
    expect((await ask('GET', '/api/me', undefined, headers)).statusCode).toBe(200);
    await ask('PATCH', `/api/accounts/${id}`, { active: false });
    expect((await ask('GET', '/api/me', undefined, headers)).statusCode).toBe(401);
  });

  it('says how long to wait after too many attempts', async () => {
    const payload = { email: 'locked@desk.example', password: 'wrong' };
    for (let n = 0; n < 5; n += 1) await desk.ask({ method: 'POST', url: '/api/session', payload });
    const answer = await desk.ask({ method: 'POST', url: '/api/session', payload });
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toBe('60');
    expect(answer.json().error).toMatchObject({ code: 'too_many_attempts', details: { retryAfter: 60 } });
    desk.clock.pass(3_600_000);
  });

  it('makes a token whose secret is shown once, and revokes it', async () => {
    const expiresAt = new Date(desk.clock.now.getTime() + 3_600_000).toISOString();
    const made = (await ask('POST', '/api/tokens', { name: 'report', role: 'auditor', expiresAt })).json();
    expect(made).toMatchObject({ name: 'report', expiresAt, createdBy: { id: admin.id } });
    const headers = { authorization: `Bearer ${made.secret}` };
    expect((await desk.server.inject({ url: '/api/accounts', headers })).statusCode).toBe(200);
    expect((await ask('GET', '/api/tokens')).body).not.toContain(made.secret);
    expect((await desk.server.inject({ method: 'POST', url: '/api/tokens', headers, payload: {} })).statusCode).toBe(
      403,
    );
    await ask('DELETE', `/api/tokens/${made.id}`);
    expect((await desk.server.inject({ url: '/api/accounts', headers })).statusCode).toBe(401);
  });

  it('shows the own sign-ins and ends one', async () => {
    const mine = await desk.signedIn('auditor', 'mine@desk.example');
    const { items } = (await ask('GET', '/api/me/sessions', undefined, mine.headers)).json();
    expect(items).toMatchObject([{ current: true }]);
    // Nobody else's.
    expect((await ask('DELETE', `/api/me/sessions/${items[0].id}`)).statusCode).toBe(404);
    expect((await ask('DELETE', `/api/me/sessions/${items[0].id}`, undefined, mine.headers)).statusCode).toBe(204);
    expect((await ask('GET', '/api/me', undefined, mine.headers)).statusCode).toBe(401);
  });

  it('changes the own password, and signs this browser in anew', async () => {
    const mine = await desk.signedIn('auditor', 'change@desk.example');
    const given = { current: PASSWORD, password: 'staple of the day' };
    const answer = await ask('PUT', '/api/me/password', given, mine.headers);
    expect(answer.statusCode).toBe(200);
    expect((await ask('GET', '/api/me', undefined, mine.headers)).statusCode).toBe(401);
    expect((await ask('GET', '/api/me', undefined, { cookie: cookiesOf(answer) })).statusCode).toBe(200);
  });
});
