import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { nameOfGroup } from '../groups.js';
import { createTeamMembers } from '../team-members.js';
import { VENDOR } from '../vendor.js';
import { changeable, isReference, nameOf, previewOf, subject, type ToolParts, undoing, user } from './parts.js';

const input = z.strictObject({
  user,
  team: z.string().trim().min(1).max(256).describe('Exact name or object id of the team'),
});
type Input = z.infer<typeof input>;

/** Source: Microsoft Graph facts, teams membership. */
export function teamMembershipTools(parts: ToolParts): Tool[] {
  const members = createTeamMembers(parts);

  async function look(scope: ToolScope, args: Input) {
    const found = await changeable(parts, scope, args.user, 'belongings');
    const team = await members.team(scope.mapping, args.team, scope.signal);
    return { found, team, member: await members.find(scope.mapping, team, found, scope.signal) };
  }

  const observed = (wanted: boolean) => async (scope: ToolScope, args: Input) => {
    const found = await parts.users.get(scope.mapping, args.user, scope.signal);
    const team = await members.team(scope.mapping, args.team, scope.signal);
    const member = await members.find(scope.mapping, team, found, scope.signal);
    return (member !== undefined) === wanted ? 'happened' : 'not_happened';
  };

  /** The last owner would leave a team that nobody can look after. */
  function refuseOwner({ found, team, member }: Awaited<ReturnType<typeof look>>): void {
    if (!member?.roles?.includes('owner')) return;
    throw new VendorError(
      VENDOR,
      'forbidden',
      `${nameOf(found)} is an owner of the team ${nameOfGroup(team)}; a technician hands the team over to somebody else first`,
    );
  }

  return [
    defineTool({
      name: 'm365:add-team-member',
      description: 'Puts a user into a team in Microsoft Teams, as a member (not as an owner).',
      input,
      effect: 'write',
      sparesAdmins: true,
      sensitive: true,
      subject,
      describe: (args) => `Put ${args.user} into the team ${args.team}.`,
      previewsDeferred: true,
      preview: (scope, args) =>
        previewOf(async () => {
          if (isReference(args.user)) {
            const team = await members.team(scope.mapping, args.team, scope.signal);
            return `Put ${args.user} into the team ${nameOfGroup(team)}.`;
          }
          const { found, team, member } = await look(scope, args);
          return `Put ${nameOf(found)} into the team ${nameOfGroup(team)}${member ? ', where they are already' : ''}.`;
        }),
      async run(scope, args) {
        const { found, team, member } = await look(scope, args);
        const output = { user: found.userPrincipalName, team: nameOfGroup(team), teamId: team.id };
        const already = {
          output: { ...output, already: true },
          summary: `${nameOf(found)} was in the team ${nameOfGroup(team)} already.`,
        };
        if (member) return already;
        try {
          await members.add(scope.mapping, team, found, scope.signal);
        } catch (error) {
          // How Graph says that somebody is in the team already is not published; the list is asked again.
          const mayBeIn = error instanceof VendorError && ['invalid', 'conflict'].includes(error.failure);
          if (mayBeIn && (await members.find(scope.mapping, team, found, scope.signal))) return already;
          throw error;
        }
        return { output, summary: `Put ${nameOf(found)} into the team ${nameOfGroup(team)}.` };
      },
      observe: observed(true),
      undo: undoing((told) => `Take ${told.user} out of the team ${told.team} (m365:remove-team-member).`),
    }),
    defineTool({
      name: 'm365:remove-team-member',
      description: 'Takes a user out of a team in Microsoft Teams. Owners are not taken out.',
      input,
      effect: 'write',
      sparesAdmins: true,
      subject,
      describe: (args) => `Take ${args.user} out of the team ${args.team}.`,
      preview: async (scope, args) =>
        isReference(args.user)
          ? {}
          : previewOf(async () => {
              const looked = await look(scope, args);
              refuseOwner(looked);
              const { found, team, member } = looked;
              return `Take ${nameOf(found)} out of the team ${nameOfGroup(team)}${member ? '' : ', where they are not now'}.`;
            }),
      async run(scope, args) {
        const looked = await look(scope, args);
        const { found, team, member } = looked;
        const output = { user: found.userPrincipalName, team: nameOfGroup(team), teamId: team.id };
        const already = {
          output: { ...output, already: true },
          summary: `${nameOf(found)} was not in the team ${nameOfGroup(team)}.`,
        };
        if (!member) return already;
        refuseOwner(looked);
        try {
          await members.remove(scope.mapping, team, found, member, scope.signal);
        } catch (error) {
          if (error instanceof VendorError && error.failure === 'not_found') return already;
          throw error;
        }
        return { output, summary: `Took ${nameOf(found)} out of the team ${nameOfGroup(team)}.` };
      },
      observe: observed(false),
      undo: undoing((told) => `Put ${told.user} into the team ${told.team} again (m365:add-team-member).`),
    }),
  ];
}
