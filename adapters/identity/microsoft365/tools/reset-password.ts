import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { createPassword } from '../password.js';
import { refuseProtected } from '../protected.js';
import { VENDOR } from '../tokens.js';
import { nameOf, notBefore, subject, type ToolParts, user } from './parts.js';

/**
 * The password is kept before it is sent, so it cannot be lost; from then on only its reference is spoken of.
 * Source: Microsoft Graph facts, password reset by passwordProfile.
 */
export function resetPasswordTool({ graph, users }: ToolParts): Tool {
  return defineTool({
    name: 'm365:reset-password',
    description:
      'Sets a new random password that must be changed at the next sign-in. Only for cloud accounts without admin roles. The password itself is never shown here; a technician opens it by its link.',
    input: z.strictObject({ user }),
    effect: 'write',
    sparesAdmins: true,
    sensitive: true,
    subject,
    describe: (args) => `Set a new random password for ${args.user}, to be changed at the next sign-in.`,
    async run(scope, args) {
      const found = await users.get(scope.mapping, args.user, scope.signal);
      await refuseProtected(graph, scope.mapping, found, { password: true, signal: scope.signal });
      const password = createPassword();
      const { secretId } = await scope.secrets.keep({
        label: 'new Microsoft 365 password',
        value: password,
        subject: nameOf(found),
      });
      try {
        await graph.change(
          scope.mapping,
          'PATCH',
          {
            doing: `reset the password of ${found.userPrincipalName}`,
            permission: 'User-PasswordProfile.ReadWrite.All',
            path: `/users/${found.id}`,
            signal: scope.signal,
          },
          { passwordProfile: { forceChangePasswordNextSignIn: true, password } },
        );
      } catch (error) {
        throw withoutPassword(error, password);
      }
      return {
        output: { user: found.userPrincipalName, secretId },
        summary: `Set a new password for ${nameOf(found)}; it must be changed at the next sign-in.`,
        secretIds: [secretId],
      };
    },
    async observe(scope, args, since) {
      const found = await users.get(scope.mapping, args.user, scope.signal);
      return notBefore(found.lastPasswordChangeDateTime, since) ? 'happened' : 'not_happened';
    },
    undo: (args) =>
      `A reset cannot be taken back, because nobody knows the old password; reset the password of ${args.user} again.`,
  });
}

/** A message that quotes what was sent must not carry the password on; neither does the cause. */
function withoutPassword(error: unknown, password: string): unknown {
  if (!(error instanceof VendorError)) {
    return new VendorError(VENDOR, 'unexpected', 'The password could not be set for a reason of our own', {
      outcomeUnknown: true,
    });
  }
  if (!error.message.includes(password)) return error;
  return new VendorError(VENDOR, error.failure, error.message.replaceAll(password, '(removed)'), {
    outcomeUnknown: error.outcomeUnknown,
    ...(error.vendorStatus === undefined ? {} : { vendorStatus: error.vendorStatus }),
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
  });
}
