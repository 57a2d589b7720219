import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { AccessDenied, Conflict, InvalidInput, NotFound, VendorError } from '../errors.js';
import { createLog } from '../log.js';
import { createServer, type Readiness } from './server.js';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('the HTTP server', () => {
  let server: FastifyInstance;
  let readiness: readonly Readiness[] = [];
  let thrown: unknown;
  let lines: string[];
  beforeEach(() => {
    lines = [];
    server = createServer({
      log: createLog('info', { write: (line) => void lines.push(line) }),
      readiness: async () => readiness,
      metrics: async () => 'frontdesk_active_calls 0\n',
    });
    server.post('/echo', async (request) => ({ raw: request.rawBody?.toString('base64'), body: request.body ?? null }));
    server.get('/throw', async () => {
      throw thrown;
    });
  });
  afterEach(() => server.close());

  const post = (payload: string | Buffer, headers: Record<string, string> = JSON_TYPE) =>
    server.inject({ method: 'POST', url: '/echo', headers, payload });

  it('keeps the bytes of a body as they came, for signatures', async () => {
    const body = Buffer.from('{ "a" :1,\r\n "ü": "\\u00fc" }  ');
    const response = await post(body);
    expect(response.json()).toEqual({ raw: body.toString('base64'), body: { a: 1, ü: 'ü' } });
  });

  it.each<[string, string | Buffer, Record<string, string>, number, string]>([
    ['malformed JSON', '{"a":', JSON_TYPE, 400, 'malformed_json'],
    ['no text at all', Buffer.from([0xff, 0xfe, 0x00]), JSON_TYPE, 400, 'malformed_json'],
    ['a type that nobody reads', 'x', { 'content-type': 'text/plain' }, 415, 'ctp_invalid_media_type'],
    ['more than it takes', `"${'x'.repeat(1024 * 1024)}"`, JSON_TYPE, 413, 'ctp_body_too_large'],
  ])('refuses %s with a coded error', async (_what, payload, headers, status, code) => {
    const response = await post(payload, headers);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toEqual({
      error: { code, message: expect.any(String), requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  it.each(['/nothing?token=s3cret', '/%', '/%zz?token=s3cret', `/${'x'.repeat(5_000)}`])(
    'answers an address that is not there in the same form: %#',
    async (url) => {
      const response = await server.inject({ method: 'GET', url });
      expect([400, 404]).toContain(response.statusCode);
      expect(response.json()).toEqual({
        error: { code: expect.any(String), message: expect.any(String), requestId: expect.any(String) },
      });
      expect(response.body + lines.join()).not.toContain('s3cret');
    },
  );

  it.each<[unknown, number, string]>([
    [new InvalidInput('bad_note', 'The note is empty'), 400, 'bad_note'],
    [new AccessDenied('unproven', 'No proof'), 401, 'unproven'],
    [new AccessDenied('not_allowed', 'Not yours', 403), 403, 'not_allowed'],
    [new NotFound('client', 'c1'), 404, 'not_found'],
    [new Conflict('taken', 'It is taken'), 409, 'taken'],
  ])('tells what is wrong with a request: %#', async (error, status, code) => {
    thrown = error;
    const response = await server.inject('/throw');
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ error: { code, message: error instanceof Error ? error.message : '' } });
  });

  it.each<[unknown, number]>([
    [new Error('ECONNREFUSED 10.0.0.7 with k3y'), 500],
    [new VendorError('connectwise_psa', 'unavailable', 'k3y refused by 10.0.0.7'), 502],
    [Object.assign(new Error('k3y not found at the vendor'), { statusCode: 404 }), 500],
    [Object.assign(new Error('k3y'), { statusCode: 99 }), 500],
    ['k3y as a string', 500],
  ])('tells nobody what went wrong inside, but the log: %#', async (error, status) => {
    thrown = error;
    const response = await server.inject('/throw');
    expect(response.statusCode).toBe(status);
    expect(response.body).not.toMatch(/k3y|10\.0\.0\.7/);
    const { requestId } = response.json().error;
    expect(lines.some((line) => line.includes(requestId))).toBe(true);
  });

  it('is alive whatever happens, and ready when everything it stands on is', async () => {
    expect((await server.inject('/healthz')).json()).toEqual({ status: 'ok' });
    readiness = [
      { what: 'store', ready: true },
      { what: 'queue', ready: false },
    ];
    const unready = await server.inject('/readyz');
    expect(unready.statusCode).toBe(503);
    expect(unready.json()).toEqual({ status: 'not_ready', checks: readiness });
    expect((await server.inject('/healthz')).statusCode).toBe(200);
    readiness = [{ what: 'store', ready: true }];
    expect((await server.inject('/readyz')).statusCode).toBe(200);
    const metrics = await server.inject('/metrics');
    expect(metrics.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(metrics.body).toBe('frontdesk_active_calls 0\n');
  });

  it('gives requests its own ids, whatever id a stranger sends', async () => {
    const ask = () => server.inject({ url: '/nothing', headers: { 'request-id': 'mine', 'x-request-id': 'mine' } });
    const ids = [(await ask()).json().error.requestId, (await ask()).json().error.requestId];
    expect(new Set([...ids, 'mine']).size).toBe(3);
  });

  it('tells of an error’s details what is wrong and how long to wait, and no more', async () => {
    const details = { problems: ['name: is empty'], retryAfter: 7, account: 'hidden' };
    thrown = new InvalidInput('slow_down', 'Not now', { status: 429, details });
    const response = await server.inject('/throw');
    expect(response.headers['retry-after']).toBe('7');
    expect(response.json().error.details).toEqual({ problems: ['name: is empty'], retryAfter: 7 });
  });

  it.each([
    ['nobody', [], '10.0.0.2'],
    ['its proxies', ['10.0.0.0/8'], '198.51.100.7'],
    ['other proxies', ['192.168.0.0/16'], '10.0.0.2'],
  ])('believes %s about where a request comes from', async (_whom, trustedProxies, address) => {
    const own = createServer({
      log: createLog('silent'),
      readiness: async () => [],
      metrics: async () => '',
      trustedProxies,
    });
    own.get('/from', async ({ ip }) => ({ ip }));
    const headers = { 'x-forwarded-for': '203.0.113.1, 198.51.100.7' };
    expect((await own.inject({ url: '/from', remoteAddress: '10.0.0.2', headers })).json()).toEqual({ ip: address });
    await own.close();
  });

  it('answers what is no HTTP with 400 and goes on', async () => {
    await server.listen({ host: '127.0.0.1', port: 0 });
    const address = server.server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('HELLO\r\n\r\n'));
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });
});
