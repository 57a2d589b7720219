import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Graph } from './graph.js';
import { searchWords } from './search-words.js';
import { OBJECT_ID } from './users.js';
import { VENDOR } from './vendor.js';

const text = z.string().nullish();

export const groupShape = z.object({
  id: z.string().min(1),
  displayName: text,
  description: text,
  mail: text,
  groupTypes: z.array(z.string()).nullish(),
  mailEnabled: z.boolean().nullish(),
  securityEnabled: z.boolean().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  isAssignableToRole: z.boolean().nullish(),
  resourceProvisioningOptions: z.array(z.string()).nullish(),
});
export type GraphGroup = z.infer<typeof groupShape>;

export const GROUP_FIELDS = Object.keys(groupShape.shape).join(',');

/** As many as a model can choose from. */
const MOST_FOUND = 25;

export interface Groups {
  /** By object id or exact display name. Throws VendorError not_found, or conflict when several have the name. */
  get(tenantId: string, key: string, signal?: AbortSignal): Promise<GraphGroup>;
  /** By words of the name; any when nothing is typed. */
  search(
    tenantId: string,
    typed: string | undefined,
    signal?: AbortSignal,
  ): Promise<{ items: GraphGroup[]; more: boolean }>;
  /** The groups that a user is in: directly, or also through groups in groups. */
  of(
    tenantId: string,
    user: { id: string; userPrincipalName: string },
    how: 'direct' | 'transitive',
    signal?: AbortSignal,
  ): Promise<GraphGroup[]>;
}

/** Source: Microsoft Graph facts, groups. */
export function createGroups(graph: Graph): Groups {
  return {
    async get(tenantId, key, signal) {
      const wanted = key.trim();
      const common = { doing: `read the group ${wanted}`, need: 'readGroups' as const, signal };
      const found = OBJECT_ID.test(wanted)
        ? [
            await graph.find(
              tenantId,
              { ...common, path: `/groups/${wanted.toLowerCase()}`, query: { $select: GROUP_FIELDS } },
              groupShape,
            ),
          ]
        : await graph.list(
            tenantId,
            {
              ...common,
              path: '/groups',
              query: { $filter: `displayName eq '${wanted.replaceAll("'", "''")}'`, $select: GROUP_FIELDS },
            },
            groupShape,
          );
      const [group, ...others] = found.flatMap((each) => each ?? []);
      if (others.length > 0) {
        throw new VendorError(
          VENDOR,
          'conflict',
          `${others.length + 1} groups in this client's Microsoft 365 are called "${wanted}"; name one by its object id`,
        );
      }
      if (group) return group;
      throw new VendorError(
        VENDOR,
        'not_found',
        `There is no group "${wanted}" in this client's Microsoft 365; look for its name or object id with m365:list-groups`,
      );
    },
    async search(tenantId, typed, signal) {
      const words = searchWords(typed ?? '');
      if (typed !== undefined && words === '') return { items: [], more: false };
      return graph.some(
        tenantId,
        {
          doing: 'search groups',
          need: 'readGroups',
          path: '/groups',
          query: {
            ...(words ? { $search: `"displayName:${words}"` } : {}),
            $select: GROUP_FIELDS,
            $top: MOST_FOUND,
            $count: 'true',
          },
          eventual: true,
          signal,
        },
        groupShape,
      );
    },
    of(tenantId, user, how, signal) {
      return graph.list(
        tenantId,
        {
          doing: `list the groups of ${user.userPrincipalName}`,
          need: 'readMemberships',
          path: `/users/${user.id}/${how === 'direct' ? 'memberOf' : 'transitiveMemberOf'}/microsoft.graph.group`,
          query: { $select: GROUP_FIELDS, $top: 999, $count: 'true' },
          eventual: true,
          signal,
        },
        groupShape,
      );
    },
  };
}

export function nameOfGroup({ id, displayName }: GraphGroup): string {
  return displayName || `the group ${id}`;
}

/** Source: general knowledge of the property; the facts say that a team's id is its group's. */
export function isTeam({ resourceProvisioningOptions }: GraphGroup): boolean {
  return resourceProvisioningOptions?.some((option) => option.toLowerCase() === 'team') ?? false;
}

export function kindOf(group: GraphGroup): string {
  const dynamic = isDynamic(group) ? 'dynamic ' : '';
  const synced = group.onPremisesSyncEnabled ? 'synchronised ' : '';
  if (isUnified(group)) return `${dynamic}Microsoft 365 group`;
  if (group.mailEnabled)
    return `${synced}${group.securityEnabled ? 'mail-enabled security group' : 'distribution list'}`;
  return `${synced}${dynamic}security group`;
}

/** Why Graph cannot change who is in a group, or why we do not; undefined when it can. Source: Microsoft Graph facts, groups. */
export function whyNotWritable(group: GraphGroup): string | undefined {
  if (group.onPremisesSyncEnabled) {
    return "it is synchronised from the client's own Active Directory; a technician changes it there";
  }
  if (isDynamic(group)) {
    return "its members follow from a rule (dynamic membership); a technician changes the rule, or the person's details that it looks at";
  }
  if (group.isAssignableToRole) {
    return 'admin roles are given to it; a technician with that right has to do this';
  }
  if (group.mailEnabled && !isUnified(group)) {
    return `it is a ${group.securityEnabled ? 'mail-enabled security group' : 'distribution list'}, which is managed in Exchange; a technician changes it in the Exchange admin centre`;
  }
  return undefined;
}

function isDynamic({ groupTypes }: GraphGroup): boolean {
  return groupTypes?.includes('DynamicMembership') ?? false;
}

function isUnified({ groupTypes }: GraphGroup): boolean {
  return groupTypes?.includes('Unified') ?? false;
}
