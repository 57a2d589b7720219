import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { LICENCE_REFUSALS } from '../known-refusals.js';
import { type Licence, nameOfLicence } from '../licences.js';
import type { GraphUser } from '../users.js';
import { VENDOR } from '../vendor.js';
import { changeable, isReference, nameOf, previewOf, subject, type ToolParts, undoing, user } from './parts.js';

export const license = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .describe('SKU id, part number (SPB) or product name, as m365:list-available-licenses gives them');

const input = z.strictObject({
  user,
  license,
  usageLocation: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .describe(
      'Two letters of the country where the person uses it (US); set first where the account has none. Licences need one.',
    ),
});
type Input = z.infer<typeof input>;
/** With the name that the output has for it. */
type Told = Input & { licence?: string };

/** States in which a subscription's licences can be given out. Source: Microsoft Graph facts, licences (values by example). */
const USABLE = new Set(['enabled', 'warning']);

/** Source: Microsoft Graph facts, licences. */
export function assignLicenseTool(parts: ToolParts): Tool {
  const { graph, licences, users } = parts;

  /** The licence, if there is one to give. Throws VendorError with the reason otherwise. */
  function refuseWithoutSeat(licence: Licence): void {
    const name = nameOfLicence(licence);
    if (licence.state && !USABLE.has(licence.state.toLowerCase())) {
      throw refused(`The subscription of ${name} is ${licence.state.toLowerCase()}; renew it first`);
    }
    if (licence.free > 0) return;
    throw refused(
      `No seat of ${name} is free: ${licence.used} of ${licence.total} are used. Buy one, or take one from somebody who needs it no more`,
    );
  }

  async function look(scope: ToolScope, args: Input) {
    const found = await changeable(parts, scope, args.user, 'belongings');
    const licence = await licences.get(scope.mapping, args.license, scope.signal);
    const holding = await licences.holding(scope.mapping, found, licence.skuId, scope.signal);
    const has = holding.inForce;
    if (!has) {
      refuseWithoutSeat(licence);
      if (!found.usageLocation && !args.usageLocation) {
        throw refused(
          `${nameOf(found)} has no usage location, which licences need; give \`usageLocation\` (two letters of the person's country)`,
        );
      }
    }
    return { found, licence, has, errors: holding.errors };
  }

  const placeToSet = (found: GraphUser, { usageLocation }: Input) =>
    found.usageLocation || !usageLocation ? undefined : usageLocation;

  return defineTool({
    name: 'm365:assign-license',
    description:
      'Gives a user a licence of which the client has a free seat. It cannot buy seats. Where the account has no usage location, say it in `usageLocation`.',
    input,
    effect: 'write',
    sparesAdmins: true,
    subject,
    describe: (args) =>
      `Give ${args.user} the licence ${args.license}${args.usageLocation ? ` (usage location ${args.usageLocation}, if none is set)` : ''}.`,
    previewsDeferred: true,
    preview: (scope, args) => {
      const wanted = async () => {
        const licence = await licences.get(scope.mapping, args.license, scope.signal);
        const who = isReference(args.user)
          ? args.user
          : nameOf(await users.get(scope.mapping, args.user, scope.signal));
        return `Give ${who} the licence ${nameOfLicence(licence)}.`;
      };
      return previewOf(async () => {
        if (isReference(args.user)) {
          const licence = await licences.get(scope.mapping, args.license, scope.signal);
          refuseWithoutSeat(licence);
          return `Give ${args.user} the licence ${nameOfLicence(licence)}, of which ${licence.free} ${licence.free === 1 ? 'is' : 'are'} free.`;
        }
        const { found, licence, has } = await look(scope, args);
        if (has)
          return `Make sure that ${nameOf(found)} has the licence ${nameOfLicence(licence)}, which they have already.`;
        const place = placeToSet(found, args);
        return `Give ${nameOf(found)} the licence ${nameOfLicence(licence)}, of which ${licence.free} ${licence.free === 1 ? 'is' : 'are'} free${place ? `, and set the usage location to ${place}` : ''}.`;
      }, wanted);
    },
    async run(scope, args) {
      const { found, licence, has, errors } = await look(scope, args);
      const output = {
        user: found.userPrincipalName,
        skuId: licence.skuId,
        skuPartNumber: licence.skuPartNumber,
        licence: nameOfLicence(licence),
      };
      if (has) {
        const trouble = errors.length > 0 ? `, but Microsoft says of it: ${errors.slice(0, 3).join(', ')}` : '';
        return {
          output: { ...output, already: true, ...(errors.length > 0 ? { errors: errors.slice(0, 3) } : {}) },
          summary: `${nameOf(found)} has ${nameOfLicence(licence)} already${trouble}.`,
        };
      }
      const place = placeToSet(found, args);
      if (place) {
        await graph.change(
          scope.mapping,
          'PATCH',
          {
            doing: `set the usage location of ${found.userPrincipalName}`,
            need: 'changeUser',
            path: `/users/${found.id}`,
            signal: scope.signal,
          },
          { usageLocation: place },
        );
      }
      await graph.change(
        scope.mapping,
        'POST',
        {
          doing: `give ${found.userPrincipalName} the licence ${nameOfLicence(licence)}`,
          need: 'changeLicences',
          path: `/users/${found.id}/assignLicense`,
          refusals: LICENCE_REFUSALS,
          signal: scope.signal,
        },
        { addLicenses: [{ skuId: licence.skuId, disabledPlans: [] }], removeLicenses: [] },
      );
      return {
        output: { ...output, ...(place ? { usageLocationSet: place } : {}) },
        summary: `Gave ${nameOf(found)} ${nameOfLicence(licence)}${place ? ` and set the usage location to ${place}` : ''}.`,
      };
    },
    async observe(scope, args) {
      const found = await users.get(scope.mapping, args.user, scope.signal);
      const licence = await licences.get(scope.mapping, args.license, scope.signal);
      const holding = await licences.holding(scope.mapping, found, licence.skuId, scope.signal);
      return holding.inForce ? 'happened' : 'not_happened';
    },
    undo: undoing(
      (told: Told) =>
        `Take the licence ${told.licence ?? told.license} from ${told.user} (m365:remove-license). A usage location that was set stays.`,
    ),
  });
}

const refused = (reason: string) => new VendorError(VENDOR, 'conflict', reason);
