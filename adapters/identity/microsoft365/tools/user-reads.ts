import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { authMethodsOf, kindOfMethod } from '../auth-methods.js';
import { bounded, clipped, cut } from '../bounded.js';
import { type GraphUser, toDirectoryUser } from '../users.js';
import { nameOf, subject, type ToolParts, user } from './parts.js';

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
          output: { users: bounded(found.map(briefly)).shown },
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
      name: 'm365:list-auth-methods',
      description: 'Lists how a user can prove who they are (MFA methods). Numbers and addresses are masked.',
      input: z.strictObject({ user }),
      effect: 'read',
      subject,
      async run(scope, args) {
        const found = await users.get(scope.mapping, args.user, scope.signal);
        const rows = await authMethodsOf(graph, scope.mapping, found, scope.signal);
        const methods = rows.map((row) => ({
          id: row.id,
          kind: kindOfMethod(row),
          name: clipped(row.displayName ?? row.model),
          phone: row.phoneNumber ? maskPhone(row.phoneNumber) : undefined,
          phoneType: row.phoneType ?? undefined,
          email: row.emailAddress ? maskEmail(row.emailAddress) : undefined,
          createdAt: row.createdDateTime ?? undefined,
        }));
        const { shown, left } = bounded(methods);
        return {
          output: { methods: shown, ...cut(left) },
          summary: `${nameOf(found)} has: ${shown.map((method) => method.kind).join(', ') || 'no method'}.`,
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
    displayName: clipped(displayName),
    mail: clipped(found.mail),
    jobTitle: clipped(found.jobTitle),
    department: clipped(found.department),
    enabled: found.accountEnabled ?? undefined,
  };
}

function fully(found: GraphUser) {
  return {
    ...briefly(found),
    addresses: bounded(toDirectoryUser(found).emails, 50).shown,
    synchronised: found.onPremisesSyncEnabled === true,
    userType: found.userType ?? undefined,
    usageLocation: found.usageLocation ?? undefined,
    lastPasswordChange: found.lastPasswordChangeDateTime ?? undefined,
    sessionsValidFrom: found.signInSessionsValidFromDateTime ?? undefined,
  };
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
