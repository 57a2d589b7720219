import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { count } from '../../words.js';
import { VENDOR } from '../failure.js';
import { recordNumber } from '../record-number.js';
import { findRoute, ROUTES, type Route } from './api-routes.js';
import { clientOf, foreign, scopedTicket, type ToolParts } from './scoped.js';

const MOST_ROWS = 25;
const LONGEST_TEXT = 2000;
/** Fields that hold passwords and keys: users and assets of HaloPSA have such. */
const SECRET = /passw|secret|token|api_?key|licen[cs]e_?key|(^|_)pin($|_)|2fa|mfa/i;

const input = z.strictObject({
  path: z
    .string()
    .min(2)
    .max(60)
    .describe(`Without query, one of: ${ROUTES.map(({ shown }) => shown).join(', ')}`),
  query: z
    .record(z.string().min(1).max(40), z.string().max(120))
    .optional()
    .describe('Filters of that path, e.g. {"search": "printer", "open_only": "true"}; always confined to this client'),
});

const anyRow = z.record(z.string(), z.unknown());

/** What the other tools do not show, from an allow-list of paths, each confined to the mapped client. */
export function apiGetTool({ client, tickets }: ToolParts): Tool {
  function routeOf(args: z.infer<typeof input>): { route: Route; id: string | undefined } {
    const found = findRoute(args.path);
    if (!found) {
      const known = ROUTES.map(({ shown }) => shown).join(', ');
      throw new VendorError(VENDOR, 'invalid', `"${args.path}" is none of the paths that may be read: ${known}`);
    }
    const unknown = Object.keys(args.query ?? {}).filter((filter) => !found.route.filters.includes(filter));
    if (unknown.length > 0) {
      const may = found.route.filters.join(', ') || 'none';
      throw new VendorError(
        VENDOR,
        'invalid',
        `${found.route.shown} takes no filter ${unknown.join(', ')}; it takes: ${may}`,
      );
    }
    return found;
  }

  return defineTool({
    name: 'halopsa:halo-api-get',
    description:
      "Reads from HaloPSA's API what the other tools do not show: some paths only, this client's records only, without passwords.",
    input,
    effect: 'read',
    describe: (args) => `Read ${args.path} of HaloPSA's API`,
    subject(args) {
      const found = findRoute(args.path);
      return found?.route.of === 'ticket' && found.id ? { kind: 'ticket', ref: found.id } : { kind: 'client' };
    },
    async run(scope, args) {
      const { route, id } = routeOf(args);
      const owner = clientOf(scope);
      const doing = `read ${args.path}`;
      if (route.of === 'ticket' && id) await scopedTicket(tickets, scope, id);
      if (route.of === 'actions') {
        const ticketId = args.query?.ticket_id ?? '';
        await scopedTicket(tickets, scope, ticketId);
        const rows = await client.list(doing, route.path, anyRow, { ...args.query, count: MOST_ROWS });
        return rowsResult(
          args.path,
          rows.filter((row) => Number(row.ticket_id) === recordNumber('ticket', ticketId)),
        );
      }
      if (id !== undefined) {
        const row = await client.get(doing, `${route.path}/${recordNumber('record', id)}`, anyRow, {
          includedetails: true,
        });
        const whose = route.of === 'client' ? row.id : row.client_id;
        if (Number(whose) !== owner) throw foreign(route.shown.split('/')[0] ?? 'Record', id);
        return { output: { record: shown(row) }, summary: `Read ${args.path}.` };
      }
      if (route.of === 'nobody') {
        const rows = await client.list(doing, route.path, anyRow, args.query);
        return rowsResult(args.path, rows);
      }
      const query = { ...args.query, client_id: owner };
      const { rows } = await client.page(doing, route.path, anyRow, query, 1, MOST_ROWS);
      // Whose it is is read from the record: HaloPSA ignores filters that it does not know.
      return rowsResult(
        args.path,
        rows.filter((row) => Number(row.client_id) === owner),
      );
    },
  });
}

function rowsResult(path: string, rows: readonly Record<string, unknown>[]) {
  const records = rows.slice(0, MOST_ROWS).map(shown);
  return { output: { records }, summary: `Read ${count(records.length, 'record')} from ${path}.` };
}

/** Plain values only: what is nested may be of others, and what is empty says nothing. */
function shown(row: Record<string, unknown>): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([field, value]): [string, string | number | boolean][] => {
      if (SECRET.test(field)) return [];
      if (typeof value === 'string') return value === '' ? [] : [[field, value.slice(0, LONGEST_TEXT)]];
      return typeof value === 'number' || typeof value === 'boolean' ? [[field, value]] : [];
    }),
  );
}
