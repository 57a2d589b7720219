/** Teams and their members. Source: Microsoft Graph facts, teams membership. */
import { z } from 'zod';
import { bodyObject, parseBody } from './body.js';
import { findGroup, type GraphAnswer, type GraphCall, liveUser, type Operation, seenUser } from './call.js';
import { GraphRefusal } from './graph-error.js';
import { allowOptions, narrow, paged } from './list.js';
import { allows, PERMISSIONS } from './permissions.js';
import { type Resource, selected, show } from './resources.js';
import type { StoredGroup, StoredUser, Tenant } from './stored.js';

const MEMBER_TYPE = '#microsoft.graph.aadUserConversationMember';
const MEMBER_OPTIONS = new Set(['$filter', '$select', '$top', '$skiptoken']);
const MOST_AT_ONCE = 200;

const NEW_MEMBER = z.strictObject({
  '@odata.type': z.literal(MEMBER_TYPE),
  roles: z.array(z.enum(['owner', 'guest'])).max(1),
  'user@odata.bind': z.string(),
});
type NewMember = z.infer<typeof NEW_MEMBER>;
const NEW_MEMBERS = z.strictObject({ values: z.array(z.record(z.string(), z.unknown())).min(1).max(MOST_AT_ONCE) });

const member = { deny, limit: 'team' } as const;
export const TEAM_OPERATIONS: Record<string, Operation> = {
  'GET users/{}/joinedTeams': { need: PERMISSIONS.readTeams, deny, run: listJoined },
  'GET teams': { need: PERMISSIONS.readTeams, deny, run: listTeams },
  'GET teams/{}': { need: PERMISSIONS.readTeams, ...member, run: getTeam },
  'GET teams/{}/members': { need: PERMISSIONS.readTeamMembers, ...member, run: listMembers },
  'GET teams/{}/members/{}': { need: PERMISSIONS.readTeamMembers, ...member, run: getMember },
  'POST teams/{}/members': { need: PERMISSIONS.changeTeamMembers, ...member, run: addMember },
  'POST teams/{}/members/add': { need: PERMISSIONS.changeTeamMembers, ...member, run: addMembers },
  'DELETE teams/{}/members/{}': { need: PERMISSIONS.changeTeamMembers, ...member, run: removeMember },
};

interface Membership {
  team: StoredGroup;
  user: StoredUser;
}

/** In a filter the properties of a member carry the name of their type. */
const CAST = 'microsoft.graph.aadUserConversationMember/';
const SHOWN: Resource<Membership>['properties'] = {
  '@odata.type': () => MEMBER_TYPE,
  id: ({ team, user }) => membershipId(team, user),
  roles: rolesOf,
  displayName: ({ user }) => user.displayName,
  visibleHistoryStartDateTime: () => '0001-01-01T00:00:00Z',
  userId: ({ user }) => user.id,
  email: ({ user }) => user.mail,
  tenantId: (_membership, tenant) => tenant.id,
};
const MEMBER: Resource<Membership> = {
  type: 'conversationMember',
  properties: { ...SHOWN, ...Object.fromEntries(Object.entries(SHOWN).map(([name, read]) => [CAST + name, read])) },
  defaults: Object.keys(SHOWN),
  filterable: new Set(['displayName', 'email', 'userId', 'roles'].flatMap((name) => [name, CAST + name])),
  searchable: new Set(),
  elsewhere: true,
};

/** The words of the service for teams, which is no part of the directory; its codes are unconfirmed. */
function deny(need: readonly string[]): GraphRefusal {
  const words = `Missing role permissions on the request. API requires one of '${need.join(', ')}'.`;
  return new GraphRefusal(403, 'Forbidden', words);
}
const refused = (message: string) => new GraphRefusal(400, 'BadRequest', message);
const noTeam = (id: string) => new GraphRefusal(404, 'NotFound', `No team found with Group Id ${id}`);
const nobody = (id: string) => new GraphRefusal(404, 'NotFound', `No member or user found with Id ${id}`);

function listJoined(call: GraphCall): GraphAnswer {
  const user = seenUser(call);
  const teams = call.directory.groups.filter((group) => group.isTeam && isIn(group, user));
  return { status: 200, body: { '@odata.context': `${call.base}/$metadata#teams`, value: teams.map(showTeam(call)) } };
}

function listTeams(call: GraphCall): GraphAnswer {
  allowOptions(call.query, new Set(['$filter', '$select', '$top', '$skiptoken']));
  const teams = narrow(
    call,
    call.directory.groups.filter(({ isTeam }) => isTeam),
    TEAM,
  );
  const { page, frame } = paged(call, teams);
  const value = page.map(showTeam(call));
  return { status: 200, body: { '@odata.context': `${call.base}/$metadata#teams`, ...frame, value } };
}

function getTeam(call: GraphCall): GraphAnswer {
  const team = teamOf(call);
  return { status: 200, body: { '@odata.context': `${call.base}/$metadata#teams/$entity`, ...showTeam(call)(team) } };
}

function listMembers(call: GraphCall): GraphAnswer {
  allowOptions(call.query, MEMBER_OPTIONS);
  const names = selected(call.query, MEMBER);
  const found = narrow(call, membershipsOf(call), MEMBER);
  const { page, frame } = paged(call, found);
  const value = page.map((membership) => show(membership, MEMBER, call.tenant, names));
  const context = `${call.base}/$metadata#teams('${call.ids[0]}')/members`;
  return { status: 200, body: { '@odata.context': context, '@odata.count': page.length, ...frame, value } };
}

function getMember(call: GraphCall): GraphAnswer {
  const membership = membershipsOf(call).find(({ team, user }) => membershipId(team, user) === call.ids[1]);
  if (!membership) throw nobody(call.ids[1] ?? '');
  return shown(call, membership, 200);
}

function addMember(call: GraphCall): GraphAnswer {
  const wish = parseBody(bodyObject(call), NEW_MEMBER, 'aadUserConversationMember');
  const { membership, write } = join(call, wish);
  return { ...shown(call, membership, 201), write };
}

/** Each by itself; 207 when not all of them could be added. */
function addMembers(call: GraphCall): GraphAnswer {
  const { values } = parseBody(bodyObject(call), NEW_MEMBERS, 'team');
  const wishes = values.map((value) => parseBody(value, NEW_MEMBER, 'aadUserConversationMember'));
  teamOf(call);
  let write = false;
  const results = wishes.map((wish) => {
    const userId = readBind(wish);
    try {
      const joined = join(call, wish);
      write ||= joined.write;
      return { userId: joined.membership.user.id, error: null };
    } catch (error) {
      if (!(error instanceof GraphRefusal)) throw error;
      return { userId, error: { code: error.code, message: error.message } };
    }
  });
  return {
    status: results.some(({ error }) => error) ? 207 : 200,
    write,
    body: {
      '@odata.context': `${call.base}/$metadata#Collection(microsoft.graph.aadUserConversationMemberResult)`,
      value: results.map((result) => ({ '@odata.type': `${MEMBER_TYPE}Result`, ...result })),
    },
  };
}

/** By the id of the membership, which is not that of the user. That a team keeps its last owner is unconfirmed. */
function removeMember(call: GraphCall): GraphAnswer {
  const team = teamOf(call);
  const user = call.tenant.live.users.find((one) => isIn(team, one) && membershipId(team, one) === call.ids[1]);
  if (!user) throw nobody(call.ids[1] ?? '');
  if (team.owners.includes(user.id)) {
    if (!allows(call.roles, PERMISSIONS.changeTeamOwners)) throw deny(PERMISSIONS.changeTeamOwners);
    if (team.owners.length === 1) throw refused('The last owner of a team cannot be removed.');
  }
  team.members = team.members.filter((id) => id !== user.id);
  team.owners = team.owners.filter((id) => id !== user.id);
  return { status: 204, write: true };
}

function join(call: GraphCall, wish: NewMember): { membership: Membership; write: boolean } {
  const { tenant, roles } = call;
  const owner = wish.roles.includes('owner');
  if (owner && !allows(roles, PERMISSIONS.changeTeamOwners)) throw deny(PERMISSIONS.changeTeamOwners);
  const team = teamOf(call);
  const user = memberToBe(call, readBind(wish));
  const membership = { team, user };
  const before = `${isIn(team, user)} ${team.owners.includes(user.id)}`;
  if (isIn(team, user) && tenant.switches.teamMemberTwice === 'refused') {
    throw refused('The user is a member of the team already.');
  }
  if (!team.members.includes(user.id)) team.members.push(user.id);
  team.owners = team.owners.filter((id) => id !== user.id);
  if (owner) team.owners.push(user.id);
  return { membership, write: before !== `true ${owner}` };
}

function memberToBe(call: GraphCall, idOrUpn: string): StoredUser {
  try {
    return liveUser(call, idOrUpn);
  } catch (error) {
    throw error instanceof GraphRefusal ? nobody(idOrUpn) : error;
  }
}

/** `https://graph.microsoft.com/v1.0/users('{id or principal name}')` */
function readBind(wish: NewMember): string {
  const bind = wish['user@odata.bind'];
  const [, quoted, plain] = /^https?:\/\/[^/]+\/v1\.0\/users(?:\('([^']+)'\)|\/([^/?]+))$/.exec(bind) ?? [];
  const id = quoted ?? plain;
  if (!id) throw refused(`Invalid bind property value '${bind}' in the request.`);
  return decodeURIComponent(id);
}

const TEAM: Resource<StoredGroup> = {
  type: 'team',
  properties: {
    id: ({ id }) => id,
    displayName: ({ displayName }) => displayName,
    description: ({ description }) => description,
    visibility: () => 'private',
    isArchived: () => false,
    tenantId: (_team, tenant: Tenant) => tenant.id,
    createdDateTime: ({ createdDateTime }) => createdDateTime,
  },
  defaults: ['id', 'displayName', 'description', 'visibility', 'isArchived', 'tenantId', 'createdDateTime'],
  filterable: new Set(['displayName']),
  searchable: new Set(),
  elsewhere: true,
};

function showTeam(call: GraphCall) {
  return (team: StoredGroup) => show(team, TEAM, call.tenant, selected(call.query, TEAM));
}

function shown(call: GraphCall, membership: Membership, status: number): GraphAnswer {
  const context = `${call.base}/$metadata#teams('${call.ids[0]}')/members/microsoft.graph.aadUserConversationMember`;
  const body = { '@odata.context': `${context}/$entity`, ...show(membership, MEMBER, call.tenant, undefined) };
  return { status, body };
}

/** The team as the request may see it: reads lag behind writes when told so. */
function teamOf(call: GraphCall): StoredGroup {
  const id = call.ids[0] ?? '';
  const team = findGroup(call.directory, id);
  if (!team?.isTeam || call.tooNew.has(team.id)) throw noTeam(id);
  return team;
}

function membershipsOf(call: GraphCall): Membership[] {
  const team = teamOf(call);
  return call.directory.users.filter((user) => isIn(team, user)).map((user) => ({ team, user }));
}

function isIn({ members, owners }: StoredGroup, { id }: StoredUser): boolean {
  return members.includes(id) || owners.includes(id);
}

function rolesOf({ team, user }: Membership): string[] {
  if (team.owners.includes(user.id)) return ['owner'];
  return user.userType === 'Guest' ? ['guest'] : [];
}

function membershipId(team: StoredGroup, user: StoredUser): string {
  return Buffer.from(`${team.id}##${user.id}`).toString('base64');
}
