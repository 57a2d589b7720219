/** One permission, or several that are enough together. */
type Alternative = string | readonly string[];

const READ_DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All'] as const;
const ALL_METHODS = 'UserAuthenticationMethod.ReadWrite.All';

/**
 * What each kind of request needs: the first is what to grant, any one of the list is enough. Only application permissions.
 * Source: Microsoft Graph facts, permissions and roles, and the permissions of its operations.
 */
export const PERMISSIONS = {
  readUsers: ['User.Read.All', 'User.ReadWrite.All', ...READ_DIRECTORY],
  readRoles: ['User.Read.All', 'GroupMember.Read.All', 'Group.Read.All', ...READ_DIRECTORY],
  /** User.Read.All lists memberships too, but without what the groups are. */
  readMemberships: ['GroupMember.Read.All', 'Group.Read.All', ...READ_DIRECTORY],
  readGroups: [
    'GroupMember.Read.All',
    'Group.ReadBasic.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    ...READ_DIRECTORY,
  ],
  readOrganization: ['Organization.Read.All', 'Organization.ReadWrite.All', 'User.Read.All', ...READ_DIRECTORY],
  readSkus: ['LicenseAssignment.Read.All', 'Organization.Read.All', 'Organization.ReadWrite.All', ...READ_DIRECTORY],
  readLicences: ['LicenseAssignment.Read.All', 'User.Read.All', 'User.ReadWrite.All', ...READ_DIRECTORY],
  readMethods: ['UserAuthenticationMethod.Read.All', ALL_METHODS],
  readSignIns: ['AuditLog.Read.All'],
  readDevices: [
    'DeviceManagementManagedDevices.Read.All',
    'DeviceManagementManagedDevices.ReadWrite.All',
    'DeviceManagementConfiguration.Read.All',
    'DeviceManagementConfiguration.ReadWrite.All',
  ],
  readTeamMembers: ['TeamMember.Read.All', 'TeamMember.ReadWrite.All'],
  readContracts: [...READ_DIRECTORY],
  readCustomers: ['DelegatedAdminRelationship.Read.All', 'DelegatedAdminRelationship.ReadWrite.All'],
  readApplication: ['Application.Read.All', 'Application.ReadWrite.All', ...READ_DIRECTORY],
  setPassword: ['User-PasswordProfile.ReadWrite.All'],
  enableAccount: ['User.EnableDisableAccount.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
  revokeSessions: ['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
  changeUser: ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  createUser: ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  changeMembers: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'],
  changeTeamMembers: ['TeamMember.ReadWriteNonOwnerRole.All', 'TeamMember.ReadWrite.All'],
  changeLicences: ['LicenseAssignment.ReadWrite.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
  createPass: ['UserAuthMethod-TAP.ReadWrite.All', ALL_METHODS],
  operateDevices: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  removePhone: ['UserAuthMethod-Phone.ReadWrite.All', ALL_METHODS],
  removeAuthenticator: ['UserAuthMethod-MicrosoftAuthApp.ReadWrite.All', ALL_METHODS],
  removeSoftwareOath: ['UserAuthMethod-SoftwareOATH.ReadWrite.All', ALL_METHODS],
  removePasskey: ['UserAuthMethod-Passkey.ReadWrite.All', ALL_METHODS],
  removeEmail: ['UserAuthMethod-Email.ReadWrite.All', ALL_METHODS],
  removeWindowsHello: ['UserAuthMethod-WindowsHello.ReadWrite.All', ALL_METHODS],
  removePlatformCredential: ['UserAuthMethod-PlatformCred.ReadWrite.All', ALL_METHODS],
  removeExternal: ['UserAuthMethod-External.ReadWrite.All', ALL_METHODS],
  /** Methods of whatever kind. */
  removeMethods: [
    ALL_METHODS,
    [
      'UserAuthMethod-Phone.ReadWrite.All',
      'UserAuthMethod-MicrosoftAuthApp.ReadWrite.All',
      'UserAuthMethod-SoftwareOATH.ReadWrite.All',
      'UserAuthMethod-Passkey.ReadWrite.All',
      'UserAuthMethod-Email.ReadWrite.All',
      'UserAuthMethod-WindowsHello.ReadWrite.All',
      'UserAuthMethod-PlatformCred.ReadWrite.All',
      'UserAuthMethod-External.ReadWrite.All',
      'UserAuthMethod-TAP.ReadWrite.All',
    ],
  ],
} as const satisfies Record<string, readonly [string, ...Alternative[]]>;

export type Need = keyof typeof PERMISSIONS;

/** What to grant for it. */
export function permissionFor(need: Need): string {
  return PERMISSIONS[need][0];
}

export function isGranted(need: Need, granted: ReadonlySet<string>): boolean {
  const alternatives: readonly Alternative[] = PERMISSIONS[need];
  return alternatives.some((each) =>
    typeof each === 'string' ? granted.has(each) : each.every((permission) => granted.has(permission)),
  );
}
