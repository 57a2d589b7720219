import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { type GraphGroup, nameOfGroup, whyNotWritable } from '../groups.js';
import { GROUP_REFUSALS } from '../known-refusals.js';
import type { GraphUser } from '../users.js';
import { VENDOR } from '../vendor.js';
import { changeable, isReference, nameOf, previewOf, subject, type ToolParts, undoing, user } from './parts.js';

const input = z.strictObject({
  user,
  group: z.string().trim().min(1).max(256).describe('Exact display name or object id of the group'),
});
type Input = z.infer<typeof input>;

/** Source: Microsoft Graph facts, groups. */
export function groupMembershipTools(parts: ToolParts): Tool[] {
  const { graph, groups, users, objectBase } = parts;

  /** The group, if its members may be changed. Throws VendorError with the reason otherwise. */
  async function writable(scope: ToolScope, key: string): Promise<GraphGroup> {
    const group = await groups.get(scope.mapping, key, scope.signal);
    const why = whyNotWritable(group);
    if (why) {
      throw new VendorError(
        VENDOR,
        'forbidden',
        `The members of ${nameOfGroup(group)} are not changed from here: ${why}`,
      );
    }
    return group;
  }

  async function look(scope: ToolScope, args: Input) {
    const found = await changeable(parts, scope, args.user, 'belongings');
    const group = await writable(scope, args.group);
    return { found, group, isIn: await isMember(scope, found, group, 'direct') };
  }

  async function isMember(
    scope: ToolScope,
    found: GraphUser,
    group: GraphGroup,
    how: 'direct' | 'transitive',
  ): Promise<boolean> {
    const all = await groups.of(scope.mapping, found, how, scope.signal);
    return all.some(({ id }) => id === group.id);
  }

  /** A group in which somebody is through another one alone cannot be left by itself. */
  async function refuseInherited(scope: ToolScope, found: GraphUser, group: GraphGroup): Promise<void> {
    if (!(await isMember(scope, found, group, 'transitive'))) return;
    throw new VendorError(
      VENDOR,
      'conflict',
      `${nameOf(found)} is in ${nameOfGroup(group)} only through another group that is in it; take the person out of that one`,
    );
  }

  /** Names for a preview that refuses. */
  const named = (scope: ToolScope, args: Input, words: (who: string, group: string) => string) => async () => {
    const group = await groups.get(scope.mapping, args.group, scope.signal);
    const who = isReference(args.user) ? args.user : nameOf(await users.get(scope.mapping, args.user, scope.signal));
    return words(who, nameOfGroup(group));
  };

  const observed = (wanted: boolean) => async (scope: ToolScope, args: Input) => {
    const found = await users.get(scope.mapping, args.user, scope.signal);
    const group = await groups.get(scope.mapping, args.group, scope.signal);
    return (await isMember(scope, found, group, 'direct')) === wanted ? 'happened' : 'not_happened';
  };

  return [
    defineTool({
      name: 'm365:add-group-member',
      description:
        'Puts a user into a security group or Microsoft 365 group. Not possible for dynamic and synchronised groups, distribution lists, mail-enabled security groups and groups with admin roles; m365:list-groups says which are.',
      input,
      effect: 'write',
      sparesAdmins: true,
      sensitive: true,
      subject,
      describe: (args) => `Put ${args.user} into the group ${args.group}.`,
      previewsDeferred: true,
      preview: (scope, args) =>
        previewOf(
          async () => {
            if (isReference(args.user))
              return `Put ${args.user} into ${nameOfGroup(await writable(scope, args.group))}.`;
            const { found, group, isIn } = await look(scope, args);
            return `Put ${nameOf(found)} into ${nameOfGroup(group)}${isIn ? ', where they are already' : ''}.`;
          },
          named(scope, args, (who, group) => `Put ${who} into ${group}.`),
        ),
      async run(scope, args) {
        const { found, group, isIn } = await look(scope, args);
        const output = { user: found.userPrincipalName, group: nameOfGroup(group), groupId: group.id };
        const already = {
          output: { ...output, already: true },
          summary: `${nameOf(found)} was in ${nameOfGroup(group)} already.`,
        };
        if (isIn) return already;
        try {
          await graph.change(
            scope.mapping,
            'POST',
            {
              doing: `put ${found.userPrincipalName} into the group ${nameOfGroup(group)}`,
              need: 'changeMembers',
              path: `/groups/${group.id}/members/$ref`,
              refusals: GROUP_REFUSALS,
              signal: scope.signal,
            },
            { '@odata.id': `${objectBase}/directoryObjects/${found.id}` },
          );
        } catch (error) {
          if (!(error instanceof VendorError)) throw error;
          // "Already a member", by its words; or by the list, which may have been read a moment too early before. Another
          // conflict (409) is one of writes at the same time and says nothing about who is in the group.
          if (error.failure === 'conflict' && error.vendorStatus === 400) return already;
          const mayBeIn = error.failure === 'invalid' || error.failure === 'conflict';
          if (mayBeIn && (await isMember(scope, found, group, 'direct'))) return already;
          throw error;
        }
        return { output, summary: `Put ${nameOf(found)} into ${nameOfGroup(group)}.` };
      },
      observe: observed(true),
      undo: undoing((told) => `Take ${told.user} out of the group ${told.group} (m365:remove-group-member).`),
    }),
    defineTool({
      name: 'm365:remove-group-member',
      description:
        'Takes a user out of a security group or Microsoft 365 group. Not possible where m365:add-group-member is not.',
      input,
      effect: 'write',
      sparesAdmins: true,
      subject,
      describe: (args) => `Take ${args.user} out of the group ${args.group}.`,
      previewsDeferred: true,
      preview: (scope, args) =>
        previewOf(
          async () => {
            if (isReference(args.user))
              return `Take ${args.user} out of ${nameOfGroup(await writable(scope, args.group))}.`;
            const { found, group, isIn } = await look(scope, args);
            if (!isIn) await refuseInherited(scope, found, group);
            return `Take ${nameOf(found)} out of ${nameOfGroup(group)}${isIn ? '' : ', where they are not now'}.`;
          },
          named(scope, args, (who, group) => `Take ${who} out of ${group}.`),
        ),
      async run(scope, args) {
        const { found, group, isIn } = await look(scope, args);
        const output = { user: found.userPrincipalName, group: nameOfGroup(group), groupId: group.id };
        const already = {
          output: { ...output, already: true },
          summary: `${nameOf(found)} was not in ${nameOfGroup(group)}.`,
        };
        if (!isIn) {
          await refuseInherited(scope, found, group);
          return already;
        }
        try {
          await graph.change(scope.mapping, 'DELETE', {
            doing: `take ${found.userPrincipalName} out of the group ${nameOfGroup(group)}`,
            need: 'changeMembers',
            // Without $ref it would be the account that is deleted.
            path: `/groups/${group.id}/members/${found.id}/$ref`,
            refusals: GROUP_REFUSALS,
            signal: scope.signal,
          });
        } catch (error) {
          if (error instanceof VendorError && error.failure === 'not_found') return already;
          throw error;
        }
        return { output, summary: `Took ${nameOf(found)} out of ${nameOfGroup(group)}.` };
      },
      observe: observed(false),
      undo: undoing((told) => `Put ${told.user} into the group ${told.group} again (m365:add-group-member).`),
    }),
  ];
}
