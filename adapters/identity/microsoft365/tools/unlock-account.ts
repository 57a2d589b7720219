import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { changeable, isReference, nameOf, previewOf, subject, type ToolParts, undoing, user } from './parts.js';
import { setAccountEnabled } from './set-account-enabled.js';

/** Source: Microsoft Graph facts, unlock. That a smart lockout ends by itself is general knowledge, unconfirmed there. */
export function unlockAccountTool(parts: ToolParts): Tool {
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
    preview: async (scope, args) =>
      isReference(args.user)
        ? {}
        : previewOf(async () => {
            const found = await changeable(parts, scope, args.user, 'account');
            return found.accountEnabled
              ? `Make sure that the account of ${nameOf(found)} may sign in; it is enabled already.`
              : `Enable the account of ${nameOf(found)} for sign-in.`;
          }),
    async run(scope, args) {
      const found = await changeable(parts, scope, args.user, 'account');
      const output = { user: found.userPrincipalName, wasEnabled: found.accountEnabled === true };
      if (found.accountEnabled) {
        return {
          output: { ...output, already: true },
          summary: `The account of ${nameOf(found)} was enabled already; if it is locked after wrong passwords, that ends by itself.`,
        };
      }
      await setAccountEnabled(parts, scope, found, true);
      return { output, summary: `Enabled the account of ${nameOf(found)}.` };
    },
    async observe(scope, args) {
      const found = await parts.users.get(scope.mapping, args.user, scope.signal);
      return found.accountEnabled ? 'happened' : 'not_happened';
    },
    undo: undoing(
      (told) => `Block sign-in for ${told.user} again (m365:disable-user, or the Microsoft 365 admin centre).`,
    ),
  });
}
