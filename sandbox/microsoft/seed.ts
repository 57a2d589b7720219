/** Makes each client company's tenant out of the pretend world. */
import { createHash } from 'node:crypto';
import type { Company } from '../world/companies.js';
import type { Person } from '../world/people.js';
import type { World } from '../world/world.js';
import { DEFAULT_GRANTS } from './permissions.js';
import type { AuthMethod, DirectoryRole, Sku, StoredGroup, StoredUser, Tenant } from './stored.js';

/** Role template ids. Source: Microsoft Graph facts, permissions and roles. */
export const DIRECTORY_ROLES = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'User Administrator': 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'Helpdesk Administrator': '729827e3-9c14-49f7-bb1b-9608f156bbb8',
} as const;
export type DirectoryRoleName = keyof typeof DIRECTORY_ROLES;

/** The ids that every tenant's password and phone methods have. Source: Microsoft Graph facts, authentication methods. */
const PASSWORD_METHOD = '28c10230-6103-485e-b985-444c60001490';
const MOBILE_METHOD = '3179e48a-750b-4051-897c-87b9720928f7';

/** The seat of the company's own administrator, and of the account that is mastered on premises (in every second company). */
const ADMIN_SEAT = 19;
const SYNCED_SEAT = 17;
const SEEDED = '2026-01-05T09:00:00Z';

/** The same GUID for the same name, each time. */
export function guid(name: string): string {
  const hex = createHash('sha256').update(`pretend-microsoft:${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function directoryRole(name: DirectoryRoleName): DirectoryRole {
  return { displayName: name, roleTemplateId: DIRECTORY_ROLES[name] };
}

export function seedTenants(world: World): Tenant[] {
  return world.companies.map((company, index) => {
    const people = world.people.filter((person) => person.company === company.slug);
    const users = people.map((person, seat) => seedUser(person, company, seat, index % 2 === 0));
    return {
      id: guid(`tenant ${company.slug}`),
      companySlug: company.slug,
      displayName: company.name,
      domain: company.domain,
      skus: SKUS,
      live: { users, groups: seedGroups(company, users) },
      grants: new Set<string>(DEFAULT_GRANTS),
    };
  });
}

const SKUS: readonly Sku[] = [
  {
    skuId: 'c7df2760-2c81-4ef7-b578-5b5392b571df',
    skuPartNumber: 'ENTERPRISEPREMIUM',
    servicePlans: [{ servicePlanId: guid('plan EXCHANGE_S_ENTERPRISE'), servicePlanName: 'EXCHANGE_S_ENTERPRISE' }],
    enabled: 5,
  },
  {
    skuId: guid('sku SPB'),
    skuPartNumber: 'SPB',
    servicePlans: [
      { servicePlanId: guid('plan EXCHANGE_S_STANDARD'), servicePlanName: 'EXCHANGE_S_STANDARD' },
      { servicePlanId: guid('plan TEAMS1'), servicePlanName: 'TEAMS1' },
    ],
    enabled: 18,
  },
];

function seedUser(person: Person, company: Company, seat: number, someSynced: boolean): StoredUser {
  const local = person.email.split('@')[0] ?? person.email;
  return {
    personKey: person.key,
    id: guid(`user ${person.key}`),
    userPrincipalName: person.email,
    mail: person.email,
    mailNickname: local,
    displayName: `${person.firstName} ${person.lastName}`,
    givenName: person.firstName,
    surname: person.lastName,
    jobTitle: person.title,
    department: departmentOf(person),
    officeLocation: company.city,
    preferredLanguage: 'en-US',
    mobilePhone: person.phone,
    businessPhones: [person.phone],
    otherMails: [],
    proxyAddresses: [`SMTP:${person.email}`, `smtp:${local.replace('.', '')}@${company.domain}`],
    usageLocation: 'US',
    userType: 'Member',
    createdDateTime: '2024-03-04T10:00:00Z',
    accountEnabled: true,
    onPremisesSyncEnabled: someSynced && seat === SYNCED_SEAT ? true : null,
    passwords: [
      {
        password: `Seeded-${guid(`password ${person.key}`).slice(0, 8)}`,
        at: SEEDED,
        forceChangeNextSignIn: false,
        setBy: 'seed',
      },
    ],
    forceChange: false,
    sessionsValidFrom: SEEDED,
    roles: seat === ADMIN_SEAT ? [directoryRole('Global Administrator')] : [],
    licences: seat === ADMIN_SEAT ? [] : seat < 3 ? ['ENTERPRISEPREMIUM'] : ['SPB'],
    authMethods: seedMethods(person, seat),
  };
}

function departmentOf({ title }: Person): string {
  if (title === 'Accountant' || title === 'Bookkeeper') return 'Finance';
  return title === 'Sales Associate' ? 'Sales' : 'Operations';
}

function seedMethods(person: Person, seat: number): AuthMethod[] {
  const methods: AuthMethod[] = [
    {
      '@odata.type': '#microsoft.graph.passwordAuthenticationMethod',
      id: PASSWORD_METHOD,
      password: null,
      createdDateTime: SEEDED,
    },
    {
      '@odata.type': '#microsoft.graph.phoneAuthenticationMethod',
      id: MOBILE_METHOD,
      phoneNumber: `${person.phone.slice(0, 2)} ${person.phone.slice(2)}`,
      phoneType: 'mobile',
      smsSignInState: 'notAllowedByPolicy',
    },
  ];
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

/** Finance is a member of Finance Share: its people are members of both, of the second transitively only. */
function seedGroups(company: Company, users: readonly StoredUser[]): StoredGroup[] {
  const everyone = users.map((user) => user.id);
  const finance = users.filter((user) => user.department === 'Finance').map((user) => user.id);
  const group = (displayName: string, extra: Partial<StoredGroup>): StoredGroup => ({
    id: guid(`group ${company.slug} ${displayName}`),
    displayName,
    description: null,
    mail: null,
    mailEnabled: false,
    securityEnabled: true,
    groupTypes: [],
    membershipRule: null,
    onPremisesSyncEnabled: null,
    isAssignableToRole: null,
    members: [],
    ...extra,
  });
  const financeGroup = group('Finance', { description: 'Accounting and billing', members: finance });
  return [
    financeGroup,
    group('Finance Share', { description: 'Read and write on the finance share', members: [financeGroup.id] }),
    group('VPN Users', { description: 'May connect from home', members: everyone.slice(0, 6) }),
    group('Projects', {
      mail: `projects@${company.domain}`,
      mailEnabled: true,
      securityEnabled: false,
      groupTypes: ['Unified'],
      members: everyone.slice(0, 10),
    }),
    group('All Staff', {
      mail: `everyone@${company.domain}`,
      mailEnabled: true,
      securityEnabled: false,
      members: everyone,
    }),
    group('Sales Team', {
      groupTypes: ['DynamicMembership'],
      membershipRule: '(user.department -eq "Sales")',
      members: users.filter((user) => user.department === 'Sales').map((user) => user.id),
    }),
  ];
}
