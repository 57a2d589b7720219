import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { type GraphUser, toDirectoryUser } from '../users.js';
import { nameOf, subject, type ToolParts, user } from './parts.js';

const groupShape = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  groupTypes: z.array(z.string()).nullish(),
  mailEnabled: z.boolean().nullish(),
  securityEnabled: z.boolean().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
});

const methodShape = z.object({
  '@odata.type': z.string(),
  id: z.string(),
  displayName: z.string().nullish(),
  phoneNumber: z.string().nullish(),
  phoneType: z.string().nullish(),
  emailAddress: z.string().nullish(),
  model: z.string().nullish(),
  createdDateTime: z.string().nullish(),
});

export function userReadTools({ graph, users }: ToolParts): Tool[] {
  return [
    defineTool({
      name: 'm365:find-users',
      description: "Searches this client's Microsoft 365 users by the beginning of name or address. At most 10.",
      input: z.strictObject({ query: z.string().trim().min(2).max(120) }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const found = await users.search(scope.mapping, args.query, scope.signal);
        return {
          output: { users: found.map(briefly) },
          summary: `Found ${found.length} user${found.length === 1 ? '' : 's'} for "${args.query}".`,
        };
      },
    }),
    defineTool({
      name: 'm365:get-user',
      description: 'Reads one user: enabled or not, synchronised or not, job, last password change.',
      input: z.strictObject({ user }),
      effect: 'read',
      subject,
      async run(scope, args) {
        const found = await users.get(scope.mapping, args.user, scope.signal);
        const state = found.accountEnabled === false ? 'disabled' : 'enabled';
        return { output: fully(found), summary: `Read ${nameOf(found)}: the account is ${state}.` };
      },
    }),
    defineTool({
      name: 'm365:list-user-groups',
      description: 'Lists the groups that a user is directly in.',
      input: z.strictObject({ user }),
      effect: 'read',
      subject,
      async run(scope, args) {
        const found = await users.get(scope.mapping, args.user, scope.signal);
        const rows = await graph.list(
          scope.mapping,
          {
            doing: `list the groups of ${found.userPrincipalName}`,
            permission: 'GroupMember.Read.All',
            path: `/users/${found.id}/memberOf/microsoft.graph.group`,
            query: {
              $select: 'id,displayName,groupTypes,mailEnabled,securityEnabled,onPremisesSyncEnabled',
              $count: 'true',
            },
            eventual: true,
            signal: scope.signal,
          },
          groupShape,
        );
        const groups = rows.map((row) => ({ id: row.id, name: row.displayName ?? '', kind: kindOf(row) }));
        return {
          output: { groups },
          summary: `${nameOf(found)} is in ${groups.length} group${groups.length === 1 ? '' : 's'}.`,
        };
      },
    }),
    defineTool({
      name: 'm365:list-auth-methods',
      description: 'Lists how a user can prove who they are (MFA methods). Numbers and addresses are masked.',
      input: z.strictObject({ user }),
      effect: 'read',
      subject,
      async run(scope, args) {
        const found = await users.get(scope.mapping, args.user, scope.signal);
        const rows = await graph.list(
          scope.mapping,
          {
            doing: `list the sign-in methods of ${found.userPrincipalName}`,
            permission: 'UserAuthenticationMethod.Read.All',
            path: `/users/${found.id}/authentication/methods`,
            signal: scope.signal,
          },
          methodShape,
        );
        const methods = rows.map((row) => ({
          id: row.id,
          kind: row['@odata.type'].replace(/^#microsoft\.graph\./, '').replace(/AuthenticationMethod$/, ''),
          name: row.displayName ?? row.model ?? undefined,
          phone: row.phoneNumber ? maskPhone(row.phoneNumber) : undefined,
          phoneType: row.phoneType ?? undefined,
          email: row.emailAddress ? maskEmail(row.emailAddress) : undefined,
          createdAt: row.createdDateTime ?? undefined,
        }));
        return {
          output: { methods },
          summary: `${nameOf(found)} has: ${methods.map((method) => method.kind).join(', ') || 'no method'}.`,
        };
      },
    }),
  ];
}

function briefly(found: GraphUser) {
  const { id, userPrincipalName, displayName } = toDirectoryUser(found);
  return {
    id,
    userPrincipalName,
    displayName,
    mail: found.mail ?? undefined,
    jobTitle: found.jobTitle ?? undefined,
    department: found.department ?? undefined,
    enabled: found.accountEnabled ?? undefined,
  };
}

function fully(found: GraphUser) {
  return {
    ...briefly(found),
    addresses: toDirectoryUser(found).emails,
    synchronised: found.onPremisesSyncEnabled === true,
    userType: found.userType ?? undefined,
    usageLocation: found.usageLocation ?? undefined,
    lastPasswordChange: found.lastPasswordChangeDateTime ?? undefined,
    sessionsValidFrom: found.signInSessionsValidFromDateTime ?? undefined,
  };
}

function kindOf(row: z.infer<typeof groupShape>): string {
  const dynamic = row.groupTypes?.includes('DynamicMembership') ? 'dynamic ' : '';
  const synced = row.onPremisesSyncEnabled ? 'synchronised ' : '';
  if (row.groupTypes?.includes('Unified')) return `${dynamic}Microsoft 365 group`;
  if (row.mailEnabled) return `${synced}${row.securityEnabled ? 'mail-enabled security group' : 'distribution list'}`;
  return `${synced}${dynamic}security group`;
}

/** Keeps the country code and the last two digits. */
export function maskPhone(number: string): string {
  const [country, ...rest] = number.trim().split(/\s+/);
  const digits = (rest.length > 0 ? rest.join('') : number).replace(/\D/g, '');
  return `${rest.length > 0 ? `${country} ` : ''}${'*'.repeat(Math.max(digits.length - 2, 4))}${digits.slice(-2)}`;
}

function maskEmail(address: string): string {
  const [name = '', domain = ''] = address.split('@');
  return `${name.slice(0, 1)}***@${domain}`;
}
