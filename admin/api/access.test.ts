import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify from 'fastify';
import { z } from 'zod';
import { assertDeclaresAccess, assertMaySee, noSuchClient } from './access.js';
import { CLIENTELE_ACCESS } from './access-of-clientele-for-tests.js';
import { openDesk, PASSWORD, type TestDesk } from './desk-for-tests.js';

/** Who may do what: every route that is not public, by the roles that are let through. */
const ADMIN = ['admin'];
const READERS = ['admin', 'auditor'];
const EVERYBODY = ['admin', 'technician', 'auditor'];
const WORKERS = ['admin', 'technician'];
const TABLE: Record<string, string[]> = {
  'GET /': EVERYBODY,
  'GET /api/me': EVERYBODY,
  'GET /api/me/sessions': EVERYBODY,
  'DELETE /api/me/sessions/:id': EVERYBODY,
  'PUT /api/me/password': EVERYBODY,
  'GET /api/accounts': READERS,
  'POST /api/accounts': ADMIN,
  'GET /api/accounts/:id': READERS,
  'PATCH /api/accounts/:id': ADMIN,
  'PUT /api/accounts/:id/password': ADMIN,
  'DELETE /api/accounts/:id': ADMIN,
  'GET /api/tokens': READERS,
  'POST /api/tokens': ADMIN,
  'DELETE /api/tokens/:id': ADMIN,
  'GET /api/oidc': READERS,
  'PUT /api/oidc': ADMIN,
  'DELETE /api/oidc': ADMIN,
  'DELETE /api/session': EVERYBODY,
  'GET /api/runs': EVERYBODY,
  'GET /api/runs/:id': EVERYBODY,
  'POST /api/runs/:id/end': WORKERS,
  'GET /api/approvals': EVERYBODY,
  'GET /api/approvals/:id': EVERYBODY,
  'POST /api/approvals/:id/decide': WORKERS,
  'GET /api/verifications': EVERYBODY,
  'GET /api/secrets/:id': EVERYBODY,
  'POST /api/secrets/:id/reveal': WORKERS,
  'GET /api/activity': EVERYBODY,
  'GET /api/activity/export': EVERYBODY,
  'GET /api/activity/verify': EVERYBODY,
  'GET /approvals/:id': EVERYBODY,
  'POST /approvals/:id': WORKERS,
  'GET /approvals/:id/:choice': EVERYBODY,
  'POST /approvals/:id/:choice': WORKERS,
  'GET /secrets/:id': WORKERS,
  'POST /secrets/:id': WORKERS,
  'GET /integrations/authorized': ADMIN,
  ...CLIENTELE_ACCESS,
};
const PUBLIC = [
  'POST /api/session',
  'POST /api/setup',
  'GET /api/oidc/start',
  'GET /api/oidc/callback',
  'GET /sign-in',
  'POST /sign-in',
  'POST /sign-out',
  'GET /setup',
  'POST /setup',
];

const split = (route: string) => {
  const [method = '', path = ''] = route.split(' ');
  return {
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).parse(method),
    url: path.replace(':id', 'nobody').replace(':choice', 'approve'),
  };
};

describe('who may call what', () => {
  let desk: TestDesk;
  const people = new Map<string, { cookie: string }>();
  const programs = new Map<string, { authorization: string }>();
  beforeAll(async () => {
    desk = await openDesk();
    for (const role of ['admin', 'technician', 'auditor'] as const) {
      people.set(role, { cookie: (await desk.signedIn(role)).headers.cookie ?? '' });
      const { secret } = await desk.admin.deps.tokens.create({ name: role, role, createdBy: { id: 'x', name: 'x' } });
      programs.set(role, { authorization: `Bearer ${secret}` });
    }
  });
  afterAll(() => desk.stop());

  it('is written down for every route there is', () => {
    const own = desk.routes.filter(({ url }) => !url.startsWith('/api/docs') && !url.startsWith('/pages/'));
    const known = [...Object.keys(TABLE), ...PUBLIC, 'GET /healthz', 'GET /readyz', 'GET /metrics'];
    expect(own.map(({ method, url }) => `${method} ${url}`).sort()).toEqual(
      known.filter((route) => own.some(({ method, url }) => `${method} ${url}` === route)).sort(),
    );
    for (const route of [...Object.keys(TABLE), ...PUBLIC]) {
      expect(own.map(({ method, url }) => `${method} ${url}`)).toContain(route);
    }
  });

  it.each(Object.entries(TABLE))('%s is for %j', async (route, allowed) => {
    const isPage = !route.includes('/api/');
    const nobody = await desk.ask(split(route));
    expect(nobody.statusCode).toBe(isPage ? 303 : 401);
    for (const role of EVERYBODY) {
      // A program's token may not sign itself out: what matters is that it is let in.
      const answers = [people, ...(isPage ? [] : [programs])].map((callers) =>
        route === 'DELETE /api/session' && callers === people
          ? undefined
          : desk.ask({ ...split(route), headers: { ...callers.get(role) } }),
      );
      for (const answer of await Promise.all(answers)) {
        if (!answer) continue;
        const { code, message } = answer.statusCode < 400 || isPage ? { code: '', message: '' } : answer.json().error;
        const kept = isPage
          ? answer.statusCode === 403 && answer.body.includes('This is for the role')
          : code === 'not_allowed' && !message.includes('API tokens');
        expect({ role, kept }).toEqual({ role, kept: !allowed.includes(role) });
      }
    }
  });

  it('is refused to wrong, revoked and unreadable tokens, also beside a good cookie', async () => {
    for (const authorization of ['Bearer fd_wrong', 'Bearer', 'Basic YTpi', 'fd_wrong']) {
      const { statusCode } = await desk.ask({ url: '/api/me', headers: { ...people.get('admin'), authorization } });
      expect({ authorization, statusCode }).toEqual({ authorization, statusCode: 401 });
    }
  });

  it('is denied over the whole installation to an admin of some clients', async () => {
    const { id, headers } = await desk.signedIn('admin', 'some@desk.example');
    await desk.admin.deps.accounts.update(id, { clients: ['c1'] });
    for (const url of ['/api/accounts', '/api/tokens', '/api/oidc']) {
      expect((await desk.ask({ url, headers })).statusCode).toBe(403);
    }
    expect((await desk.ask({ url: '/api/me', headers })).json()).toMatchObject({ clients: ['c1'] });
  });

  it('makes a client that is another’s look like one that is not there', () => {
    const caller = { kind: 'account', id: 'a', name: 'A', role: 'technician', clients: ['c1'] } as const;
    expect(() => assertMaySee(caller, 'c1')).not.toThrow();
    expect(() => assertMaySee(caller, 'c2')).toThrow(noSuchClient('c2'));
  });

  it.each([
    ['does not say who', {}, 'GET', /does not say who/],
    ['is public and for a role', { public: true, roles: ['admin'] }, 'GET', /can be one of them/],
    ['lets auditors change something', { roles: ['auditor'] }, 'POST', /only read/],
  ] as const)('keeps the server from starting when a route %s', async (_what, config, method, problem) => {
    const server = fastify();
    server.addHook('onRoute', assertDeclaresAccess);
    expect(() => server.route({ method, url: '/api/x', config, handler: async () => '' })).toThrow(problem);
    await server.close();
  });

  describe('what changes something', () => {
    const signIn = {
      method: 'POST',
      url: '/api/session',
      payload: { email: 'admin@desk.example', password: PASSWORD },
    } as const;
    const refused = (headers: Record<string, string>, options: object = {}) =>
      desk.server.inject({
        method: 'DELETE',
        url: '/api/me/sessions/none',
        headers: { ...people.get('admin'), ...headers },
        ...options,
      });

    it.each<[string, Record<string, string>, boolean]>([
      ['another site', { origin: 'https://evil.example' }, false],
      ['a hidden site', { origin: 'null' }, false],
      ['a neighbouring site', { origin: 'http://desk.example.evil.example' }, false],
      ['our name on another port', { origin: 'http://desk.example:8443' }, false],
      [
        'a site that the browser calls foreign',
        { origin: 'http://desk.example', 'sec-fetch-site': 'cross-site' },
        false,
      ],
      ['a neighbour, by the browser’s word', { 'sec-fetch-site': 'same-site' }, false],
      ['nowhere, with a cookie', {}, false],
      ['our public address', { origin: 'http://desk.example' }, true],
      ['the host it was sent to', { origin: 'http://10.0.0.9:8080', host: '10.0.0.9:8080' }, true],
      ['a page of ours, by the browser’s word', { 'sec-fetch-site': 'same-origin' }, true],
    ])('is taken from %s only if that is ours', async (_what, headers, taken) => {
      const { error } = (await refused(headers)).json();
      expect(error.code).toBe(taken ? 'not_found' : 'foreign_origin');
    });

    it('is taken from programs that send a token, and signs nobody in from another site', async () => {
      const program = await desk.server.inject({
        method: 'DELETE',
        url: '/api/tokens/none',
        headers: { ...programs.get('admin'), origin: 'https://evil.example' },
      });
      expect(program.json().error.code).toBe('not_found');
      expect((await desk.server.inject({ ...signIn, headers: { origin: 'https://evil.example' } })).statusCode).toBe(
        403,
      );
      expect((await desk.server.inject(signIn)).statusCode).toBe(200);
      const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' };
      const page = await desk.server.inject({
        method: 'POST',
        url: '/sign-in',
        headers: form,
        payload: 'email=a&password=b',
      });
      expect(page.statusCode).toBe(403);
      expect(page.headers['content-type']).toContain('text/html');
    });
  });

  describe('the API’s documentation', () => {
    it('is an OpenAPI document that has every route, with a tag, a summary and its answers', async () => {
      const document = (await desk.server.inject('/api/docs/json')).json();
      const operation = z.object({
        summary: z.string().min(5),
        tags: z.tuple([z.enum(document.tags.map(({ name }: { name: string }) => name))]),
        responses: z.record(z.string().regex(/^([1-5]\d\d|[45]XX)$/), z.object({ description: z.string() })),
      });
      const shape = z.object({
        openapi: z.literal('3.1.0'),
        info: z.object({ title: z.literal('Frontdesk'), version: z.literal('0.0.0') }),
        components: z.object({ securitySchemes: z.object({ cookie: z.object({}), bearer: z.object({}) }) }),
        paths: z.record(z.string().startsWith('/api/'), z.record(z.string(), operation)),
      });
      const { paths } = shape.parse(document);
      const listed = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
      );
      const registered = desk.routes
        .filter(({ url }) => url.startsWith('/api/') && !url.startsWith('/api/docs'))
        .map(({ method, url }) => `${method} ${url}`);
      expect(listed.sort()).toEqual(registered.sort());
      expect(JSON.stringify(document)).not.toMatch(/"\$ref":"#\/components\/schemas\/undefined/);
    });

    it('is a page that loads nothing from elsewhere', async () => {
      const page = await desk.server.inject('/api/docs');
      expect(page.statusCode).toBe(200);
      expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/);
      const [, ...sources] = page.body.split(/(?:src|href)="/).map((part) => part.split('"', 1)[0] ?? '');
      expect(sources.every((source) => source.startsWith('/api/docs/'))).toBe(true);
      for (const url of sources) expect((await desk.server.inject(url)).statusCode).toBe(200);
    });
  });
});
