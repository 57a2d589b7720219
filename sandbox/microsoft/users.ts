/** Reading users and what belongs to them. Source: Microsoft Graph facts, operations. */
import { type GraphAnswer, type GraphCall, seenUser } from './call.js';
import { denied, notPremium } from './graph-error.js';
import { allowOptions, answerList, paged, SINGLE_OPTIONS } from './list.js';
import { allows, PERMISSIONS } from './permissions.js';
import { GROUP, ROLE, selected, show, USER } from './resources.js';
import type { DirectoryRole, StoredGroup, StoredUser } from './stored.js';

export function listUsers(call: GraphCall): GraphAnswer {
  checkActivity(call);
  return answerList(call, call.directory.users, USER, { name: 'users' });
}

export function getUser(call: GraphCall): GraphAnswer {
  checkActivity(call);
  const user = seenUser(call);
  allowOptions(call.query, SINGLE_OPTIONS);
  const names = selected(call.query, USER);
  const columns = names ? `(${names.join(',')})` : '';
  return {
    status: 200,
    body: {
      '@odata.context': `${call.base}/$metadata#users${columns}/$entity`,
      ...show(user, USER, call.tenant, names),
    },
  };
}

/** Groups and roles of a user: the direct ones, or also those of groups within groups. */
export function listMemberOf(kind: 'direct' | 'transitive') {
  return (call: GraphCall): GraphAnswer => {
    const user = seenUser(call);
    const groups = groupsOf(call, user, kind);
    const shown = [
      ...groups.map((group) => ({
        '@odata.type': '#microsoft.graph.group',
        ...show(group, GROUP, call.tenant, undefined),
      })),
      ...rolesOf(call, user, kind).map((role) => ({
        '@odata.type': '#microsoft.graph.directoryRole',
        ...show(role, ROLE, call.tenant, undefined),
      })),
    ];
    allowOptions(call.query, MEMBER_OPTIONS);
    const columns = call.query
      .get('$select')
      ?.split(',')
      .map((name) => name.trim());
    const all = columns ? shown.map((item) => pick(item, ['@odata.type', ...columns])) : shown;
    const { page, frame } = paged(call, all);
    return {
      status: 200,
      body: { '@odata.context': `${call.base}/$metadata#directoryObjects`, ...frame, value: page },
    };
  };
}

/** `/memberOf/microsoft.graph.group` and its like: one type only. */
export function listGroupsOf(kind: 'direct' | 'transitive') {
  return (call: GraphCall): GraphAnswer =>
    answerList(call, groupsOf(call, seenUser(call), kind), GROUP, { name: 'groups' });
}

/** `/memberOf/microsoft.graph.directoryRole`: those that were given to the user, or also those of the user's groups. */
export function listRolesOf(kind: 'direct' | 'transitive') {
  return (call: GraphCall): GraphAnswer =>
    answerList(call, rolesOf(call, seenUser(call), kind), ROLE, { name: 'directoryRoles' });
}

const MEMBER_OPTIONS = new Set(['$select', '$count', '$top', '$skiptoken']);

/** signInActivity is of the sign-in log: its permission, and the tenant's premium licence (unconfirmed). */
function checkActivity({ query, roles, tenant }: GraphCall): void {
  if (!query.get('$select')?.split(',').includes('signInActivity')) return;
  if (!allows(roles, PERMISSIONS.readSignIns)) throw denied();
  if (!tenant.switches.premium) throw notPremium();
}

function rolesOf(call: GraphCall, user: StoredUser, kind: 'direct' | 'transitive'): DirectoryRole[] {
  if (kind === 'direct') return user.roles;
  const all = [...user.roles, ...groupsOf(call, user, kind).flatMap(({ roles }) => roles)];
  return all.filter((role, at) => all.findIndex(({ roleTemplateId }) => roleTemplateId === role.roleTemplateId) === at);
}

function groupsOf({ directory }: GraphCall, user: StoredUser, kind: 'direct' | 'transitive'): StoredGroup[] {
  const found = new Set(directory.groups.filter((group) => group.members.includes(user.id)));
  if (kind === 'direct') return [...found];
  // A Set is walked in order of insertion, so what is added while walking is visited too.
  for (const inner of found) {
    for (const outer of directory.groups) if (outer.members.includes(inner.id)) found.add(outer);
  }
  return [...found];
}

function pick(item: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(item, name)).map((name) => [name, item[name]]));
}
