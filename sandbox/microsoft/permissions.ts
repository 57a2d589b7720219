/**
 * Which application permissions let a request through: any one of the list is enough.
 * Source: Microsoft Graph facts, permissions per operation; the permissions of agents, devices and nested groups that no
 * service desk asks for are left out.
 */
const DIRECTORY_READ = ['Directory.Read.All', 'Directory.ReadWrite.All'] as const;

export const PERMISSIONS = {
  readUsers: ['User.Read.All', 'User.ReadWrite.All', ...DIRECTORY_READ],
  updateUser: ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  enableAccount: ['User.EnableDisableAccount.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
  setPassword: ['User-PasswordProfile.ReadWrite.All'],
  revokeSessions: ['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
  readAuthMethods: ['UserAuthenticationMethod.Read.All', 'UserAuthenticationMethod.ReadWrite.All'],
  /** The published list for memberOf lacks what the one for transitiveMemberOf has; one list serves both (unconfirmed). */
  readMemberships: [
    'User.Read.All',
    'GroupMember.ReadBasic.All',
    'GroupMember.Read.All',
    'Group.ReadBasic.All',
    'Group.Read.All',
    ...DIRECTORY_READ,
  ],
  readLicences: ['LicenseAssignment.Read.All', 'User.Read.All', 'User.ReadWrite.All', ...DIRECTORY_READ],
  readSkus: ['LicenseAssignment.Read.All', 'Organization.Read.All', 'Organization.ReadWrite.All', ...DIRECTORY_READ],
  readGroups: [
    'Group.ReadBasic.All',
    'GroupMember.Read.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    ...DIRECTORY_READ,
  ],
  readMembers: [
    'GroupMember.ReadBasic.All',
    'GroupMember.Read.All',
    'GroupMember.ReadWrite.All',
    'Group.ReadBasic.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'Directory.Read.All',
  ],
  changeMembers: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'],
  readOrganization: ['Organization.Read.All', 'Organization.ReadWrite.All', 'User.Read.All', ...DIRECTORY_READ],
} as const satisfies Record<string, readonly string[]>;

export type PermissionNeed = keyof typeof PERMISSIONS;

/** What each tenant consented to when it was made. */
export const DEFAULT_GRANTS = [
  'User.Read.All',
  'User-PasswordProfile.ReadWrite.All',
  'User.EnableDisableAccount.All',
  'User.RevokeSessions.All',
  'UserAuthenticationMethod.Read.All',
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'LicenseAssignment.Read.All',
  'Organization.Read.All',
] as const;

export function allows(roles: readonly string[], need: PermissionNeed): boolean {
  return PERMISSIONS[need].some((permission) => roles.includes(permission));
}
