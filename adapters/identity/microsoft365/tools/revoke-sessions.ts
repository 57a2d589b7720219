import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { refuseProtected } from '../protected.js';
import { nameOf, notBefore, subject, type ToolParts, user } from './parts.js';

/** Source: Microsoft Graph facts, revoke sessions. */
export function revokeSessionsTool({ graph, users }: ToolParts): Tool {
  return defineTool({
    name: 'm365:revoke-sessions',
    description:
      'Signs a user out everywhere: each device has to sign in again. It takes a few minutes, and running access lives until its token ends.',
    input: z.strictObject({ user }),
    effect: 'write',
    sparesAdmins: true,
    subject,
    describe: (args) => `Sign ${args.user} out of Microsoft 365 on every device.`,
    async run(scope, args) {
      const found = await users.get(scope.mapping, args.user, scope.signal);
      await refuseProtected(graph, scope.mapping, found, { signal: scope.signal });
      await graph.change(scope.mapping, 'POST', {
        doing: `end the sessions of ${found.userPrincipalName}`,
        permission: 'User.RevokeSessions.All',
        path: `/users/${found.id}/revokeSignInSessions`,
        signal: scope.signal,
      });
      return {
        output: { user: found.userPrincipalName },
        summary: `Signed ${nameOf(found)} out everywhere; it takes effect within minutes.`,
      };
    },
    async observe(scope, args, since) {
      const found = await users.get(scope.mapping, args.user, scope.signal);
      return notBefore(found.signInSessionsValidFromDateTime, since) ? 'happened' : 'not_happened';
    },
    undo: (args) => `Nothing to take back: ${args.user} signs in again.`,
  });
}
