import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createVisitor, EVENTUAL, seat, type Visitor } from './visitor.js';

const DANA = 'harbor-dental/dana-whitfield';

describe('reading users at the pretend Graph', () => {
  let visitor: Visitor;
  const graph = (target: string, headers?: Record<string, string>) =>
    visitor.graph('harbor-dental', target, headers ? { headers } : {});
  const names = async (target: string, headers?: Record<string, string>) => {
    const reply = await graph(target, headers);
    return reply.body.value.map((user: { userPrincipalName: string }) => user.userPrincipalName.split('@')[0]);
  };
  const filter = (text: string) => `/users?$filter=${encodeURIComponent(text)}`;
  const search = (text: string) => `/users?$search=${encodeURIComponent(text)}`;

  beforeAll(async () => {
    visitor = await createVisitor();
    visitor.microsoft.configure(DANA, { otherMails: ["dana.o'home@mail.example"] });
  });
  afterAll(() => visitor.microsoft.stop());

  it('finds a user by id and by principal name, in any case, and shows the default properties only', async () => {
    const id = visitor.microsoft.userId(DANA);
    const byId = await graph(`/users/${id}`);
    expect(Object.keys(byId.body).sort()).toEqual(
      [
        '@odata.context',
        ...['businessPhones', 'displayName', 'givenName', 'id', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation'],
        ...['preferredLanguage', 'surname', 'userPrincipalName'],
      ].sort(),
    );
    expect(byId.body['@odata.context']).toBe(`${visitor.microsoft.graphUrl}/v1.0/$metadata#users/$entity`);
    const byName = await graph('/users/Dana.Whitfield%40HARBORDENTAL.example');
    expect(byName.body.id).toBe(id);
  });

  it('shows what is selected and nothing else', async () => {
    const reply = await graph(
      `/users/${visitor.microsoft.userId(DANA)}?$select=id,accountEnabled,onPremisesSyncEnabled,assignedLicenses`,
    );
    expect(reply.body).toEqual({
      '@odata.context': expect.stringMatching(
        /#users\(id,accountEnabled,onPremisesSyncEnabled,assignedLicenses\)\/\$entity$/,
      ),
      id: visitor.microsoft.userId(DANA),
      accountEnabled: true,
      onPremisesSyncEnabled: null,
      assignedLicenses: [{ disabledPlans: [], skuId: 'c7df2760-2c81-4ef7-b578-5b5392b571df' }],
    });
  });

  it('never shows a password', async () => {
    const reply = await graph(`/users/${visitor.microsoft.userId(DANA)}?$select=passwordProfile,accountEnabled`);
    expect(reply.body.passwordProfile).toBeNull();
  });

  it('answers 404 in its envelope for a user it does not have', async () => {
    const reply = await graph('/users/nobody@harbordental.example', { 'client-request-id': 'mine' });
    expect(reply.status).toBe(404);
    expect(reply.body.error).toMatchObject({
      code: 'Request_ResourceNotFound',
      message: expect.stringContaining("'nobody@harbordental.example'"),
      innerError: { 'client-request-id': 'mine', 'request-id': reply.headers.get('request-id') },
    });
  });

  it.each([
    ["mail eq 'dana.whitfield@harbordental.example'", ['dana.whitfield']],
    ["proxyAddresses/any(p:p eq 'smtp:danawhitfield@harbordental.example')", ['dana.whitfield']],
    ["otherMails/any(o:o eq 'dana.o''home@mail.example')", ['dana.whitfield']],
    [
      "mail eq 'x@y.example' or proxyAddresses/any(p:p eq 'smtp:SARAH.CHEN@harbordental.example') or otherMails/any(o:o eq 'x@y.example')",
      ['sarah.chen'],
    ],
    ["startswith(displayName,'dana') and accountEnabled eq true", ['dana.whitfield']],
    ["startswith(displayName,'dana') and accountEnabled eq false", []],
    ["(surname eq 'Chen' or surname eq 'Meyer') and givenName eq 'katherine'", ['katherine.meyer']],
    ["surname eq 'Chen' or surname eq 'Meyer' and givenName eq 'Sarah'", ['sarah.chen']],
    ["surname in ('Chen','Whitfield')", ['dana.whitfield', 'sarah.chen']],
    ['mail eq null', []],
  ])('filters: %s', async (text, expected) => {
    expect(await names(filter(text))).toEqual(expected);
  });

  it.each([
    ['a property that cannot be filtered on', "officeLocation eq 'Seattle'", 'Request_UnsupportedQuery'],
    ['an operator without a meaning here', "displayName has 'Dana'", 'Request_UnsupportedQuery'],
    ['an unclosed string', "displayName eq 'Dana", 'Request_BadRequest'],
    ['a single quote that is not doubled', "displayName eq 'O'Brien'", 'Request_BadRequest'],
    ['a foreign lambda variable', "otherMails/any(o:x eq 'a')", 'Request_BadRequest'],
    ['nothing', '', 'Request_BadRequest'],
  ])('refuses to filter by %s', async (_what, text, code) => {
    const reply = await graph(filter(text));
    expect([reply.status, reply.body.error.code]).toEqual([400, code]);
  });

  it.each(["displayName ne 'Dana Whitfield'", 'not accountEnabled eq false', "endswith(mail,'.example')"])(
    'demands the advanced query header and $count for: %s',
    async (text) => {
      expect((await graph(filter(text))).body.error.code).toBe('Request_UnsupportedQuery');
      expect((await graph(filter(text), EVENTUAL)).body.error.code).toBe('Request_UnsupportedQuery');
      const reply = await graph(`${filter(text)}&$count=true`, EVENTUAL);
      expect(reply.status).toBe(200);
      expect(reply.body['@odata.count']).toBe(reply.body.value.length);
      expect(reply.body.value.length).toBeGreaterThan(0);
    },
  );

  it('refuses $search without ConsistencyLevel: eventual', async () => {
    const reply = await graph(search('"displayName:Dana"'));
    expect([reply.status, reply.body.error.code]).toEqual([400, 'Request_UnsupportedQuery']);
  });

  it.each([
    ['"displayName:whit"', ['dana.whitfield']],
    ['"displayName:field"', []],
    ['"displayName:whitfield dana"', ['dana.whitfield']],
    ['"mail:sarah.c"', ['sarah.chen']],
    ['"mail:chen"', []],
    ['"displayName:Dana" OR "userPrincipalName:sarah.c"', ['dana.whitfield', 'sarah.chen']],
    ['"displayName:Sarah" AND "displayName:Meyer"', []],
  ])('searches by words of the name and by the beginning of all else: %s', async (text, expected) => {
    expect(await names(search(text), EVENTUAL)).toEqual(expected);
  });

  it.each([
    'displayName:Dana',
    '"Dana"',
    '"displayName:Dana" or "mail:dana"',
    '"displayName:Dana" OR',
    '"officeLocation:Sea"',
  ])('refuses a malformed search: %s', async (text) => {
    const reply = await graph(search(text), EVENTUAL);
    expect([reply.status, reply.body.error.code]).toEqual([400, 'Request_BadRequest']);
  });

  it('pages by $top and @odata.nextLink until all were given once', async () => {
    const seen: string[] = [];
    let target: string | undefined = '/users?$top=7&$select=id&$count=true';
    let pages = 0;
    while (target && pages < 10) {
      const { body } = await graph(target, EVENTUAL);
      expect(body['@odata.count']).toBe(20);
      seen.push(...body.value.map((user: { id: string }) => user.id));
      target = body['@odata.nextLink'];
      pages += 1;
    }
    expect(pages).toBe(3);
    expect(new Set(seen).size).toBe(20);
  });

  it.each([
    '/users?$top=0',
    '/users?$top=1000',
    '/users?$skip=5',
    '/users?$select=id,shoeSize',
    '/users?$expand=manager',
    '/users?$skiptoken=x',
  ])('refuses %s', async (target) => {
    const reply = await graph(target);
    expect([reply.status, reply.body.error.code]).toEqual([400, 'Request_BadRequest']);
  });

  it('sorts, and with a filter only as an advanced query', async () => {
    const sorted = await names('/users?$orderby=displayName desc');
    expect(sorted).toEqual([...sorted].sort().reverse());
    const target = "/users?$filter=startswith(displayName,'s')&$orderby=displayName";
    expect((await graph(target)).body.error.code).toBe('Request_UnsupportedQuery');
    expect((await graph(`${target}&$count=true`, EVENTUAL)).status).toBe(200);
  });

  it('lists the authentication methods', async () => {
    const { body } = await graph(`/users/${visitor.microsoft.userId(DANA)}/authentication/methods`);
    expect(body.value.map((method: { '@odata.type': string }) => method['@odata.type'])).toEqual([
      '#microsoft.graph.passwordAuthenticationMethod',
      '#microsoft.graph.phoneAuthenticationMethod',
      '#microsoft.graph.microsoftAuthenticatorAuthenticationMethod',
    ]);
    expect(body.value[1].phoneNumber).toBe('+1 2065550110');
  });

  it('tells direct from transitive groups, and the directory roles apart', async () => {
    const accountant = visitor.world.people.find(
      ({ company, title }) => company === 'harbor-dental' && title === 'Accountant',
    );
    const id = visitor.microsoft.userId(accountant?.key ?? '');
    const shown = async (target: string) =>
      (await graph(target)).body.value.map((item: { displayName: string }) => item.displayName).sort();
    expect(await shown(`/users/${id}/memberOf`)).not.toContain('Finance Share');
    expect(await shown(`/users/${id}/transitiveMemberOf`)).toEqual(
      expect.arrayContaining(['All Staff', 'Finance', 'Finance Share']),
    );
    expect(await shown(`/users/${id}/transitiveMemberOf/microsoft.graph.directoryRole`)).toEqual([]);
    const admin = visitor.microsoft.userId(seat(visitor, 'harbor-dental', 19));
    expect(await shown(`/users/${admin}/transitiveMemberOf/microsoft.graph.directoryRole`)).toEqual([
      'Global Administrator',
    ]);
    const mixed = (await graph(`/users/${admin}/memberOf`)).body.value;
    expect(mixed.map((item: { '@odata.type': string }) => item['@odata.type'])).toContain(
      '#microsoft.graph.directoryRole',
    );
  });

  it('lists licences, and counts the seats in use', async () => {
    const details = await graph(`/users/${visitor.microsoft.userId(DANA)}/licenseDetails`);
    expect(details.body.value.map((licence: { skuPartNumber: string }) => licence.skuPartNumber)).toEqual([
      'ENTERPRISEPREMIUM',
    ]);
    visitor.microsoft.configure(DANA, { licences: [] });
    const { body } = await graph('/subscribedSkus');
    expect(body.value[0]).toMatchObject({
      skuPartNumber: 'ENTERPRISEPREMIUM',
      consumedUnits: 2,
      prepaidUnits: { enabled: 5 },
    });
    visitor.microsoft.configure(DANA, { licences: ['ENTERPRISEPREMIUM'] });
  });

  it('names the organization of the token', async () => {
    const { body } = await graph('/organization');
    expect(body.value).toMatchObject([
      { id: visitor.microsoft.tenantId('harbor-dental'), displayName: 'Harbor Dental' },
    ]);
  });

  it.each([
    ['/planets', 400, 'BadRequest'],
    ['/users/x/planets', 400, 'BadRequest'],
    ['', 400, 'BadRequest'],
  ])('refuses the unknown path %s', async (path, status, code) => {
    const reply = await graph(path);
    expect([reply.status, reply.body.error.code]).toEqual([status, code]);
  });

  it('refuses other versions and other methods', async () => {
    expect((await graph(`${visitor.microsoft.graphUrl}/v2.0/users`)).status).toBe(400);
    expect((await visitor.graph('harbor-dental', '/users', { method: 'DELETE' })).status).toBe(405);
  });
});
