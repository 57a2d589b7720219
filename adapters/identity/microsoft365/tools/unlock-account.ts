import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { refuseProtected } from '../protected.js';
import { nameOf, subject, type ToolParts, user } from './parts.js';

/** Source: Microsoft Graph facts, unlock. That a smart lockout ends by itself is general knowledge, unconfirmed there. */
export function unlockAccountTool({ graph, users }: ToolParts): Tool {
  return defineTool({
    name: 'm365:unlock-account',
    description:
      'Lets a disabled cloud account sign in again. It cannot end a lockout after wrong passwords (Microsoft ends that by itself after a while) and does nothing for accounts from an on-premises directory.',
    input: z.strictObject({ user }),
    effect: 'write',
    sparesAdmins: true,
    sensitive: true,
    subject,
    describe: (args) => `Enable the account of ${args.user} for sign-in.`,
    async run(scope, args) {
      const found = await users.get(scope.mapping, args.user, scope.signal);
      await refuseProtected(graph, scope.mapping, found, { signal: scope.signal });
      const output = { user: found.userPrincipalName, wasEnabled: found.accountEnabled === true };
      if (found.accountEnabled) {
        return {
          output,
          summary: `The account of ${nameOf(found)} was enabled already; if it is locked after wrong passwords, that ends by itself.`,
        };
      }
      await graph.change(
        scope.mapping,
        'PATCH',
        {
          doing: `enable the account of ${found.userPrincipalName}`,
          permission: 'User.EnableDisableAccount.All',
          path: `/users/${found.id}`,
          signal: scope.signal,
        },
        { accountEnabled: true },
      );
      return { output, summary: `Enabled the account of ${nameOf(found)}.` };
    },
    async observe(scope, args) {
      const found = await users.get(scope.mapping, args.user, scope.signal);
      return found.accountEnabled ? 'happened' : 'not_happened';
    },
    undo: (args) => `Block sign-in for ${args.user} in the Microsoft 365 admin centre.`,
  });
}
