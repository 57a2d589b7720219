/** Every request that this Graph knows, and the permission it needs. `{}` stands for one id. */
import type { Operation } from './call.js';
import { patchUser, revokeSignInSessions } from './change-user.js';
import { createUser } from './create-user.js';
import { deleteMember, deleteUser, restoreUser } from './delete-user.js';
import { addMember, removeMember } from './group-members.js';
import { getGroup, listGroups, listMembers, listMembersThatAreUsers, listOwners } from './groups.js';
import { assignLicense, listLicenceDetails, listSubscribedSkus } from './licences.js';
import { listDomains, listOrganization } from './organization.js';
import { PERMISSIONS } from './permissions.js';
import { getUser, listGroupsOf, listMemberOf, listRolesOf, listUsers } from './users.js';

export const DIRECTORY_OPERATIONS: Record<string, Operation> = {
  'GET users': { need: PERMISSIONS.readUsers, run: listUsers },
  'POST users': { need: PERMISSIONS.createUser, run: createUser },
  'GET users/{}': { need: PERMISSIONS.readUsers, run: getUser },
  'PATCH users/{}': { run: patchUser },
  'DELETE users/{}': { need: PERMISSIONS.deleteUser, run: deleteUser },
  'POST directory/deletedItems/{}/restore': { need: PERMISSIONS.deleteUser, run: restoreUser },
  'POST users/{}/revokeSignInSessions': { need: PERMISSIONS.revokeSessions, run: revokeSignInSessions },
  'GET users/{}/licenseDetails': { need: PERMISSIONS.readLicences, run: listLicenceDetails },
  'POST users/{}/assignLicense': { need: PERMISSIONS.assignLicences, run: assignLicense },
  'GET users/{}/memberOf': { need: PERMISSIONS.readMemberships, run: listMemberOf('direct') },
  'GET users/{}/memberOf/microsoft.graph.group': { need: PERMISSIONS.readMemberships, run: listGroupsOf('direct') },
  'GET users/{}/memberOf/microsoft.graph.directoryRole': {
    need: PERMISSIONS.readMemberships,
    run: listRolesOf('direct'),
  },
  'GET users/{}/transitiveMemberOf': { need: PERMISSIONS.readMemberships, run: listMemberOf('transitive') },
  'GET users/{}/transitiveMemberOf/microsoft.graph.group': {
    need: PERMISSIONS.readMemberships,
    run: listGroupsOf('transitive'),
  },
  'GET users/{}/transitiveMemberOf/microsoft.graph.directoryRole': {
    need: PERMISSIONS.readMemberships,
    run: listRolesOf('transitive'),
  },
  'GET groups': { need: PERMISSIONS.readGroups, run: listGroups },
  'GET groups/{}': { need: PERMISSIONS.readGroups, run: getGroup },
  'GET groups/{}/owners': { need: PERMISSIONS.readMembers, run: listOwners },
  'GET groups/{}/members': { need: PERMISSIONS.readMembers, run: listMembers('direct') },
  'GET groups/{}/members/microsoft.graph.user': {
    need: PERMISSIONS.readMembers,
    run: listMembersThatAreUsers('direct'),
  },
  'GET groups/{}/transitiveMembers': { need: PERMISSIONS.readMembers, run: listMembers('transitive') },
  'GET groups/{}/transitiveMembers/microsoft.graph.user': {
    need: PERMISSIONS.readMembers,
    run: listMembersThatAreUsers('transitive'),
  },
  'POST groups/{}/members/$ref': { need: PERMISSIONS.changeMembers, run: addMember },
  'DELETE groups/{}/members/{}/$ref': { need: PERMISSIONS.changeMembers, run: removeMember },
  'DELETE groups/{}/members/{}': { need: PERMISSIONS.deleteUser, run: deleteMember },
  'GET subscribedSkus': { need: PERMISSIONS.readSkus, run: listSubscribedSkus },
  'GET organization': { need: PERMISSIONS.readOrganization, run: listOrganization },
  'GET domains': { need: PERMISSIONS.readDomains, run: listDomains },
};
