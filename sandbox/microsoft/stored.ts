/** What the pretend Microsoft keeps: tenants, users, groups, roles and licences. */

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
  [property: string]: string | boolean | null;
}

export interface DirectoryRole {
  displayName: string;
  roleTemplateId: string;
}

export interface StoredUser {
  personKey: string;
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
  /** skuPartNumbers. */
  licences: string[];
  authMethods: AuthMethod[];
}

export interface StoredGroup {
  id: string;
  displayName: string;
  description: string | null;
  mail: string | null;
  mailEnabled: boolean;
  securityEnabled: boolean;
  /** Unified, DynamicMembership. */
  groupTypes: string[];
  membershipRule: string | null;
  onPremisesSyncEnabled: true | null;
  isAssignableToRole: boolean | null;
  /** Object ids of users and groups. */
  members: string[];
}

export interface Sku {
  skuId: string;
  skuPartNumber: string;
  servicePlans: readonly { servicePlanId: string; servicePlanName: string }[];
  enabled: number;
}

/** What a query sees of a tenant: live, or as it was a moment ago. */
export interface Directory {
  users: StoredUser[];
  groups: StoredGroup[];
}

export interface Tenant {
  id: string;
  companySlug: string;
  displayName: string;
  domain: string;
  skus: readonly Sku[];
  live: Directory;
  /** Application permissions that the tenant has consented to; null when it has no service principal of ours. */
  grants: Set<string> | null;
}
