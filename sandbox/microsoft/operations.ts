/** Every request that this Graph knows, and the permission it needs. `{}` stands for one id. */
import type { GraphAnswer, GraphCall } from './call.js';
import { patchUser, revokeSignInSessions } from './change-user.js';
import { addMember, getGroup, listGroups, listMembers, removeMember } from './groups.js';
import { listOrganization, listSubscribedSkus } from './organization.js';
import type { PermissionNeed } from './permissions.js';
import {
  getUser,
  listAuthMethods,
  listGroupsOf,
  listLicenceDetails,
  listMemberOf,
  listRolesOf,
  listUsers,
} from './users.js';

interface Operation {
  /** Absent where the permission depends on what the body changes. */
  need?: PermissionNeed;
  run(call: GraphCall): GraphAnswer;
}

const OPERATIONS: Record<string, Operation> = {
  'GET users': { need: 'readUsers', run: listUsers },
  'GET users/{}': { need: 'readUsers', run: getUser },
  'PATCH users/{}': { run: patchUser },
  'POST users/{}/revokeSignInSessions': { need: 'revokeSessions', run: revokeSignInSessions },
  'GET users/{}/authentication/methods': { need: 'readAuthMethods', run: listAuthMethods },
  'GET users/{}/licenseDetails': { need: 'readLicences', run: listLicenceDetails },
  'GET users/{}/memberOf': { need: 'readMemberships', run: listMemberOf('direct') },
  'GET users/{}/memberOf/microsoft.graph.group': { need: 'readMemberships', run: listGroupsOf('direct') },
  'GET users/{}/memberOf/microsoft.graph.directoryRole': { need: 'readMemberships', run: listRolesOf },
  'GET users/{}/transitiveMemberOf': { need: 'readMemberships', run: listMemberOf('transitive') },
  'GET users/{}/transitiveMemberOf/microsoft.graph.group': { need: 'readMemberships', run: listGroupsOf('transitive') },
  'GET users/{}/transitiveMemberOf/microsoft.graph.directoryRole': { need: 'readMemberships', run: listRolesOf },
  'GET groups': { need: 'readGroups', run: listGroups },
  'GET groups/{}': { need: 'readGroups', run: getGroup },
  'GET groups/{}/members': { need: 'readMembers', run: listMembers },
  'POST groups/{}/members/$ref': { need: 'changeMembers', run: addMember },
  'DELETE groups/{}/members/{}/$ref': { need: 'changeMembers', run: removeMember },
  'GET subscribedSkus': { need: 'readSkus', run: listSubscribedSkus },
  'GET organization': { need: 'readOrganization', run: listOrganization },
};

const ROUTES = Object.entries(OPERATIONS).map(([key, operation]) => {
  const [method = '', path = ''] = key.split(' ');
  return { method, segments: path.split('/'), operation };
});

export type Found =
  | { kind: 'operation'; operation: Operation; ids: string[] }
  | { kind: 'other method' }
  | { kind: 'unknown'; segment: string };

/** `segments`: the path below /v1.0, decoded. An unknown path names the first segment that leads nowhere. */
export function findOperation(method: string, segments: readonly string[]): Found {
  const here = ROUTES.filter((route) => route.segments.length === segments.length && begins(route.segments, segments));
  const route = here.find((candidate) => candidate.method === method);
  if (route) {
    const ids = segments.filter((_, index) => route.segments[index] === '{}');
    return { kind: 'operation', operation: route.operation, ids };
  }
  if (here.length > 0) return { kind: 'other method' };
  const reach = Math.max(...ROUTES.map((candidate) => shared(candidate.segments, segments)));
  return { kind: 'unknown', segment: segments[reach] ?? segments.at(-1) ?? '' };
}

function begins(route: readonly string[], segments: readonly string[]): boolean {
  return shared(route, segments) === segments.length;
}

function shared(route: readonly string[], segments: readonly string[]): number {
  const differs = segments.findIndex((segment, index) => {
    const expected = route[index];
    return expected !== segment && !(expected === '{}' && segment !== '' && !segment.startsWith('$'));
  });
  return differs < 0 ? segments.length : differs;
}
