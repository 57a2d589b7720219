import type { Need } from './permissions.js';

/** Before an account is changed it is looked at whether it is an administrator's. */
const CHANGE_USER = ['readUsers', 'readRoles', 'readMemberships'] as const satisfies Need[];

/** What each tool needs in a client's tenant, all of it; every tool of this integration stands here. */
export const TOOL_NEEDS: Readonly<Record<string, readonly Need[]>> = {
  'm365:find-users': ['readUsers'],
  'm365:get-user': ['readUsers'],
  'm365:list-user-groups': ['readUsers', 'readMemberships'],
  'm365:list-user-licenses': ['readUsers', 'readLicences'],
  'm365:list-available-licenses': ['readSkus'],
  'm365:list-auth-methods': ['readUsers', 'readMethods'],
  'm365:list-sign-ins': ['readUsers', 'readSignIns'],
  'm365:list-groups': ['readGroups'],
  'm365:list-managed-devices': ['readUsers', 'readDevices'],
  'm365:reset-password': [...CHANGE_USER, 'readOrganization', 'setPassword'],
  'm365:unlock-account': [...CHANGE_USER, 'enableAccount'],
  'm365:disable-user': [...CHANGE_USER, 'enableAccount'],
  'm365:revoke-sessions': [...CHANGE_USER, 'revokeSessions'],
  'm365:add-group-member': [...CHANGE_USER, 'readGroups', 'changeMembers'],
  'm365:remove-group-member': [...CHANGE_USER, 'readGroups', 'changeMembers'],
  'm365:add-team-member': [...CHANGE_USER, 'readGroups', 'readTeamMembers', 'changeTeamMembers'],
  'm365:remove-team-member': [...CHANGE_USER, 'readGroups', 'readTeamMembers', 'changeTeamMembers'],
  'm365:assign-license': [...CHANGE_USER, 'readSkus', 'changeLicences'],
  'm365:remove-license': [...CHANGE_USER, 'readSkus', 'changeLicences'],
  'm365:create-user': ['readUsers', 'readOrganization', 'createUser'],
  'm365:reset-mfa': [...CHANGE_USER, 'readOrganization', 'readMethods', 'removeMethods', 'revokeSessions'],
  'm365:create-temporary-access-pass': [...CHANGE_USER, 'readOrganization', 'createPass'],
  'm365:sync-device': ['readUsers', 'readDevices', 'operateDevices'],
  'm365:restart-device': ['readUsers', 'readDevices', 'operateDevices'],
};
