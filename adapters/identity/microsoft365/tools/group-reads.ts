import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { bounded, clipped, cut } from '../bounded.js';
import { type GraphGroup, isTeam, kindOf, whyNotWritable } from '../groups.js';
import { nameOf, subject, type ToolParts, user } from './parts.js';

/** Source: Microsoft Graph facts, groups. */
export function groupReadTools({ groups, users }: ToolParts): Tool[] {
  return [
    defineTool({
      name: 'm365:list-groups',
      description:
        "Searches this client's groups by words of their names, or lists some of them: what kind each is, whether it is a team, and whether its members can be changed or why not. At most 25.",
      input: z.strictObject({ query: z.string().trim().min(1).max(120).optional() }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const { items, more } = await groups.search(scope.mapping, args.query, scope.signal);
        const { shown, left } = bounded(items.map(shownOf));
        const count = `${items.length}${more ? ' or more' : ''}`;
        return {
          output: { groups: shown, ...cut(left), ...(more ? { more: 'there are more; search by name' } : {}) },
          summary: `Found ${count} group${count === '1' ? '' : 's'}${args.query ? ` for "${args.query}"` : ''}.`,
        };
      },
    }),
    defineTool({
      name: 'm365:list-user-groups',
      description: 'Lists the groups that a user is directly in.',
      input: z.strictObject({ user }),
      effect: 'read',
      subject,
      async run(scope, args) {
        const found = await users.get(scope.mapping, args.user, scope.signal);
        const all = await groups.of(scope.mapping, found, 'direct', scope.signal);
        const { shown, left } = bounded(
          all.map((group) => ({ id: group.id, name: clipped(group.displayName) ?? '', kind: kindOf(group) })),
        );
        return {
          output: { groups: shown, ...cut(left) },
          summary: `${nameOf(found)} is in ${all.length} group${all.length === 1 ? '' : 's'}.`,
        };
      },
    }),
  ];
}

function shownOf(group: GraphGroup) {
  const why = whyNotWritable(group);
  return {
    id: group.id,
    name: clipped(group.displayName) ?? '',
    description: clipped(group.description),
    mail: clipped(group.mail),
    kind: kindOf(group),
    team: isTeam(group),
    writable: why === undefined,
    ...(why ? { whyNot: why } : {}),
  };
}
