/** Accounts that an application may not change. Source: Microsoft Graph facts, who may act on whom. */
import { badRequest, denied } from './graph-error.js';
import type { StoredUser, Tenant } from './stored.js';

/**
 * Graph's 403 for whoever holds a directory role, or is a member or owner of a group that roles are given to: the
 * application holds no role itself.
 */
export function refuseAdministrators({ live }: Tenant, user: StoredUser): void {
  const powerful = live.groups.some(
    ({ isAssignableToRole, members, owners }) =>
      isAssignableToRole && (members.includes(user.id) || owners.includes(user.id)),
  );
  if (user.roles.length > 0 || powerful) throw denied();
}

/** Graph's 400 for an account that is mastered on premises. That it is refused, and with these words, is unconfirmed. */
export function refuseSynced({ switches }: Tenant, { onPremisesSyncEnabled }: StoredUser): void {
  if (!onPremisesSyncEnabled || switches.syncedUsersChange) return;
  throw badRequest(
    'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
  );
}

/** The domain of a principal name, when it signs in at another identity provider. */
export function isFederated({ domains }: Tenant, userPrincipalName: string): boolean {
  const domain = userPrincipalName.split('@').at(-1)?.toLowerCase();
  return domains.some(({ name, authenticationType }) => name === domain && authenticationType === 'Federated');
}
