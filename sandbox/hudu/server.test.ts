import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { send } from '../client-for-tests.js';
import { type Bench, startBench } from './client-for-tests.js';
import { DOCUMENTED_LIMIT } from './index.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.hudu.stop());

describe('the pretend Hudu', () => {
  it('tells its version to whoever has the key, and 401 to all others', async () => {
    expect((await bench.get('/api_info')).body).toEqual({ version: '2.44.0', date: '2026-01-01' });
    const old = bench.hudu.credentials.apiKey;
    bench.hudu.rotateKey();
    for (const headers of [new Headers({ 'x-api-key': old }), new Headers()]) {
      const refused = await send(`${bench.hudu.url}/api/v1/api_info`, { headers });
      expect([refused.status, refused.body]).toEqual([401, { status: 401, error: 'Unauthorized' }]);
    }
    expect((await bench.get('/api_info')).status).toBe(200);
  });

  it('answers a route that it does not have with a page of HTML', async () => {
    for (const path of ['/asset', '/assets/40001']) {
      const refused = await bench.get(path);
      expect([refused.status, refused.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    }
  });

  it('says null with 200 for an article that is not there, and 404 for other things', async () => {
    const nothing = await bench.get('/articles/1');
    expect([nothing.status, nothing.text]).toEqual([200, 'null']);
    expect((await bench.get('/procedures/1')).body).toEqual({ status: 404, error: 'Not Found' });
    bench.hudu.switches.nullForMissing = ['procedures'];
    expect((await bench.get('/procedures/1')).text).toBe('null');
    expect((await bench.get('/articles/1')).status).toBe(404);
  });

  it('counts requests only when it is told to, and then says to come back later', async () => {
    bench.hudu.switches.rateLimit = { ...DOCUMENTED_LIMIT, requests: 2, retryAfter: 7 };
    await bench.get('/api_info');
    await bench.get('/api_info');
    const refused = await bench.get('/api_info');
    expect([refused.status, refused.text, refused.headers.get('retry-after')]).toEqual([429, 'Retry later\n', '7']);
    bench.clock.pass(60_000);
    expect((await bench.get('/api_info')).status).toBe(200);
  });

  it('falls over where a real one was seen to', async () => {
    expect((await bench.get('/matchers')).body).toEqual({ status: 500, error: 'Internal Server Error' });
    expect((await bench.get('/articles?updated_at=yesterday')).status).toBe(500);
  });

  it('misbehaves as faults have it, in its own words', async () => {
    bench.faults.add({ vendor: 'hudu', kind: 'status', status: 429, times: 1 });
    expect((await bench.get('/articles')).text).toBe('Retry later\n');
    bench.faults.add({ vendor: 'hudu', kind: 'status', status: 502, times: 1 });
    expect((await bench.get('/articles')).headers.get('content-type')).toBe('text/html');
    bench.faults.add({ vendor: 'hudu', kind: 'drop', times: 1 });
    await expect(bench.get('/articles')).rejects.toThrow();
  });
});

describe('pages and filters of the pretend Hudu', () => {
  it('gives 25 a page unless asked, ignores a size that is none, and has no total', async () => {
    const first = await bench.get('/articles');
    expect([first.rows('articles').length, Object.keys(first.object())]).toEqual([25, ['articles']]);
    expect((await bench.get('/articles?page_size=many')).rows('articles')).toHaveLength(25);
    const total = bench.hudu.articles().length;
    expect((await bench.get('/articles?page_size=1000')).rows('articles')).toHaveLength(total);
    expect((await bench.get(`/articles?page_size=${total}&page=2`)).rows('articles')).toEqual([]);
  });

  it('gives all steps of processes at once, as it knows no pages of them', async () => {
    const all = (await bench.get('/procedure_tasks?page=2&page_size=5')).rows('procedure_tasks');
    expect(all).toHaveLength(63);
  });

  it('gives everything when a filter is misspelt', async () => {
    const all = (await bench.get('/articles?page_size=1000')).rows('articles').length;
    expect((await bench.get('/articles?page_size=1000&companyid=21')).rows('articles')).toHaveLength(all);
  });

  it('searches titles for the phrase, in any case, and never the text', async () => {
    const company = bench.hudu.companyId('harbor-dental');
    const titles = async (search: string) =>
      (await bench.get(`/articles?company_id=${company}&search=${encodeURIComponent(search)}`))
        .rows('articles')
        .map(({ name }) => name);
    expect(await titles('OFFICE vpn')).toEqual(['Connect to the office VPN']);
    expect(await titles('vpn office')).toEqual([]);
    expect(await titles('rasdial')).toEqual([]);
  });

  it('gives what changed since a moment', async () => {
    bench.clock.pass(60_000);
    const since = new Date(bench.clock.now()).toISOString();
    const [article] = bench.hudu.articles('harbor-dental');
    bench.hudu.editArticle(article?.id ?? 0, { name: 'Another title' });
    bench.hudu.addArticle({ company: null, name: 'For all', content: '<p>A</p>' });
    const changed = await bench.get(`/articles?updated_at=${since},`);
    expect(changed.rows('articles').map(({ name }) => name)).toEqual(['Another title', 'For all']);
    expect((await bench.get(`/articles?page_size=9&updated_at=,${since}`)).rows('articles')).toHaveLength(9);
  });

  it('finds a company by its id in the PSA', async () => {
    const id = String('harbor-dental'.length * 7 + 250);
    const found = (await bench.get(`/companies?id_in_integration=${id}`)).rows('companies');
    expect(found.map(({ name }) => name)).toContain('Harbor Dental');
    expect((await bench.get('/companies?id_in_integration=1')).rows('companies')).toEqual([]);
    expect((await bench.get('/companies?search=dental')).rows('companies')).toHaveLength(1);
  });

  it('gives an asset by its company alone', async () => {
    const company = bench.hudu.companyId('harbor-dental');
    const [asset] = (await bench.get(`/companies/${company}/assets`)).rows('assets');
    expect((await bench.get(`/companies/${company}/assets/${asset?.id}`)).object().asset).toEqual(asset);
    const other = bench.hudu.companyId('larkmere-logistics');
    expect((await bench.get(`/companies/${other}/assets/${asset?.id}`)).status).toBe(404);
  });
});

describe('what the key of the pretend Hudu may', () => {
  it('without password access shows no password, in lists, singles, writes and assets', async () => {
    const [{ value: secret } = { value: '' }] = bench.hudu.secrets().filter(({ field }) => field === 'Admin password');
    expect((await bench.get('/asset_passwords')).rows('asset_passwords')[0]?.password).toMatch(/^Pw-/);
    expect((await bench.get('/assets?page_size=1000')).text).toContain(secret);
    bench.hudu.rights.passwords = false;
    for (const [method, path] of [
      ['GET', '/asset_passwords'],
      ['GET', '/asset_passwords/5201'],
      ['PUT', '/asset_passwords/5201'],
    ] as const)
      expect((await bench.ask(method, path, method === 'PUT' ? {} : undefined)).status).toBe(403);
    expect((await bench.get('/assets?page_size=1000')).text).not.toContain(secret);
    bench.hudu.switches.noRightStatus = 401;
    expect((await bench.get('/asset_passwords')).status).toBe(401);
  });

  it('restricted to one company has nothing of another', async () => {
    bench.hudu.rights.companies = ['harbor-dental'];
    expect((await bench.get('/companies')).rows('companies').map(({ name }) => name)).toEqual(['Harbor Dental']);
    const [other] = bench.hudu.articles('larkmere-logistics');
    expect((await bench.get(`/articles/${other?.id}`)).status).toBe(404);
    const companyIds = (await bench.get('/articles?page_size=1000')).rows('articles').map((row) => row.company_id);
    expect([...new Set(companyIds)]).toEqual([null, Number(bench.hudu.companyId('harbor-dental'))]);
    bench.hudu.switches.restrictedSeesGlobal = false;
    const own = (await bench.get('/articles?page_size=1000')).rows('articles').map((row) => row.company_id);
    expect(own).not.toContain(null);
  });

  it('deletes only with destructive actions', async () => {
    const [article] = bench.hudu.articles('harbor-dental');
    bench.hudu.rights.destructive = false;
    expect((await bench.ask('DELETE', `/articles/${article?.id}`)).status).toBe(403);
    bench.hudu.rights.destructive = true;
    expect((await bench.ask('DELETE', `/articles/${article?.id}`)).status).toBe(204);
    expect(bench.hudu.articles('harbor-dental').map(({ id }) => id)).not.toContain(article?.id);
    expect(bench.records.writes('hudu')).toHaveLength(1);
  });
});

describe('writing to the pretend Hudu', () => {
  it('makes an article, changes what was sent alone, and puts it away', async () => {
    const company = Number(bench.hudu.companyId('harbor-dental'));
    const made = await bench.ask('POST', '/articles', {
      article: { name: 'A', content: '<p>A</p>', company_id: company },
    });
    const id = Number(made.object().article && bench.hudu.articles('harbor-dental').at(-1)?.id);
    await bench.ask('PUT', `/articles/${id}`, { article: { name: 'B' } });
    await bench.ask('PUT', `/articles/${id}/archive`);
    expect(bench.hudu.article(id)).toMatchObject({
      name: 'B',
      content: '<p>A</p>',
      companyId: company,
      archived: true,
    });
  });

  it('refuses with the shapes that were seen', async () => {
    const wrong = async (body: Parameters<Bench['ask']>[2]) => {
      const { status, body: said } = await bench.ask('POST', '/articles', body);
      return [status, said];
    };
    const missing = { error: 'Parameter missing', details: 'param is missing or the value is empty: article' };
    expect(await wrong({ name: 'A' })).toEqual([400, missing]);
    expect(await wrong({ article: { name: ' ' } })).toEqual([422, { errors: { name: ["can't be blank"] } }]);
    const folder = bench.hudu.articles('harbor-dental')[0]?.folderId ?? 0;
    expect(await wrong({ article: { name: 'A', folder_id: folder } })).toEqual([
      422,
      { errors: 'Folder does not belong to the specified company' },
    ]);
  });

  it('sets the values of an asset’s fields by their labels in snake case', async () => {
    const company = bench.hudu.companyId('harbor-dental');
    const [asset] = bench.hudu.assets('harbor-dental');
    const path = `/companies/${company}/assets/${asset?.id}`;
    await bench.ask('PUT', path, { asset: { custom_fields: [{ memory_in_gb: 32 }, { unknown: 'A' }] } });
    expect(bench.hudu.assets('harbor-dental')[0]?.values).toEqual({ ...asset?.values, 'Memory in GB': 32 });
  });

  it('starts runs of a company’s process, and never of a global one', async () => {
    const [process] = bench.hudu.procedures('harbor-dental');
    expect((await bench.ask('POST', `/procedures/${process?.id}/kickoff?name=Ann`)).status).toBe(200);
    expect(bench.hudu.procedures('harbor-dental').at(-1)).toMatchObject({
      run: true,
      parentId: process?.id,
      name: 'Ann',
    });
    const [template] = bench.hudu.procedures(null);
    expect((await bench.ask('POST', `/procedures/${template?.id}/kickoff`)).status).toBe(422);
    const path = `/procedures/${template?.id}/create_from_template?company_id=${bench.hudu.companyId('harbor-dental')}`;
    expect((await bench.ask('POST', path)).status).toBe(201);
  });
});

describe('what is in the pretend Hudu', () => {
  it('has the same titles and names at every client, with contents of its own', () => {
    const { hudu, world } = bench;
    const title = 'Connect to the office VPN';
    const texts = world.companies.map(({ slug }) => hudu.articles(slug).find(({ name }) => name === title)?.content);
    expect(new Set(texts).size).toBe(world.companies.length);
    const values = hudu.secrets().map(({ value }) => value);
    expect(new Set(values).size).toBe(values.length);
    for (const { slug } of world.companies)
      expect(hudu.passwords(slug).map(({ name }) => name)).toEqual(['Wi-Fi', 'Front desk mailbox', 'Firewall admin']);
  });

  it('gives the steps of a process in Base64', async () => {
    const [task] = (await bench.get('/procedure_tasks')).rows('procedure_tasks');
    expect(Buffer.from(String(task?.description), 'base64').toString()).toContain('<em>before</em>');
  });

  it('has room for thousands of articles of 2 to 20 kB', () => {
    const ids = bench.hudu.seedArticles('harbor-dental', 5000);
    const sizes = bench.hudu
      .articles('harbor-dental')
      .filter(({ id }) => id >= (ids[0] ?? 0))
      .map(({ content }) => content.length);
    expect([ids.length, Math.min(...sizes) >= 2000, Math.max(...sizes) <= 20_000]).toEqual([5000, true, true]);
    expect(bench.hudu.article(ids[42] ?? 0).content).toContain('marker42');
  });

  it('forgets a company with all that was its own', async () => {
    const id = bench.hudu.companyId('harbor-dental');
    bench.hudu.deleteCompany('harbor-dental');
    expect((await bench.get(`/companies/${id}`)).status).toBe(404);
    expect((await bench.get(`/articles?company_id=${id}`)).rows('articles')).toEqual([]);
  });
});
