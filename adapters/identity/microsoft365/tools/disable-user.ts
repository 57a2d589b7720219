import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { changeable, isReference, nameOf, previewOf, subject, type ToolParts, undoing, user } from './parts.js';
import { setAccountEnabled } from './set-account-enabled.js';

/** Source: Microsoft Graph facts, enable and disable. */
export function disableUserTool(parts: ToolParts): Tool {
  return defineTool({
    name: 'm365:disable-user',
    description:
      'Blocks a cloud account from signing in; nothing of it is deleted. What is open stays open until its token ends, so end the sessions too (m365:revoke-sessions).',
    input: z.strictObject({ user }),
    effect: 'write',
    sparesAdmins: true,
    sensitive: true,
    subject,
    describe: (args) => `Block ${args.user} from signing in to Microsoft 365.`,
    preview: async (scope, args) =>
      isReference(args.user)
        ? {}
        : previewOf(async () => {
            const found = await changeable(parts, scope, args.user, 'account');
            return found.accountEnabled === false
              ? `Make sure that ${nameOf(found)} cannot sign in; the account is blocked already.`
              : `Block ${nameOf(found)} from signing in to Microsoft 365.`;
          }),
    async run(scope, args) {
      const found = await changeable(parts, scope, args.user, 'account');
      const output = { user: found.userPrincipalName, wasEnabled: found.accountEnabled !== false };
      if (found.accountEnabled === false) {
        return {
          output: { ...output, already: true },
          summary: `The account of ${nameOf(found)} was blocked already.`,
        };
      }
      await setAccountEnabled(parts, scope, found, false);
      return { output, summary: `Blocked ${nameOf(found)} from signing in.` };
    },
    async observe(scope, args) {
      const found = await parts.users.get(scope.mapping, args.user, scope.signal);
      return found.accountEnabled === false ? 'happened' : 'not_happened';
    },
    undo: undoing((told) => `Let ${told.user} sign in again (m365:unlock-account).`),
  });
}
