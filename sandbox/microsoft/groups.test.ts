import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createVisitor, EVENTUAL, seat, type Visitor } from './visitor.js';

describe('groups at the pretend Graph', () => {
  let visitor: Visitor;
  const company = 'harbor-dental';
  const graph = (target: string, init?: Parameters<Visitor['graph']>[2]) => visitor.graph(company, target, init);
  const group = (name: string) => visitor.microsoft.group(company, name);
  const add = (name: string, userId: string) =>
    graph(`/groups/${group(name).id}/members/$ref`, {
      method: 'POST',
      body: { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${userId}` },
    });

  beforeAll(async () => {
    visitor = await createVisitor();
  });
  afterAll(() => visitor.microsoft.stop());

  it('are found by the beginning of the name, and by its words', async () => {
    const filtered = await graph("/groups?$filter=startswith(displayName,'Fin')&$select=id,displayName,groupTypes");
    expect(filtered.body.value).toEqual([
      { id: group('Finance').id, displayName: 'Finance', groupTypes: [] },
      { id: group('Finance Share').id, displayName: 'Finance Share', groupTypes: [] },
    ]);
    const searched = await graph('/groups?$search="displayName:share"&$count=true', { headers: EVENTUAL });
    expect(searched.body['@odata.count']).toBe(1);
  });

  it('are read one by one, and 404 when there is none', async () => {
    expect((await graph(`/groups/${group('Sales Team').id}`)).body).toMatchObject({
      groupTypes: ['DynamicMembership'],
    });
    expect((await graph(`/groups/${visitor.microsoft.tenantId(company)}`)).body.error.code).toBe(
      'Request_ResourceNotFound',
    );
  });

  it('list their members, groups among them', async () => {
    const vpn = await graph(`/groups/${group('VPN Users').id}/members?$select=id,displayName,userPrincipalName`);
    expect(vpn.body.value).toHaveLength(6);
    expect(vpn.body.value[0]).toMatchObject({ '@odata.type': '#microsoft.graph.user', displayName: 'Dana Whitfield' });
    const share = await graph(`/groups/${group('Finance Share').id}/members`);
    expect(share.body.value).toMatchObject([{ '@odata.type': '#microsoft.graph.group', displayName: 'Finance' }]);
  });

  it('take a new member once, and let it go', async () => {
    const key = seat(visitor, company, 8);
    const id = visitor.microsoft.userId(key);
    expect((await add('VPN Users', id)).status).toBe(204);
    expect(visitor.microsoft.user(key).groups).toContain('VPN Users');
    const again = await add('VPN Users', id);
    expect([again.status, again.body.error.code]).toEqual([400, 'Request_BadRequest']);
    expect(visitor.records.of('microsoft').at(-1)).toMatchObject({ status: 400, write: false });
    const gone = await graph(`/groups/${group('VPN Users').id}/members/${id}/$ref`, { method: 'DELETE' });
    expect(gone.status).toBe(204);
    expect(visitor.microsoft.user(key).groups).not.toContain('VPN Users');
    const twice = await graph(`/groups/${group('VPN Users').id}/members/${id}/$ref`, { method: 'DELETE' });
    expect(twice.status).toBe(404);
  });

  it('refuse members that are unknown or of another tenant', async () => {
    const stranger = visitor.microsoft.userId(seat(visitor, 'copperhatch', 8));
    expect((await add('VPN Users', stranger)).status).toBe(404);
    const malformed = await graph(`/groups/${group('VPN Users').id}/members/$ref`, {
      method: 'POST',
      body: { id: stranger },
    });
    expect(malformed.status).toBe(400);
  });

  it('are of the same names at every client, and of every kind', () => {
    const names = (slug: string) => visitor.microsoft.groups(slug).map(({ displayName }) => displayName);
    for (const { slug } of visitor.world.companies) expect(names(slug)).toEqual(names(company));
    expect(names(company)).toEqual(
      expect.arrayContaining(['Finance', 'All Staff', 'Front Office', 'Invoices', 'Branch Printers']),
    );
    const ids = visitor.world.companies.map(({ slug }) => visitor.microsoft.group(slug, 'Finance').id);
    expect(new Set(ids).size).toBe(10);
  });

  it('take groups as members, but not when they are Microsoft 365 groups', async () => {
    const inner = group('VPN Users').id;
    expect((await add('Front Office', inner)).status).toBe(204);
    expect((await add('Projects', inner)).status).toBe(400);
    expect((await add('Front Office', group('Front Office').id)).status).toBe(400);
    const vpn = group('VPN Users').members[0];
    const transitive = await graph(`/groups/${group('Front Office').id}/transitiveMembers/microsoft.graph.user`);
    expect(transitive.body.value.map(({ id }: { id: string }) => id)).toContain(vpn);
    const direct = await graph(`/groups/${group('Front Office').id}/members/microsoft.graph.user`);
    expect(direct.body.value.map(({ id }: { id: string }) => id)).not.toContain(vpn);
    await graph(`/groups/${group('Front Office').id}/members/${inner}/$ref`, { method: 'DELETE' });
  });

  it('delete the member itself when $ref is forgotten', async () => {
    const key = seat(visitor, company, 10);
    const id = visitor.microsoft.userId(key);
    await graph(`/groups/${group('All Staff').id}/members/${id}`, { method: 'DELETE' });
    expect(visitor.microsoft.deletedUsers(company).map(({ user }) => user.id)).toEqual([id]);
    expect((await graph(`/directory/deletedItems/${id}/restore`, { method: 'POST' })).status).toBe(200);
  });

  it('that roles are given to are changed with one more permission, and pass their roles on', async () => {
    const key = seat(visitor, company, 8);
    const id = visitor.microsoft.userId(key);
    expect((await add('Helpdesk Operators', id)).status).toBe(403);
    visitor.microsoft.grantConsent(company, 'RoleManagement.ReadWrite.Directory');
    expect((await add('Helpdesk Operators', id)).status).toBe(204);
    visitor.microsoft.configureGroup(company, 'Helpdesk Operators', {
      roles: [{ displayName: 'Helpdesk Administrator', roleTemplateId: '729827e3-9c14-49f7-bb1b-9608f156bbb8' }],
    });
    const roles = async (kind: string) =>
      (await graph(`/users/${id}/${kind}/microsoft.graph.directoryRole`)).body.value.map(
        ({ displayName }: { displayName: string }) => displayName,
      );
    expect([await roles('memberOf'), await roles('transitiveMemberOf')]).toEqual([[], ['Helpdesk Administrator']]);
    visitor.microsoft.configure(key, { groups: ['All Staff'] });
  });

  it('show their owners and the page of memberships that was asked for', async () => {
    const owners = await graph(`/groups/${group('Company News').id}/owners`);
    expect(owners.body.value).toHaveLength(2);
    const first = await graph(`/users/${visitor.microsoft.userId(seat(visitor, company, 0))}/memberOf?$top=2`);
    const next = await graph(first.body['@odata.nextLink']);
    expect([first.body.value.length, next.body.value.length]).toEqual([2, 2]);
    expect(next.body.value[0].id).not.toBe(first.body.value[0].id);
  });

  it.each(['All Staff', 'Sales Team', 'Invoices', 'Branch Printers'])(
    'refuse to be changed through Graph: %s',
    async (name) => {
      const before = group(name).members;
      const person = visitor.world.people.find((candidate) => {
        const known = candidate.company === company && visitor.microsoft.userId(candidate.key);
        return known && !before.includes(known);
      });
      const id = visitor.microsoft.userId(person?.key ?? seat(visitor, company, 1));
      expect((await add(name, id)).status).toBe(400);
      expect(group(name).members).toEqual(before);
    },
  );

  it('demand the permissions to be read and to be changed', async () => {
    visitor.microsoft.revokeConsent(company, 'GroupMember.ReadWrite.All');
    expect((await add('VPN Users', visitor.microsoft.userId(seat(visitor, company, 9)))).status).toBe(403);
    visitor.microsoft.revokeConsent(company, 'GroupMember.Read.All');
    expect((await graph('/groups')).status).toBe(403);
  });
});
