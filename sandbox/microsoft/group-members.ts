/** Who comes into a group and who leaves it. Source: Microsoft Graph facts, groups. */
import { bodyObject } from './body.js';
import { findGroup, type GraphAnswer, type GraphCall } from './call.js';
import { badRequest, denied, notFound } from './graph-error.js';
import type { StoredGroup } from './stored.js';

/** POST /groups/{id}/members/$ref */
export function addMember(call: GraphCall): GraphAnswer {
  const reference = bodyObject(call)['@odata.id'];
  const id =
    typeof reference === 'string'
      ? /^https?:\/\/[^/]+\/v1\.0\/(?:directoryObjects|users|groups)\/([^/?]+)$/.exec(reference)?.[1]?.toLowerCase()
      : undefined;
  if (!id) throw badRequest("Invalid URL format specified in '@odata.id' property.");
  const group = writable(call);
  const { users } = call.tenant.live;
  const member = users.find((user) => user.id === id) ?? findGroup(call.tenant.live, id);
  if (!member || call.tooNew.has(id)) throw notFound(id);
  if (group.members.includes(id)) {
    throw badRequest(
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
  }
  if (!users.some((user) => user.id === id) && (group.groupTypes.includes('Unified') || id === group.id)) {
    throw badRequest("Invalid object identifier for the property 'members'.");
  }
  group.members.push(id);
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

/**
 * The live group; refused when its members cannot be changed through Graph. The words for dynamic and synced groups are
 * unconfirmed.
 */
function writable(call: GraphCall): StoredGroup {
  const id = call.ids[0] ?? '';
  const group = findGroup(call.tenant.live, id);
  if (!group) throw notFound(id);
  if (call.tooNew.has(group.id)) throw badRequest(`The group '${id}' has not been replicated yet. Try again later.`);
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
