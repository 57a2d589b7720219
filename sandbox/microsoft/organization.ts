/** The tenant itself and its domains. Source: Microsoft Graph facts, create user. */
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
          onPremisesSyncEnabled: tenant.live.users.some((user) => user.onPremisesSyncEnabled) || null,
          verifiedDomains: tenant.domains
            .filter(({ isVerified }) => isVerified)
            .map(({ name, isDefault, isInitial, authenticationType }) => ({
              capabilities: 'Email, OfficeCommunicationsOnline',
              isDefault,
              isInitial,
              name,
              type: authenticationType,
            })),
        },
      ],
    },
  };
}

export function listDomains({ tenant, base }: GraphCall): GraphAnswer {
  return {
    status: 200,
    body: {
      '@odata.context': `${base}/$metadata#domains`,
      value: tenant.domains.map(({ name, ...domain }) => ({
        id: name,
        ...domain,
        availabilityStatus: null,
        isAdminManaged: true,
        isRoot: true,
        supportedServices: domain.isVerified ? ['Email', 'OfficeCommunicationsOnline'] : [],
      })),
    },
  };
}
