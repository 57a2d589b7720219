import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { filled, type ToolParts } from './parts.js';

/**
 * The value goes from IT Glue's answer into the keeper of secrets; from then on only its reference is spoken of.
 * Source: IT Glue facts, passwords.
 */
export function getPasswordTool({ passwords, organizations }: ToolParts): Tool {
  return defineTool({
    name: 'itglue:get-password',
    description:
      'Delivers one stored password of this client from IT Glue, by its name or id. The password itself is never shown here: a technician opens it by its link, or a later step takes its secretId.',
    input: z.strictObject({
      password: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .describe('Name or id of the entry, as search-flexible-assets gives it'),
    }),
    effect: 'read',
    defaultPolicy: 'approval_needed',
    sensitive: true,
    subject: (args) => ({ kind: 'other', ref: args.password }),
    describe: (args) =>
      `Deliver the stored password "${args.password}" from IT Glue, to be opened once by a technician.`,
    async run(scope, args) {
      const entry = await passwords.entry(scope, args.password);
      const name = entry.name ?? entry.id;
      const { name: organization } = await organizations.get(scope);
      const { secretId } = await scope.secrets.keep({
        label: `password "${name}" from IT Glue`,
        value: await passwords.reveal(scope, entry),
        subject: organization,
        stored: true,
      });
      return {
        output: filled({ id: entry.id, name, username: entry.username, organization, secretId }),
        summary: `Took the password "${name}" of ${organization} from IT Glue into safe keeping.`,
        secretIds: [secretId],
      };
    },
  });
}
