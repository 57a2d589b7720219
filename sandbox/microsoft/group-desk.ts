/** Groups and teams, from the administrator's side. */
import { type DeskTenants, found } from './desk-tenants.js';
import { type GroupParts, newGroup } from './seed-groups.js';
import { settle } from './settle.js';
import type { StoredGroup, Tenant } from './stored.js';

export interface GroupDesk {
  /** A copy of what is stored now; the first of that name. */
  group(companySlug: string, displayName: string): StoredGroup;
  groups(companySlug: string): StoredGroup[];
  /** Object ids of the members. */
  members(companySlug: string, displayName: string): string[];
  /** Makes a group; a security group without members unless `parts` say otherwise. Two may have one name. */
  addGroup(companySlug: string, displayName: string, parts?: GroupParts): StoredGroup;
  /** Makes it dynamic, synced, role-assignable, a team, ... or gives it other members. */
  configureGroup(companySlug: string, displayName: string, parts: GroupParts): void;
  /** Display names of the teams that a person is in, as a member or as an owner. */
  teamsOf(personKey: string): string[];
  removeGroup(companySlug: string, displayName: string): void;
}

export function createGroupDesk(
  { tenantOf, liveUser }: DeskTenants,
  made: (tenant: Tenant, id: string) => void,
): GroupDesk {
  const live = (slug: string, displayName: string) =>
    found(
      tenantOf(slug).live.groups.find((group) => group.displayName === displayName),
      `group ${displayName} in ${slug}`,
    );
  return {
    group: (slug, displayName) => structuredClone(live(slug, displayName)),
    groups: (slug) => structuredClone(tenantOf(slug).live.groups),
    members: (slug, displayName) => [...live(slug, displayName).members],
    addGroup(slug, displayName, parts = {}) {
      const tenant = tenantOf(slug);
      const namesakes = tenant.live.groups.filter((group) => group.displayName === displayName).length;
      const { id } = newGroup(slug, namesakes === 0 ? displayName : `${displayName} ${namesakes + 1}`);
      const group = { ...newGroup(slug, displayName, parts), id };
      tenant.live.groups.push(group);
      settle(tenant);
      made(tenant, group.id);
      return structuredClone(group);
    },
    configureGroup(slug, displayName, parts) {
      Object.assign(live(slug, displayName), structuredClone(parts));
      settle(tenantOf(slug));
    },
    teamsOf(key) {
      const { user, tenant } = liveUser(key);
      const teams = tenant.live.groups.filter(({ isTeam }) => isTeam);
      return teams
        .filter(({ members, owners }) => members.includes(user.id) || owners.includes(user.id))
        .map(({ displayName }) => displayName);
    },
    removeGroup(slug, displayName) {
      const tenant = tenantOf(slug);
      const group = live(slug, displayName);
      tenant.live.groups = tenant.live.groups.filter((other) => other !== group);
      for (const other of tenant.live.groups) other.members = other.members.filter((id) => id !== group.id);
      settle(tenant);
    },
  };
}
