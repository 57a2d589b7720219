import { z } from 'zod';
import { defineTool, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { NO_PASS_POLICY } from '../known-refusals.js';
import type { GraphUser } from '../users.js';
import { changeable, isReference, nameOf, previewOf, subject, type ToolParts, undoing, user } from './parts.js';

const MINUTES = { least: 10, most: 1440, usual: 60 };

const input = z.strictObject({
  user,
  lifetimeInMinutes: z.number().int().min(MINUTES.least).max(MINUTES.most).default(MINUTES.usual),
  usableOnce: z.boolean().default(true).describe('Only for one sign-in; the tenant may insist on it'),
});

const pass = z.object({
  id: z.string().min(1),
  temporaryAccessPass: z.string().min(1),
  lifetimeInMinutes: z.number().nullish(),
});

/**
 * Only Graph's answer to this very call holds the pass, so it is kept before anything else is done with it; a pass that cannot
 * be kept is deleted. Source: Microsoft Graph facts, authentication methods.
 */
export function createTemporaryAccessPassTool(parts: ToolParts): Tool {
  const { graph, users } = parts;

  const pathOf = (found: GraphUser) => `/users/${found.id}/authentication/temporaryAccessPassMethods`;

  async function keep(scope: ToolScope, found: GraphUser, made: z.infer<typeof pass>): Promise<string> {
    try {
      const { secretId } = await scope.secrets.keep({
        label: 'temporary access pass',
        value: made.temporaryAccessPass,
        subject: nameOf(found),
      });
      return secretId;
    } catch (error) {
      await graph.change(scope.mapping, 'DELETE', {
        doing: `delete the pass of ${found.userPrincipalName} that could not be kept`,
        need: 'createPass',
        path: `${pathOf(found)}/${encodeURIComponent(made.id)}`,
      });
      throw error;
    }
  }

  return defineTool({
    name: 'm365:create-temporary-access-pass',
    description:
      'Makes a pass with which a user signs in for a limited time without their second factor, to register a new one. It replaces an earlier pass. The pass itself is never shown here; a technician opens it by its link.',
    input,
    effect: 'write',
    sparesAdmins: true,
    sensitive: true,
    changesFactors: true,
    subject,
    describe: (args) =>
      `Make a temporary access pass for ${args.user}, good for ${args.lifetimeInMinutes} minutes${args.usableOnce ? ' and one sign-in' : ''}.`,
    preview: async (scope, args) =>
      isReference(args.user)
        ? {}
        : previewOf(async () => {
            const found = await changeable(parts, scope, args.user, 'credentials');
            return `Make a temporary access pass for ${nameOf(found)}, good for ${args.lifetimeInMinutes} minutes${args.usableOnce ? ' and one sign-in' : ''}, if the tenant's policy allows it.`;
          }),
    async run(scope, args) {
      const found = await changeable(parts, scope, args.user, 'credentials');
      const made = await graph.create(
        scope.mapping,
        {
          doing: `make a temporary access pass for ${found.userPrincipalName}`,
          need: 'createPass',
          path: pathOf(found),
          refusals: [NO_PASS_POLICY],
          signal: scope.signal,
        },
        { lifetimeInMinutes: args.lifetimeInMinutes, isUsableOnce: args.usableOnce },
        pass,
      );
      const secretId = await keep(scope, found, made);
      const minutes = made.lifetimeInMinutes ?? args.lifetimeInMinutes;
      return {
        output: { user: found.userPrincipalName, methodId: made.id, lifetimeInMinutes: minutes, secretId },
        summary: `Made a temporary access pass for ${nameOf(found)}, good for ${minutes} minutes.`,
        secretIds: [secretId],
      };
    },
    /**
     * A pass whose value did not arrive is of no use to anybody, and another one replaces it: so it is made again, and what
     * looks like a pass of this step does not count as done.
     */
    async observe(scope, args) {
      await users.get(scope.mapping, args.user, scope.signal);
      return 'not_happened';
    },
    undo: undoing(
      (told) =>
        `Delete the temporary access pass of ${told.user} under Authentication methods in the Entra admin centre; it ends by itself, too.`,
    ),
  });
}
