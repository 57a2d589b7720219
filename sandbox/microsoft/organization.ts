/** The tenant itself and its licences. Source: Microsoft Graph facts, licences. */
import type { GraphAnswer, GraphCall } from './call.js';

export function listOrganization({ tenant, base }: GraphCall): GraphAnswer {
  return {
    status: 200,
    body: {
      '@odata.context': `${base}/$metadata#organization`,
      value: [
        {
          id: tenant.id,
          displayName: tenant.displayName,
          countryLetterCode: 'US',
          tenantType: 'AAD',
          verifiedDomains: [
            {
              capabilities: 'Email, OfficeCommunicationsOnline',
              isDefault: true,
              isInitial: false,
              name: tenant.domain,
              type: 'Managed',
            },
          ],
        },
      ],
    },
  };
}

export function listSubscribedSkus({ tenant, directory, base }: GraphCall): GraphAnswer {
  return {
    status: 200,
    body: {
      '@odata.context': `${base}/$metadata#subscribedSkus`,
      value: tenant.skus.map((sku) => ({
        id: `${tenant.id}_${sku.skuId}`,
        skuId: sku.skuId,
        skuPartNumber: sku.skuPartNumber,
        capabilityStatus: 'Enabled',
        appliesTo: 'User',
        consumedUnits: directory.users.filter((user) => user.licences.includes(sku.skuPartNumber)).length,
        prepaidUnits: { enabled: sku.enabled, suspended: 0, warning: 0, lockedOut: 0 },
        servicePlans: sku.servicePlans.map((plan) => ({ ...plan, provisioningStatus: 'Success', appliesTo: 'User' })),
      })),
    },
  };
}
