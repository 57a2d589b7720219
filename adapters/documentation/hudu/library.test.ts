import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createBulkArticles } from '../../../sandbox/hudu/bulk-articles.js';
import { type Bench, HARBOR, LARKMERE, startBench } from './bench-for-tests.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(async () => {
  await bench?.stop();
});

const found = (query: string, slug = HARBOR) => bench.text('search-articles', { query }, slug);
const listings = () => bench.records.of('hudu').filter(({ path }) => path === '/api/v1/articles');
const queryOf = ({ detail }: { detail?: unknown }) => JSON.stringify(detail);

describe('the index of articles', () => {
  it('finds the one article with a word that stands only in its text, among many, for its client alone', async () => {
    const ids = bench.vendor.seedArticles(HARBOR, 300);
    const bulkArticle = createBulkArticles();
    const planted = bench.vendor.addArticle({
      company: HARBOR,
      name: 'An ordinary title',
      content: `${bulkArticle(7).content}<p>The quoxelated gasket is in drawer four.</p>${bulkArticle(8).content}`,
    });
    await bench.settle();
    await bench.settle(LARKMERE);
    for (const query of ['quoxelated gasket', 'quoxelatd', 'quoxel', 'QUOXELATED']) {
      expect(await found(query)).toMatch(new RegExp(`^\\{"articles":\\[\\{"articleId":"${planted}"`));
      expect(await found(query, LARKMERE)).not.toContain(`"${planted}"`);
    }
    for (const place of [0, 123, 299]) {
      expect(await found(`marker${place}`)).toMatch(new RegExp(`^\\{"articles":\\[\\{"articleId":"${ids[place]}"`));
      expect(await found(`marker${place}`, LARKMERE)).toContain('"articles":[]');
    }
    expect(await found('wordthatisnowhere')).toContain('"articles":[]');
  });

  it('puts a word in the title before the same word in a text', async () => {
    const add = (name: string, content: string) => bench.vendor.addArticle({ company: HARBOR, name, content });
    add('Toner', '<p>Order a zanzibar cartridge.</p>');
    const titled = add('Zanzibar', '<p>Where it is.</p>');
    await bench.settle();
    expect(await found('zanzibar')).toMatch(new RegExp(`^\\{"articles":\\[\\{"articleId":"${titled}"`));
  });

  it('asks for changes at most once a minute, and only for changes', async () => {
    await bench.settle();
    const id = bench.vendor.articles(HARBOR)[0]?.id ?? 0;
    const before = listings().length;
    await found('vpn');
    expect(listings()).toHaveLength(before);
    bench.pass(2 * MINUTE);
    bench.vendor.editArticle(id, { content: '<p>freshword</p>' });
    const added = bench.vendor.addArticle({ company: HARBOR, name: 'Added', content: '<p>addedword</p>' });
    expect(await found('freshword')).toContain(`"${id}"`);
    expect(await found('addedword')).toContain(`"${added}"`);
    const asked = listings().slice(before);
    expect(asked).toHaveLength(2);
    for (const each of asked) expect(queryOf(each)).toContain('updated_at=');
  });

  it('no longer finds what was archived or made a draft, nor the words that were taken out', async () => {
    const content = '<p>passingword</p>';
    const [one, two, three] = ['One', 'Two', 'Three'].map((name) =>
      bench.vendor.addArticle({ company: HARBOR, name, content }),
    );
    await bench.settle();
    bench.pass(2 * MINUTE);
    bench.vendor.archiveArticle(one ?? 0);
    bench.vendor.editArticle(two ?? 0, { draft: true });
    bench.vendor.editArticle(three ?? 0, { content: '<p>Nothing left.</p>' });
    expect(await found('passingword')).toContain('"articles":[]');
    expect(await found('nothing left')).toContain(`"${three}"`);
  });

  it('forgets a deleted article when it is read, and every deleted one when all is read again', async () => {
    const add = (name: string) => bench.vendor.addArticle({ company: HARBOR, name, content: '<p>goneword</p>' });
    const [one, two] = [add('One'), add('Two')];
    await bench.settle();
    bench.vendor.deleteArticle(one);
    bench.vendor.deleteArticle(two);
    await bench.refused('get-article', { articleId: String(one) });
    const text = await found('goneword');
    expect(text).not.toContain(`"${one}"`);
    expect(text).toContain(`"${two}"`);
    bench.pass(7 * HOUR);
    expect(await found('goneword')).toContain('"articles":[]');
  });

  it('answers while Hudu is down, and says how old it is; what is new comes when Hudu is back', async () => {
    await bench.settle();
    bench.pass(30 * MINUTE);
    bench.vendor.addArticle({ company: HARBOR, name: 'Later', content: '<p>laterword</p>' });
    const back = bench.faults.add({ vendor: 'hudu', kind: 'status', status: 503 });
    const { output, summary } = await bench.run('search-articles', { query: 'office vpn' });
    expect(output).toMatchObject({
      articles: expect.arrayContaining([expect.objectContaining({ title: 'Connect to the office VPN' })]),
      remarks: [expect.stringContaining('could not be asked'), 'This is how Hudu was 30 minutes ago.'],
      asOf: '2026-01-05T09:00:00.000Z',
    });
    expect(summary).toContain('30 minutes ago');
    back();
    expect(await found('laterword')).toContain('Later');
  });

  it('tells nothing any more once the key is refused', async () => {
    await bench.settle();
    bench.pass(2 * MINUTE);
    bench.vendor.rotateKey();
    const error = await bench.refused('search-articles', { query: 'office vpn' });
    expect([error.failure, error.message]).toEqual(['unauthorized', expect.stringContaining('Check the API key')]);
  });

  it('tells nothing any more once the company is gone or archived', async () => {
    await bench.settle();
    bench.pass(6 * MINUTE);
    bench.vendor.archiveCompany(HARBOR);
    expect((await bench.refused('search-articles', { query: 'office vpn' })).message).toContain('is archived in Hudu');
    bench.pass(6 * MINUTE);
    const scope = bench.scope(HARBOR);
    bench.vendor.deleteCompany(HARBOR);
    await expect(bench.tool('search-articles').run(scope, { query: 'office vpn' })).rejects.toMatchObject({
      code: 'vendor_not_found',
      message: expect.stringContaining('not there (any more)'),
    });
  });

  it('reads all of a list whatever size of page Hudu gives', async () => {
    bench.vendor.seedArticles(HARBOR, 130);
    for (const maxPageSize of [25, 40, 1000]) {
      bench.vendor.switches.maxPageSize = maxPageSize;
      for (const pageSize of [100, 10]) {
        bench.connectAnew({ pageSize });
        await bench.settle();
        for (const place of [0, 64, 129]) expect(await found(`marker${place}`)).toContain(`(${place + 1})`);
      }
    }
  });

  it('reads every client’s articles when several search at once, each once', async () => {
    const before = listings().length;
    const slugs = bench.world.companies.map(({ slug }) => slug);
    await Promise.all([...slugs, ...slugs].map((slug) => found('office vpn', slug)));
    const asked = listings().slice(before);
    const own = asked.filter((each) => /company_id=/.test(queryOf(each)));
    expect(own.filter((each) => !/search=/.test(queryOf(each)))).toHaveLength(slugs.length);
    expect(asked.filter((each) => !/company_id=|search=/.test(queryOf(each))).length).toBeLessThanOrEqual(3);
  });
});
