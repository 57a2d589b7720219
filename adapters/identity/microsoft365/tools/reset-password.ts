import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { NO_PASSWORD_RIGHT } from '../known-refusals.js';
import { createPassword } from '../password.js';
import { VENDOR } from '../vendor.js';
import { withoutSecret } from '../without-secret.js';
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

const input = z.strictObject({
  user,
  passwordSecretId: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'Only to set a password that an earlier step of this plan has put into the secret store: its secretId, such as ${steps.1.secretId}. Without it a random password is made.',
    ),
});

/**
 * The password is kept before it is sent, so it cannot be lost; from then on only its reference is spoken of.
 * Source: Microsoft Graph facts, password reset by passwordProfile.
 */
export function resetPasswordTool(parts: ToolParts): Tool {
  return defineTool({
    name: 'm365:reset-password',
    description:
      'Sets a new random password that must be changed at the next sign-in. Only for cloud accounts without admin roles. The password itself is never shown here; a technician opens it by its link.',
    input,
    effect: 'write',
    sparesAdmins: true,
    sensitive: true,
    subject,
    describe: (args) =>
      args.passwordSecretId
        ? `Set the password of ${args.user} to the one kept as ${args.passwordSecretId}, to be changed at the next sign-in.`
        : `Set a new random password for ${args.user}, to be changed at the next sign-in.`,
    preview: async (scope, args) =>
      isReference(args.user)
        ? {}
        : previewOf(async () => {
            const found = await changeable(parts, scope, args.user, 'credentials');
            const which = args.passwordSecretId ? 'the kept password' : 'a new random password';
            return `Set ${which} for ${nameOf(found)}, to be changed at the next sign-in.`;
          }),
    async run(scope, args) {
      const found = await changeable(parts, scope, args.user, 'credentials');
      const password = args.passwordSecretId ? await opened(scope, args.passwordSecretId) : createPassword();
      const { secretId } = await scope.secrets.keep({
        label: 'new Microsoft 365 password',
        value: password,
        subject: nameOf(found),
      });
      const doing = `reset the password of ${found.userPrincipalName}`;
      try {
        await parts.graph.change(
          scope.mapping,
          'PATCH',
          {
            doing,
            need: 'setPassword',
            path: `/users/${found.id}`,
            secret: password,
            refusals: [NO_PASSWORD_RIGHT],
            signal: scope.signal,
          },
          { passwordProfile: { forceChangePasswordNextSignIn: true, password } },
        );
      } catch (error) {
        throw withoutSecret(error, password, doing);
      }
      return {
        output: { user: found.userPrincipalName, secretId },
        summary: `Set a new password for ${nameOf(found)}; it must be changed at the next sign-in.`,
        secretIds: [secretId],
      };
    },
    async observe(scope, args, since) {
      const found = await parts.users.get(scope.mapping, args.user, scope.signal);
      return notBefore(found.lastPasswordChangeDateTime, since) ? 'happened' : 'not_happened';
    },
    undo: undoing(
      (told) =>
        `A reset cannot be taken back, because nobody knows the old password; reset the password of ${told.user} again.`,
    ),
  });
}

async function opened({ secrets }: ToolScope, secretId: string): Promise<string> {
  try {
    const value = await secrets.open?.(secretId);
    if (value) return value;
  } catch {
    // What exactly went wrong with it is for the log of the store; the reference is all that may be told here.
  }
  throw new VendorError(
    VENDOR,
    'invalid',
    `The password kept as ${secretId} cannot be opened: only one that an earlier step of the same run has kept, and that has not expired, can be set`,
  );
}
