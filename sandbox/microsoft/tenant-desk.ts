/** The administrator's side of the pretend tenants: for tests and the demo to look and to set things up. */
import { randomUUID } from 'node:crypto';
import { createDeskTenants, found } from './desk-tenants.js';
import { createDeviceDesk, type DeviceDesk } from './device-desk.js';
import { createGroupDesk, type GroupDesk } from './group-desk.js';
import { createLicenceDesk, type LicenceDesk } from './licence-desk.js';
import { createMethodDesk, type MethodDesk } from './method-desk.js';
import { newUser } from './new-user.js';
import { type DirectoryRoleName, directoryRole } from './seed.js';
import { settle } from './settle.js';
import type { DeletedUser, Domain, StoredUser, Tenant } from './stored.js';
import type { TenantSwitches } from './switches.js';

export interface UserChanges {
  accountEnabled?: boolean;
  /** True: mastered on premises from now on. */
  onPremisesSyncEnabled?: boolean;
  /** Null takes every directory role away. */
  directoryRole?: DirectoryRoleName | null;
  displayName?: string;
  mail?: string | null;
  otherMails?: string[];
  usageLocation?: string | null;
  userType?: 'Member' | 'Guest';
  jobTitle?: string | null;
  department?: string | null;
  mobilePhone?: string | null;
  /** skuPartNumbers, of those that the user has directly. */
  licences?: string[];
  /** Display names of exactly the groups to be in. */
  groups?: string[];
  password?: string;
}

/** Where a key of a person is asked for, the principal name or object id of any other account does as well. */
export interface TenantDesk extends GroupDesk, LicenceDesk, MethodDesk, DeviceDesk {
  tenantId(companySlug: string): string;
  /** Object id. Throws for a person without an account. */
  userId(personKey: string): string;
  /** A copy of what is stored now, with the display names of the user's own groups. */
  user(personKey: string): StoredUser & { groups: string[] };
  /** Copies of all accounts of a tenant. */
  users(companySlug: string): StoredUser[];
  deletedUsers(companySlug: string): DeletedUser[];
  configure(personKey: string, changes: UserChanges): void;
  /** Invites somebody from outside; returns the principal name, which has #EXT# in it. */
  addGuest(companySlug: string, email: string, displayName: string): string;
  /** Deletes the person's account. */
  remove(personKey: string): void;
  /** Adds a domain, or changes one: a federated one signs in elsewhere, an unverified one takes no users. */
  setDomain(
    companySlug: string,
    name: string,
    parts?: Partial<Pick<Domain, 'authenticationType' | 'isVerified'>>,
  ): void;
  /** Turns switches of one tenant. */
  set(companySlug: string, switches: Partial<TenantSwitches>): void;
  /** Permissions that the tenant grants to the application. */
  grants(companySlug: string): string[];
  /** The named permissions, or the whole application. Tokens already issued keep theirs; see `expireTokens`. */
  revokeConsent(companySlug: string, ...permissions: string[]): void;
  grantConsent(companySlug: string, permission: string): void;
  /** The tenant is deleted: its sign-in knows it no longer. */
  vanish(companySlug: string): void;
}

interface DeskOptions {
  tenants: readonly Tenant[];
  now: () => number;
  /** Told of what the desk makes, which is as new to Graph as anything else. */
  made(tenant: Tenant, id: string): void;
}

export function createTenantDesk({ tenants, now, made }: DeskOptions): TenantDesk {
  const desk = createDeskTenants(tenants);
  const { tenantOf, liveUser } = desk;
  return {
    ...createGroupDesk(desk, made),
    ...createLicenceDesk(desk),
    ...createMethodDesk(desk),
    ...createDeviceDesk(desk, now),
    tenantId: (slug) => tenantOf(slug).id,
    userId: (key) => liveUser(key).user.id,
    user(key) {
      const { user, tenant } = liveUser(key);
      const groups = tenant.live.groups.filter((group) => group.members.includes(user.id));
      return { ...structuredClone(user), groups: groups.map((group) => group.displayName) };
    },
    users: (slug) => structuredClone(tenantOf(slug).live.users),
    deletedUsers: (slug) => structuredClone(tenantOf(slug).live.deletedUsers),
    configure(key, changes) {
      const { user, tenant } = liveUser(key);
      const { onPremisesSyncEnabled, directoryRole: role, groups, password, ...plain } = changes;
      Object.assign(user, plain);
      if (onPremisesSyncEnabled !== undefined) user.onPremisesSyncEnabled = onPremisesSyncEnabled || null;
      if (role !== undefined) user.roles = role ? [directoryRole(role)] : [];
      if (groups) joinExactly(tenant, user, groups);
      if (password)
        user.passwords.push({
          password,
          at: new Date(now()).toISOString(),
          forceChangeNextSignIn: false,
          setBy: 'test',
        });
      settle(tenant);
    },
    addGuest(slug, email, displayName) {
      const tenant = tenantOf(slug);
      const local = `${email.replace('@', '_')}#EXT#`;
      const userPrincipalName = `${local}@${tenant.domains.find(({ isInitial }) => isInitial)?.name ?? tenant.domain}`;
      const at = new Date(now()).toISOString();
      const user: StoredUser = {
        ...newUser({ id: randomUUID(), userPrincipalName, mailNickname: local }),
        displayName,
        mail: email,
        userType: 'Guest',
        createdDateTime: at,
        sessionsValidFrom: at,
      };
      tenant.live.users.push(user);
      made(tenant, user.id);
      return userPrincipalName;
    },
    remove(key) {
      const { user, tenant } = liveUser(key);
      tenant.live.users.splice(tenant.live.users.indexOf(user), 1);
      for (const group of tenant.live.groups) {
        group.members = group.members.filter((id) => id !== user.id);
        group.owners = group.owners.filter((id) => id !== user.id);
      }
    },
    setDomain(slug, name, parts = {}) {
      const { domains } = tenantOf(slug);
      const known = domains.find((domain) => domain.name === name);
      if (known) Object.assign(known, parts);
      else
        domains.push({
          name,
          authenticationType: 'Managed',
          isVerified: true,
          isDefault: false,
          isInitial: false,
          ...parts,
        });
    },
    set: (slug, switches) => {
      Object.assign(tenantOf(slug).switches, switches);
    },
    grants: (slug) => [...(tenantOf(slug).grants ?? [])],
    revokeConsent(slug, ...permissions) {
      const tenant = tenantOf(slug);
      for (const permission of permissions) tenant.grants?.delete(permission);
      if (permissions.length === 0) tenant.grants = null;
    },
    grantConsent(slug, permission) {
      const tenant = tenantOf(slug);
      tenant.grants = new Set([...(tenant.grants ?? []), permission]);
    },
    vanish(slug) {
      tenantOf(slug).gone = true;
    },
  };
}

function joinExactly(tenant: Tenant, user: StoredUser, groups: readonly string[]): void {
  for (const name of groups)
    found(
      tenant.live.groups.find((group) => group.displayName === name),
      `group ${name} in ${tenant.companySlug}`,
    );
  for (const group of tenant.live.groups) {
    const others = group.members.filter((id) => id !== user.id);
    group.members = groups.includes(group.displayName) ? [...others, user.id] : others;
  }
}
