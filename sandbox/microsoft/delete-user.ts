/** DELETE of a user, and the way back within 30 days. Source: Microsoft Graph facts, delete user. */
import { type GraphAnswer, type GraphCall, liveUser } from './call.js';
import { checkUnused } from './create-user.js';
import { notFound } from './graph-error.js';
import { refuseAdministrators, refuseSynced } from './protected.js';
import { show, USER } from './resources.js';

const KEPT_MS = 30 * 24 * 3_600_000;

export function deleteUser(call: GraphCall): GraphAnswer {
  return removeUser(call, call.ids[0] ?? '');
}

/** DELETE /groups/{id}/members/{id} without $ref means the member itself. Source: Microsoft Graph facts, groups. */
export function deleteMember(call: GraphCall): GraphAnswer {
  return removeUser(call, call.ids[1] ?? '');
}

/** POST /directory/deletedItems/{id}/restore */
export function restoreUser(call: GraphCall): GraphAnswer {
  const { tenant, base, now } = call;
  const { live } = tenant;
  const id = call.ids[0] ?? '';
  const deleted = live.deletedUsers.find(({ user, at }) => user.id === id.toLowerCase() && now - at < KEPT_MS);
  if (!deleted) throw notFound(id);
  const { user, groups } = deleted;
  checkUnused(call, user.userPrincipalName);
  live.deletedUsers.splice(live.deletedUsers.indexOf(deleted), 1);
  live.users.push(user);
  for (const group of live.groups) if (groups.includes(group.id)) group.members.push(user.id);
  return {
    status: 200,
    write: true,
    body: {
      '@odata.context': `${base}/$metadata#directoryObjects/$entity`,
      '@odata.type': '#microsoft.graph.user',
      ...show(user, USER, tenant, undefined),
    },
  };
}

function removeUser(call: GraphCall, id: string): GraphAnswer {
  const { live } = call.tenant;
  const user = liveUser(call, id);
  refuseAdministrators(call.tenant, user);
  refuseSynced(call.tenant, user);
  const groups = live.groups.filter(({ members }) => members.includes(user.id));
  live.users.splice(live.users.indexOf(user), 1);
  live.deletedUsers.push({ user, groups: groups.map((group) => group.id), at: call.now });
  for (const group of live.groups) {
    group.members = group.members.filter((member) => member !== user.id);
    group.owners = group.owners.filter((owner) => owner !== user.id);
  }
  return { status: 204, write: true };
}
