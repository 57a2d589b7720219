import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createVisitor, seat, type Visitor } from './visitor.js';

const COMPANY = 'harbor-dental';
const DANA = 'harbor-dental/dana-whitfield';
const CHAT = 'Front Office Chat';

describe('teams at the pretend Graph', () => {
  let visitor: Visitor;
  const graph = (target: string, init?: Parameters<Visitor['graph']>[2]) => visitor.graph(COMPANY, target, init);
  const team = (name = CHAT) => `/teams/${visitor.microsoft.group(COMPANY, name).id}`;
  const wish = (key: string, roles: string[] = []) => ({
    '@odata.type': '#microsoft.graph.aadUserConversationMember',
    roles,
    'user@odata.bind': `https://graph.microsoft.com/v1.0/users('${visitor.microsoft.userId(key)}')`,
  });
  const add = (body: unknown, name = CHAT) => graph(`${team(name)}/members`, { method: 'POST', body });
  const member = (key: string) => {
    const filter = `(microsoft.graph.aadUserConversationMember/userId eq '${visitor.microsoft.userId(key)}')`;
    return graph(`${team()}/members?$filter=${encodeURIComponent(filter)}`);
  };
  beforeEach(async () => {
    visitor = await createVisitor();
  });
  afterEach(() => visitor.microsoft.stop());

  it('are groups that have a team; other groups are none', async () => {
    const joined = await graph(`/users/${visitor.microsoft.userId(DANA)}/joinedTeams`);
    const names = (reply: typeof joined) => reply.body.value.map((one: { displayName: string }) => one.displayName);
    expect(names(joined)).toEqual([CHAT, 'Company News']);
    const groups = await graph("/groups?$filter=resourceProvisioningOptions/Any(x:x eq 'Team')&$select=displayName");
    expect(names(groups)).toEqual([CHAT, 'Company News']);
    expect(names(await graph(`/teams?$filter=displayName eq '${CHAT}'`))).toEqual([CHAT]);
    expect((await graph(`${team()}`)).body.displayName).toBe(CHAT);
    expect((await graph(`${team('Projects')}/members`)).status).toBe(404);
  });

  it('take a member, who is found by a filter and leaves by the id of the membership', async () => {
    const key = seat(visitor, COMPANY, 9);
    expect((await member(key)).body).toMatchObject({ '@odata.count': 0, value: [] });
    const added = await add(wish(key));
    expect([added.status, added.body]).toEqual([
      201,
      expect.objectContaining({ userId: visitor.microsoft.userId(key), roles: [] }),
    ]);
    expect(visitor.microsoft.user(key).groups).toContain(CHAT);
    const [found] = (await member(key)).body.value;
    expect(found.id).toBe(added.body.id);
    const wrong = await graph(`${team()}/members/${visitor.microsoft.userId(key)}`, { method: 'DELETE' });
    expect(wrong.status).toBe(404);
    const gone = await graph(`${team()}/members/${encodeURIComponent(found.id)}`, { method: 'DELETE' });
    expect(gone.status).toBe(204);
    expect(visitor.microsoft.teamsOf(key)).toEqual(['Company News']);
  });

  it('take a member by the principal name, and one who is in already without a change', async () => {
    const bind = "https://graph.microsoft.com/v1.0/users('dana.whitfield@harbordental.example')";
    expect((await add({ ...wish(DANA), 'user@odata.bind': bind, roles: ['owner'] })).status).toBe(403);
    const key = seat(visitor, COMPANY, 2);
    expect((await add(wish(key))).status).toBe(201);
    expect(visitor.records.writes('microsoft')).toEqual([]);
    visitor.microsoft.set(COMPANY, { teamMemberTwice: 'refused' });
    expect((await add(wish(key))).status).toBe(400);
  });

  it('demand more for owners, and keep the last one', async () => {
    const key = seat(visitor, COMPANY, 1);
    expect((await add(wish(key, ['owner']))).status).toBe(403);
    const [owner] = (await member(DANA)).body.value;
    expect(owner.roles).toEqual(['owner']);
    const remove = () => graph(`${team()}/members/${encodeURIComponent(owner.id)}`, { method: 'DELETE' });
    expect((await remove()).status).toBe(403);
    visitor.microsoft.grantConsent(COMPANY, 'TeamMember.ReadWrite.All');
    expect((await remove()).status).toBe(400);
    expect((await add(wish(key, ['owner']))).body.roles).toEqual(['owner']);
    expect((await remove()).status).toBe(204);
  });

  it('take several members at once and say of each what came of it', async () => {
    const key = seat(visitor, COMPANY, 9);
    const stranger = {
      ...wish(DANA),
      'user@odata.bind': "https://graph.microsoft.com/v1.0/users('nobody@harbordental.example')",
    };
    const body = { values: [wish(key), stranger] };
    const reply = await graph(`${team()}/members/add`, { method: 'POST', body });
    expect([reply.status, reply.body.value]).toEqual([
      207,
      [
        expect.objectContaining({ userId: visitor.microsoft.userId(key), error: null }),
        expect.objectContaining({ error: expect.objectContaining({ code: 'NotFound' }) }),
      ],
    ]);
    const again = await graph(`${team()}/members/add`, { method: 'POST', body: { values: [wish(key)] } });
    expect(again.status).toBe(200);
  });

  it.each([
    ['no type', { '@odata.type': undefined }],
    ['another type', { '@odata.type': '#microsoft.graph.user' }],
    ['an unknown role', { roles: ['boss'] }],
    ['a plain id', { 'user@odata.bind': 'dana.whitfield@harbordental.example' }],
    ['an unknown property', { email: 'dana.whitfield@harbordental.example' }],
  ])('refuse a member with %s', async (_what, parts) => {
    expect((await add({ ...wish(DANA), ...parts })).status).toBe(400);
  });

  it('demand the permissions to read and to change members', async () => {
    visitor.microsoft.revokeConsent(COMPANY, 'TeamMember.Read.All', 'TeamMember.ReadWriteNonOwnerRole.All');
    const read = await graph(`${team()}/members`);
    expect([read.status, read.body.error.code]).toEqual([403, 'Forbidden']);
    expect(read.body.error.message).toContain('TeamMember.Read.All');
    expect((await add(wish(seat(visitor, COMPANY, 9)))).status).toBe(403);
  });

  it('answer four requests a second and team, when the limits hold', async () => {
    visitor.microsoft.enforceLimits(true);
    const token = await visitor.token(COMPANY);
    const ask = async (name: string) => (await graph(`${team(name)}/members`, { token })).status;
    for (let turn = 0; turn < 4; turn += 1) expect(await ask(CHAT)).toBe(200);
    const reply = await graph(`${team()}/members`, { token });
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await ask('Company News')).toBe(200);
    visitor.clock.now += 1000;
    expect(await ask(CHAT)).toBe(200);
  });
});
