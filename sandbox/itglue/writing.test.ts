import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { send } from '../client-for-tests.js';
import { type Bench, errorOf, resourcesOf, startBench } from './client-for-tests.js';

let bench: Bench;
let harbor: string;
beforeEach(async () => {
  bench = await startBench({ psa: { integration: 'manage', companyId: (slug) => `1${slug.length}` } });
  harbor = bench.itglue.organizationId('harbor-dental');
});
afterEach(() => bench.itglue.stop());

describe('writing to the pretend IT Glue', () => {
  it('takes no other media type, no other kind of resource and no attribute that there is not', async () => {
    const path = `/organizations/${harbor}/relationships/documents`;
    const body = JSON.stringify({ data: { type: 'documents', attributes: { name: 'A' } } });
    const headers = { 'x-api-key': bench.itglue.credentials.apiKey, 'content-type': 'application/json' };
    const refused = await send(`${bench.itglue.url}${path}`, { method: 'POST', headers, body });
    expect([refused.status, errorOf(refused)?.title]).toEqual([415, 'Unsupported Media Type']);
    expect((await bench.write('POST', path, 'document', { name: 'A' })).status).toBe(400);
    expect((await bench.write('POST', path, 'documents', { title: 'A' })).status).toBe(400);
    const blank = await bench.write('POST', path, 'documents', { name: ' ' });
    expect([blank.status, errorOf(blank)?.source]).toEqual([422, { pointer: '/data/attributes/name' }]);
    expect(bench.records.writes('itglue')).toEqual([]);
  });

  it('makes a document that readers see once it is published, and again after each change', async () => {
    const made = await bench.write('POST', `/organizations/${harbor}/relationships/documents`, 'documents', {
      name: 'A',
    });
    const [document] = resourcesOf(made);
    const sections = `/documents/${document?.id}/relationships/sections`;
    expect([made.status, document?.attributes.published]).toEqual([201, false]);
    const text = { 'resource-type': 'Document::Text', content: '<p>One</p>' };
    const [section] = resourcesOf(await bench.write('POST', sections, 'document-sections', text));
    await bench.write('POST', sections, 'document-sections', {
      resource_type: 'Document::Heading',
      content: 'Top',
      sort: -1,
    });
    expect(bench.itglue.document(document?.id ?? '')).toMatchObject({ published: null, draft: true });
    await bench.ask('PATCH', `/documents/${document?.id}/publish`);
    const published = bench.itglue.document(document?.id ?? '').published;
    expect(published?.map(({ content }) => content)).toEqual(['Top', '<p>One</p>']);
    await bench.write('PATCH', `${sections}/${section?.id}`, 'document-sections', { content: '<p>Two</p>' });
    const changed = bench.itglue.document(document?.id ?? '');
    expect([changed.draft, changed.published?.at(-1)?.content, changed.sections.at(-1)?.content]).toEqual([
      true,
      '<p>One</p>',
      '<p>Two</p>',
    ]);
    await bench.ask('DELETE', `${sections}/${section?.id}`);
    expect((await bench.seen(sections)).map(({ attributes }) => attributes.content)).toEqual(['Top']);
  });

  it('keeps what a PATCH does not send, one by one and in bulk', async () => {
    const [one, other] = bench.itglue.documents('harbor-dental');
    await bench.write('PATCH', `/documents/${one?.id}`, 'documents', { archived: true });
    expect(bench.itglue.document(one?.id ?? 0)).toMatchObject({
      name: one?.name,
      archived: true,
      sections: one?.sections,
    });
    const data = [{ type: 'documents', attributes: { id: other?.id ?? 0, name: 'B' } }];
    expect((await bench.ask('PATCH', '/documents', { data })).status).toBe(200);
    expect(bench.itglue.document(other?.id ?? 0)).toMatchObject({ name: 'B', archived: false });
    const without = [{ type: 'documents', attributes: { name: 'B' } }];
    expect((await bench.ask('PATCH', '/documents', { data: without })).status).toBe(422);
    expect((await bench.write('PATCH', `/documents/${one?.id}`, 'documents', { 'document-folder-id': 1 })).status).toBe(
      400,
    );
  });

  it('lists documents in folders only when they are asked for, and may refuse to list any', async () => {
    const path = `/organizations/${harbor}/relationships/documents`;
    const folders = async (query: string) =>
      (await bench.seen(`${path}${query}`)).map(({ attributes }) => attributes['document-folder-id']);
    const inFolders = await folders('?filter[document_folder_id][ne]=null');
    const loose = await folders('');
    expect([inFolders.length, inFolders.includes(null), new Set(loose)]).toEqual([4, false, new Set([null])]);
    expect(await folders(`?filter[document_folder_id]=${inFolders[0]}`)).toHaveLength(4);
    expect((await bench.get(`${path}?filter[document_folder_id]=null`)).status).toBe(500);
    bench.itglue.switches.folderNotNull = 'all';
    expect(await folders('?filter[document_folder_id][ne]=null')).toHaveLength(loose.length + 4);
    bench.itglue.switches.folderNotNull = 'refused';
    expect((await bench.get(`${path}?filter[document_folder_id][ne]=null`)).status).toBe(400);
    bench.itglue.switches.documentsInFolders = 'listed';
    expect(await folders('')).toHaveLength(loose.length + 4);
    bench.itglue.switches.listDocuments = 'refused';
    expect((await bench.get(path)).status).toBe(403);
    expect((await bench.get(`/documents/${bench.itglue.documents('harbor-dental')[0]?.id}`)).status).toBe(200);
  });

  it('makes a password without telling it back', async () => {
    const path = `/organizations/${harbor}/relationships/passwords`;
    const made = await bench.write('POST', path, 'passwords', { name: 'A', password: 'Pw-new', 'otp-secret': 'ABC' });
    expect([made.status, made.text.includes('Pw-new')]).toEqual([201, false]);
    expect(bench.itglue.passwords('harbor-dental').at(-1)).toMatchObject({ password: 'Pw-new', otpSecret: 'ABC' });
    expect((await bench.write('POST', path, 'passwords', { name: 'A' })).status).toBe(422);
    expect((await bench.write('POST', path, 'passwords', { name: 'A', password: 'A', 'resource-id': 1 })).status).toBe(
      422,
    );
  });

  it('takes traits of the type alone, and all of them at once', async () => {
    const types = bench.itglue.flexibleAssetTypes();
    const attributes = { 'organization-id': Number(harbor), 'flexible-asset-type-id': Number(types.Wireless) };
    const write = (traits: Parameters<Bench['write']>[3]) =>
      bench.write('POST', '/flexible_assets', 'flexible-assets', { ...attributes, traits });
    const made = await write({ ssid: 'Guests', coverage: 40 });
    const [asset] = resourcesOf(made);
    expect([made.status, asset?.attributes.name]).toEqual([201, 'Guests']);
    expect((await write({ coverage: 40 })).status).toBe(422);
    expect((await write({ ssid: 'A', channel: 1 })).status).toBe(422);
    expect((await write({ ssid: 'A', 'guest-network': 'yes' })).status).toBe(422);
    const patch = { traits: { ssid: 'Visitors' } };
    await bench.write('PATCH', `/flexible_assets/${asset?.id}`, 'flexible-assets', patch);
    expect(bench.itglue.flexibleAssets('harbor-dental').at(-1)?.traits).toEqual({ ssid: 'Visitors' });
    bench.itglue.switches.traitsOnPatch = 'merge';
    await bench.write('PATCH', `/flexible_assets/${asset?.id}`, 'flexible-assets', { traits: { coverage: 7 } });
    expect(bench.itglue.flexibleAssets('harbor-dental').at(-1)?.traits).toEqual({ ssid: 'Visitors', coverage: 7 });
  });

  it('changes no organisation that comes from the PSA', async () => {
    expect((await bench.write('PATCH', `/organizations/${harbor}`, 'organizations', { name: 'A' })).status).toBe(422);
    const own = bench.itglue.ownOrganizationId;
    expect((await bench.write('PATCH', `/organizations/${own}`, 'organizations', { alert: 'A' })).status).toBe(200);
  });
});

describe('what is in the pretend IT Glue', () => {
  it('has the same titles and names at every client, with contents of its own', () => {
    const { itglue, world } = bench;
    const texts = world.companies.map(({ slug }) =>
      JSON.stringify(itglue.documents(slug).find(({ name }) => name === 'Book a meeting room')?.published),
    );
    expect(new Set(texts).size).toBe(world.companies.length);
    const values = itglue.secrets().map(({ value }) => value);
    expect([new Set(values).size, values.length]).toEqual([50, 50]);
  });

  it('forgets an organisation with all that was its own', async () => {
    bench.itglue.deleteOrganization('harbor-dental');
    expect((await bench.get(`/organizations/${harbor}`)).status).toBe(404);
    expect(await bench.seen(`/passwords?filter[organization_id]=${harbor}`)).toEqual([]);
  });

  it('is what people make of it', async () => {
    const id = bench.itglue.addDocument({ company: 'harbor-dental', name: 'A', content: '<p>A</p>' });
    bench.itglue.editDocument(id, { content: '<p>B</p>' });
    const [section] = await bench.seen(`/documents/${id}/relationships/sections`);
    expect(section?.attributes.content).toBe('<p>B</p>');
    bench.itglue.deleteDocument(id);
    expect((await bench.get(`/documents/${id}`)).status).toBe(404);
  });
});
