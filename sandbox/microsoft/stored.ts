/** What the pretend Microsoft keeps: tenants, users, groups, roles, licences, devices and sign-ins. */
import type { TenantSwitches } from './switches.js';

export interface SetPassword {
  password: string;
  /** ISO 8601. */
  at: string;
  forceChangeNextSignIn: boolean;
  setBy: 'seed' | 'graph' | 'test';
}

export interface AuthMethod {
  '@odata.type': string;
  id: string;
  [property: string]: string | number | boolean | null | readonly string[];
}

export interface AccessPass {
  id: string;
  /** Shown once, in the answer that made it. */
  pass: string;
  createdDateTime: string;
  startDateTime: string;
  lifetimeInMinutes: number;
  isUsableOnce: boolean;
}

export interface DirectoryRole {
  displayName: string;
  roleTemplateId: string;
}

/** A licence that a user has by being in a group; with an error, the user does not have it. */
export interface InheritedLicence {
  skuPartNumber: string;
  groupId: string;
  error: 'None' | 'CountViolation';
}

export interface StoredUser {
  /** Null for an account that nobody of the pretend world has: made through Graph, or a guest. */
  personKey: string | null;
  id: string;
  userPrincipalName: string;
  mail: string | null;
  mailNickname: string;
  displayName: string;
  givenName: string | null;
  surname: string | null;
  jobTitle: string | null;
  department: string | null;
  officeLocation: string | null;
  preferredLanguage: string | null;
  mobilePhone: string | null;
  businessPhones: string[];
  otherMails: string[];
  proxyAddresses: string[];
  usageLocation: string | null;
  userType: 'Member' | 'Guest';
  createdDateTime: string;
  accountEnabled: boolean;
  /** True for accounts mastered on premises, null for cloud accounts (never false on an account that never synced). */
  onPremisesSyncEnabled: true | null;
  /** Oldest first; the last one is the one that works. */
  passwords: SetPassword[];
  /** Must choose a new password at the next sign-in. */
  forceChange: boolean;
  /** ISO 8601: tokens from before it are worth nothing. */
  sessionsValidFrom: string;
  roles: DirectoryRole[];
  /** skuPartNumbers that the user has directly. */
  licences: string[];
  /** Service plans that are switched off, by skuPartNumber. */
  disabledPlans: Record<string, string[]>;
  inherited: InheritedLicence[];
  /** Without temporary access passes. */
  authMethods: AuthMethod[];
  /** Which of them is asked for first; null when there is none but the password. */
  defaultMethodId: string | null;
  accessPass: AccessPass | null;
}

export interface StoredGroup {
  id: string;
  displayName: string;
  description: string | null;
  mail: string | null;
  mailNickname: string;
  mailEnabled: boolean;
  securityEnabled: boolean;
  /** Unified, DynamicMembership. */
  groupTypes: string[];
  membershipRule: string | null;
  onPremisesSyncEnabled: true | null;
  isAssignableToRole: boolean | null;
  /** Held by whoever is a member, where roles may be given to the group. */
  roles: DirectoryRole[];
  createdDateTime: string;
  /** Object ids of users and groups. */
  members: string[];
  /** Object ids of users. */
  owners: string[];
  /** A Microsoft 365 group with a team of the same id. */
  isTeam: boolean;
  /** skuPartNumbers that its members inherit. */
  licences: string[];
}

export interface StoredDevice {
  id: string;
  deviceName: string;
  /** Object id of the user it belongs to; null for one that nobody has. */
  userId: string | null;
  operatingSystem: string;
  osVersion: string;
  complianceState: 'compliant' | 'noncompliant';
  serialNumber: string;
  azureADDeviceId: string;
  manufacturer: string;
  model: string;
  enrolledDateTime: string;
  lastSyncDateTime: string;
  /** Off, or out of reach: what it is told to do waits. */
  reachable: boolean;
  /** Newest last; one of each name. */
  actions: DeviceAction[];
}

export interface DeviceAction {
  actionName: string;
  /** Milliseconds since 1970. */
  asked: number;
}

export interface SignIn {
  id: string;
  userId: string;
  createdDateTime: string;
  appDisplayName: string;
  ipAddress: string;
  clientAppUsed: string;
  isInteractive: boolean;
  errorCode: number;
  failureReason: string | null;
  conditionalAccessStatus: 'success' | 'failure' | 'notApplied';
}

export interface Sku {
  skuId: string;
  skuPartNumber: string;
  servicePlans: readonly { servicePlanId: string; servicePlanName: string }[];
  enabled: number;
  capabilityStatus: 'Enabled' | 'Warning' | 'Suspended' | 'Deleted' | 'LockedOut';
}

export interface Domain {
  name: string;
  authenticationType: 'Managed' | 'Federated';
  isDefault: boolean;
  /** The one that every tenant is born with. */
  isInitial: boolean;
  isVerified: boolean;
}

export interface DeletedUser {
  user: StoredUser;
  /** Where they were a member. */
  groups: string[];
  /** Milliseconds since 1970. */
  at: number;
}

/** What a query sees of a tenant: live, or as it was a moment ago. */
export interface Directory {
  users: StoredUser[];
  groups: StoredGroup[];
  deletedUsers: DeletedUser[];
  devices: StoredDevice[];
}

export interface Tenant {
  id: string;
  companySlug: string;
  displayName: string;
  /** The default one. */
  domain: string;
  domains: Domain[];
  skus: Sku[];
  live: Directory;
  /** Oldest first. */
  signIns: SignIn[];
  switches: TenantSwitches;
  /** The tenant has been deleted: nobody signs in to it any more. */
  gone: boolean;
  /** Application permissions that the tenant has consented to; null when it has no service principal of ours. */
  grants: Set<string> | null;
}
