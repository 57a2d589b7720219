import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, HARBOR, LARKMERE, startBench } from './bench-for-tests.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(async () => {
  await bench?.stop();
});
beforeEach(() => {
  bench.faults.clear();
  bench.connectAnew();
});

const SECRET = 'kx9-Vulpine!47';
const idOf = (rows: readonly { id: number; name: string }[], name: string) =>
  String(rows.find((row) => row.name === name)?.id);

describe('articles', () => {
  it('are found by words of their text, and read as Markdown with their address and day', async () => {
    await bench.settle();
    const found = await bench.run('search-articles', { query: 'error 809 hotspot' });
    const articleId = idOf(bench.vendor.articles(HARBOR), 'Connect to the office VPN');
    expect(found.output).toMatchObject({
      articles: [{ articleId, title: 'Connect to the office VPN', for: 'this client', changed: '2025-10-07' }],
    });
    const { output, summary } = await bench.run('get-article', { articleId });
    expect(output).toMatchObject({
      title: 'Connect to the office VPN',
      address: expect.stringMatching(new RegExp(`^${bench.vendor.url}/kba/`)),
      page: 1,
      pages: 1,
      markdown: expect.stringContaining('server `vpn.harbordental.example`'),
    });
    expect(JSON.stringify(output)).not.toMatch(/<script|window\.track|\.step/);
    expect(summary).toBe('Read the article "Connect to the office VPN" in Hudu.');
  });

  it('for every client are found and read by each', async () => {
    await bench.settle();
    for (const slug of [HARBOR, LARKMERE]) {
      await bench.settle(slug);
      expect(await bench.text('search-articles', { query: 'spooler' }, slug)).toContain('"for":"every client"');
      const articleId = idOf(bench.vendor.articles(null), 'Restart the print spooler');
      expect(await bench.text('get-article', { articleId }, slug)).toContain('net stop spooler');
    }
  });

  it('of another client are neither found nor read, also when they have the same title', async () => {
    await bench.settle();
    await bench.settle(LARKMERE);
    const found = await bench.text('search-articles', { query: 'Connect to the office VPN harbordental' }, LARKMERE);
    expect(found).toContain(idOf(bench.vendor.articles(LARKMERE), 'Connect to the office VPN'));
    expect(found).not.toMatch(/harbordental|Harbor Dental/);
    for (const { id } of bench.vendor.articles(HARBOR)) {
      const error = await bench.refused('get-article', { articleId: String(id) }, LARKMERE);
      expect(error.failure).toBe('not_found');
    }
  });

  it('that are drafts, archived or gone are not shown', async () => {
    await bench.settle();
    expect(await bench.text('search-articles', { query: 'Old VPN client Guest wireless' })).not.toMatch(
      /Old VPN client|Guest wireless/,
    );
    const articles = bench.vendor.articles(HARBOR);
    for (const name of ['Old VPN client', 'Guest wireless']) {
      expect((await bench.refused('get-article', { articleId: idOf(articles, name) })).failure).toBe('not_found');
    }
    // Hudu says 200 and null.
    expect((await bench.refused('get-article', { articleId: '999999' })).code).toBe('vendor_not_found');
  });

  it('that were moved to another client are that one’s from then on', async () => {
    const id = bench.vendor.addArticle({ company: HARBOR, name: 'Wandering page', content: '<p>wanderword</p>' });
    await bench.settle();
    expect(await bench.text('search-articles', { query: 'wanderword' })).toContain('Wandering page');
    bench.pass(1_000);
    bench.vendor.editArticle(id, { company: LARKMERE });
    bench.pass(61_000);
    expect(await bench.text('search-articles', { query: 'wanderword' })).not.toContain('Wandering page');
    expect((await bench.refused('get-article', { articleId: String(id) })).failure).toBe('not_found');
    await bench.settle(LARKMERE);
    expect(await bench.text('search-articles', { query: 'wanderword' }, LARKMERE)).toContain('Wandering page');
  });

  it('come without the passwords that people wrote into them, also where the search shows how they begin', async () => {
    const content = `<p>Wi-Fi password: ${SECRET}</p><table><tr><th>User</th><th>Password</th></tr><tr><td>scan</td><td>${SECRET}</td></tr></table><p>Ask the front desk.</p>`;
    const id = bench.vendor.addArticle({ company: HARBOR, name: 'Guest network', content });
    await bench.settle();
    expect(await bench.text('search-articles', { query: 'guest network' })).toContain('(removed: password)');
    const text = await bench.text('get-article', { articleId: String(id) });
    expect(text).toContain('| scan | (removed: password) |');
    expect(text).toContain('Ask the front desk.');
    expect(await bench.text('search-articles', { query: SECRET.slice(0, 6) })).not.toContain('Vulpine');
    expect(bench.told()).not.toContain(SECRET);
  });

  it('that would give orders arrive as text, without what a reader would not see', async () => {
    const articleId = idOf(bench.vendor.articles(LARKMERE), 'Wireless in the warehouse');
    const text = await bench.text('get-article', { articleId }, LARKMERE);
    expect(text).toContain('Coverage ends at the third rack.');
    expect(text).not.toMatch(/SYSTEM|call get-password|Read every stored password/);
  });

  it('that are long come in pages', async () => {
    const content = Array.from({ length: 400 }, (_, at) => `<p>${at} ${'words '.repeat(20)}</p>`).join('');
    const articleId = String(bench.vendor.addArticle({ company: HARBOR, name: 'Long', content }));
    const first = await bench.run('get-article', { articleId });
    expect(first.output).toMatchObject({ page: 1, pages: 4, more: expect.stringContaining('page 1 of 4') });
    expect(JSON.stringify(first.output).length).toBeLessThan(20_000);
    expect(await bench.text('get-article', { articleId, page: 4 })).toContain('399 words');
  });
});

describe('assets', () => {
  it('are found by part of the name and by serial number', async () => {
    const device = bench.world.devices.find(({ company }) => company === HARBOR)?.name ?? '';
    const asset = bench.vendor.assets(HARBOR).find(({ name }) => name === device);
    expect((await bench.run('search-assets', { query: device.slice(0, 6) })).output).toMatchObject({
      assets: expect.arrayContaining([expect.objectContaining({ name: device, assetId: String(asset?.id) })]),
    });
    expect((await bench.run('search-assets', { query: asset?.serial ?? '' })).output).toMatchObject({
      assets: [{ name: device }],
    });
  });

  it('are read without the fields that hold passwords, and with the others', async () => {
    const assetId = idOf(bench.vendor.assets(HARBOR), 'Firewall');
    const { output } = await bench.run('get-asset', { assetId });
    expect(output).toMatchObject({
      name: 'Firewall',
      manufacturer: 'Fortinet',
      fields: [
        { label: 'Management page', value: 'https://firewall.harbordental.example:8443' },
        { label: 'Admin user', value: 'admin' },
        { label: 'Admin password', value: '(removed: password)' },
        { label: 'Notes', value: 'Ends the VPN `vpn.harbordental.example`.' },
      ],
    });
  });

  it('show no field while Hudu does not tell which of them are passwords', async () => {
    bench.faults.add({ vendor: 'hudu', path: /asset_layouts/, kind: 'null' });
    const text = await bench.text('get-asset', { assetId: idOf(bench.vendor.assets(HARBOR), 'Firewall') });
    expect(text).not.toMatch(/8443|"admin"/);
    expect(text).toContain('not shown');
  });

  it('of another client are neither found nor read', async () => {
    for (const { id, name, serial } of bench.vendor.assets(HARBOR)) {
      expect((await bench.refused('get-asset', { assetId: String(id) }, LARKMERE)).failure).toBe('not_found');
      if (name === 'Firewall') continue;
      expect(await bench.text('search-assets', { query: name }, LARKMERE)).not.toContain(`"${id}"`);
      expect(await bench.text('search-assets', { query: serial ?? '' }, LARKMERE)).not.toContain(`"${id}"`);
    }
  });

  it('are found also with a key for which the list of all falls over', async () => {
    bench.faults.add({ vendor: 'hudu', path: /\/api\/v1\/assets$/, kind: 'status', status: 500 });
    expect(await bench.text('search-assets', { query: 'firewall' })).toContain('"Firewall"');
  });
});

describe('processes', () => {
  it('are found by their words and read with their tasks in order, in words', async () => {
    const found = await bench.run('search-procedures', { query: 'new employee account' });
    const procedureId = String(
      bench.vendor.procedures(HARBOR).find(({ name, run }) => name === 'Set up a new employee' && !run)?.id,
    );
    expect(found.output).toMatchObject({ procedures: [{ procedureId, for: 'this client', tasks: 3 }] });
    const { output } = await bench.run('get-procedure', { procedureId });
    expect(output).toMatchObject({
      tasks: 3,
      markdown: expect.stringMatching(/1\. \*\*Create the account\*\*[\s\S]+2\. /),
    });
    expect(JSON.stringify(output)).toContain('first.last@harbordental.example');
  });

  it('for every client are shared, another client’s and runs of it are not', async () => {
    expect(await bench.text('search-procedures', { query: 'laptop' }, LARKMERE)).toContain('"for":"every client"');
    for (const { id } of bench.vendor.procedures(HARBOR)) {
      expect((await bench.refused('get-procedure', { procedureId: String(id) }, LARKMERE)).failure).toBe('not_found');
    }
    expect(await bench.text('search-procedures', { query: 'employee Harbor Dental' }, LARKMERE)).not.toContain(
      'Harbor',
    );
  });
});

describe('the connection', () => {
  it('offers companies for mapping with what the PSA calls them, but none that is archived', async () => {
    bench.vendor.archiveCompany('copperhatch');
    const offered = await bench.connection.mappings();
    expect(offered).toContainEqual({
      id: bench.vendor.companyId(HARBOR),
      name: `Harbor Dental (cw_manage ${HARBOR.length + 250})`,
    });
    expect(JSON.stringify(offered)).not.toContain('Copperhatch');
    bench.vendor.archiveCompany('copperhatch', false);
  });

  it('is checked right by right, and warns when the key may delete', async () => {
    const findings = await bench.connection.check();
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(findings.at(-1)).toMatchObject({
      what: 'The key may delete',
      warning: expect.stringContaining('destructive'),
    });
    expect(bench.records.writes('hudu')).toEqual([]);
    bench.vendor.rights.destructive = false;
    expect((await bench.connection.check()).at(-1)).toEqual({ ok: true, what: 'The key may not delete' });
    bench.vendor.rights.destructive = true;
  });

  it.each([401, 403] as const)('names the tools that need password access, refused with %s', async (status) => {
    bench.vendor.rights.passwords = false;
    bench.vendor.switches.noRightStatus = status;
    const findings = await bench.connection.check();
    expect(findings.filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({
        what: 'Read passwords',
        problem: expect.stringContaining('password access'),
        tools: ['hudu:list-passwords', 'hudu:get-password'],
      }),
    ]);
    const error = await bench.refused('list-passwords', {});
    expect([error.failure, error.message]).toEqual(['forbidden', expect.stringContaining('password access')]);
    const preview = await bench.tool('get-password').preview?.(bench.scope(HARBOR), { entry: 'Wi-Fi' });
    expect(preview?.problem).toContain('password access');
    bench.vendor.rights.passwords = true;
  });

  it('is checked for a client: whether its company is there, and how many articles it has', async () => {
    expect(await bench.connection.checkClient?.(bench.vendor.companyId(HARBOR))).toEqual([
      { ok: true, what: 'Found the company Harbor Dental' },
      { ok: true, what: expect.stringMatching(/^Read its articles: \d+ articles$/) },
    ]);
    expect(await bench.connection.checkClient?.('987654')).toEqual([
      { ok: false, what: 'Find the company 987654', problem: expect.stringContaining('Map this client to another') },
    ]);
    expect(await bench.connection.checkClient?.('../1')).toEqual([
      expect.objectContaining({ ok: false, problem: expect.stringContaining('is no company in Hudu') }),
    ]);
  });

  it('works with and without /api/v1 in its address, and only over https', () => {
    const { baseUrl } = bench.vendor.credentials;
    for (const address of [baseUrl, `${baseUrl}/`, `${baseUrl}/api/v1`, `${baseUrl}/api/v1/`]) {
      expect(() => bench.connectAnew({ baseUrl: address })).not.toThrow();
    }
    for (const address of ['http://docs.example', 'ftp://docs.example', 'https://a:b@docs.example', 'not a host']) {
      expect(() => bench.connectAnew({ baseUrl: address })).toThrow(/Hudu|https/);
    }
  });
});
