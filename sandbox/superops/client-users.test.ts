import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { at, type Bench, startBench } from './client-for-tests.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.superOps.stop());

const CREATE = `mutation ($input: CreateClientUserInput!) { createClientUser(input: $input) { userId name client role } }`;
const USERS = `query ($input: GetClientUserListInput!) { getClientUserList(input: $input) {
  userList { userId name email contactNumber client site } listInfo { totalCount } } }`;
const LINKS = `query ($input: ListInfoInput!) { getClientUserAssociationList(input: $input) {
  associations { id client { accountId name stage } site { id name } user { userId name email } } listInfo { totalCount } } }`;
const userList = z.array(
  z.object({ userId: z.string(), contactNumber: z.string().nullable(), client: z.unknown(), site: z.unknown() }),
);
async function usersOf(slug: string) {
  const input = { clientId: bench.superOps.companyId(slug), listInfo: { pageSize: 100 } };
  return userList.parse(at((await bench.ask(USERS, { input })).data('getClientUserList'), 'userList'));
}
async function linksOf(userId: string): Promise<unknown> {
  const condition = { attribute: 'user.userId', operator: 'is', value: userId };
  return (await bench.ask(LINKS, { input: { condition } })).data('getClientUserAssociationList');
}

describe('client users', () => {
  it('often do not tell their client: the associations do', async () => {
    const users = await usersOf('harbor-dental');
    expect(users).toHaveLength(20);
    const silent = users.filter(({ client }) => client === null);
    expect(silent.length).toBeGreaterThan(5);
    expect(silent.length).toBeLessThan(20);
    const found = await linksOf(silent[0]?.userId ?? '');
    expect(at(found, 'listInfo.totalCount')).toBe(1);
    expect(at(found, 'associations.0.client')).toEqual({
      accountId: bench.superOps.companyId('harbor-dental'),
      name: 'Harbor Dental',
      stage: 'Active',
    });
  });

  it('one of them belongs to two clients, and is in both their lists', async () => {
    const [legal, windrow] = [await usersOf('fennimore-legal'), await usersOf('windrow-agronomy')];
    const both = legal.filter(({ userId }) => windrow.some((other) => other.userId === userId));
    expect(both).toHaveLength(1);
    expect([both[0]?.client, both[0]?.site]).toEqual([null, null]);
    expect(at(await linksOf(both[0]?.userId ?? ''), 'listInfo.totalCount')).toBe(2);
  });

  it('have numbers in E.164, and some as somebody typed them', async () => {
    const numbers = (await usersOf('harbor-dental')).map(({ contactNumber }) => contactNumber ?? '');
    expect(numbers.filter((number) => /^\+1206\d{7}$/.test(number))).toHaveLength(16);
    expect(numbers.filter((number) => /^\(206\) 555-\d{4}$/.test(number))).toHaveLength(4);
  });

  it('associations are filtered by the user only', async () => {
    const condition = { attribute: 'client.accountId', operator: 'is', value: bench.superOps.companyId('copperhatch') };
    expect((await bench.ask(LINKS, { input: { condition } })).messages()[0]).toContain('Internal Server Error');
  });

  it('of a client that is none there are none; what is no id at all is an error', async () => {
    const none = await bench.ask(USERS, { input: { clientId: '99999999' } });
    expect(at(none.data('getClientUserList'), 'listInfo.totalCount')).toBe(0);
    const wrong = await bench.ask(USERS, { input: { clientId: 'elsewhere' } });
    expect(wrong.messages()[0]).toContain('Internal Server Error');
  });

  it('are made with a role and an address of their own', async () => {
    const { ask, superOps } = bench;
    const roles = (await ask('query { getRequesterRoleList { roleId name roleType { name } } }')).data(
      'getRequesterRoleList',
    );
    const role = { roleId: String(at(roles, '1.roleId')) };
    const accountId = superOps.companyId('copperhatch');
    const sites = await ask(`query { getClientSiteList(input: {clientId: "${accountId}"}) { sites { id } } }`);
    const site = { id: at(sites.data('getClientSiteList'), 'sites.0.id') };
    const input = { firstName: 'Ines', lastName: 'Roth', email: 'ines.roth@copperhatch.example', role };
    const made = await ask(CREATE, { input: { ...input, addAssociations: [{ client: { accountId }, site }] } });
    const userId = String(at(made.data('createClientUser'), 'userId'));
    expect(superOps.storedUser(userId)).toMatchObject({ firstName: 'Ines', email: 'ines.roth@copperhatch.example' });
    expect(at(await linksOf(userId), 'associations.0.client.accountId')).toBe(accountId);
    expect((await ask(CREATE, { input })).messages()[0]).toContain('Internal Server Error');
    expect((await ask(CREATE, { input: { ...input, email: ' ' } })).codes()).toEqual(['mandatory_validation_failed']);
    const roleless = await ask(CREATE, { input: { ...input, email: 'a@b.example', role: { roleId: '1' } } });
    expect(roleless.messages()[0]).toContain('Internal Server Error');
    const { role: _left, ...without } = input;
    expect((await ask(CREATE, { input: without })).messages()[0]).toContain('coerced Null value');
  });
});

describe('ticket settings', () => {
  const LISTS =
    'query { getStatusList { name } getPriorityList { name colorCode } getCategoryList { name subCategories { name } } }';
  const FIELDS = `query ($input: [FieldIdentifierInput!]!) { getFields(input: $input) {
    columnName label options { id value description parentOption { id value } } parentField { columnName } } }`;
  const columns = (...names: string[]) => ({ input: names.map((columnName) => ({ module: 'TICKET', columnName })) });

  it('are read as lists, or as fields where the lists are gone', async () => {
    const lists = await bench.ask(LISTS);
    expect(at(lists.data('getStatusList'), '0.name')).toBe('New');
    expect(at(lists.data('getCategoryList'), '2')).toEqual({
      name: 'Network',
      subCategories: [{ name: 'Wireless' }, { name: 'VPN' }],
    });
    await bench.superOps.stop();
    bench = await startBench({ switches: { lookups: 'fields' } });
    expect((await bench.ask(LISTS)).messages()[0]).toContain('FieldUndefined@[getStatusList]');
    const fields = (await bench.ask(FIELDS, columns('priority', 'subcategory'))).data('getFields');
    expect(at(fields, '0.options.1.value')).toBe('High');
    expect(at(fields, '1.parentField.columnName')).toBe('category');
    expect(at(fields, '1.options.0')).toMatchObject({ value: 'Workstation', parentOption: { value: 'Hardware' } });
    expect((await bench.ask(FIELDS, columns('board'))).messages()[0]).toContain('Internal Server Error');
    expect((await bench.ask('query { getSLAList { name } }')).messages()).toEqual([]);
  });

  it('older tenants know no fields', async () => {
    await bench.superOps.stop();
    bench = await startBench({ switches: { lookups: 'lists' } });
    expect((await bench.ask(LISTS)).messages()).toEqual([]);
    const refused = await bench.ask(FIELDS, columns('priority'));
    expect(refused.messages().some((message) => message.includes('FieldUndefined@[getFields]'))).toBe(true);
  });
});
