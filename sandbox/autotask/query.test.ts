import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, startBench } from './client-for-tests.js';
import { isObject, type Json, type JsonObject } from './json.js';

let bench: Bench;
let harbor = 0;
beforeAll(async () => {
  bench = await startBench();
  harbor = Number(bench.autotask.companyId('harbor-dental'));
});
afterAll(() => bench.autotask.stop());

const contacts = (filter: JsonObject[], more: JsonObject = {}) => bench.query('Contacts', filter, more);
const names = async (filter: JsonObject[]) =>
  (await contacts(filter)).items().map(({ firstName, lastName }) => `${firstName} ${lastName}`);
const all: JsonObject = { op: 'gte', field: 'id', value: 0 };
const ofHarbor: JsonObject = { op: 'eq', field: 'companyID', value: 0 };
const count = async (entity: string, filter: JsonObject[]) =>
  (await bench.ask('POST', `/${entity}/query/count`, { filter })).object().queryCount;
const pageDetails = (body: Json) => {
  const details = isObject(body) ? body.pageDetails : undefined;
  if (!isObject(details)) throw new Error('There are no pageDetails');
  return details;
};

describe('a filter', () => {
  beforeAll(() => {
    ofHarbor.value = harbor;
  });

  it.each<[string, JsonObject[], string[]]>([
    [
      'eq, of text in any case',
      [{ op: 'eq', field: 'emailAddress', value: 'Dana.Whitfield@HarborDental.example' }],
      ['Dana Whitfield'],
    ],
    [
      'beginsWith and eq',
      [
        { op: 'beginsWith', field: 'firstName', value: 'Dan' },
        { op: 'eq', field: 'lastName', value: 'Whitfield' },
      ],
      ['Dana Whitfield'],
    ],
    ['endsWith', [{ op: 'endsWith', field: 'lastName', value: 'hitfield' }, ofHarbor], ['Dana Whitfield']],
    ['contains', [{ op: 'contains', field: 'emailAddress', value: 'dana.whitfield@' }], ['Dana Whitfield']],
    ['in', [{ op: 'in', field: 'lastName', value: ['Whitfield', 'Chen'] }, ofHarbor], ['Dana Whitfield', 'Sarah Chen']],
    ['fields in any case', [{ op: 'eq', field: 'LastName', value: 'Whitfield' }, ofHarbor], ['Dana Whitfield']],
    [
      'a group in a group',
      [
        {
          op: 'and',
          items: [
            ofHarbor,
            {
              op: 'or',
              items: [
                { op: 'eq', field: 'lastName', value: 'Chen' },
                {
                  op: 'and',
                  items: [
                    { op: 'eq', field: 'firstName', value: 'Dana' },
                    { op: 'eq', field: 'isActive', value: 1 },
                  ],
                },
              ],
            },
          ],
        },
      ],
      ['Dana Whitfield', 'Sarah Chen'],
    ],
    [
      'a user defined field',
      [{ op: 'eq', field: 'Preferred Name', udf: true, value: 'kate' }, ofHarbor],
      ['Katherine Meyer', 'Katherine Smith'],
    ],
  ])('knows %s', async (_what, filter, found) => {
    expect(await names(filter)).toEqual(found);
  });

  it('compares numbers and times', async () => {
    const first = bench.openTicket({ summary: 'First' });
    const second = bench.openTicket({ summary: 'Second' });
    const ids = async (condition: JsonObject) =>
      (await bench.query('Tickets', [condition])).items().map(({ id }) => id);
    expect(await ids({ op: 'gt', field: 'id', value: first.id })).toEqual([second.id]);
    expect(await ids({ op: 'lte', field: 'id', value: first.id })).toEqual([first.id]);
    expect(await ids({ op: 'lt', field: 'id', value: String(second.id) })).toEqual([first.id]);
    expect(await ids({ op: 'noteq', field: 'status', value: 5 })).toEqual([first.id, second.id]);
    expect(await ids({ op: 'gte', field: 'createDate', value: '2020-01-01T00:00:00.000Z' })).toHaveLength(2);
    expect(await ids({ op: 'lt', field: 'createDate', value: '2020-01-01' })).toEqual([]);
  });

  it('tells what is there from what is not', async () => {
    const everybody = Number(await count('Contacts', [all]));
    const withTitle = Number(await count('Contacts', [{ op: 'exist', field: 'title' }]));
    expect(withTitle).toBe(200);
    expect(await count('Contacts', [{ op: 'notExist', field: 'title' }])).toBe(everybody - withTitle);
    expect(await count('Contacts', [{ op: 'notIn', field: 'companyID', value: [harbor] }])).toBe(everybody - 20);
    expect(await count('Companies', [{ op: 'eq', field: 'isActive', value: false }])).toBe(1);
  });

  it.each<[string, Json, string]>([
    ['no filter', {}, 'filter'],
    ['an empty filter', { filter: [] }, 'filter'],
    [
      'an operator that does not exist',
      { filter: [{ op: 'startsWith', field: 'lastName', value: 'C' }] },
      "operator 'startsWith'",
    ],
    ['an operator in another case', { filter: [{ op: 'notEq', field: 'id', value: 1 }] }, "operator 'notEq'"],
    [
      'a field that does not exist',
      { filter: [{ op: 'eq', field: 'email', value: 'a' }] },
      'Unable to find email in the Contact Entity',
    ],
    [
      'a user defined field that does not exist',
      { filter: [{ op: 'eq', field: 'Nickname', udf: true, value: 'a' }] },
      'Nickname',
    ],
    ['a group without items', { filter: [{ op: 'or' }] }, "'or'"],
    ['a value of another type', { filter: [{ op: 'eq', field: 'companyID', value: 'Harbor' }] }, 'companyID'],
    ['a boolean for a number', { filter: [{ op: 'eq', field: 'isActive', value: true }] }, 'isActive'],
    ['no value', { filter: [{ op: 'eq', field: 'lastName' }] }, 'lastName'],
    ['contains on a number', { filter: [{ op: 'contains', field: 'companyID', value: '1' }] }, 'companyID'],
    ['in without an array', { filter: [{ op: 'in', field: 'id', value: 1 }] }, 'array'],
    ['a page number', { filter: [{ op: 'exist', field: 'id' }], pageNumber: 2 }, 'pageNumber'],
    ['an order', { filter: [{ op: 'exist', field: 'id' }], orderBy: 'id' }, 'orderBy'],
    ['more than 500 records', { filter: [{ op: 'exist', field: 'id' }], MaxRecords: 501 }, 'MaxRecords'],
    ['no records', { filter: [{ op: 'exist', field: 'id' }], MaxRecords: 0 }, 'MaxRecords'],
    [
      'an included field that does not exist',
      { filter: [{ op: 'exist', field: 'id' }], IncludeFields: ['name'] },
      'name',
    ],
  ])('is refused with %s', async (_what, body, text) => {
    const refused = await bench.ask('POST', '/Contacts/query', body);
    expect(refused.status).toBe(500);
    expect(refused.errors()).toContain(text);
  });

  it('may have 500 OR terms and no more', async () => {
    const terms = (number: number) =>
      Array.from({ length: number }, (_none, id) => ({ op: 'eq', field: 'id', value: id }));
    expect((await contacts([{ op: 'or', items: terms(500) }])).status).toBe(200);
    expect((await contacts([{ op: 'or', items: terms(501) }])).errors()).toContain('500 OR');
    const ids = Array.from({ length: 501 }, (_none, id) => id);
    expect((await contacts([{ op: 'in', field: 'id', value: ids }])).errors()).toContain('500 OR');
  });

  it('may not name fields that cannot be queried', async () => {
    const refused = await bench.query('Tickets', [{ op: 'eq', field: 'creatorType', value: 1 }]);
    expect([refused.status, refused.errors()]).toEqual([500, expect.stringContaining('creatorType')]);
  });
});

describe('a query', () => {
  it('gives at most 500 records, ascending by id, with its details', async () => {
    const { body, items } = await contacts([all]);
    const ids = items().map(({ id }) => Number(id));
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
    expect(pageDetails(body)).toEqual({ count: 201, requestCount: 500, prevPageUrl: null, nextPageUrl: null });
  });

  it('gives only the fields that are asked for', async () => {
    const { items } = await contacts([ofHarbor], { MaxRecords: 1, IncludeFields: ['id', 'LastName'] });
    expect(items()).toEqual([
      { id: Number(bench.autotask.contactId('harbor-dental/dana-whitfield')), lastName: 'Whitfield' },
    ]);
  });

  it('can be sent as GET with the query in search', async () => {
    const search = encodeURIComponent(JSON.stringify({ filter: [ofHarbor] }));
    expect((await bench.ask('GET', `/Contacts/query?search=${search}`)).items()).toHaveLength(20);
    expect((await bench.ask('GET', `/Contacts/query/count?search=${search}`)).body).toEqual({ queryCount: 20 });
    expect((await bench.ask('GET', '/Contacts/query')).status).toBe(500);
  });

  it('finds nothing as an empty list', async () => {
    const { body } = await contacts([{ op: 'eq', field: 'id', value: 1 }]);
    expect(body).toMatchObject({ items: [], pageDetails: { count: 0, nextPageUrl: null } });
  });
});

describe('pages', () => {
  const query = () => ({ MaxRecords: 8, filter: [ofHarbor] });
  const next = (body: Json) => String(pageDetails(body).nextPageUrl);

  it('follow one another until nextPageUrl is null', async () => {
    const sizes: number[] = [];
    const ids = new Set<unknown>();
    let url: unknown = '/Contacts/query';
    for (let page = 0; page < 5 && typeof url === 'string'; page += 1) {
      const { body, items } = await bench.ask('POST', url, query());
      sizes.push(items().length);
      for (const { id } of items()) ids.add(id);
      url = pageDetails(body).nextPageUrl;
    }
    expect([sizes, ids.size, url]).toEqual([[8, 8, 4], 20, null]);
  });

  it('lead back to the page before', async () => {
    const first = await bench.ask('POST', '/Contacts/query', query());
    const second = await bench.ask('POST', next(first.body), query());
    const back = await bench.ask('POST', String(pageDetails(second.body).prevPageUrl), query());
    expect(back.items()).toEqual(first.items());
  });

  it('want the same method and the same body', async () => {
    const first = await bench.ask('POST', '/Contacts/query', query());
    expect((await bench.ask('GET', next(first.body))).status).toBe(500);
    expect((await bench.ask('POST', next(first.body), { ...query(), MaxRecords: 9 })).errors()).toContain(
      'same method',
    );
    expect((await bench.ask('POST', next(first.body))).status).not.toBe(200);
    expect((await bench.ask('POST', '/Contacts/query/next?paging=nonsense', query())).status).toBe(500);
  });

  it('of a GET carry its search along', async () => {
    const search = encodeURIComponent(JSON.stringify(query()));
    const first = await bench.ask('GET', `/Contacts/query?search=${search}`);
    expect((await bench.ask('GET', next(first.body))).items()).toHaveLength(8);
  });
});
