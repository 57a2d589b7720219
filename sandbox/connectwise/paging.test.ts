import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, type Replied, send, startBench } from './client-for-tests.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.connectWise.stop());

/** The addresses of a Link header by their rel. */
const linksOf = (reply: Replied) =>
  new Map(
    [...(reply.headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, url = '', rel = '']) => [
      rel,
      url,
    ]),
  );

async function follow(
  first: string,
  headers: Record<string, string> = {},
  until: (reply: Replied) => boolean = () => false,
) {
  const ids: unknown[] = [];
  let next: string | undefined = `${bench.connectWise.url}/v4_6_release/apis/3.0${first}`;
  for (let page = 0; next !== undefined && page < 50; page += 1) {
    const reply = await send(next, { headers: { ...bench.headers(), ...headers } });
    ids.push(...reply.rows().map((row) => row.id));
    next = until(reply) ? undefined : linksOf(reply).get('next');
  }
  return ids;
}

describe('pages', () => {
  it('have 25 rows unless told otherwise, and at most 1000', async () => {
    expect((await bench.ask('GET', '/company/contacts')).rows()).toHaveLength(25);
    expect((await bench.ask('GET', '/company/contacts?pageSize=1000')).rows()).toHaveLength(201);
    for (const wrong of ['pageSize=1001', 'pageSize=0', 'page=0', 'page=x', 'pageSize=-1'])
      expect((await bench.ask('GET', `/company/contacts?${wrong}`)).status).toBe(400);
  });

  it('lead by rel="next" to the end, every row once', async () => {
    const ids = await follow('/company/contacts?pageSize=30&orderBy=lastName%20desc,firstName&fields=id');
    expect(new Set(ids).size).toBe(201);
    expect(ids).toHaveLength(201);
  });

  it('name first, previous, next and last page where there is one, and keep the question', async () => {
    const conditions = `company/id=${bench.connectWise.companyId('harbor-dental')}`;
    const middle = linksOf(await bench.list('/company/contacts', { conditions, pageSize: '8', page: '2' }));
    const pageAt = (rel: string) => new URL(middle.get(rel) ?? '').searchParams.get('page');
    expect(['first', 'prev', 'next', 'last'].map(pageAt)).toEqual(['1', '1', '3', '3']);
    expect(new URL(middle.get('next') ?? '').searchParams.get('conditions')).toBe(conditions);
    expect([
      ...linksOf(await bench.list('/company/contacts', { conditions, pageSize: '8', page: '3' })).keys(),
    ]).toEqual(['first', 'prev']);
    expect((await bench.list('/company/contacts', { conditions })).headers.get('link')).toBeNull();
  });

  it('are empty past the end', async () => {
    const past = await bench.ask('GET', '/company/contacts?page=99');
    expect([past.status, past.body]).toEqual([200, []]);
  });

  it('go forward only by pageId, with a next link even on the empty last page', async () => {
    const headers = { 'pagination-type': 'forward-only' };
    const ids = await follow('/company/contacts?pageSize=60', headers, (reply) => reply.rows().length === 0);
    expect(ids).toHaveLength(201);
    expect(ids).toEqual([...ids].sort((a, b) => Number(a) - Number(b)));
    const end = await bench.ask('GET', '/company/contacts?pageId=999999', undefined, headers);
    expect([end.body, linksOf(end).has('next')]).toEqual([[], true]);
    expect((await bench.ask('GET', '/company/contacts?orderBy=id', undefined, headers)).status).toBe(400);
  });

  it('select fields, also below references and in lists, with slashes or dots', async () => {
    const { object } = await bench.ask(
      'GET',
      `/company/contacts/${bench.connectWise.contactId('harbor-dental/dana-whitfield')}?fields=firstName,company/id,company.name,communicationItems/value,nothing`,
    );
    expect(object()).toEqual({
      firstName: 'Dana',
      company: { id: bench.connectWise.companyId('harbor-dental'), name: 'Harbor Dental' },
      communicationItems: [
        { value: '2065550110' },
        { value: 'dana.whitfield@harbordental.example' },
        { value: '206.555.0167' },
      ],
    });
  });

  it('are counted with the same conditions', async () => {
    expect((await bench.ask('GET', '/company/contacts/count')).body).toEqual({ count: 201 });
    const conditions = 'firstName="Michael" and lastName like "Br%"';
    expect((await bench.list('/company/contacts/count', { conditions })).body).toEqual({ count: 2 });
  });
});

describe('what is stored', () => {
  it('has the clients and the MSP itself with a contact for unknown callers', async () => {
    const { connectWise, world } = bench;
    const clients = await bench.list('/company/companies', {
      conditions: 'deletedFlag=False and status/name="Active"',
      childConditions: 'types/name="Client"',
    });
    expect(clients.rows().map((row) => row.name)).toEqual(world.companies.map(({ name }) => name));
    const own = await bench.ask('GET', `/company/companies/${connectWise.defaults.companyId}`);
    expect(own.object()).toMatchObject({ name: world.msp.name, defaultContact: { name: 'Unknown Caller' } });
    const unknown = await bench.ask('GET', `/company/contacts/${connectWise.defaults.contactId}`);
    expect(unknown.object()).toMatchObject({ company: { id: connectWise.defaults.companyId }, communicationItems: [] });
  });

  it('finds a contact by e-mail whatever the case, and by the end of a number however it was typed', async () => {
    const email = await bench.list('/company/contacts', {
      childConditions:
        'communicationItems/value="DANA.WHITFIELD@harbordental.example" and communicationItems/communicationType="Email"',
    });
    expect(email.rows()).toMatchObject([{ firstName: 'Dana', lastName: 'Whitfield' }]);
    const phone = await bench.list('/company/contacts', {
      conditions: `company/id=${bench.connectWise.companyId('harbor-dental')}`,
      childConditions: 'communicationItems/value like "%0111%" and communicationItems/communicationType="Phone"',
    });
    expect(phone.rows()).toMatchObject([{ firstName: 'Sarah', lastName: 'Chen', defaultPhoneNbr: '(206) 555-0111' }]);
  });

  it('has the technicians, one of them inactive, and the API member', async () => {
    const full = await bench.list('/system/members', { conditions: 'licenseClass="F" and inactiveFlag=False' });
    expect(full.rows().map((row) => row.identifier)).toEqual(['mbell', 'rcastro', 'jpark', 'aolsen', 'tnkosi']);
    const api = await bench.list('/system/members', { conditions: 'licenseClass="A"' });
    expect(api.rows()).toMatchObject([bench.connectWise.apiMember]);
    expect((await bench.list('/system/members/count', { conditions: 'inactiveFlag=True' })).body).toEqual({ count: 1 });
  });

  it('has boards with statuses of their own, priorities, sources, teams, types and configurations', async () => {
    const boards = await bench.list('/service/boards', { conditions: 'inactiveFlag=False' });
    expect(boards.rows().map((row) => row.name)).toEqual(['Help Desk', 'Monitoring Alerts']);
    const board = `/service/boards/${bench.connectWise.defaults.boardId}`;
    const statuses = await bench.ask('GET', `${board}/statuses`);
    expect(statuses.rows().map((row) => [row.name, row.closedStatus])).toEqual([
      ['New', false],
      ['In Progress', false],
      ['Waiting', false],
      ['Completed', true],
      ['Closed', true],
    ]);
    expect((await bench.ask('GET', '/service/priorities')).rows()).toHaveLength(4);
    expect((await bench.list('/service/sources', { conditions: 'name="Phone"' })).rows()).toHaveLength(1);
    expect((await bench.ask('GET', `${board}/teams`)).rows()).toMatchObject([{ name: 'Service Team' }]);
    expect((await bench.ask('GET', `${board}/types`)).rows()).not.toHaveLength(0);
    const conditions = `company/id=${bench.connectWise.companyId('harbor-dental')} and activeFlag=True`;
    expect((await bench.list('/company/configurations', { conditions })).rows()).toHaveLength(20);
    expect((await bench.ask('GET', '/system/documents?recordType=Ticket&recordId=5')).body).toEqual([]);
  });
});
