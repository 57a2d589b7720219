/**
 * Which application permissions let a request through: any one of the list is enough, the least comes first.
 * Source: Microsoft Graph facts, permissions per operation; the permissions of agents, devices and nested groups that no
 * service desk asks for are left out.
 */
const DIRECTORY_READ = ['Directory.Read.All', 'Directory.ReadWrite.All'] as const;

export const PERMISSIONS = {
  readUsers: ['User.Read.All', 'User.ReadWrite.All', ...DIRECTORY_READ],
  createUser: ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  updateUser: ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
  deleteUser: ['User.DeleteRestore.All', 'User.ReadWrite.All'],
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
  assignLicences: ['LicenseAssignment.ReadWrite.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
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
  readTeams: [
    'Team.ReadBasic.All',
    'TeamSettings.Read.All',
    'TeamSettings.ReadWrite.All',
    'User.Read.All',
    'User.ReadWrite.All',
    ...DIRECTORY_READ,
  ],
  readTeamMembers: ['TeamMember.Read.All', 'TeamMember.ReadWrite.All'],
  changeTeamMembers: ['TeamMember.ReadWriteNonOwnerRole.All', 'TeamMember.ReadWrite.All'],
  changeTeamOwners: ['TeamMember.ReadWrite.All'],
  readDevices: [
    'DeviceManagementManagedDevices.Read.All',
    'DeviceManagementManagedDevices.ReadWrite.All',
    'DeviceManagementConfiguration.Read.All',
    'DeviceManagementConfiguration.ReadWrite.All',
  ],
  commandDevices: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
  readSignIns: ['AuditLog.Read.All'],
  readOrganization: ['Organization.Read.All', 'Organization.ReadWrite.All', 'User.Read.All', ...DIRECTORY_READ],
  readDomains: ['Domain.Read.All', 'Domain.ReadWrite.All', 'Directory.Read.All'],
  readApplications: [
    'Application.Read.All',
    'Application.ReadWrite.OwnedBy',
    'Application.ReadWrite.All',
    ...DIRECTORY_READ,
  ],
  readContracts: DIRECTORY_READ,
} as const satisfies Record<string, readonly string[]>;

/** What each client's tenant consented to when it was made: the least that a whole service desk needs. */
export const DEFAULT_GRANTS = [
  'User.ReadWrite.All',
  'User.Read.All',
  'User-PasswordProfile.ReadWrite.All',
  'User.EnableDisableAccount.All',
  'User.RevokeSessions.All',
  'UserAuthenticationMethod.Read.All',
  'UserAuthenticationMethod.ReadWrite.All',
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'LicenseAssignment.Read.All',
  'LicenseAssignment.ReadWrite.All',
  'Organization.Read.All',
  'Team.ReadBasic.All',
  'TeamMember.Read.All',
  'TeamMember.ReadWriteNonOwnerRole.All',
  'DeviceManagementManagedDevices.Read.All',
  'DeviceManagementManagedDevices.PrivilegedOperations.All',
  'AuditLog.Read.All',
] as const;

/** What the MSP granted the application in its own tenant. */
export const PARTNER_GRANTS = ['Application.Read.All', 'Organization.Read.All', 'Directory.Read.All'] as const;

export function allows(roles: readonly string[], permissions: readonly string[]): boolean {
  return permissions.some((permission) => roles.includes(permission));
}
