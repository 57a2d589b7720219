import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Outgoing, OutgoingRequest } from '../../../core/ports/outgoing.js';
import { createRealRateBudget } from '../../psa/rate-budget.js';
import { type Bench, failureOf, HARBOR, startBench } from './bench-for-tests.js';
import { createItGlueClient, resource } from './client.js';
import { itGlue } from './index.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const search = () => bench.refused('search-configurations', { query: 'Firewall' });

describe('what IT Glue may answer', () => {
  it.each([403, 401] as const)('a key that is not accepted (%s) is named, with what to do', async (status) => {
    bench.vendor.switches.wrongKeyStatus = status;
    const old = bench.vendor.credentials.apiKey;
    bench.vendor.rotateKey();
    const error = await search();
    expect(error).toMatchObject({ failure: 'unauthorized', code: 'vendor_unauthorized' });
    expect(error.message).toContain('90 days');
    expect(error.message).not.toContain(old);
    const [finding, ...more] = await bench.connection.check();
    expect(finding).toMatchObject({ ok: false, problem: expect.stringContaining('Check the region and the API key') });
    expect(more).toEqual([]);
    expect((await failureOf(bench.connection.mappings())).failure).toBe('unauthorized');
  });

  it('a right that is missing is told apart from a wrong key', async () => {
    bench.faults.add({ vendor: 'itglue', path: /configurations/, kind: 'status', status: 403 });
    expect((await search()).failure).toBe('forbidden');
    const finding = (await bench.connection.check()).find(({ ok }) => !ok);
    expect(finding).toMatchObject({
      what: 'Read configurations',
      tools: ['itglue:search-configurations', 'itglue:get-configuration'],
    });
  });

  it.each([
    ['html', {}, 'unexpected'],
    ['null', {}, 'unexpected'],
    ['cut', {}, 'unexpected'],
    ['huge', {}, 'unexpected'],
    ['drop', {}, 'unavailable'],
    ['status', { status: 500 }, 'unavailable'],
    ['status', { status: 429 }, 'throttled'],
    ['status', { status: 429, retryAfter: 3600 }, 'throttled'],
    ['html', { status: 502 }, 'unavailable'],
  ] as const)('%s %j is an error with a name and a code', async (kind, more, failure) => {
    bench.faults.add({ vendor: 'itglue', kind, ...more });
    expect(await search()).toMatchObject({ failure, code: `vendor_${failure}` });
    for (const findings of [await bench.connection.check(), await bench.connection.checkClient?.('4489414100002')]) {
      const [finding] = findings ?? [];
      expect(finding?.ok).toBe(false);
      expect(finding?.problem?.length).toBeGreaterThan(20);
      if (failure !== 'unexpected') expect(finding?.passing).toBe(true);
    }
  });

  it('an answer to a write that cannot be read leaves its outcome open', async () => {
    const args = { name: 'New', content: 'New' };
    for (const kind of ['html', 'null', 'cut'] as const) {
      const clear = bench.faults.add({ vendor: 'itglue', method: 'POST', kind });
      expect(await bench.refused('create-document', args)).toMatchObject({
        failure: 'unexpected',
        outcomeUnknown: true,
      });
      clear();
    }
  });

  it('slowing down for a while is waited for', async () => {
    bench.faults.add({ vendor: 'itglue', kind: 'status', status: 429, retryAfter: 2, times: 2 });
    expect(await bench.text('search-configurations', { query: 'Firewall' })).toContain('Firewall');
  });

  it('an organisation that is gone is named, and what to do', async () => {
    const mapping = bench.vendor.organizationId(HARBOR);
    const scope = bench.scope(HARBOR);
    bench.vendor.deleteOrganization(HARBOR);
    const [finding] = (await bench.connection.checkClient?.(mapping)) ?? [];
    expect(finding).toMatchObject({ ok: false, problem: expect.stringContaining('mapped to') });
    for (const name of ['search-configurations', 'search-contacts', 'search-documents', 'get-password']) {
      const error = await failureOf(bench.tool(name).run(scope, name === 'get-password' ? { password: 'Wi-Fi' } : {}));
      expect([name, error.failure]).toEqual([name, 'not_found']);
      expect(error.message).toContain('mapped');
    }
    const nobody = await failureOf(bench.tool('search-contacts').run({ ...scope, mapping: '../passwords' }, {}));
    expect(nobody.failure).toBe('invalid');
  });

  it('everything is well: the check and the mappings say so', async () => {
    const findings = await bench.connection.check();
    expect(findings.map(({ ok }) => ok)).not.toContain(false);
    expect(findings[0]?.what).toContain('United States');
    const mapping = bench.vendor.organizationId(HARBOR);
    expect(await bench.connection.checkClient?.(mapping)).toEqual([
      { ok: true, what: `Organisation ${mapping} exists` },
      { ok: true, what: 'List documents' },
    ]);
    const mappings = await bench.connection.mappings();
    expect(mappings).toContainEqual({ id: mapping, name: 'Harbor Dental' });
  });
});

describe('a key of another region', () => {
  /** Regions that know the key. */
  const world = (knows: string): Outgoing & { asked: OutgoingRequest[] } => {
    const asked: OutgoingRequest[] = [];
    return {
      asked,
      async request(request) {
        asked.push(request);
        const status = request.url.startsWith(`${knows}/`) ? 200 : 403;
        const text = JSON.stringify(status === 200 ? { data: [] } : { errors: [{ title: 'Forbidden' }] });
        return { status, headers: {}, body: Buffer.from(text), text: () => text, json: () => JSON.parse(text) };
      },
    };
  };

  it('is named with the region that knows it', async () => {
    const http = world('https://api.eu.itglue.com');
    const [finding] = await itGlue
      .connect({ region: 'us', apiKey: 'ITG.key' }, { http, now: () => new Date() })
      .check();
    expect(finding?.problem).toContain('Europe (eu)');
    expect(new Set(http.asked.map(({ url }) => new URL(url).host))).toEqual(
      new Set(['api.itglue.com', 'api.eu.itglue.com']),
    );
  });

  it('is not shown to any region when the address is another one than IT Glue’s', async () => {
    const http = world('https://api.eu.itglue.com');
    const given = { region: 'us', apiKey: 'ITG.key', apiBaseUrl: 'https://proxy.example' };
    const [finding] = await itGlue.connect(given, { http, now: () => new Date() }).check();
    expect(finding?.problem).toContain('Check the region');
    expect(new Set(http.asked.map(({ url }) => new URL(url).host))).toEqual(new Set(['proxy.example']));
  });
});

describe('lists of IT Glue', () => {
  const rowsOf = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({ id: String(from + at), type: 'things', attributes: {} }));
  const client = (answer: (page: number) => unknown) => {
    const asked: string[] = [];
    const http: Outgoing = {
      async request({ url }) {
        asked.push(url);
        const text = JSON.stringify(answer(Number(new URL(url).searchParams.get('page[number]'))));
        return { status: 200, headers: {}, body: Buffer.from(text), text: () => text, json: () => JSON.parse(text) };
      },
    };
    const made = createItGlueClient({ api: 'https://x.example', apiKey: 'k', http, budget: createRealRateBudget(1e6) });
    return { asked, list: (most?: number) => made.list({ doing: 'list', path: '/things' }, resource({}), most) };
  };

  it('are read to the last page, whether or not their pages are counted', async () => {
    const counted = client((page) => ({
      data: rowsOf(page * 10, 10),
      meta: { 'next-page': page < 3 ? page + 1 : null },
    }));
    expect((await counted.list()).rows).toHaveLength(30);
    const plain = client((page) => ({ data: rowsOf(page * 200, page < 3 ? 200 : 7) }));
    expect(await plain.list()).toMatchObject({ more: false, rows: { length: 407 } });
    expect(plain.asked[0]).toContain('page%5Bnumber%5D=1&page%5Bsize%5D=200');
  });

  it('end where pages repeat or there are too many', async () => {
    const repeats = client(() => ({ data: rowsOf(0, 200), meta: { 'next-page': 2 } }));
    expect((await repeats.list()).rows).toHaveLength(200);
    const endless = client((page) => ({ data: rowsOf(page * 200, 200), meta: { 'next-page': page + 1 } }));
    expect(await endless.list(500)).toMatchObject({ more: true, rows: { length: 500 } });
    expect(endless.asked.length).toBeLessThanOrEqual(3);
  });

  it('of one record may come without a list around it', async () => {
    expect((await client(() => ({ data: rowsOf(1, 1)[0] })).list()).rows).toEqual([{ id: '1' }]);
  });
});
