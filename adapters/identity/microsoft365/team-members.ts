import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Graph } from './graph.js';
import { type GraphGroup, type Groups, isTeam, nameOfGroup, whyNotWritable } from './groups.js';
import { ofTeam } from './pace.js';
import type { GraphUser } from './users.js';
import { VENDOR } from './vendor.js';

const memberShape = z.object({
  /** Of the membership, not of the person. */
  id: z.string().min(1),
  userId: z.string().nullish(),
  roles: z.array(z.string()).nullish(),
});
export type TeamMember = z.infer<typeof memberShape>;

export interface TeamMembers {
  /** The team's group, if its members may be changed. Throws VendorError with the reason otherwise. */
  team(tenantId: string, key: string, signal?: AbortSignal): Promise<GraphGroup>;
  find(tenantId: string, team: GraphGroup, user: GraphUser, signal?: AbortSignal): Promise<TeamMember | undefined>;
  add(tenantId: string, team: GraphGroup, user: GraphUser, signal?: AbortSignal): Promise<void>;
  remove(tenantId: string, team: GraphGroup, user: GraphUser, member: TeamMember, signal?: AbortSignal): Promise<void>;
}

/** Source: Microsoft Graph facts, teams membership. A team has the id of its Microsoft 365 group. */
export function createTeamMembers({
  graph,
  groups,
  objectBase,
}: {
  graph: Graph;
  groups: Groups;
  objectBase: string;
}): TeamMembers {
  return {
    async team(tenantId, key, signal) {
      const group = await groups.get(tenantId, key, signal);
      const name = nameOfGroup(group);
      if (!isTeam(group)) {
        throw new VendorError(
          VENDOR,
          'invalid',
          `${name} is a group without a team; use m365:add-group-member for groups`,
        );
      }
      const why = whyNotWritable(group);
      if (why) throw new VendorError(VENDOR, 'forbidden', `The members of ${name} are not changed from here: ${why}`);
      return group;
    },
    async find(tenantId, team, user, signal) {
      const members = await graph.list(
        tenantId,
        {
          doing: `read the members of the team ${nameOfGroup(team)}`,
          need: 'readTeamMembers',
          path: `/teams/${team.id}/members`,
          query: { $filter: `(microsoft.graph.aadUserConversationMember/userId eq '${user.id}')` },
          pace: ofTeam(team.id),
          signal,
        },
        memberShape,
      );
      return members.find(({ userId }) => userId?.toLowerCase() === user.id.toLowerCase());
    },
    async add(tenantId, team, user, signal) {
      const guest = user.userType?.toLowerCase() === 'guest';
      await graph.change(
        tenantId,
        'POST',
        {
          doing: `put ${user.userPrincipalName} into the team ${nameOfGroup(team)}`,
          need: 'changeTeamMembers',
          path: `/teams/${team.id}/members`,
          pace: ofTeam(team.id),
          signal,
        },
        {
          '@odata.type': '#microsoft.graph.aadUserConversationMember',
          roles: guest ? ['guest'] : [],
          'user@odata.bind': `${objectBase}/users('${user.id}')`,
        },
      );
    },
    async remove(tenantId, team, user, member, signal) {
      await graph.change(tenantId, 'DELETE', {
        doing: `take ${user.userPrincipalName} out of the team ${nameOfGroup(team)}`,
        need: 'changeTeamMembers',
        path: `/teams/${team.id}/members/${encodeURIComponent(member.id)}`,
        pace: ofTeam(team.id),
        signal,
      });
    },
  };
}
