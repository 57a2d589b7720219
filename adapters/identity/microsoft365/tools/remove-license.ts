import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { nameOfGroup } from '../groups.js';
import { LICENCE_REFUSALS } from '../known-refusals.js';
import { nameOfLicence } from '../licences.js';
import { VENDOR } from '../vendor.js';
import { license } from './assign-license.js';
import { changeable, isReference, nameOf, previewOf, subject, type ToolParts, undoing, user } from './parts.js';

const input = z.strictObject({ user, license });
type Input = z.infer<typeof input>;
/** With the name that the output has for it. */
type Told = Input & { licence?: string };

/** Source: Microsoft Graph facts, licences: what comes from a group cannot be removed from one person. */
export function removeLicenseTool(parts: ToolParts): Tool {
  const { graph, groups, licences, users } = parts;

  async function look(scope: ToolScope, args: Input) {
    const found = await changeable(parts, scope, args.user, 'belongings');
    const licence = await licences.get(scope.mapping, args.license, scope.signal);
    const holding = await licences.holding(scope.mapping, found, licence.skuId, scope.signal);
    if (!holding.direct && holding.groups.length > 0) {
      throw new VendorError(
        VENDOR,
        'conflict',
        `${nameOf(found)} has ${nameOfLicence(licence)} through ${await named(scope, holding.groups)}, so it cannot be taken from them alone; take them out of the group`,
      );
    }
    return { found, licence, holding };
  }

  async function named(scope: ToolScope, ids: readonly string[]): Promise<string> {
    const names = await Promise.all(
      ids.slice(0, 3).map((id) =>
        groups.get(scope.mapping, id, scope.signal).then(nameOfGroup, (error: unknown) => {
          if (error instanceof VendorError) return `the group ${id}`;
          throw error;
        }),
      ),
    );
    return `the group${names.length > 1 ? 's' : ''} ${names.join(' and ')}`;
  }

  return defineTool({
    name: 'm365:remove-license',
    description:
      'Takes a licence from a user. What it was for (mailbox, files) is kept by Microsoft for a while and then deleted. Not possible for licences that come from a group.',
    input,
    effect: 'write',
    sparesAdmins: true,
    subject,
    describe: (args) => `Take the licence ${args.license} from ${args.user}.`,
    preview: async (scope, args) =>
      isReference(args.user)
        ? {}
        : previewOf(async () => {
            const { found, licence, holding } = await look(scope, args);
            return `Take the licence ${nameOfLicence(licence)} from ${nameOf(found)}${holding.direct ? '' : ', who does not have it now'}.`;
          }),
    async run(scope, args) {
      const { found, licence, holding } = await look(scope, args);
      const output = {
        user: found.userPrincipalName,
        skuId: licence.skuId,
        skuPartNumber: licence.skuPartNumber,
        licence: nameOfLicence(licence),
      };
      if (!holding.direct) {
        return {
          output: { ...output, already: true },
          summary: `${nameOf(found)} did not have ${nameOfLicence(licence)}.`,
        };
      }
      await graph.change(
        scope.mapping,
        'POST',
        {
          doing: `take the licence ${nameOfLicence(licence)} from ${found.userPrincipalName}`,
          need: 'changeLicences',
          path: `/users/${found.id}/assignLicense`,
          refusals: LICENCE_REFUSALS,
          signal: scope.signal,
        },
        { addLicenses: [], removeLicenses: [licence.skuId] },
      );
      const still =
        holding.groups.length > 0 ? ` They still have it through ${await named(scope, holding.groups)}.` : '';
      return { output, summary: `Took ${nameOfLicence(licence)} from ${nameOf(found)}.${still}` };
    },
    async observe(scope, args) {
      const found = await users.get(scope.mapping, args.user, scope.signal);
      const licence = await licences.get(scope.mapping, args.license, scope.signal);
      const holding = await licences.holding(scope.mapping, found, licence.skuId, scope.signal);
      return holding.direct ? 'not_happened' : 'happened';
    },
    undo: undoing(
      (told: Told) =>
        `Give ${told.user} the licence ${told.licence ?? told.license} again (m365:assign-license), as long as a seat of it is free.`,
    ),
  });
}
