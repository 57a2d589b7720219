import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { createPassword } from '../password.js';
import { VENDOR } from '../vendor.js';
import { domainOf, verifiedDomainsOf } from '../verified-domains.js';
import { withoutSecret } from '../without-secret.js';
import { notBefore, previewOf, type ToolParts } from './parts.js';

const words = (most: number) => z.string().trim().min(1).max(most);

const input = z.strictObject({
  displayName: words(256),
  userPrincipalName: z
    .string()
    .trim()
    .toLowerCase()
    .max(113)
    .regex(/^[a-z0-9](?:[a-z0-9._'-]{0,62}[a-z0-9])?@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'must be name@domain')
    .describe("The address to sign in with, in one of the client's own domains"),
  givenName: words(64).optional(),
  surname: words(64).optional(),
  jobTitle: words(128).optional(),
  department: words(64).optional(),
  mobilePhone: words(64).optional(),
  usageLocation: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .describe('Two letters of the country (US); licences need it'),
});
type Input = z.infer<typeof input>;

const created = z.object({
  id: z.string().min(1),
  userPrincipalName: z.string().min(1),
  displayName: z.string().nullish(),
});
const output = z.object({ id: z.string().min(1) });

/**
 * The password is made here and kept before it is sent. Source: Microsoft Graph facts, create user; what Graph answers when
 * the name is taken is unconfirmed, so it is looked up before.
 */
export function createUserTool(parts: ToolParts): Tool {
  const { graph, users, recent } = parts;

  async function look(scope: ToolScope, { userPrincipalName }: Input): Promise<void> {
    await refuseForeignDomain(scope, userPrincipalName);
    const taken = await users.find(scope.mapping, userPrincipalName, scope.signal);
    if (!taken) return;
    throw new VendorError(
      VENDOR,
      'conflict',
      `The address ${userPrincipalName} is taken in this client's Microsoft 365 (by ${taken.displayName ?? taken.userPrincipalName}); choose another, or work with the account that is there`,
    );
  }

  async function refuseForeignDomain(scope: ToolScope, userPrincipalName: string): Promise<void> {
    const domains = await verifiedDomainsOf(graph, scope.mapping, scope.signal);
    const found = domains.get(domainOf(userPrincipalName));
    const cannot = `No account ${userPrincipalName} can be made:`;
    if (!found) {
      const known = [...domains.keys()].slice(0, 10).join(', ');
      throw new VendorError(
        VENDOR,
        'invalid',
        `${cannot} its domain is none of this client's. Those are ${known || 'not known'}`,
      );
    }
    if (found.federated) {
      throw new VendorError(
        VENDOR,
        'forbidden',
        `${cannot} people of its domain sign in at another identity provider (federation); a technician makes the account there`,
      );
    }
  }

  return defineTool({
    name: 'm365:create-user',
    description:
      'Creates a cloud account with a random password that must be changed at the first sign-in. Later steps of the same plan refer to it as ${steps.N.id}, where N is the number of this step. It gives no licence and no group.',
    input,
    effect: 'write',
    sensitive: true,
    subject: (args) => ({ kind: 'other', ref: args.userPrincipalName }),
    describe: (args) => `Create the Microsoft 365 account ${args.userPrincipalName} for ${args.displayName}.`,
    preview: (scope, args) =>
      previewOf(async () => {
        await look(scope, args);
        return `Create the Microsoft 365 account ${args.userPrincipalName} for ${args.displayName}, with a random password to be changed at the first sign-in.`;
      }),
    async run(scope, args) {
      await look(scope, args);
      const password = createPassword();
      const { secretId } = await scope.secrets.keep({
        label: 'first Microsoft 365 password',
        value: password,
        subject: `${args.displayName} (${args.userPrincipalName})`,
      });
      const doing = `create the account ${args.userPrincipalName}`;
      try {
        const made = await graph.create(
          scope.mapping,
          { doing, need: 'createUser', path: '/users', secret: password, signal: scope.signal },
          {
            accountEnabled: true,
            ...args,
            mailNickname: nicknameOf(args.userPrincipalName),
            passwordProfile: { forceChangePasswordNextSignIn: true, password },
          },
          created,
        );
        recent.add(scope.mapping, [made.id, made.userPrincipalName]);
        return {
          output: {
            id: made.id,
            userPrincipalName: made.userPrincipalName,
            displayName: made.displayName ?? args.displayName,
            secretId,
          },
          summary: `Created the account ${made.userPrincipalName} for ${args.displayName}; the password must be changed at the first sign-in.`,
          secretIds: [secretId],
        };
      } catch (error) {
        throw withoutSecret(error, password, doing);
      }
    },
    async observe(scope, args, since) {
      await refuseForeignDomain(scope, args.userPrincipalName);
      const found = await users.find(scope.mapping, args.userPrincipalName, scope.signal);
      return found && notBefore(found.createdDateTime, since) ? 'happened' : 'not_happened';
    },
    undo: (args) =>
      `Delete the account ${args.userPrincipalName} in the Microsoft 365 admin centre; it can be restored for 30 days.`,
    creates(result) {
      const made = output.safeParse(result);
      return made.success ? { kind: 'user', ref: made.data.id, argument: 'user' } : undefined;
    },
  });
}

/** What stands before the @, of the signs that a mail nickname may hold. */
function nicknameOf(userPrincipalName: string): string {
  return (userPrincipalName.split('@')[0] ?? '').replace(/[^a-z0-9._-]/g, '').slice(0, 64);
}
