import { createServer } from 'node:net';
import { setTimeout as work } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { VendorError } from '../core/errors.js';
import type { OutgoingRequest } from '../core/ports/outgoing.js';
import { createOutgoing, type OutgoingOptions } from './http.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function listen(routes: (app: FastifyInstance) => void): Promise<string> {
  const app = fastify({ forceCloseConnections: true });
  routes(app);
  open.push(app);
  return app.listen({ host: '127.0.0.1', port: 0 });
}

/** A client that may reach loopback and does not really wait between attempts; `waits` says how long it would have. */
function client(options: OutgoingOptions = {}) {
  const waits: number[] = [];
  const http = createOutgoing({
    allowPrivate: ['127.0.0.1'],
    random: () => 0.5,
    wait: async (ms) => {
      waits.push(Math.round(ms));
    },
    ...options,
  });
  open.push(http);
  return { http, waits };
}

async function failureOf(request: Promise<unknown>): Promise<VendorError> {
  const error = await request.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error('No VendorError was thrown', { cause: error });
  return error;
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

describe('an outgoing request', () => {
  it('sends JSON and returns status, headers and body of every answer', async () => {
    const origin = await listen((app) => {
      app.post('/echo', (request, reply) => reply.code(418).header('X-Seen', 'yes').send({ got: request.body }));
    });
    const { http } = client();
    const answer = await http.request({ method: 'POST', url: `${origin}/echo`, body: { a: 1 } });
    expect(answer.status).toBe(418);
    expect(answer.headers['x-seen']).toBe('yes');
    expect(answer.json()).toEqual({ got: { a: 1 } });
  });

  it('reads packed answers', async () => {
    const origin = await listen((app) => {
      app.get('/', (_request, reply) =>
        reply.header('content-encoding', 'gzip').type('application/json').send(gzipSync('{"ok":true}')),
      );
    });
    expect((await client().http.request({ method: 'GET', url: origin })).json()).toEqual({ ok: true });
  });

  it('returns a redirect instead of following it', async () => {
    let followed = 0;
    const elsewhere = await listen((app) => {
      app.get('/', () => {
        followed += 1;
        return 'here';
      });
    });
    const origin = await listen((app) => {
      app.get('/', (_request, reply) => reply.redirect(elsewhere));
    });
    expect((await client().http.request({ method: 'GET', url: origin })).status).toBe(302);
    expect(followed).toBe(0);
  });

  it('gives up an answer that is larger than allowed, packed or not', async () => {
    const origin = await listen((app) => {
      app.get('/large', () => 'x'.repeat(5000));
      app.get('/packed', (_request, reply) =>
        reply.header('content-encoding', 'gzip').send(gzipSync('x'.repeat(500_000))),
      );
    });
    const { http } = client();
    for (const path of ['/large', '/packed']) {
      const error = await failureOf(http.request({ method: 'GET', url: origin + path, maxBytes: 2000 }));
      expect(error.failure).toBe('unexpected');
    }
  });

  it('names the target in errors, and never the query, the headers or the body', async () => {
    const port = await closedPort();
    const error = await failureOf(
      client().http.request({
        method: 'POST',
        url: `http://127.0.0.1:${port}/things?token=s3cret-query`,
        headers: { authorization: 's3cret-header' },
        body: { password: 's3cret-body' },
      }),
    );
    expect(error.message).toContain('/things');
    const chain = `${error.message} ${String(error.cause)} ${JSON.stringify(error)} ${error.stack}`;
    expect(chain).not.toContain('s3cret');
  });

  it('does not quote an answer that is not JSON', async () => {
    const origin = await listen((app) => {
      app.get('/', () => 'password=hunter2');
    });
    const answer = await client().http.request({ method: 'GET', url: origin });
    expect(() => answer.json()).toThrow(VendorError);
    try {
      answer.json();
    } catch (error) {
      expect(String(error)).not.toContain('hunter2');
    }
  });
});

describe('trying again', () => {
  async function flaky(answers: { status: number; headers?: Record<string, string> }[]) {
    let calls = 0;
    const origin = await listen((app) => {
      app.all('/', (_request, reply) => {
        const answer = answers[Math.min(calls, answers.length - 1)];
        calls += 1;
        reply.code(answer?.status ?? 200);
        for (const [name, value] of Object.entries(answer?.headers ?? {})) reply.header(name, value);
        return reply.send('');
      });
    });
    return { origin, calls: () => calls };
  }

  it('happens after 503 where the request may be repeated, with jitter that grows', async () => {
    const { origin, calls } = await flaky([{ status: 503 }, { status: 503 }, { status: 200 }]);
    const { http, waits } = client();
    expect((await http.request({ method: 'GET', url: origin })).status).toBe(200);
    expect(calls()).toBe(3);
    expect(waits).toEqual([250, 500]);
  });

  it('does not happen after 503 for a POST', async () => {
    const { origin, calls } = await flaky([{ status: 503 }]);
    expect((await client().http.request({ method: 'POST', url: origin, body: {} })).status).toBe(503);
    expect(calls()).toBe(1);
  });

  it('happens after 429 for a POST too, after the time the vendor asked for', async () => {
    const { origin, calls } = await flaky([{ status: 429, headers: { 'retry-after': '7' } }, { status: 201 }]);
    const { http, waits } = client();
    expect((await http.request({ method: 'POST', url: origin, body: {} })).status).toBe(201);
    expect(calls()).toBe(2);
    expect(waits[0]).toBe(7000);
  });

  it('understands Retry-After as a date', async () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    const { origin } = await flaky([
      { status: 429, headers: { 'retry-after': new Date(now + 9000).toUTCString() } },
      { status: 200 },
    ]);
    const { http, waits } = client({ now: () => now });
    await http.request({ method: 'GET', url: origin });
    expect(waits[0]).toBe(9000);
  });

  it('pauses for the share that was asked to slow down, and for no other', async () => {
    const { origin } = await flaky([{ status: 429, headers: { 'retry-after': '9' } }, { status: 200 }]);
    const now = 1_000_000;
    const waits: [string, number][] = [];
    let asking = '';
    const { http } = client({
      now: () => now,
      wait: async (ms) => {
        waits.push([asking, Math.round(ms)]);
      },
    });
    for (const share of ['tenant-a', 'tenant-b', 'tenant-a']) {
      asking = share;
      expect((await http.request({ method: 'GET', url: origin, share })).status).toBe(200);
    }
    expect(waits.map(([share]) => share)).not.toContain('tenant-b');
    expect(waits.at(-1)).toEqual(['tenant-a', 9000]);
  });

  it('hands the 429 over when the vendor asks for more than a minute', async () => {
    const { origin, calls } = await flaky([{ status: 429, headers: { 'retry-after': '3600' } }]);
    const { http, waits } = client();
    expect((await http.request({ method: 'GET', url: origin })).status).toBe(429);
    expect([calls(), waits]).toEqual([1, []]);
  });

  it('stops after the agreed number of attempts', async () => {
    const { origin, calls } = await flaky([{ status: 503 }]);
    expect((await client({ retries: 2 }).http.request({ method: 'GET', url: origin })).status).toBe(503);
    expect(calls()).toBe(3);
  });

  it('happens after a dropped connection for a GET, and a dropped POST has an unknown outcome', async () => {
    let calls = 0;
    const origin = await listen((app) => {
      app.get('/', (request) => {
        calls += 1;
        if (calls === 1) request.raw.socket.destroy();
        return 'here';
      });
      app.post('/', (request) => {
        calls += 1;
        request.raw.socket.destroy();
        return '';
      });
    });
    const { http } = client();
    expect((await http.request({ method: 'GET', url: origin })).text()).toBe('here');
    calls = 0;
    const error = await failureOf(http.request({ method: 'POST', url: origin, body: {} }));
    expect([error.failure, error.outcomeUnknown, calls]).toEqual(['unavailable', true, 1]);
  });

  it('happens after a refused connection even for a POST, whose outcome is then known', async () => {
    const { http, waits } = client();
    const error = await failureOf(
      http.request({ method: 'POST', url: `http://127.0.0.1:${await closedPort()}`, body: {} }),
    );
    expect([error.failure, error.outcomeUnknown, error.passing]).toEqual(['unavailable', false, true]);
    expect(waits).toHaveLength(3);
  });

  it('leaves the outcome unknown when a write timed out', async () => {
    const origin = await listen((app) => {
      app.post('/', () => new Promise(() => {}));
    });
    const error = await failureOf(client().http.request({ method: 'POST', url: origin, body: {}, timeoutMs: 60 }));
    expect([error.failure, error.outcomeUnknown]).toEqual(['unavailable', true]);
  });

  it('ends at once when the caller stops it', async () => {
    const stop = new AbortController();
    const origin = await listen((app) => {
      app.get('/', () => {
        stop.abort();
        return new Promise(() => {});
      });
    });
    const error = await failureOf(client().http.request({ method: 'GET', url: origin, signal: stop.signal }));
    expect(error.failure).toBe('unavailable');
  });
});

describe('the budget of an origin', () => {
  it('keeps no more requests open than agreed', async () => {
    let open = 0;
    let most = 0;
    const origin = await listen((app) => {
      app.get('/', async () => {
        open += 1;
        most = Math.max(most, open);
        await work(10);
        open -= 1;
        return '';
      });
    });
    const { http } = client({ concurrency: 2 });
    await Promise.all(Array.from({ length: 12 }, () => http.request({ method: 'GET', url: origin })));
    expect(most).toBe(2);
  });

  it('spreads requests over the minute', async () => {
    const origin = await listen((app) => {
      app.get('/', () => '');
    });
    const { http, waits } = client({ ratePerMinute: 10, now: () => 0 });
    for (let n = 0; n < 3; n += 1) await http.request({ method: 'GET', url: origin });
    expect(waits).toEqual([6000, 12_000]);
  });
});

describe('the private-address guard', () => {
  const request = (url: string): OutgoingRequest => ({ method: 'GET', url });

  it.each([
    'http://127.0.0.1:9/',
    'http://0x7f000001:9/',
    'http://0.0.0.0:9/',
    'http://10.1.2.3/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://192.168.1.1/',
    'http://[::1]:9/',
    'http://[::ffff:10.0.0.1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://localhost:9/',
  ])('refuses %s', async (url) => {
    const error = await failureOf(client({ allowPrivate: [] }).http.request(request(url)));
    expect([error.failure, error.outcomeUnknown, error.passing]).toEqual(['forbidden', false, false]);
  });

  it('refuses a name when any of its addresses is private', async () => {
    const { http } = client({
      allowPrivate: [],
      resolve: async () => [
        { address: '93.184.215.14', family: 4 },
        { address: '10.0.0.7', family: 4 },
      ],
    });
    expect((await failureOf(http.request(request('http://psa.example/')))).failure).toBe('forbidden');
  });

  it('connects to the address it has checked, so that a second look-up cannot lead elsewhere', async () => {
    const origin = await listen((app) => {
      app.get('/', (incoming) => incoming.headers.host);
    });
    let lookups = 0;
    const { http } = client({
      resolve: async () => {
        lookups += 1;
        return [{ address: lookups === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
      },
    });
    const answer = await http.request(request(`http://psa.example:${new URL(origin).port}/`));
    expect(answer.text()).toBe(`psa.example:${new URL(origin).port}`);
    expect(lookups).toBe(1);
  });

  it('lets through what the operator allows: a host, a range, or one port only', async () => {
    const origin = await listen((app) => {
      app.get('/', () => 'here');
    });
    const { port } = new URL(origin);
    for (const allowed of [`127.0.0.1:${port}`, '127.0.0.0/8']) {
      const { http } = client({ allowPrivate: [allowed] });
      expect((await http.request(request(origin))).text()).toBe('here');
    }
    const named = client({
      allowPrivate: ['psa.internal'],
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    expect((await named.http.request(request(`http://psa.internal:${port}/`))).text()).toBe('here');
    const otherPort = client({ allowPrivate: ['127.0.0.1:1'] });
    expect((await failureOf(otherPort.http.request(request(origin)))).failure).toBe('forbidden');
  });

  it('refuses addresses with a user and password, and other schemes', async () => {
    const { http } = client();
    for (const url of ['http://user:pass@127.0.0.1/', 'file:///etc/passwd', 'not an address']) {
      expect((await failureOf(http.request(request(url)))).failure).toBe('invalid');
    }
  });
});
