/** The administrator's side of the pretend tenants: for tests and the demo to look and to set things up. */
import { type DirectoryRoleName, directoryRole } from './seed.js';
import type { StoredGroup, StoredUser, Tenant } from './stored.js';

export interface UserChanges {
  accountEnabled?: boolean;
  onPremisesSyncEnabled?: boolean;
  /** Null takes every directory role away. */
  directoryRole?: DirectoryRoleName | null;
  displayName?: string;
  mail?: string | null;
  otherMails?: string[];
  usageLocation?: string | null;
  /** skuPartNumbers. */
  licences?: string[];
  /** Display names of exactly the groups to be in. */
  groups?: string[];
  password?: string;
}

export interface TenantDesk {
  tenantId(companySlug: string): string;
  /** Object id. Throws for a person without an account. */
  userId(personKey: string): string;
  /** A copy of what is stored now, with the display names of the user's own groups. */
  user(personKey: string): StoredUser & { groups: string[] };
  group(companySlug: string, displayName: string): StoredGroup;
  configure(personKey: string, changes: UserChanges): void;
  /** Deletes the person's account. */
  remove(personKey: string): void;
  /** Permissions that the tenant grants to the application. */
  grants(companySlug: string): string[];
  /** One permission, or the whole application. Tokens already issued keep their permissions; see `expireTokens`. */
  revokeConsent(companySlug: string, permission?: string): void;
  grantConsent(companySlug: string, permission: string): void;
}

export function createTenantDesk({ tenants, now }: { tenants: readonly Tenant[]; now: () => number }): TenantDesk {
  return {
    tenantId: (slug) => tenantOf(slug).id,
    userId: (key) => liveUser(key).user.id,
    user(key) {
      const { user, tenant } = liveUser(key);
      const groups = tenant.live.groups.filter((group) => group.members.includes(user.id));
      return { ...structuredClone(user), groups: groups.map((group) => group.displayName) };
    },
    group: (slug, displayName) =>
      structuredClone(
        found(
          tenantOf(slug).live.groups.find((group) => group.displayName === displayName),
          `group ${displayName} in ${slug}`,
        ),
      ),
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
    },
    remove(key) {
      const { user, tenant } = liveUser(key);
      tenant.live.users.splice(tenant.live.users.indexOf(user), 1);
      for (const group of tenant.live.groups) group.members = group.members.filter((id) => id !== user.id);
    },
    grants: (slug) => [...(tenantOf(slug).grants ?? [])],
    revokeConsent(slug, permission) {
      const tenant = tenantOf(slug);
      if (permission) tenant.grants?.delete(permission);
      else tenant.grants = null;
    },
    grantConsent(slug, permission) {
      const tenant = tenantOf(slug);
      tenant.grants = new Set([...(tenant.grants ?? []), permission]);
    },
  };

  function tenantOf(slug: string): Tenant {
    return found(
      tenants.find((tenant) => tenant.companySlug === slug),
      `tenant for company ${slug}`,
    );
  }

  function liveUser(key: string): { user: StoredUser; tenant: Tenant } {
    const tenant = tenantOf(key.split('/')[0] ?? '');
    return {
      tenant,
      user: found(
        tenant.live.users.find((user) => user.personKey === key),
        `user for person ${key}`,
      ),
    };
  }
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

function found<T>(value: T | undefined, what: string): T {
  if (!value) throw new Error(`The pretend Microsoft has no ${what}`);
  return value;
}
