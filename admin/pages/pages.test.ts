import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cookiesOf, openDesk, PASSWORD, type TestDesk } from '../api/desk-for-tests.js';
import { localPath } from '../api/sign-in-of.js';
import { html } from './html.js';

const HOSTILE = `<script>alert("1")</script>'"\``;

describe('pages', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.stop());

  const submit = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    desk.ask({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    });

  it('lead the first admin from the link on the console to the start page, once', async () => {
    const link = new URL((await desk.admin.openSetup()) ?? '');
    expect(link.origin).toBe('http://desk.example');
    const page = await desk.ask({ url: `${link.pathname}${link.search}` });
    expect(page.statusCode).toBe(200);
    const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const person = { token, email: 'Boss@desk.example', name: HOSTILE, password: PASSWORD };
    const weak = await submit('/setup', { ...person, password: 'short' });
    expect(weak.statusCode).toBe(400);
    expect(weak.body).toContain('role="alert"');
    expect(weak.body).not.toContain('<script');
    const made = await submit('/setup', person);
    expect(made.statusCode).toBe(303);
    const home = await desk.ask({ url: '/', headers: { cookie: cookiesOf(made) } });
    expect(home.body).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&quot;&#96;');
    expect(home.body).not.toContain('<script');
    expect((await submit('/setup', { ...person, email: 'second@desk.example' })).statusCode).toBe(403);
    expect((await desk.ask({ url: `${link.pathname}${link.search}` })).statusCode).toBe(403);
    expect(await desk.admin.openSetup()).toBeUndefined();
  });

  it('send who is not signed in to sign in, and on from there', async () => {
    await desk.signedIn('technician');
    const away = await desk.ask({ url: '/?tab=1' });
    expect(away.headers.location).toBe('/sign-in?next=%2F%3Ftab%3D1');
    const page = await desk.ask({ url: String(away.headers.location) });
    expect(page.body).toContain('name="next" value="/?tab=1"');
    const form = { email: 'technician@desk.example', password: PASSWORD, next: '/?tab=1' };
    const inside = await submit('/sign-in', form);
    expect(inside.headers.location).toBe('/?tab=1');
    const headers = { cookie: cookiesOf(inside) };
    expect((await desk.ask({ url: '/?tab=1', headers })).statusCode).toBe(200);
    expect((await submit('/sign-out', {}, headers)).headers.location).toBe('/sign-in');
    expect((await desk.ask({ url: '/', headers })).statusCode).toBe(303);
  });

  it('say what was wrong, keep what was typed but the password, and run none of it', async () => {
    const answer = await submit('/sign-in', { email: HOSTILE, password: 'secret-typed', next: `/${HOSTILE}` });
    expect(answer.statusCode).toBe(401);
    expect(answer.body).toContain('role="alert"');
    expect(answer.body).toContain('value="&lt;script&gt;');
    expect(answer.body).not.toMatch(/<script|secret-typed/);
    for (let n = 0; n < 4; n += 1) await submit('/sign-in', { email: HOSTILE, password: 'x' });
    const limited = await submit('/sign-in', { email: HOSTILE, password: 'x' });
    expect(limited.statusCode).toBe(429);
    expect(limited.headers['retry-after']).toBe('60');
    const problem = await desk.ask({ url: `/sign-in?problem=${encodeURIComponent(HOSTILE)}` });
    expect(problem.body).not.toContain('<script');
  });

  it.each([
    '//evil.example/x',
    'https://evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    ' //evil.example',
    '',
  ])('never lead on to another site: %j', async (next) => {
    expect(localPath(next)).toBe('/');
    const inside = await submit('/sign-in', { email: 'technician@desk.example', password: PASSWORD, next });
    expect(inside.headers.location).toBe('/');
  });

  it('may be shown by nobody else, run no scripts and are kept by no cache', async () => {
    const { headers, body } = await desk.ask({ url: '/sign-in' });
    expect(headers['content-security-policy']).toMatch(/default-src 'none';.*frame-ancestors 'none'/);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    const style = /href="(\/pages\/[^"]+)"/.exec(body)?.[1] ?? '';
    expect((await desk.ask({ url: style })).headers['content-type']).toContain('text/css');
  });

  it('escape what is no markup, deep in lists too', () => {
    const rows = ['<a>', '"b"'].map((text) => html`<td title="${text}">${text}</td>`);
    expect(String(html`<tr>${rows}${undefined}${false}${0}</tr>`)).toBe(
      '<tr><td title="&lt;a&gt;">&lt;a&gt;</td><td title="&quot;b&quot;">&quot;b&quot;</td>0</tr>',
    );
  });
});
