/** What follows by itself from a change in a tenant: dynamic groups, licences of groups, mailboxes. At once, where Entra takes a while. */
import { seatsLeft, skusOf } from './seats.js';
import type { StoredUser, Tenant } from './stored.js';

export function settle(tenant: Tenant): void {
  fillDynamicGroups(tenant);
  for (const user of tenant.live.users) inheritLicences(tenant, user);
  for (const user of tenant.live.users) openMailbox(tenant, user);
}

/** Rules of the form `(user.department -eq "Sales")`; a group with any other rule keeps its members. */
function fillDynamicGroups({ live }: Tenant): void {
  for (const group of live.groups) {
    const [, property = '', value = ''] = /^\(user\.(\w+) -eq "([^"]*)"\)$/.exec(group.membershipRule ?? '') ?? [];
    if (!property) continue;
    const fits = (user: StoredUser) =>
      Object.entries(user).some(
        ([name, held]) => name === property && typeof held === 'string' && held.toLowerCase() === value.toLowerCase(),
      );
    group.members = live.users.filter(fits).map(({ id }) => id);
  }
}

/** Only direct members inherit. Where no seat is left the membership stands and the licence is in error. */
function inheritLicences(tenant: Tenant, user: StoredUser): void {
  const due = tenant.live.groups
    .filter(({ licences, members }) => licences.length > 0 && members.includes(user.id))
    .flatMap(({ id, licences }) => licences.map((skuPartNumber) => ({ skuPartNumber, groupId: id })));
  const before = user.inherited;
  user.inherited = before.filter(
    (held) =>
      held.error === 'None' &&
      due.some(({ skuPartNumber, groupId }) => held.skuPartNumber === skuPartNumber && held.groupId === groupId),
  );
  for (const licence of due) {
    const has = user.inherited.some(
      ({ skuPartNumber, groupId }) => skuPartNumber === licence.skuPartNumber && groupId === licence.groupId,
    );
    if (has) continue;
    const sku = tenant.skus.find(({ skuPartNumber }) => skuPartNumber === licence.skuPartNumber);
    const seated = skusOf(user, tenant).some(({ skuPartNumber }) => skuPartNumber === licence.skuPartNumber);
    const free = sku !== undefined && (seated || seatsLeft(tenant, sku) > 0);
    user.inherited.push({ ...licence, error: free ? 'None' : 'CountViolation' });
  }
}

/** A licence with Exchange gives a mailbox, and so an address. */
function openMailbox(tenant: Tenant, user: StoredUser): void {
  if (user.mail || user.userType === 'Guest') return;
  const exchange = skusOf(user, tenant).some(({ servicePlans }) =>
    servicePlans.some(({ servicePlanName }) => servicePlanName.startsWith('EXCHANGE_')),
  );
  if (!exchange) return;
  user.mail = user.userPrincipalName;
  user.proxyAddresses = [`SMTP:${user.userPrincipalName}`, ...user.proxyAddresses];
}
