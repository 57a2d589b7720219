/** Groups and their members, as they are read. Source: Microsoft Graph facts, groups. */
import { findGroup, type GraphAnswer, type GraphCall } from './call.js';
import { notFound } from './graph-error.js';
import { allowOptions, answerList, SINGLE_OPTIONS } from './list.js';
import { GROUP, selected, show, USER } from './resources.js';
import type { Directory, StoredGroup } from './stored.js';

export function listGroups(call: GraphCall): GraphAnswer {
  return answerList(call, call.directory.groups, GROUP, { name: 'groups' });
}

export function getGroup(call: GraphCall): GraphAnswer {
  const group = groupOf(call);
  allowOptions(call.query, SINGLE_OPTIONS);
  const names = selected(call.query, GROUP);
  return {
    status: 200,
    body: {
      '@odata.context': `${call.base}/$metadata#groups${names ? `(${names.join(',')})` : ''}/$entity`,
      ...show(group, GROUP, call.tenant, names),
    },
  };
}

/** Members: users as users; groups within the group show their name and id alone, after the last page of users. */
export function listMembers(kind: 'direct' | 'transitive') {
  return (call: GraphCall): GraphAnswer => {
    const ids = memberIds(call, kind);
    const users = call.directory.users.filter(({ id }) => ids.has(id));
    const answer = answerList(call, users, USER, { name: 'directoryObjects', typed: true });
    const inner = call.directory.groups.filter(({ id }) => ids.has(id));
    if (inner.length === 0 || hasMore(answer.body)) return answer;
    const shown = inner.map(({ id, displayName }) => ({ '@odata.type': '#microsoft.graph.group', id, displayName }));
    return { ...answer, body: withMore(answer.body, shown) };
  };
}

/** `/members/microsoft.graph.user`: users only. */
export function listMembersThatAreUsers(kind: 'direct' | 'transitive') {
  return (call: GraphCall): GraphAnswer => {
    const ids = memberIds(call, kind);
    const users = call.directory.users.filter(({ id }) => ids.has(id));
    return answerList(call, users, USER, { name: 'users' });
  };
}

export function listOwners(call: GraphCall): GraphAnswer {
  const { owners } = groupOf(call);
  const users = call.directory.users.filter(({ id }) => owners.includes(id));
  return answerList(call, users, USER, { name: 'directoryObjects', typed: true });
}

/** The group whom the path names, as reads see it; 404 otherwise. */
function groupOf(call: GraphCall): StoredGroup {
  const id = call.ids[0] ?? '';
  const group = findGroup(call.directory, id);
  if (!group) throw notFound(id);
  return group;
}

function memberIds(call: GraphCall, kind: 'direct' | 'transitive'): ReadonlySet<string> {
  const ids = new Set(groupOf(call).members);
  if (kind === 'direct') return ids;
  // A Set is walked in order of insertion, so what is added while walking is visited too.
  for (const id of ids) for (const inner of findMembers(call.directory, id)) ids.add(inner);
  return ids;
}

function findMembers(directory: Directory, id: string): readonly string[] {
  return findGroup(directory, id)?.members ?? [];
}

function hasMore(body: unknown): boolean {
  return typeof body === 'object' && body !== null && '@odata.nextLink' in body;
}

function withMore(body: unknown, more: readonly unknown[]): unknown {
  if (typeof body !== 'object' || body === null || !('value' in body) || !Array.isArray(body.value)) return body;
  const count = '@odata.count' in body ? { '@odata.count': Number(body['@odata.count']) + more.length } : {};
  return { ...body, ...count, value: [...body.value, ...more] };
}
