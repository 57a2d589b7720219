import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { OutgoingRequest } from '../../../core/ports/outgoing.js';
import { collect } from '../collect.js';
import { haloAddressOf } from './address.js';
import { createHaloClient } from './client.js';
import { dateOf, haloTime } from './clock.js';
import { createFakeBudget, createFakeHttp, type FakeAnswer } from './fake-http-for-tests.js';
import { everyRow } from './paging.js';
import { createTokens } from './tokens.js';

const SECRET = 'top-secret/word';
const row = z.object({ id: z.number() });

/** A client whose token requests are answered; `answer` is for everything else. */
function speak(
  answer: (request: OutgoingRequest, url: URL) => FakeAnswer,
  { pageSize, now = () => new Date() }: { pageSize?: number; now?: () => Date } = {},
) {
  let tokens = 0;
  const http = createFakeHttp((request) => {
    const url = new URL(request.url);
    if (!url.pathname.endsWith('/auth/token')) return answer(request, url);
    tokens += 1;
    return { body: { access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 3600, scope: 'all' } };
  });
  const address = haloAddressOf('acme.halopsa.com');
  const kept = createTokens({ address, keys: { clientId: 'id', clientSecret: SECRET }, http, now });
  const budget = createFakeBudget();
  const client = createHaloClient({ address, tokens: kept, http, budget, ...(pageSize ? { pageSize } : {}) });
  return { client, http, budget, tokens: () => tokens };
}

async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error('No VendorError was thrown', { cause: error });
  return error;
}

describe('the address of HaloPSA', () => {
  it.each([
    ['acme.halopsa.com', undefined, 'https://acme.halopsa.com/api', 'acme'],
    ['https://acme.halopsa.com/tickets?area=1', undefined, 'https://acme.halopsa.com/api', 'acme'],
    ['https://Acme.HaloPSA.com/', 'acmeprod', 'https://acme.halopsa.com/api', 'acmeprod'],
    ['https://help.tallowmere.example', undefined, 'https://help.tallowmere.example/api', undefined],
    ['https://help.tallowmere.example/halo/api/', 'tallow', 'https://help.tallowmere.example/halo/api', 'tallow'],
    ['http://127.0.0.1:4010', 'acme', 'http://127.0.0.1:4010/api', 'acme'],
  ])('typed as %s with tenant %s is %s of %s', (typed, tenant, api, of) => {
    expect(haloAddressOf(typed, tenant)).toMatchObject({ api, auth: api.replace(/api$/, 'auth'), tenant: of });
  });

  it.each([
    'http://acme.halopsa.com',
    'https://user:secret@help.tallowmere.example',
    'https://',
    'ftp://acme.halopsa.com',
  ])('is refused when it is %s', (typed) => expect(() => haloAddressOf(typed)).toThrow());
});

describe('times of HaloPSA', () => {
  it('are UTC where no zone is told, and nothing where they are of long ago', () => {
    expect(dateOf('2026-01-05T09:00:00')?.toISOString()).toBe('2026-01-05T09:00:00.000Z');
    expect(dateOf('2026-01-05T09:00:00.25Z')?.toISOString()).toBe('2026-01-05T09:00:00.250Z');
    expect(dateOf('2026-01-05T09:00:00+01:00')?.toISOString()).toBe('2026-01-05T08:00:00.000Z');
    for (const none of [undefined, null, '', 'never', '0001-01-01T00:00:00', '1899-12-30T00:00:00']) {
      expect(dateOf(none)).toBeUndefined();
    }
    expect(haloTime(new Date('2026-01-05T09:00:00.999Z'))).toBe('2026-01-05T09:00:00');
  });
});

describe('the budget of requests to HaloPSA', () => {
  it('is asked before each of them, for what can wait from the second page of a list on', async () => {
    const { client, http, budget } = speak(
      (_request, url) => {
        const first = Number(url.searchParams.get('page_no')) * 2 - 1;
        return { body: { record_count: 6, users: [{ id: first }, { id: first + 1 }] } };
      },
      { pageSize: 2 },
    );
    await client.save('change', '/Tickets', z.unknown(), { id: 1 });
    await client.get('read', '/Tickets/1', z.unknown());
    expect(await collect(everyRow(client, 'list', '/Users', row))).toHaveLength(6);
    expect(budget.taken).toEqual(['ordinary', 'ordinary', 'ordinary', 'bulk', 'bulk']);
    expect(http.asked.filter(({ url }) => !url.includes('/auth/'))).toHaveLength(5);
  });

  it('counts a request that is sent again with another token', async () => {
    const { client, budget } = speak(({ headers }) =>
      headers?.authorization === 'Bearer token-1' ? { status: 401, body: '' } : { body: [] },
    );
    await client.list('list', '/Status', row);
    expect(budget.taken).toHaveLength(2);
  });
});

describe('tokens of HaloPSA', () => {
  it('are asked for with the tenant, form-encoded, once for however many requests', async () => {
    const { client, http, tokens } = speak(() => ({ body: [] }));
    await Promise.all(['/Status', '/Team', '/Agent'].map((path) => client.list('list', path, row)));
    expect(tokens()).toBe(1);
    const [asked] = http.asked;
    expect(asked?.url).toBe('https://acme.halopsa.com/auth/token?tenant=acme');
    expect(asked?.headers?.['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(String(asked?.body)))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'id',
      client_secret: SECRET,
      scope: 'all',
    });
    expect(http.asked.slice(1).map(({ headers }) => headers?.authorization)).toEqual(Array(3).fill('Bearer token-1'));
  });

  it('are kept until a minute before they run out', async () => {
    let now = Date.parse('2026-01-05T09:00:00Z');
    const { client, tokens } = speak(() => ({ body: [] }), { now: () => new Date(now) });
    await client.list('list', '/Status', row);
    now += 3_539_000;
    await client.list('list', '/Status', row);
    expect(tokens()).toBe(1);
    now += 2_000;
    await client.list('list', '/Status', row);
    expect(tokens()).toBe(2);
  });

  it('are renewed once when one is refused, and a second refusal is told', async () => {
    const { client, tokens } = speak(({ headers }) =>
      headers?.authorization === 'Bearer token-1' ? { status: 401, body: '' } : { body: [{ id: 1 }] },
    );
    expect(await client.list('list', '/Status', row)).toEqual([{ id: 1 }]);
    expect(tokens()).toBe(2);
    const refused = speak(() => ({ status: 401, body: { error: 'invalid_token' } }));
    expect((await failureOf(refused.client.list('list', '/Status', row))).failure).toBe('unauthorized');
    expect(refused.tokens()).toBe(2);
  });
});

describe('what HaloPSA answers', () => {
  it.each([
    [[{ id: 1 }]],
    [{ record_count: 1, tickets: [{ id: 1 }] }],
    [{ record_count: 1, include_children: [], tickets: [{ id: 1 }] }],
    [{ statuses: [{ id: 1 }] }],
  ])('is a list when it is %j', async (body) => {
    expect(await speak(() => ({ body })).client.list('list', '/Tickets', row)).toEqual([{ id: 1 }]);
  });

  it('is no list when there is none in it', async () => {
    const error = await failureOf(speak(() => ({ body: { id: 1 } })).client.list('list things', '/Tickets', row));
    expect([error.failure, error.message]).toEqual(['unexpected', expect.stringContaining('list things')]);
  });

  it.each([[{ id: 7 }], [[{ id: 7 }]]])('to a change may be %j', async (body) => {
    const { client, http } = speak(() => ({ status: 201, body }));
    expect(await client.save('save', '/Tickets', row, { summary: 'x' })).toEqual({ id: 7 });
    expect(http.asked.at(-1)?.body).toEqual([{ summary: 'x' }]);
  });

  it('is nothing where a record is missing, in each way it may say so', async () => {
    for (const answer of [{ status: 404, body: 'Not found' }, { body: 'null' }, { body: {} }, { body: '""' }]) {
      expect(await speak(() => answer).client.find('read', '/Users/1', row)).toBeUndefined();
    }
  });

  it('leaves open whether a change took place, when it cannot be read or HaloPSA failed', async () => {
    for (const answer of [
      { status: 200, body: '<html>' },
      { status: 500, body: '' },
      { status: 200, body: { no: 1 } },
    ]) {
      const { client } = speak(() => answer);
      expect((await failureOf(client.save('save', '/Actions', row, {}))).outcomeUnknown).toBe(true);
    }
    const refused = await failureOf(speak(() => ({ status: 400, body: '' })).client.save('save', '/Actions', row, {}));
    expect(refused.outcomeUnknown).toBe(false);
  });
});

describe('what HaloPSA refuses', () => {
  it.each([
    [400, { ClassName: 'System.Exception', Message: 'Summary is missing' }, 'invalid', 'Summary is missing'],
    [403, { Message: 'No access' }, 'forbidden', 'No access'],
    [404, { error: 'not_found', error_description: 'No such ticket' }, 'not_found', 'No such ticket'],
    [400, 'plain words', 'invalid', 'plain words'],
    [400, '"quoted words"', 'invalid', 'quoted words'],
    [429, 'Slow down', 'throttled', 'Slow down'],
    [500, [{ Message: 'Broken' }], 'unavailable', 'Broken'],
  ])('with %s and %j is %s and tells it', async (status, body, failure, words) => {
    const error = await failureOf(speak(() => ({ status, body })).client.list('list things', '/Status', row));
    expect([error.failure, error.message]).toEqual([failure, expect.stringContaining(words)]);
    expect(error.message).toContain('list things');
  });

  it('is told without a page, a token or the secret', async () => {
    for (const body of [
      '<!DOCTYPE html><html><body>Proxy error</body></html>',
      { Message: '<b>Proxy error</b>' },
      `it was ${SECRET} with token-1`,
      { error: encodeURIComponent(SECRET) },
    ]) {
      const error = await failureOf(speak(() => ({ status: 403, body })).client.list('list', '/Status', row));
      const told = `${error.message} ${error.stack} ${JSON.stringify(error)}`;
      for (const hidden of ['Proxy error', 'DOCTYPE', SECRET, encodeURIComponent(SECRET), 'token-1']) {
        expect(told).not.toContain(hidden);
      }
    }
  });

  it('tells how long to wait', async () => {
    const answer = { status: 429, headers: { 'retry-after': '120' }, body: '' };
    expect((await failureOf(speak(() => answer).client.list('list', '/Status', row))).retryAfter).toBe(120);
  });
});

describe('pages of HaloPSA', () => {
  const ids = (from: number, to: number) => Array.from({ length: to - from }, (_none, place) => ({ id: from + place }));
  const read = async (pages: (number: number) => object) => {
    const { client, http } = speak((_request, url) => ({ body: pages(Number(url.searchParams.get('page_no'))) }), {
      pageSize: 10,
    });
    const rows = await collect(everyRow(client, 'list', '/Tickets', row));
    return { rows, asked: http.asked.length - 1 };
  };

  it('are read to the count, whatever the size of a page is', async () => {
    const slice = (page: number, size: number) => ids(0, 23).slice((page - 1) * size, page * size);
    const told = await read((page) => ({ record_count: 23, page_size: 10, tickets: slice(page, 10) }));
    expect([told.rows.length, told.asked]).toEqual([23, 3]);
    const smaller = await read((page) => ({ record_count: 23, tickets: slice(page, 4) }));
    expect([smaller.rows.length, smaller.asked]).toEqual([23, 6]);
  });

  it('end with one that is not full where nothing is counted', async () => {
    const { rows, asked } = await read((page) => ids(0, 15).slice((page - 1) * 10, page * 10));
    expect([rows.length, asked]).toEqual([15, 2]);
  });

  it('end when the same rows come again', async () => {
    const { rows, asked } = await read(() => ids(0, 10));
    expect([rows.length, asked]).toEqual([10, 2]);
  });

  it('go on when the count is the page’s own', async () => {
    const { rows } = await read((page) => {
      const tickets = ids(0, 15).slice((page - 1) * 10, page * 10);
      return { record_count: tickets.length, tickets };
    });
    expect(rows).toHaveLength(15);
  });
});
