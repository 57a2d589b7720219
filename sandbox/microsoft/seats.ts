/** Who has which licence, and how many seats are left. Source: Microsoft Graph facts, licences. */
import type { Sku, StoredUser, Tenant } from './stored.js';

/** What a user has, directly or by a group that could give it. */
export function skusOf(user: StoredUser, tenant: Tenant): Sku[] {
  return tenant.skus.filter((sku) => holds(user, sku));
}

/** The users with a licence; `users`: as a query sees them. */
export function seatsUsed(users: readonly StoredUser[], sku: Sku): number {
  return users.filter((user) => holds(user, sku)).length;
}

/** Never below zero: seats that were taken back leave the users that had them. */
export function seatsLeft({ live }: Tenant, sku: Sku): number {
  return Math.max(0, sku.enabled - seatsUsed(live.users, sku));
}

function holds(user: StoredUser, { skuPartNumber }: Sku): boolean {
  return (
    user.licences.includes(skuPartNumber) ||
    user.inherited.some((licence) => licence.skuPartNumber === skuPartNumber && licence.error === 'None')
  );
}
