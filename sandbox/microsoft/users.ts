/** Reading users and what belongs to them. Source: Microsoft Graph facts, operations. */
import { findUser, type GraphAnswer, type GraphCall } from './call.js';
import { notFound } from './graph-error.js';
import { allowOptions, answerList, SINGLE_OPTIONS } from './list.js';
import { GROUP, ROLE, selected, show, skusOf, USER } from './resources.js';
import type { StoredGroup, StoredUser } from './stored.js';

export function listUsers(call: GraphCall): GraphAnswer {
  return answerList(call, call.directory.users, USER, { name: 'users' });
}

export function getUser(call: GraphCall): GraphAnswer {
  const user = userOf(call);
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

export function listAuthMethods(call: GraphCall): GraphAnswer {
  const user = userOf(call);
  return {
    status: 200,
    body: {
      '@odata.context': `${call.base}/$metadata#users('${encodeURIComponent(call.ids[0] ?? '')}')/authentication/methods`,
      value: user.authMethods,
    },
  };
}

export function listLicenceDetails(call: GraphCall): GraphAnswer {
  const user = userOf(call);
  return {
    status: 200,
    body: {
      '@odata.context': `${call.base}/$metadata#users('${encodeURIComponent(call.ids[0] ?? '')}')/licenseDetails`,
      value: skusOf(user, call.tenant).map((sku) => ({
        id: Buffer.from(`${user.id}/${sku.skuId}`).toString('base64url'),
        skuId: sku.skuId,
        skuPartNumber: sku.skuPartNumber,
        servicePlans: sku.servicePlans.map((plan) => ({ ...plan, provisioningStatus: 'Success', appliesTo: 'User' })),
      })),
    },
  };
}

/** Groups and roles of a user: the direct ones, or also those of groups within groups. */
export function listMemberOf(kind: 'direct' | 'transitive') {
  return (call: GraphCall): GraphAnswer => {
    const user = userOf(call);
    const groups = groupsOf(call, user, kind);
    const shown = [
      ...groups.map((group) => ({
        '@odata.type': '#microsoft.graph.group',
        ...show(group, GROUP, call.tenant, undefined),
      })),
      ...user.roles.map((role) => ({
        '@odata.type': '#microsoft.graph.directoryRole',
        ...show(role, ROLE, call.tenant, undefined),
      })),
    ];
    allowOptions(call.query, MEMBER_OPTIONS);
    const columns = call.query
      .get('$select')
      ?.split(',')
      .map((name) => name.trim());
    const value = columns ? shown.map((item) => pick(item, ['@odata.type', ...columns])) : shown;
    const count = call.eventual && call.query.get('$count') === 'true' ? { '@odata.count': value.length } : {};
    return { status: 200, body: { '@odata.context': `${call.base}/$metadata#directoryObjects`, ...count, value } };
  };
}

/** `/memberOf/microsoft.graph.group` and its like: one type only. */
export function listGroupsOf(kind: 'direct' | 'transitive') {
  return (call: GraphCall): GraphAnswer =>
    answerList(call, groupsOf(call, userOf(call), kind), GROUP, { name: 'groups' });
}

export function listRolesOf(call: GraphCall): GraphAnswer {
  return answerList(call, userOf(call).roles, ROLE, { name: 'directoryRoles' });
}

const MEMBER_OPTIONS = new Set(['$select', '$count', '$top']);

/** The user whom the path names, as reads see them; 404 otherwise. */
function userOf(call: GraphCall): StoredUser {
  const id = call.ids[0] ?? '';
  const user = findUser(call.directory, id);
  if (!user) throw notFound(id);
  return user;
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
