import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { send } from '../client-for-tests.js';
import { type Bench, errorOf, startBench } from './client-for-tests.js';
import { DOCUMENTED_LIMIT } from './index.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench({ psa: { integration: 'manage', companyId: (slug) => `1${slug.length}` } });
});
afterEach(() => bench.itglue.stop());

const names = async (path: string) => (await bench.seen(path)).map(({ attributes }) => attributes.name);

describe('the pretend IT Glue', () => {
  it('tells whoever has another key, or none, that it is forbidden', async () => {
    const old = bench.itglue.credentials.apiKey;
    bench.itglue.rotateKey();
    for (const headers of [new Headers({ 'x-api-key': old }), new Headers()]) {
      const refused = await send(`${bench.itglue.url}/organizations`, { headers });
      expect([refused.status, errorOf(refused)]).toEqual([
        403,
        { title: 'Forbidden', detail: 'The API key is not valid.', status: '403' },
      ]);
    }
    bench.itglue.switches.wrongKeyStatus = 401;
    expect((await send(`${bench.itglue.url}/organizations`, {})).status).toBe(401);
    expect((await bench.get('/organizations')).headers.get('content-type')).toBe('application/vnd.api+json');
  });

  it('counts requests only when it is told to', async () => {
    bench.itglue.switches.rateLimit = { ...DOCUMENTED_LIMIT, requests: 1, retryAfter: 9 };
    expect((await bench.get('/organizations')).status).toBe(200);
    const refused = await bench.get('/organizations');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '9']);
    bench.clock.pass(300_000);
    expect((await bench.get('/organizations')).status).toBe(200);
  });

  it('says in JSON:API what faults have it say', async () => {
    bench.faults.add({ vendor: 'itglue', kind: 'status', status: 503, times: 1 });
    expect(errorOf(await bench.get('/contacts'))).toMatchObject({ status: '503' });
  });
});

describe('lists of the pretend IT Glue', () => {
  it('have pages of 50, or as many as asked up to 1000, and say what comes next', async () => {
    const first = await bench.get('/contacts');
    expect(first.object()).toMatchObject({
      meta: { 'current-page': 1, 'next-page': 2, 'prev-page': null, 'total-pages': 4, 'total-count': 200 },
    });
    expect(await bench.seen('/contacts?page[size]=1000')).toHaveLength(200);
    expect(await bench.seen('/contacts?page[size]=90&page[number]=3')).toHaveLength(20);
    const last = await bench.get('/contacts?page[number]=4');
    expect(last.object()).toMatchObject({ meta: { 'next-page': null }, links: { next: null } });
  });

  it('filter by the exact names of the description, several values at once', async () => {
    const harbor = bench.itglue.organizationId('harbor-dental');
    const [one, other] = bench.itglue.configurations('harbor-dental');
    expect(
      await names(`/configurations?filter[name]=${one?.name},${other?.name}&filter[organization_id]=${harbor}`),
    ).toEqual([one?.name, other?.name]);
    const misspelt = await bench.get(`/configurations?filter[organization-id]=${harbor}`);
    expect([misspelt.status, errorOf(misspelt)?.detail]).toEqual([400, 'filter[organization-id] is not allowed.']);
    expect((await bench.get('/configurations?filter[hostname]=A')).status).toBe(400);
    bench.itglue.switches.bothSpellings = true;
    expect(await bench.seen(`/configurations?filter[organization-id]=${harbor}&page[size]=100`)).toHaveLength(21);
    bench.itglue.switches.bothSpellings = false;
    bench.itglue.switches.unknownFilters = 'ignored';
    expect(await bench.seen(`/configurations?filter[organization-id]=${harbor}&page[size]=1000`)).toHaveLength(210);
  });

  it('find an organisation by its id in the PSA together with the PSA', async () => {
    const id = `1${'harbor-dental'.length}`;
    const found = await names(`/organizations?filter[psa_id]=${id}&filter[psa_integration_type]=manage`);
    expect(found).toContain('Harbor Dental');
    expect(await names(`/organizations?filter[psa_id]=${id}&filter[psa_integration_type]=autotask`)).toEqual([]);
    expect((await bench.get(`/organizations?filter[psa_id]=${id}`)).status).toBe(422);
    expect((await bench.get(`/organizations?filter[psa_id]=${id}&filter[psa_integration_type]=cw`)).status).toBe(422);
  });

  it('leave out what is excluded, and take spans of time', async () => {
    expect(await names('/organizations?filter[exclude][name]=Harbor Dental')).toHaveLength(10);
    bench.clock.pass(1000);
    const since = new Date(bench.clock.now()).toISOString();
    expect(await bench.seen(`/organizations?filter[updated_at]=${since},*`)).toEqual([]);
    expect(await bench.seen(`/organizations?filter[updated_at]=*,${since}`)).toHaveLength(11);
  });

  it('sort either way by what can be sorted by', async () => {
    const sorted = await names('/organizations?sort=-name');
    expect(sorted).toEqual([...sorted].sort().reverse());
    expect((await bench.get('/organizations?sort=alert')).status).toBe(400);
  });

  it('of an organisation have nothing of another', async () => {
    const [harbor, larkmere] = ['harbor-dental', 'larkmere-logistics'].map(bench.itglue.organizationId);
    const own = await bench.seen(`/organizations/${harbor}/relationships/passwords`);
    expect(own.map(({ attributes }) => attributes['organization-id'])).toEqual([
      Number(harbor),
      Number(harbor),
      Number(harbor),
    ]);
    expect((await bench.get(`/organizations/${larkmere}/relationships/passwords/${own[0]?.id}`)).status).toBe(404);
    expect((await bench.get('/organizations/1/relationships/passwords')).status).toBe(404);
  });
});

describe('passwords of the pretend IT Glue', () => {
  it('are shown in a show unless it is told not to, never in a list', async () => {
    const [stored] = bench.itglue.passwords('harbor-dental');
    const path = `/passwords/${stored?.id}`;
    const shown = async (query: string) => (await bench.seen(`${path}${query}`))[0]?.attributes.password;
    expect([await shown(''), await shown('?show_password=true')]).toEqual([stored?.password, stored?.password]);
    expect(await shown('?show_password=false')).toBeUndefined();
    expect((await bench.get('/passwords?page[size]=1000')).text).not.toContain(stored?.password ?? 'Pw-');
    bench.itglue.switches.passwordsInLists = true;
    expect((await bench.get('/passwords?page[size]=1000')).text).toContain(stored?.password ?? '-');
    bench.itglue.rights.passwords = false;
    expect([await shown(''), (await bench.get('/passwords')).text.includes('Pw-')]).toEqual([undefined, false]);
    bench.itglue.switches.withoutPasswordAccess = 'refused';
    expect((await bench.get(path)).status).toBe(403);
    expect((await bench.get(`${path}?show_password=false`)).status).toBe(200);
  });

  it('that are embedded come with their configuration', async () => {
    const firewall = bench.itglue.configurations('harbor-dental').find(({ name }) => name === 'Firewall');
    const replied = await bench.get(`/configurations/${firewall?.id}?include=passwords`);
    expect(replied.object()).toMatchObject({
      included: [{ type: 'passwords', attributes: { name: 'Firewall admin', 'resource-type': 'Configuration' } }],
    });
    expect(replied.text).not.toContain('Pw-');
    expect((await bench.get(`/configurations/${firewall?.id}?include=secrets`)).status).toBe(400);
  });
});

describe('flexible assets of the pretend IT Glue', () => {
  it('are listed by type only', async () => {
    const types = bench.itglue.flexibleAssetTypes();
    const harbor = bench.itglue.organizationId('harbor-dental');
    expect((await bench.get('/flexible_assets')).status).toBe(422);
    const path = `/flexible_assets?filter[flexible-asset-type-id]=${types.Wireless}&filter[organization-id]=${harbor}`;
    const [wireless, ...more] = await bench.seen(path);
    expect([wireless?.attributes.name, more]).toEqual(['Office', []]);
    expect(wireless?.attributes.traits).toMatchObject({
      'access-points': { type: 'Configurations', values: [{ name: 'Firewall', 'organization-name': 'Harbor Dental' }] },
      'pre-shared-key': expect.stringMatching(/^Pw-/),
    });
    bench.itglue.switches.passwordTraits = 'absent';
    expect((await bench.get(path)).text).not.toContain('Pw-');
  });

  it('have types whose fields are told', async () => {
    const types = bench.itglue.flexibleAssetTypes();
    const fields = await bench.seen(`/flexible_asset_types/${types.Wireless}/relationships/flexible_asset_fields`);
    expect(fields.map(({ attributes }) => [attributes['name-key'], attributes.kind])).toContainEqual([
      'pre-shared-key',
      'Password',
    ]);
    const included = await bench.get('/flexible_asset_types?include=flexible_asset_fields');
    expect(included.rows('included').length).toBe(13);
  });
});
