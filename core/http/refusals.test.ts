import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { AccessDenied, InvalidInput } from '../errors.js';
import { createLog } from '../log.js';
import { createServer } from './server.js';

const TOKEN = 'h00k-t0ken-that-nobody-may-read';

describe('a request that is refused', () => {
  let server: FastifyInstance;
  let lines: string[];
  const refusals = {
    denied: () => new AccessDenied('unproven', 'Not proven'),
    bad: () => new InvalidInput('bad', 'Bad'),
  };
  beforeEach(async () => {
    lines = [];
    server = createServer({
      log: createLog('trace', { write: (line) => void lines.push(line) }),
      readiness: async () => [{ what: 'store', ready: true }],
      metrics: async () => '',
    });
    server.post<{ Params: { kind: string } }>('/hooks/:kind/:token', async (request) => {
      const refusal = Object.entries(refusals).find(([kind]) => kind === request.params.kind)?.[1];
      if (refusal) throw refusal();
      throw new Error(`inside of ${request.params.kind}`);
    });
    await server.ready();
    lines = [];
  });
  afterEach(() => server.close());

  it.each([
    ['denied', 401, 'unproven'],
    ['bad', 400, 'bad'],
    ['broken', 500, 'internal'],
  ])('because it is %s leaves one line, with its route and without its token', async (kind, status, code) => {
    const response = await server.inject({ method: 'POST', url: `/hooks/${kind}/${TOKEN}?t=${TOKEN}` });
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ error: { code } });
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({ code, route: '/hooks/:kind/:token' }),
    ]);
    expect(lines.join()).not.toContain(TOKEN);
  });

  it.each(['/hooks/x/', '//hooks/x/', '/hooks/x/more/', '/HOOKS/x/', '/hooks/%zz/'])(
    'to %s, which no route takes, does not repeat its token',
    async (path) => {
      const response = await server.inject({ method: 'PUT', url: `${path}${TOKEN}`, payload: {} });
      const broken = await server.inject({
        method: 'PUT',
        url: `${path}${TOKEN}`,
        headers: { 'content-type': 'application/json' },
        payload: '{',
      });
      expect([400, 404]).toContain(response.statusCode);
      expect(broken.statusCode).toBe(400);
      expect([response.body, broken.body, ...lines].join()).not.toContain(TOKEN);
    },
  );

  it('does not tell the inside of a failure', async () => {
    const response = await server.inject({ method: 'POST', url: `/hooks/broken/${TOKEN}` });
    expect(response.body).not.toContain('inside');
    expect(lines.join()).toContain('inside');
  });
});
