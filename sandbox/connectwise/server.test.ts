import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, send, startBench } from './client-for-tests.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.faults.clear());
afterAll(() => bench.connectWise.stop());

const base = () => `${bench.connectWise.url}/v4_6_release/apis/3.0`;

describe('finding the API', () => {
  it('tells the codebase of a known company to anybody, and null of an unknown one', async () => {
    const { url, credentials } = bench.connectWise;
    const known = await send(`${url}/login/companyinfo/${credentials.companyId}`, {});
    expect(known.object()).toMatchObject({
      CompanyName: 'Tallowmere IT',
      Codebase: 'v2025_1/',
      CompanyID: 'tallowmere',
    });
    const unknown = await send(`${url}/login/companyinfo/nobody`, {});
    expect([unknown.status, unknown.body]).toEqual([200, null]);
  });

  it('answers under its codebase and under v4_6_release alike, and under nothing else', async () => {
    const { url } = bench.connectWise;
    const statusAt = async (codebase: string) =>
      (await send(`${url}/${codebase}/apis/3.0/service/boards`, { headers: bench.headers() })).status;
    expect([await statusAt('v2025_1'), await statusAt('v4_6_release'), await statusAt('v2019_1')]).toEqual([
      200, 200, 404,
    ]);
  });

  it('answers system/info without credentials', async () => {
    expect((await send(`${base()}/system/info`, {})).object()).toMatchObject({ isCloud: true });
  });
});

describe('strictness', () => {
  const without = async (headers: Record<string, string>, path = '/company/companies') =>
    send(`${base()}${path}`, { headers });

  it('refuses absent and wrong keys with 401, in the shape of an error', async () => {
    const { authorization, clientId } = { authorization: '', clientId: '', ...bench.headers() };
    const wrong = `Basic ${Buffer.from('tallowmere+public:private').toString('base64')}`;
    const otherCompany = Buffer.from(authorization.slice(6), 'base64').toString().replace('tallowmere', 'elsewhere');
    const all: Record<string, string>[] = [
      { clientId },
      { clientId, authorization: wrong },
      { clientId, authorization: authorization.slice(6) },
      {
        clientId,
        authorization: `Basic ${Buffer.from(otherCompany).toString('base64')}`,
      },
    ];
    for (const headers of all) {
      const refused = await without(headers);
      expect(refused.status).toBe(401);
      expect(refused.object()).toEqual({ code: 'Unauthorized', message: expect.any(String), errors: null });
    }
  });

  it('refuses an absent or unknown clientId with 403', async () => {
    const { authorization } = { authorization: '', ...bench.headers() };
    expect((await without({ authorization })).status).toBe(403);
    expect((await without({ authorization, clientId: 'made-up' })).status).toBe(403);
  });

  it('refuses the old keys once they are rotated', async () => {
    const old = bench.headers();
    bench.connectWise.rotateKeys();
    expect((await without(old)).status).toBe(401);
    expect((await without(bench.headers())).status).toBe(200);
  });

  it.each([
    ['GET', '/service/nothing', 404],
    ['GET', '/service/tickets/abc', 404],
    ['GET', '/service/tickets/5', 404],
    ['GET', '/company/companies/5', 404],
    ['GET', '/company/contacts/5/communications', 404],
    ['GET', '/service/boards/5/statuses', 404],
    ['GET', '/system/callbacks/5', 404],
    ['GET', '/system/documents', 400],
    ['PUT', '/company/companies', 405],
    ['DELETE', '/service/boards', 405],
  ])('%s %s is refused with %i', async (method, path, status) => {
    const refused = await bench.ask(method, path);
    expect(refused.status).toBe(status);
    expect(refused.object()).toMatchObject({ code: expect.any(String), message: expect.any(String), errors: null });
  });

  it('takes bodies as JSON only', async () => {
    const post = (contentType: string, body: string) =>
      send(`${base()}/service/tickets`, {
        method: 'POST',
        headers: { ...bench.headers(), 'content-type': contentType },
        body,
      });
    expect((await post('text/plain', '{}')).status).toBe(415);
    expect((await post('application/x-www-form-urlencoded', 'summary=A')).status).toBe(415);
    expect((await post('application/json', '{"summary":')).status).toBe(400);
    expect((await post('application/json', '[]')).status).toBe(400);
    expect((await post('application/json; charset=utf-8', '{}')).object()).toMatchObject({ code: 'InvalidObject' });
  });

  it('bears an Accept header with a version', async () => {
    const accept = 'application/vnd.connectwise.com+json; version=2025.1';
    expect((await bench.ask('GET', '/service/boards', undefined, { accept })).status).toBe(200);
  });

  it('refuses a malformed or impossible condition with 400, even where nothing is stored', async () => {
    for (const conditions of ['summary=', 'colour="red"', 'id="x"'])
      expect((await bench.list('/service/tickets', { conditions })).status).toBe(400);
    expect((await bench.list('/service/tickets/count', { conditions: 'colour="red"' })).status).toBe(400);
    expect((await bench.ask('POST', '/service/tickets/search', { conditions: 'colour="red"' })).status).toBe(400);
    expect((await bench.list('/company/contacts', { childConditions: 'firstName="A"' })).status).toBe(400);
    expect((await bench.list('/company/contacts', { orderBy: 'colour' })).status).toBe(400);
  });
});

describe('faults', () => {
  it('answers 429 in the shape of the rate limiter, with Retry-After', async () => {
    bench.faults.add({ vendor: 'connectwise', method: 'GET', kind: 'status', status: 429, retryAfter: 7, times: 1 });
    const limited = await bench.ask('GET', '/service/boards');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect(limited.body).toEqual({ error: 'ConnectWiseAPI', message: expect.stringContaining('7 seconds') });
    expect((await bench.ask('GET', '/service/boards')).status).toBe(200);
  });

  it('answers 500 before anything is stored', async () => {
    bench.faults.add({ vendor: 'connectwise', path: /\/service\/tickets$/, kind: 'status', status: 500, times: 1 });
    const failed = await bench.ask('POST', '/service/tickets', {
      summary: 'A',
      company: { id: bench.connectWise.companyId('copperhatch') },
    });
    expect(failed.object()).toMatchObject({ code: 'ConnectWiseApi', errors: null });
    expect(bench.connectWise.tickets()).toEqual([]);
  });

  it('drops the connection before the work, or after it', async () => {
    const ticket = { summary: 'A', company: { id: bench.connectWise.companyId('copperhatch') } };
    bench.faults.add({ vendor: 'connectwise', kind: 'drop', times: 1 });
    await expect(bench.ask('POST', '/service/tickets', ticket)).rejects.toThrow();
    expect(bench.connectWise.tickets()).toHaveLength(0);
    bench.faults.add({ vendor: 'connectwise', kind: 'drop-after', times: 1 });
    await expect(bench.ask('POST', '/service/tickets', ticket)).rejects.toThrow();
    expect(bench.connectWise.tickets()).toHaveLength(1);
    expect(bench.records.of('connectwise').slice(-2)).toMatchObject([
      { method: 'POST', status: 0, write: false },
      { method: 'POST', status: 0, write: true, detail: ticket },
    ]);
  });

  it('answers late when told to be slow', async () => {
    bench.faults.add({ vendor: 'connectwise', kind: 'slow', delayMs: 60, times: 1 });
    const started = performance.now();
    expect((await bench.ask('GET', '/service/boards')).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
  });
});

describe('the record of requests', () => {
  it('keeps what came, what was answered, and whether it changed anything', async () => {
    const before = bench.records.of('connectwise').length;
    const ticket = { summary: 'Recorded', company: { id: bench.connectWise.companyId('copperhatch') } };
    await bench.ask('POST', '/service/tickets', ticket);
    await bench.ask('POST', '/service/tickets', { summary: 'No company' });
    await bench.ask('POST', '/service/tickets/search', { conditions: 'summary="Recorded"' });
    await bench.ask('GET', '/service/boards');
    const path = '/v4_6_release/apis/3.0/service/tickets';
    expect(bench.records.of('connectwise').slice(before)).toMatchObject([
      { method: 'POST', path, status: 201, write: true, detail: ticket },
      { method: 'POST', path, status: 400, write: false },
      { method: 'POST', path: `${path}/search`, status: 200, write: false },
      { method: 'GET', status: 200, write: false },
    ]);
  });
});
