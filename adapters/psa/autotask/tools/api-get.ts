import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { count } from '../../words.js';
import { apiPathOf } from './api-entities.js';
import { scopedChildren, scopedQuery, scopedRecord, shownRecord } from './api-records.js';
import { filterInput } from './filter-input.js';
import { limitInput, refused, type ToolParts } from './scoped.js';

const MOST_ROWS = 25;
export const pathInput = z
  .string()
  .trim()
  .regex(/^\/?[A-Za-z][A-Za-z0-9./]{1,100}$/)
  .describe('Address below v1.0/: Tickets/123, Tickets/123/Notes, Contacts/query, Tickets/entityInformation/fields');

export function apiGetTool(parts: ToolParts): Tool {
  return defineTool({
    name: 'autotask:autotask-api-get',
    description:
      "Reads any of this client's records over the Autotask REST API, where no other tool does: one record, the notes or other children of a ticket, a query with a filter (smallest ids first), or what fields an entity has.",
    input: z.strictObject({
      path: pathInput,
      filter: filterInput.optional().describe('For Entity/query; of what belongs to a ticket, ask for its ticketID'),
      limit: limitInput,
    }),
    effect: 'read',
    subject: (args) => ({ kind: 'other', ref: args.path }),
    async run(scope, args) {
      const path = apiPathOf(args.path);
      const limit = args.limit ?? MOST_ROWS;
      switch (path.kind) {
        case 'record': {
          const item = shownRecord(await scopedRecord(parts, scope, path.entity, path.id));
          return { output: { item }, summary: `Read ${path.entity.name} ${path.id}.` };
        }
        case 'fields': {
          const fields = [...(await parts.picklists.fields(path.entity.name)).values()];
          const shown = fields.map(({ name, queryable, choices }) => ({
            name,
            queryable,
            ...(choices.length > 0
              ? { values: choices.filter(({ active }) => active).map(({ id, name: label }) => ({ id, label })) }
              : {}),
          }));
          return { output: { fields: shown }, summary: `Read the fields of ${path.entity.name}.` };
        }
        case 'children':
        case 'query': {
          const rows =
            path.kind === 'query'
              ? await scopedQuery(parts, scope, path.entity, args.filter, limit)
              : await scopedChildren(parts, scope, path, limit);
          return {
            output: { items: rows.map(shownRecord) },
            summary: `Read ${count(rows.length, 'record')} of ${path.entity.name}.`,
          };
        }
        case 'collection':
          throw refused(`Write ${path.entity.name}/id for one record or ${path.entity.name}/query for several`);
      }
    },
  });
}
