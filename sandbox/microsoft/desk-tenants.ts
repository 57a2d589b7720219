import type { StoredUser, Tenant } from './stored.js';

/** How the desk finds what a test names. All throw for what is not there (a typo in a test). */
export interface DeskTenants {
  tenantOf(companySlug: string): Tenant;
  /** By the key of a person of the world, or by principal name or object id for accounts that nobody there has. */
  liveUser(key: string): { user: StoredUser; tenant: Tenant };
}

export function createDeskTenants(tenants: readonly Tenant[]): DeskTenants {
  return {
    tenantOf: (slug) =>
      found(
        tenants.find((tenant) => tenant.companySlug === slug),
        `tenant for company ${slug}`,
      ),
    liveUser(key) {
      const wanted = key.toLowerCase();
      for (const tenant of tenants) {
        const user = tenant.live.users.find(
          ({ personKey, userPrincipalName, id }) =>
            personKey === key || userPrincipalName.toLowerCase() === wanted || id === wanted,
        );
        if (user) return { user, tenant };
      }
      throw nothing(`user for person ${key}`);
    },
  };
}

export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw nothing(what);
  return value;
}

function nothing(what: string): Error {
  return new Error(`The pretend Microsoft has no ${what}`);
}
