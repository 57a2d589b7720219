/** Licences: what the tenant bought, what a user has, and POST assignLicense. Source: Microsoft Graph facts, licences. */
import { z } from 'zod';
import { bodyObject, parseBody } from './body.js';
import { type GraphAnswer, type GraphCall, liveUser, seenUser } from './call.js';
import { badRequest } from './graph-error.js';
import { allowOptions } from './list.js';
import { show, USER } from './resources.js';
import { seatsLeft, seatsUsed, skusOf } from './seats.js';
import type { Sku, StoredUser, Tenant } from './stored.js';

const ASSIGN = z.strictObject({
  addLicenses: z.array(z.strictObject({ skuId: z.guid(), disabledPlans: z.array(z.guid()).optional() })),
  removeLicenses: z.array(z.guid()),
});
const SKU_OPTIONS = new Set(['$select']);
const SKU_PROPERTIES = new Set([
  'id',
  'accountId',
  'accountName',
  'skuId',
  'skuPartNumber',
  'capabilityStatus',
  'appliesTo',
  'consumedUnits',
  'prepaidUnits',
  'servicePlans',
  'subscriptionIds',
]);

export function listSubscribedSkus(call: GraphCall): GraphAnswer {
  const { tenant, directory, base, query } = call;
  allowOptions(query, SKU_OPTIONS);
  const names = query.get('$select')?.split(',');
  const wrong = names?.find((name) => !SKU_PROPERTIES.has(name));
  if (wrong !== undefined) {
    throw badRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${wrong}' on type 'microsoft.graph.subscribedSku'.`,
    );
  }
  const value = tenant.skus.map((sku) => showSku(sku, tenant, seatsUsed(directory.users, sku)));
  return {
    status: 200,
    body: {
      '@odata.context': `${base}/$metadata#subscribedSkus${names ? `(${names.join(',')})` : ''}`,
      value: names
        ? value.map((sku) => Object.fromEntries(Object.entries(sku).filter(([name]) => names.includes(name))))
        : value,
    },
  };
}

export function listLicenceDetails(call: GraphCall): GraphAnswer {
  const user = seenUser(call);
  return {
    status: 200,
    body: {
      '@odata.context': `${call.base}/$metadata#users('${encodeURIComponent(call.ids[0] ?? '')}')/licenseDetails`,
      value: skusOf(user, call.tenant).map((sku) => ({
        id: Buffer.from(`${user.id}/${sku.skuId}`).toString('base64url'),
        skuId: sku.skuId,
        skuPartNumber: sku.skuPartNumber,
        servicePlans: sku.servicePlans.map((plan) => ({
          ...plan,
          provisioningStatus: isOff(user, sku, plan.servicePlanId) ? 'Disabled' : 'Success',
          appliesTo: 'User',
        })),
      })),
    },
  };
}

export function assignLicense(call: GraphCall): GraphAnswer {
  const { tenant, base } = call;
  const body = bodyObject(call);
  for (const name of ['addLicenses', 'removeLicenses']) {
    if (body[name] === undefined) {
      throw badRequest(
        "One or more parameters of the function import 'assignLicense' are missing from the request payload. The missing parameters are: " +
          `${name}.`,
      );
    }
  }
  const { addLicenses, removeLicenses } = parseBody(body, ASSIGN, 'User');
  const user = liveUser(call);
  const removed = removeLicenses.map((skuId) => removable(tenant, user, skuId));
  const added = addLicenses.map(({ skuId, disabledPlans = [] }) => {
    const sku = skuOf(tenant, skuId);
    if (removed.includes(sku)) throw badRequest('A licence cannot be added and removed in the same request.');
    checkPlans(sku, disabledPlans);
    return { sku, disabledPlans };
  });
  for (const { sku } of added) checkAssignable(tenant, user, sku);
  const before = JSON.stringify([user.licences, user.disabledPlans]);
  for (const { skuPartNumber } of removed) {
    user.licences = user.licences.filter((held) => held !== skuPartNumber);
    delete user.disabledPlans[skuPartNumber];
  }
  for (const { sku, disabledPlans } of added) {
    if (!user.licences.includes(sku.skuPartNumber)) user.licences.push(sku.skuPartNumber);
    delete user.disabledPlans[sku.skuPartNumber];
    if (disabledPlans.length > 0) user.disabledPlans[sku.skuPartNumber] = disabledPlans;
  }
  return {
    status: 200,
    write: JSON.stringify([user.licences, user.disabledPlans]) !== before,
    body: { '@odata.context': `${base}/$metadata#users/$entity`, ...show(user, USER, tenant, undefined) },
  };
}

function showSku(sku: Sku, tenant: Tenant, consumedUnits: number) {
  return {
    id: `${tenant.id}_${sku.skuId}`,
    accountId: tenant.id,
    accountName: tenant.displayName,
    skuId: sku.skuId,
    skuPartNumber: sku.skuPartNumber,
    capabilityStatus: sku.capabilityStatus,
    appliesTo: 'User',
    consumedUnits,
    prepaidUnits: { enabled: sku.enabled, suspended: 0, warning: 0, lockedOut: 0 },
    servicePlans: sku.servicePlans.map((plan) => ({ ...plan, provisioningStatus: 'Success', appliesTo: 'User' })),
    subscriptionIds: [],
  };
}

/** The words are general knowledge (unconfirmed), as are those of a licence that is not held or inherited. */
function skuOf({ skus }: Tenant, skuId: string): Sku {
  const sku = skus.find((candidate) => candidate.skuId === skuId.toLowerCase());
  if (!sku) throw badRequest(`License ${skuId} does not correspond to a valid company License.`);
  return sku;
}

function removable(tenant: Tenant, user: StoredUser, skuId: string): Sku {
  const sku = skuOf(tenant, skuId);
  if (user.licences.includes(sku.skuPartNumber)) return sku;
  throw badRequest(
    user.inherited.some(({ skuPartNumber }) => skuPartNumber === sku.skuPartNumber)
      ? 'User license is inherited from a group membership and it cannot be removed directly from the user.'
      : 'User does not have a corresponding license.',
  );
}

function checkAssignable(tenant: Tenant, user: StoredUser, sku: Sku): void {
  if (!user.usageLocation) {
    throw badRequest('License assignment cannot be done for user with invalid usage location.');
  }
  const has = skusOf(user, tenant).includes(sku);
  if (!has && (sku.capabilityStatus !== 'Enabled' || seatsLeft(tenant, sku) < 1)) {
    throw badRequest(`Subscription with SKU ${sku.skuId} does not have any available licenses.`);
  }
}

function checkPlans({ servicePlans, skuId }: Sku, disabledPlans: readonly string[]): void {
  const wrong = disabledPlans.find((id) => !servicePlans.some(({ servicePlanId }) => servicePlanId === id));
  if (wrong !== undefined) throw badRequest(`Service plan ${wrong} is not part of the license ${skuId}.`);
}

function isOff(user: StoredUser, { skuPartNumber }: Sku, servicePlanId: string): boolean {
  return user.disabledPlans[skuPartNumber]?.includes(servicePlanId) ?? false;
}
