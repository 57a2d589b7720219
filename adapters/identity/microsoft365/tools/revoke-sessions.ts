import { z } from 'zod';
import { defineTool, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import type { GraphUser } from '../users.js';
import {
  changeable,
  isReference,
  nameOf,
  notBefore,
  previewOf,
  subject,
  type ToolParts,
  undoing,
  user,
} from './parts.js';

/** Source: Microsoft Graph facts, revoke sessions. */
export function revokeSessionsTool(parts: ToolParts): Tool {
  return defineTool({
    name: 'm365:revoke-sessions',
    description:
      'Signs a user out everywhere: each device has to sign in again. It takes a few minutes, and running access lives until its token ends.',
    input: z.strictObject({ user }),
    effect: 'write',
    sparesAdmins: true,
    subject,
    describe: (args) => `Sign ${args.user} out of Microsoft 365 on every device.`,
    preview: async (scope, args) =>
      isReference(args.user)
        ? {}
        : previewOf(async () => {
            const found = await changeable(parts, scope, args.user, 'account');
            return `Sign ${nameOf(found)} out of Microsoft 365 on every device.`;
          }),
    async run(scope, args) {
      const found = await changeable(parts, scope, args.user, 'account');
      await revokeSessions(parts, scope, found);
      return {
        output: { user: found.userPrincipalName },
        summary: `Signed ${nameOf(found)} out everywhere; it takes effect within minutes.`,
      };
    },
    async observe(scope, args, since) {
      const found = await parts.users.get(scope.mapping, args.user, scope.signal);
      return notBefore(found.signInSessionsValidFromDateTime, since) ? 'happened' : 'not_happened';
    },
    undo: undoing((told) => `Nothing to take back: ${told.user} signs in again.`),
  });
}

/** Ends every session of a user. Throws VendorError. */
export async function revokeSessions(
  { graph }: Pick<ToolParts, 'graph'>,
  { mapping, signal }: ToolScope,
  found: GraphUser,
): Promise<void> {
  await graph.change(mapping, 'POST', {
    doing: `end the sessions of ${found.userPrincipalName}`,
    need: 'revokeSessions',
    path: `/users/${found.id}/revokeSignInSessions`,
    signal,
  });
}
