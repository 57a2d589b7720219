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
    expect(visitor.records.writes('microsoft')).toHaveLength(1);
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

  it.each(['All Staff', 'Sales Team'])('refuse to be changed through Graph: %s', async (name) => {
    const before = group(name).members;
    const person = visitor.world.people.find((candidate) => {
      const known = candidate.company === company && visitor.microsoft.userId(candidate.key);
      return known && !before.includes(known);
    });
    const id = visitor.microsoft.userId(person?.key ?? seat(visitor, company, 1));
    expect((await add(name, id)).status).toBe(400);
    expect(group(name).members).toEqual(before);
  });

  it('demand the permissions to be read and to be changed', async () => {
    visitor.microsoft.revokeConsent(company, 'GroupMember.ReadWrite.All');
    expect((await add('VPN Users', visitor.microsoft.userId(seat(visitor, company, 9)))).status).toBe(403);
    visitor.microsoft.revokeConsent(company, 'GroupMember.Read.All');
    expect((await graph('/groups')).status).toBe(403);
  });
});
