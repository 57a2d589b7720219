/** Groups and their members. Source: Microsoft Graph facts, groups. */
import { bodyObject, findGroup, findUser, type GraphAnswer, type GraphCall } from './call.js';
import { badRequest, denied, notFound } from './graph-error.js';
import { allowOptions, answerList, SINGLE_OPTIONS } from './list.js';
import { GROUP, selected, show, USER } from './resources.js';
import type { Directory, StoredGroup } from './stored.js';

export function listGroups(call: GraphCall): GraphAnswer {
  return answerList(call, call.directory.groups, GROUP, { name: 'groups' });
}

export function getGroup(call: GraphCall): GraphAnswer {
  const group = groupOf(call, call.directory);
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

/** Direct members: users as users; groups within the group show their name and id alone when users' columns are selected. */
export function listMembers(call: GraphCall): GraphAnswer {
  const group = groupOf(call, call.directory);
  const users = call.directory.users.filter((user) => group.members.includes(user.id));
  const answer = answerList(call, users, USER, { name: 'directoryObjects', typed: true });
  const inner = call.directory.groups.filter((other) => group.members.includes(other.id));
  if (inner.length === 0 || call.query.has('$skiptoken')) return answer;
  const shown = inner.map(({ id, displayName }) => ({ '@odata.type': '#microsoft.graph.group', id, displayName }));
  return { ...answer, body: withMore(answer.body, shown) };
}

/** POST /groups/{id}/members/$ref */
export function addMember(call: GraphCall): GraphAnswer {
  const reference = bodyObject(call)['@odata.id'];
  const id = typeof reference === 'string' ? /\/(?:directoryObjects|users)\/([^/]+)$/.exec(reference)?.[1] : undefined;
  if (!id) throw badRequest("Invalid URL format specified in '@odata.id' property.");
  const group = writable(call);
  const user = findUser(call.tenant.live, id);
  if (!user) throw notFound(id);
  if (group.members.includes(user.id)) {
    throw badRequest(
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
  }
  group.members.push(user.id);
  return { status: 204, write: true };
}

/** DELETE /groups/{id}/members/{userId}/$ref */
export function removeMember(call: GraphCall): GraphAnswer {
  const group = writable(call);
  const id = call.ids[1] ?? '';
  const at = group.members.indexOf(id.toLowerCase());
  if (at < 0) throw notFound(id);
  group.members.splice(at, 1);
  return { status: 204, write: true };
}

function groupOf(call: GraphCall, directory: Directory): StoredGroup {
  const id = call.ids[0] ?? '';
  const group = findGroup(directory, id);
  if (!group) throw notFound(id);
  return group;
}

/** The live group; refused when its members cannot be changed through Graph. */
function writable(call: GraphCall): StoredGroup {
  const group = groupOf(call, call.tenant.live);
  if (group.mailEnabled && !group.groupTypes.includes('Unified')) {
    throw badRequest('Cannot Update a mail-enabled security groups and or distribution list.');
  }
  if (group.groupTypes.includes('DynamicMembership')) {
    throw badRequest('Insufficient privileges to change the members of a group with dynamic membership.');
  }
  if (group.onPremisesSyncEnabled) {
    throw badRequest('Unable to update the specified properties for on-premises mastered Directory Sync objects.');
  }
  if (group.isAssignableToRole && !call.roles.includes('RoleManagement.ReadWrite.Directory')) throw denied();
  return group;
}

function withMore(body: unknown, more: readonly unknown[]): unknown {
  if (typeof body !== 'object' || body === null || !('value' in body) || !Array.isArray(body.value)) return body;
  return { ...body, value: [...body.value, ...more] };
}
