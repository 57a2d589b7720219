import { z } from 'zod';
import type { Graph } from './graph.js';

const role = z.object({ id: z.string(), displayName: z.string().nullish() });
const group = role.extend({ isAssignableToRole: z.boolean().nullish() });

/** Why an account counts as an administrator's. */
export type AdminStanding = { by: 'role'; names: string[] } | { by: 'group'; name: string };

/**
 * Whether a user holds an admin role, directly or through a group, or is in a group that such roles are given to;
 * undefined when not. Throws VendorError when either cannot be read.
 * Source: Microsoft Graph facts, who may act on whom.
 */
export async function findAdminStanding(
  graph: Graph,
  tenantId: string,
  user: { id: string; userPrincipalName?: string },
  signal?: AbortSignal,
): Promise<AdminStanding | undefined> {
  const who = user.userPrincipalName ?? user.id;
  const memberships = `/users/${encodeURIComponent(user.id)}/transitiveMemberOf`;
  const roles = await graph.list(
    tenantId,
    {
      doing: `read the admin roles of ${who}`,
      need: 'readRoles',
      path: `${memberships}/microsoft.graph.directoryRole`,
      query: { $select: 'id,displayName', $count: 'true' },
      eventual: true,
      signal,
    },
    role,
  );
  if (roles.length > 0) return { by: 'role', names: roles.map(({ id, displayName }) => displayName ?? id) };
  const groups = await graph.list(
    tenantId,
    {
      doing: `read the groups of ${who}`,
      need: 'readMemberships',
      path: `${memberships}/microsoft.graph.group`,
      query: { $select: 'id,displayName,isAssignableToRole', $count: 'true', $top: 999 },
      eventual: true,
      signal,
    },
    group,
  );
  const powerful = groups.find(({ isAssignableToRole }) => isAssignableToRole);
  return powerful && { by: 'group', name: powerful.displayName ?? 'a group' };
}
