import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ask, connectVendors, everyPage, personAt } from '../callers-for-tests.js';
import { openDesk, type TestDesk } from '../desk-for-tests.js';

describe('clients in the API', () => {
  let desk: TestDesk;
  let admin: Ask;
  beforeAll(async () => {
    desk = await openDesk();
    admin = await personAt(desk, 'admin');
    await connectVendors(admin);
    desk.clientele.vendor.companies.push({ id: '2', name: 'Harbor Dental', types: ['Client'], active: true });
  });
  afterAll(() => desk.stop());

  const make = async (slug: string, more: object = {}) => {
    const answer = await admin('POST', '/api/clients', { slug, name: slug, ...more });
    expect(answer.statusCode).toBe(201);
    return answer.json();
  };

  it('are made, provisioned and shown with their mode and its reason', async () => {
    const mappings = { pretend_psa: '2', pretend_directory: 'tenant-harbor' };
    const { id, status } = await make('harbor', { name: 'Harbor Dental', mode: 'execute', mappings });
    expect(status).toBe('pending');
    await desk.clientele.drain();
    expect((await admin('GET', `/api/clients/${id}`)).json()).toMatchObject({
      status: 'active',
      deployStatus: { state: 'idle' },
      configuration: 1,
      version: 1,
      effectiveMode: { mode: 'execute', reason: 'This client is set to execute mode' },
      changedBy: { kind: 'account', name: 'The admin' },
    });
    const { steps } = (await admin('GET', `/api/clients/${id}`)).json();
    expect(steps).toContainEqual(
      expect.objectContaining({ what: 'Pretend PSA: company 2 exists', state: 'ok', name: 'pretend_psa' }),
    );
    expect(await desk.clientele.recorded()).toContainEqual({
      kind: 'client.created',
      by: { kind: 'account', id: expect.any(String), name: 'The admin' },
      what: 'The admin added the client Harbor Dental',
    });
  });

  it('name the check that failed, and are provisioned again on demand', async () => {
    desk.clientele.vendor.checkClient = async () => [{ ok: false, what: 'Read users', problem: 'grant User.Read.All' }];
    const { id } = await make('summit', { mappings: { pretend_directory: 'tenant-summit' } });
    await desk.clientele.drain();
    const failed = (await admin('GET', `/api/clients/${id}`)).json();
    expect(failed).toMatchObject({
      status: 'error',
      statusMessage: 'Pretend directory: Read users: grant User.Read.All',
    });
    desk.clientele.vendor.checkClient = async () => [{ ok: true, what: 'Read users' }];
    const again = await admin('POST', `/api/clients/${id}/provision`);
    expect([again.statusCode, again.json().status]).toEqual([202, 'pending']);
    await desk.clientele.drain();
    expect((await admin('GET', `/api/clients/${id}`)).json()).toMatchObject({ status: 'active', statusMessage: '' });
    expect(await desk.clientele.recorded()).toContainEqual(
      expect.objectContaining({ kind: 'client.retried', by: expect.objectContaining({ name: 'The admin' }) }),
    );
  });

  it('change only as they were read, field by field; each change makes a configuration', async () => {
    const { id, version } = await make('bay', { prompt: 'Be brief.', mode: 'plan' });
    await desk.clientele.drain();
    const changed = await admin('PATCH', `/api/clients/${id}`, { version, name: 'Bay Foods' });
    expect(changed.json()).toMatchObject({ name: 'Bay Foods', prompt: 'Be brief.', mode: 'plan', version: 2 });
    const late = await admin('PATCH', `/api/clients/${id}`, { version, name: 'Bay Fish' });
    expect([late.statusCode, late.json().error.code]).toEqual([409, 'client_changed']);
    await desk.clientele.drain();
    const list = (await admin('GET', `/api/clients/${id}/configurations`)).json();
    expect(list.items).toMatchObject([
      { number: 2, because: ['name'], by: { name: 'The admin' } },
      { number: 1, because: ['created'] },
    ]);
    const one = await admin('GET', `/api/clients/${id}/configurations/1`);
    expect(one.json()).toMatchObject({
      number: 1,
      client: { name: 'bay', prompt: 'Be brief.' },
      msp: { mode: 'plan' },
    });
    expect((await admin('GET', `/api/clients/${id}/configurations/9`)).statusCode).toBe(404);
  });

  it('say who changed them last, a person or a program', async () => {
    const { id, version } = await make('port');
    const by = { id: 'x', name: 'x' };
    const { token, secret } = await desk.admin.deps.tokens.create({ name: 'Billing', role: 'admin', createdBy: by });
    const headers = { authorization: `Bearer ${secret}` };
    const payload = { version, vips: ['ceo@port.example'] };
    const changed = await desk.ask({ method: 'PATCH', url: `/api/clients/${id}`, headers, payload });
    const author = { kind: 'token', id: token.id, name: 'Billing' };
    expect(changed.json()).toMatchObject({ changedBy: author, vips: ['ceo@port.example'] });
    expect(await desk.clientele.recorded()).toContainEqual({
      kind: 'client.changed',
      by: author,
      what: 'Billing changed vips of port',
    });
  });

  it.each([
    ['POST', '', { slug: 'Not A Slug', name: 'x' }, 'slug: may hold lower-case letters, digits and hyphens only'],
    ['POST', '', { slug: 'x' }, expect.stringMatching(/^name: /)],
    ['PATCH', '/x', { name: 'Without a version' }, expect.stringMatching(/^version: /)],
    ['PATCH', '/x', { version: 1, colour: 'red' }, expect.stringContaining('colour')],
    ['PATCH', '/x', { version: 1, mode: 'wild' }, expect.stringMatching(/^mode: /)],
    ['PUT', '/x/freeze', { freeze: 'yes' }, expect.stringMatching(/^freeze: /)],
    ['DELETE', '/x', {}, expect.stringMatching(/^name: /)],
  ] as const)('refuse %s%s with %j, and say which field is wrong', async (method, path, payload, problem) => {
    const answer = await admin(method, `/api/clients${path}`, payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toMatchObject({ code: 'invalid_input', details: { problems: [problem] } });
  });

  it('refuse a slug that is taken, a company that is another’s, and tools that are not there', async () => {
    const taken = await admin('POST', '/api/clients', { slug: 'harbor', name: 'Another' });
    expect([taken.statusCode, taken.json().error.code]).toEqual([409, 'slug_taken']);
    const mapped = await admin('POST', '/api/clients', { slug: 'b', name: 'B', mappings: { pretend_psa: '2' } });
    expect([mapped.statusCode, mapped.json().error.code]).toEqual([409, 'mapping_taken']);
    const policies = { 'pretend_directory:reset-pasword': 'disabled' };
    const rules = [{ tool: 'm365:*', when: { target: 'admin' }, policy: 'disabled' }];
    const wrong = await admin('POST', '/api/clients', { slug: 'c', name: 'C', policies, rules });
    expect(wrong.json().error).toMatchObject({
      code: 'unknown_tools',
      details: {
        problems: [
          expect.stringMatching(/^policies\.pretend_directory:reset-pasword: /),
          expect.stringMatching(/^rules\.0\.tool: /),
        ],
      },
    });
  });

  it('are frozen and unfrozen, and then only plan', async () => {
    const { id } = await make('cold', { mode: 'execute' });
    const frozen = await admin('PUT', `/api/clients/${id}/freeze`, { freeze: true });
    expect(frozen.json()).toMatchObject({ freeze: true, effectiveMode: { mode: 'plan' }, mode: 'execute' });
    const thawed = await admin('PUT', `/api/clients/${id}/freeze`, { freeze: false });
    expect(thawed.json()).toMatchObject({ freeze: false, effectiveMode: { mode: 'execute' } });
  });

  it('are deleted only by their name, stay readable as destroyed, and cannot be changed any more', async () => {
    const { id, version } = await make('gone', { name: 'Gone & Co' });
    const wrong = await admin('DELETE', `/api/clients/${id}`, { name: 'gone & co' });
    expect([wrong.statusCode, wrong.json().error.code]).toEqual([400, 'name_mismatch']);
    expect((await admin('GET', `/api/clients/${id}`)).json().status).toBe('pending');
    const removed = await admin('DELETE', `/api/clients/${id}`, { name: 'Gone & Co' });
    expect([removed.statusCode, removed.json().status]).toEqual([202, 'destroyed']);
    await desk.clientele.drain();
    expect((await admin('GET', `/api/clients/${id}`)).json()).toMatchObject({
      removal: { by: { name: 'The admin' }, endedAt: expect.any(String) },
    });
    for (const [method, path, payload] of [
      ['PATCH', '', { version, name: 'Back' }],
      ['PUT', '/freeze', { freeze: true }],
      ['POST', '/provision', undefined],
    ] as const) {
      const answer = await admin(method, `/api/clients/${id}${path}`, payload);
      expect([answer.statusCode, answer.json().error.code]).toEqual([409, 'client_destroyed']);
    }
    const slugs = (await admin('GET', '/api/clients')).json().items.map(({ id: listed }: { id: string }) => listed);
    expect(slugs).not.toContain(id);
    expect((await admin('GET', '/api/clients?status=destroyed')).json().items).toMatchObject([{ id }]);
  });

  it('are listed to the end without gaps or repetitions, also when names are the same', async () => {
    for (const number of [1, 2, 3, 4, 5]) await make(`same-${number}`, { name: 'Same Name' });
    const seen = await everyPage(admin, '/api/clients?limit=2', 'id');
    const all = (await admin('GET', '/api/clients?limit=200')).json().items;
    expect(seen).toEqual(all.map(({ id }: { id: string }) => id));
    expect(new Set(seen).size).toBe(seen.length);
    expect((await admin('GET', '/api/clients?cursor=nonsense')).json().error.code).toBe('bad_cursor');
  });

  it('are found by words, status and deployment', async () => {
    const names = async (query: string) =>
      (await admin('GET', `/api/clients?${query}`)).json().items.map(({ name }: { name: string }) => name);
    expect(await names('q=HARBOR')).toEqual(['Harbor Dental']);
    expect(await names('q=.*')).toEqual([]);
    expect(await names('status=active&q=summit')).toEqual(['summit']);
    expect(await names('status=error')).toEqual([]);
    expect(await names('deployStatus=error')).toEqual([]);
    expect(await names('deployStatus=idle&q=harbor')).toEqual(['Harbor Dental']);
    expect((await admin('GET', '/api/clients?status=sleepy')).statusCode).toBe(400);
  });
});
