import { VendorError } from '../../../core/errors.js';
import { findAdminStanding } from './admin-standing.js';
import type { Graph } from './graph.js';
import type { GraphUser } from './users.js';
import { VENDOR } from './vendor.js';
import { domainOf, verifiedDomainsOf } from './verified-domains.js';

/**
 * What of an account a change concerns. `credentials`: how its owner proves who they are. `account`: whether it may sign in.
 * `belongings`: licences and memberships, which are the cloud's also for accounts that are mastered elsewhere.
 */
export type Concern = 'credentials' | 'account' | 'belongings';

/**
 * Refuses, with the reason, to change accounts that are not ours to change: whoever holds an admin role (also through a
 * group) always; accounts that are mastered in an on-premises directory where more than belongings are concerned; guests and
 * accounts that sign in elsewhere where credentials are. When one of these cannot be read, nothing is changed. Throws
 * VendorError. Source: Microsoft Graph facts, who may act on whom.
 */
export async function refuseProtected(
  graph: Graph,
  tenantId: string,
  user: GraphUser,
  concern: Concern,
  signal?: AbortSignal,
): Promise<void> {
  const who = user.userPrincipalName;
  const refuse = (reason: string) => new VendorError(VENDOR, 'forbidden', `${who} is left alone: ${reason}`);

  if (user.onPremisesSyncEnabled && concern !== 'belongings') {
    throw refuse("the account is synchronised from the client's own Active Directory; a technician changes it there");
  }
  if (user.userType?.toLowerCase() === 'guest' && concern === 'credentials') {
    throw refuse('the account is a guest, whose own organisation looks after how they sign in; they ask there');
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
  if (concern !== 'credentials') return;
  const domains = await verifiedDomainsOf(graph, tenantId, signal);
  if (domains.get(domainOf(who))?.federated) {
    throw refuse(
      'its domain signs in at another identity provider (federation); passwords and second factors are changed there',
    );
  }
}
