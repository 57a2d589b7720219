/** The groups of a tenant: the same names at every client, of every kind there is. */
import type { Company } from '../world/companies.js';
import { guid } from './guid.js';
import type { StoredGroup, StoredUser } from './stored.js';

export type GroupParts = Partial<Omit<StoredGroup, 'id' | 'displayName'>>;

/** A security group without members, unless `parts` say otherwise. */
export function newGroup(companySlug: string, displayName: string, parts: GroupParts = {}): StoredGroup {
  return {
    id: guid(`group ${companySlug} ${displayName}`),
    displayName,
    description: null,
    mail: null,
    mailNickname: displayName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    mailEnabled: false,
    securityEnabled: true,
    groupTypes: [],
    membershipRule: null,
    onPremisesSyncEnabled: null,
    isAssignableToRole: null,
    roles: [],
    createdDateTime: '2024-03-04T10:00:00Z',
    members: [],
    owners: [],
    isTeam: false,
    licences: [],
    ...parts,
  };
}

/** The last ordinary seat: its licence comes from a group. */
export const INHERITING_SEAT = 18;
const ADMIN_SEAT = 19;

/** Finance is a member of Finance Share: its people are members of both, of the second transitively only. */
export function seedGroups(company: Company, users: readonly StoredUser[]): StoredGroup[] {
  const everyone = users.map(({ id }) => id);
  const those = (test: (user: StoredUser) => boolean) => users.filter(test).map(({ id }) => id);
  const seats = (...numbers: number[]) => numbers.flatMap((number) => everyone[number] ?? []);
  const group = (name: string, parts: GroupParts) => newGroup(company.slug, name, parts);
  const mailbox = (local: string, parts: GroupParts): GroupParts => ({
    mail: `${local}@${company.domain}`,
    mailNickname: local,
    mailEnabled: true,
    securityEnabled: false,
    ...parts,
  });
  const unified = (local: string, parts: GroupParts) => mailbox(local, { groupTypes: ['Unified'], ...parts });

  const finance = group('Finance', {
    description: 'Accounting and billing',
    members: those(({ department }) => department === 'Finance'),
  });
  return [
    finance,
    group('Finance Share', { description: 'Read and write on the finance share', members: [finance.id] }),
    group('VPN Users', { description: 'May connect from home', members: everyone.slice(0, 6) }),
    group('Projects', unified('projects', { members: everyone.slice(0, 10) })),
    group('All Staff', mailbox('everyone', { members: everyone })),
    group('Sales Team', {
      groupTypes: ['DynamicMembership'],
      membershipRule: '(user.department -eq "Sales")',
      members: those(({ department }) => department === 'Sales'),
    }),
    group('Front Office', {
      description: 'Who looks after the front desk',
      members: those(({ jobTitle }) => jobTitle === 'Front Desk'),
    }),
    group('Front Office Chat', {
      ...unified('front-office', { members: seats(0, 1, 2, 3, 4), owners: seats(0), isTeam: true }),
      description: 'The team of the front desk',
    }),
    group('Company News', {
      ...unified('news', { members: everyone, owners: seats(0, ADMIN_SEAT), isTeam: true }),
      description: 'A team for everybody',
    }),
    group('Invoices', mailbox('invoices', { securityEnabled: true, members: seats(1, 7) })),
    group('Branch Printers', {
      description: 'Managed in the Active Directory on premises',
      onPremisesSyncEnabled: true,
      members: seats(5, 6),
    }),
    group('Helpdesk Operators', {
      description: 'Admin roles may be given to this group',
      isAssignableToRole: true,
      members: seats(ADMIN_SEAT),
    }),
    group('Licensed Staff', {
      description: 'Members get a Business Premium licence',
      licences: ['SPB'],
      members: seats(INHERITING_SEAT),
    }),
  ];
}
