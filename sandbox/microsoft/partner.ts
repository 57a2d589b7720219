/** The MSP's own tenant, where its application is registered. */
import type { World } from '../world/world.js';
import { guid } from './guid.js';
import { newUser } from './new-user.js';
import { PARTNER_GRANTS } from './permissions.js';
import type { Tenant } from './stored.js';
import { DEFAULT_SWITCHES } from './switches.js';

/** What the desk calls it, where it asks for a company's slug. */
export const PARTNER = 'partner';

export function seedPartner({ msp, technicians }: World): Tenant {
  const users = technicians.map(({ identifier, email, firstName, lastName, active }) => ({
    ...newUser({ id: guid(`technician ${identifier}`), userPrincipalName: email, mailNickname: identifier }),
    displayName: `${firstName} ${lastName}`,
    givenName: firstName,
    surname: lastName,
    mail: email,
    accountEnabled: active,
    createdDateTime: '2024-03-04T10:00:00Z',
    sessionsValidFrom: '2026-01-05T09:00:00Z',
  }));
  return {
    id: guid('tenant of the MSP'),
    companySlug: PARTNER,
    displayName: msp.name,
    domain: msp.domain,
    domains: [
      { name: msp.domain, authenticationType: 'Managed', isDefault: true, isInitial: false, isVerified: true },
      {
        name: 'tallowmere.onmicrosoft.example',
        authenticationType: 'Managed',
        isDefault: false,
        isInitial: true,
        isVerified: true,
      },
    ],
    skus: [],
    live: { users, groups: [], deletedUsers: [], devices: [] },
    signIns: [],
    switches: { ...DEFAULT_SWITCHES, intune: false },
    gone: false,
    grants: new Set<string>(PARTNER_GRANTS),
  };
}
