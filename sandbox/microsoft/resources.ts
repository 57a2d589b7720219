/** What Graph shows of users, groups and roles: which properties there are, which come unasked, which can be searched. */
import { badRequest } from './graph-error.js';
import { skusOf } from './seats.js';
import type { DirectoryRole, StoredGroup, StoredUser, Tenant } from './stored.js';

export interface Resource<T> {
  type: string;
  properties: Record<string, (item: T, tenant: Tenant) => unknown>;
  /** Shown when nothing is selected. Source: Microsoft Graph facts, default user properties. */
  defaults: readonly string[];
  filterable: ReadonlySet<string>;
  searchable: ReadonlySet<string>;
  /** Properties whose dates can be compared with lt, le, gt and ge. */
  dated?: ReadonlySet<string>;
  /** Not of the directory: any filter is a plain one, no header is asked for. */
  elsewhere?: boolean;
  /** contains() is known; the directory knows it not. */
  contains?: boolean;
}

export const USER: Resource<StoredUser> = {
  type: 'user',
  properties: {
    id: (user) => user.id,
    businessPhones: (user) => user.businessPhones,
    displayName: (user) => user.displayName,
    givenName: (user) => user.givenName,
    jobTitle: (user) => user.jobTitle,
    mail: (user) => user.mail,
    mobilePhone: (user) => user.mobilePhone,
    officeLocation: (user) => user.officeLocation,
    preferredLanguage: (user) => user.preferredLanguage,
    surname: (user) => user.surname,
    userPrincipalName: (user) => user.userPrincipalName,
    accountEnabled: (user) => user.accountEnabled,
    onPremisesSyncEnabled: (user) => user.onPremisesSyncEnabled,
    usageLocation: (user) => user.usageLocation,
    userType: (user) => user.userType,
    department: (user) => user.department,
    mailNickname: (user) => user.mailNickname,
    otherMails: (user) => user.otherMails,
    proxyAddresses: (user) => user.proxyAddresses,
    createdDateTime: (user) => user.createdDateTime,
    lastPasswordChangeDateTime: (user) => user.passwords.at(-1)?.at ?? null,
    signInSessionsValidFromDateTime: (user) => user.sessionsValidFrom,
    // Graph never shows a password: passwordProfile is null for whoever may not write it, and holds the flag alone else.
    passwordProfile: () => null,
    assignedLicenses: (user, tenant) =>
      skusOf(user, tenant).map((sku) => ({
        disabledPlans: user.disabledPlans[sku.skuPartNumber] ?? [],
        skuId: sku.skuId,
      })),
    licenseAssignmentStates: (user, tenant) =>
      [
        ...user.licences.map((skuPartNumber) => ({ skuPartNumber, groupId: null, error: 'None' })),
        ...user.inherited,
      ].map(({ skuPartNumber, groupId, error }) => ({
        skuId: tenant.skus.find((sku) => sku.skuPartNumber === skuPartNumber)?.skuId ?? null,
        assignedByGroup: groupId,
        disabledPlans: groupId ? [] : (user.disabledPlans[skuPartNumber] ?? []),
        state: error === 'None' ? 'Active' : 'Error',
        error,
        lastUpdatedDateTime: user.createdDateTime,
      })),
    externalUserState: (user) => (user.userType === 'Guest' ? 'Accepted' : null),
    signInActivity: (user, tenant) => {
      const last = tenant.signIns.findLast(({ userId }) => userId === user.id);
      return last ? { lastSignInDateTime: last.createdDateTime, lastSignInRequestId: last.id } : null;
    },
  },
  defaults: [
    'businessPhones',
    'displayName',
    'givenName',
    'jobTitle',
    'mail',
    'mobilePhone',
    'officeLocation',
    'preferredLanguage',
    'surname',
    'userPrincipalName',
    'id',
  ],
  filterable: new Set([
    'id',
    'userPrincipalName',
    'mail',
    'mailNickname',
    'displayName',
    'givenName',
    'surname',
    'accountEnabled',
    'department',
    'jobTitle',
    'mobilePhone',
    'userType',
    'usageLocation',
    'onPremisesSyncEnabled',
    'otherMails',
    'proxyAddresses',
  ]),
  searchable: new Set([
    'displayName',
    'mail',
    'userPrincipalName',
    'givenName',
    'surname',
    'mailNickname',
    'otherMails',
    'proxyAddresses',
    'department',
    'jobTitle',
  ]),
};

export const GROUP: Resource<StoredGroup> = {
  type: 'group',
  properties: {
    id: (group) => group.id,
    description: (group) => group.description,
    displayName: (group) => group.displayName,
    groupTypes: (group) => group.groupTypes,
    mail: (group) => group.mail,
    mailEnabled: (group) => group.mailEnabled,
    securityEnabled: (group) => group.securityEnabled,
    membershipRule: (group) => group.membershipRule,
    onPremisesSyncEnabled: (group) => group.onPremisesSyncEnabled,
    isAssignableToRole: (group) => group.isAssignableToRole,
    createdDateTime: (group) => group.createdDateTime,
    mailNickname: (group) => group.mailNickname,
    visibility: (group) => (group.groupTypes.includes('Unified') ? 'Private' : null),
    resourceProvisioningOptions: (group) => (group.isTeam ? ['Team'] : []),
    proxyAddresses: (group) => (group.mail ? [`SMTP:${group.mail}`] : []),
    membershipRuleProcessingState: (group) => (group.membershipRule ? 'On' : null),
    assignedLicenses: (group, tenant) =>
      tenant.skus
        .filter(({ skuPartNumber }) => group.licences.includes(skuPartNumber))
        .map(({ skuId }) => ({ disabledPlans: [], skuId })),
  },
  defaults: [
    'id',
    'description',
    'displayName',
    'groupTypes',
    'mail',
    'mailEnabled',
    'securityEnabled',
    'membershipRule',
    'onPremisesSyncEnabled',
    'isAssignableToRole',
    'createdDateTime',
    'mailNickname',
    'visibility',
    'resourceProvisioningOptions',
    'proxyAddresses',
  ],
  filterable: new Set([
    'id',
    'displayName',
    'mail',
    'mailEnabled',
    'securityEnabled',
    'groupTypes',
    'onPremisesSyncEnabled',
    'isAssignableToRole',
    'mailNickname',
    'resourceProvisioningOptions',
  ]),
  searchable: new Set(['displayName', 'description', 'mail']),
};

export const ROLE: Resource<DirectoryRole> = {
  type: 'directoryRole',
  properties: {
    id: (role) => role.roleTemplateId,
    displayName: (role) => role.displayName,
    description: () => null,
    roleTemplateId: (role) => role.roleTemplateId,
  },
  defaults: ['id', 'description', 'displayName', 'roleTemplateId'],
  filterable: new Set(),
  searchable: new Set(),
};

/** The properties that `$select` names, in its order; undefined when nothing is selected. Refuses a name that is none. */
export function selected<T>(query: URLSearchParams, resource: Resource<T>): string[] | undefined {
  const text = query.get('$select');
  if (text === null) return undefined;
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) {
    if (!Object.hasOwn(resource.properties, name)) {
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${resource.type}'.`,
      );
    }
  }
  return names;
}

export function show<T>(item: T, resource: Resource<T>, tenant: Tenant, names: readonly string[] | undefined) {
  return Object.fromEntries(
    (names ?? resource.defaults).map((name) => [name, resource.properties[name]?.(item, tenant)]),
  );
}
