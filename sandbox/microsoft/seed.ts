/** Makes each client company's tenant out of the pretend world. */
import type { Company } from '../world/companies.js';
import type { Person } from '../world/people.js';
import type { World } from '../world/world.js';
import { passwordMethod, phoneMethod, spacedNumber } from './auth-method-kinds.js';
import { guid } from './guid.js';
import { newUser } from './new-user.js';
import { DEFAULT_GRANTS } from './permissions.js';
import { seedDevices } from './seed-devices.js';
import { INHERITING_SEAT, seedGroups } from './seed-groups.js';
import { seedSignIns } from './seed-sign-ins.js';
import { settle } from './settle.js';
import type { AuthMethod, DirectoryRole, Domain, Sku, StoredUser, Tenant } from './stored.js';
import { DEFAULT_SWITCHES } from './switches.js';

/** Role template ids. Source: Microsoft Graph facts, permissions and roles. */
export const DIRECTORY_ROLES = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'User Administrator': 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'Helpdesk Administrator': '729827e3-9c14-49f7-bb1b-9608f156bbb8',
} as const;
export type DirectoryRoleName = keyof typeof DIRECTORY_ROLES;

/** The seat of the company's own administrator, and of the account that is mastered on premises (in every second company). */
const ADMIN_SEAT = 19;
const SYNCED_SEAT = 17;
const SEEDED = '2026-01-05T09:00:00Z';

export function directoryRole(name: DirectoryRoleName): DirectoryRole {
  return { displayName: name, roleTemplateId: DIRECTORY_ROLES[name] };
}

/** `now`: when the world begins; sign-ins are of the days before. */
export function seedTenants(world: World, now: number): Tenant[] {
  return world.companies.map((company, index) => {
    const people = world.people.filter((person) => person.company === company.slug);
    const users = people.map((person, seat) => seedUser(person, company, seat, index % 2 === 0));
    const devices = world.devices.filter((device) => device.company === company.slug);
    const tenant: Tenant = {
      id: guid(`tenant ${company.slug}`),
      companySlug: company.slug,
      displayName: company.name,
      domain: company.domain,
      domains: domainsOf(company),
      skus: SKUS.map((sku) => ({ ...sku })),
      live: {
        users,
        groups: seedGroups(company, users),
        deletedUsers: [],
        devices: seedDevices(devices, users, SEEDED),
      },
      signIns: seedSignIns(users, company.areaCode, now),
      switches: { ...DEFAULT_SWITCHES },
      gone: false,
      grants: new Set<string>(DEFAULT_GRANTS),
    };
    settle(tenant);
    return tenant;
  });
}

function domainsOf({ domain, slug }: { domain: string; slug: string }): Domain[] {
  const managed = { authenticationType: 'Managed', isVerified: true } as const;
  return [
    { name: domain, isDefault: true, isInitial: false, ...managed },
    { name: `${slug.replaceAll('-', '')}.onmicrosoft.example`, isDefault: false, isInitial: true, ...managed },
  ];
}

const SKUS: readonly Sku[] = [
  {
    skuId: 'c7df2760-2c81-4ef7-b578-5b5392b571df',
    skuPartNumber: 'ENTERPRISEPREMIUM',
    servicePlans: [{ servicePlanId: guid('plan EXCHANGE_S_ENTERPRISE'), servicePlanName: 'EXCHANGE_S_ENTERPRISE' }],
    enabled: 5,
    capabilityStatus: 'Enabled',
  },
  {
    skuId: guid('sku SPB'),
    skuPartNumber: 'SPB',
    servicePlans: [
      { servicePlanId: guid('plan EXCHANGE_S_STANDARD'), servicePlanName: 'EXCHANGE_S_STANDARD' },
      { servicePlanId: guid('plan TEAMS1'), servicePlanName: 'TEAMS1' },
    ],
    enabled: 18,
    capabilityStatus: 'Enabled',
  },
];

function seedUser(person: Person, company: Company, seat: number, someSynced: boolean): StoredUser {
  const local = person.email.split('@')[0] ?? person.email;
  const authMethods = seedMethods(person, seat);
  return {
    ...newUser({ id: guid(`user ${person.key}`), userPrincipalName: person.email, mailNickname: local }),
    personKey: person.key,
    mail: person.email,
    displayName: `${person.firstName} ${person.lastName}`,
    givenName: person.firstName,
    surname: person.lastName,
    jobTitle: person.title,
    department: departmentOf(person),
    officeLocation: company.city,
    preferredLanguage: 'en-US',
    mobilePhone: person.phone,
    businessPhones: [person.phone],
    proxyAddresses: [`SMTP:${person.email}`, `smtp:${local.replace('.', '')}@${company.domain}`],
    usageLocation: 'US',
    createdDateTime: '2024-03-04T10:00:00Z',
    onPremisesSyncEnabled: someSynced && seat === SYNCED_SEAT ? true : null,
    passwords: [
      {
        password: `Seeded-${guid(`password ${person.key}`).slice(0, 8)}`,
        at: SEEDED,
        forceChangeNextSignIn: false,
        setBy: 'seed',
      },
    ],
    sessionsValidFrom: SEEDED,
    roles: seat === ADMIN_SEAT ? [directoryRole('Global Administrator')] : [],
    licences: licencesOf(seat),
    authMethods,
    defaultMethodId: authMethods.at(-1)?.id ?? null,
  };
}

function licencesOf(seat: number): string[] {
  if (seat === ADMIN_SEAT || seat === INHERITING_SEAT) return [];
  return seat < 3 ? ['ENTERPRISEPREMIUM'] : ['SPB'];
}

function departmentOf({ title }: Person): string {
  if (title === 'Accountant' || title === 'Bookkeeper') return 'Finance';
  return title === 'Sales Associate' ? 'Sales' : 'Operations';
}

function seedMethods(person: Person, seat: number): AuthMethod[] {
  const methods = [passwordMethod(SEEDED), phoneMethod(spacedNumber(person.phone), 'mobile')];
  if (seat % 2 === 0) {
    methods.push({
      '@odata.type': '#microsoft.graph.microsoftAuthenticatorAuthenticationMethod',
      id: guid(`authenticator ${person.key}`),
      displayName: `${person.firstName}'s phone`,
      deviceTag: 'SoftwareTokenActivated',
      phoneAppVersion: '6.8.2',
      createdDateTime: SEEDED,
    });
  }
  return methods;
}
