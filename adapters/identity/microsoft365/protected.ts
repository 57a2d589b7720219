import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import { findAdminStanding } from './admin-standing.js';
import type { Graph } from './graph.js';
import { VENDOR } from './tokens.js';
import type { GraphUser } from './users.js';

const organization = z.object({
  verifiedDomains: z.array(z.object({ name: z.string(), type: z.string().nullish() })).nullish(),
});

/**
 * Refuses, with the reason, to change the sign-in of accounts that are not ours to change: whoever holds an admin role (also
 * through a group), accounts that are mastered in an on-premises directory and, where a password is concerned, accounts
 * that sign in elsewhere. When one of these cannot be read, nothing is changed. Throws VendorError.
 * Source: Microsoft Graph facts, who may act on whom.
 */
export async function refuseProtected(
  graph: Graph,
  tenantId: string,
  user: GraphUser,
  { password = false, signal }: { password?: boolean; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const who = user.userPrincipalName;
  const refuse = (reason: string) => new VendorError(VENDOR, 'forbidden', `${who} is left alone: ${reason}`);

  if (user.onPremisesSyncEnabled) {
    throw refuse("the account is synchronised from the client's own Active Directory; a technician changes it there");
  }
  const standing = await findAdminStanding(graph, tenantId, user, signal);
  switch (standing?.by) {
    case 'role':
      throw refuse(
        `the account holds an admin role (${standing.names.join(', ')}); a technician with the same right has to do this`,
      );
    case 'group':
      throw refuse(`the account is in ${standing.name}, a group that admin roles are given to`);
    case undefined:
      break;
  }
  if (password && (await isFederated(graph, tenantId, who, signal))) {
    throw refuse('its domain signs in at another identity provider (federation); the password is changed there');
  }
}

async function isFederated(
  graph: Graph,
  tenantId: string,
  userPrincipalName: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const [tenant] = await graph.list(
    tenantId,
    {
      doing: 'read the domains of the tenant',
      permission: 'Organization.Read.All',
      path: '/organization',
      query: { $select: 'id,verifiedDomains' },
      signal,
    },
    organization,
  );
  const domain = userPrincipalName.split('@').at(-1)?.toLowerCase();
  const type = (tenant?.verifiedDomains ?? []).find((each) => each.name.toLowerCase() === domain)?.type;
  return type?.toLowerCase() === 'federated';
}
