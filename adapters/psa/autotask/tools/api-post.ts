import { createHash } from 'node:crypto';
import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Observation, type Subject, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { collect } from '../../collect.js';
import { count } from '../../words.js';
import { all, EVERY, equal, since } from '../filters.js';
import { type ApiBody, assertOwnBody, bodyInput, differences, fieldOf, withField } from './api-body.js';
import { type ApiEntity, apiPathOf } from './api-entities.js';
import { pathInput } from './api-get.js';
import { type ApiRecord, recordShape, scopedQuery, shownRecord } from './api-records.js';
import { filterInput } from './filter-input.js';
import { companyOf, foreign, limitInput, refused, scopedTicket, type ToolParts } from './scoped.js';

const MOST_ROWS = 25;
/** The vendor's clock may be a little behind ours. */
const CLOCKS_APART_MS = 120_000;
const CREATED = ['createDate', 'createDateTime'];

const input = z.strictObject({
  path: pathInput,
  body: bodyInput.optional().describe('To create: the fields of the new record'),
  filter: filterInput.optional().describe('For Entity/query'),
  limit: limitInput,
});
type Args = z.infer<typeof input>;

/** Where and what is sent to create a record. */
interface Creation {
  entity: ApiEntity;
  path: string;
  body: ApiBody;
}

export function apiPostTool(parts: ToolParts): Tool {
  const { client, picklists } = parts;

  /** Checked to be of the mapped company, with its company, ticket and our own key filled in. */
  async function creationOf(scope: ToolScope, args: Args): Promise<Creation> {
    const path = apiPathOf(args.path);
    const { entity } = path;
    if ((path.kind !== 'collection' && path.kind !== 'children') || !args.body || !entity.creatable) {
      throw refused(
        `Nothing can be created at ${args.path}; to create, give a body for Tickets, Contacts or Tickets/id/Notes`,
      );
    }
    if (fieldOf(args.body, 'id') !== undefined) throw refused('A new record has no id yet');
    let body = args.body;
    if (path.kind === 'children' && path.parent === 'Tickets') {
      if (Number(fieldOf(body, 'ticketID') ?? path.parentId) !== Number(path.parentId))
        throw refused('The path and the body name two tickets');
      body = withField(body, 'ticketID', Number(path.parentId));
    }
    if (path.kind === 'children' && path.parent === 'Companies' && Number(path.parentId) !== companyOf(scope)) {
      throw foreign('Company', path.parentId);
    }
    await assertOwnBody(parts, scope, entity, body);
    if (entity.owner === 'companyID') body = withField(body, 'companyID', companyOf(scope));
    if (entity.name === 'TicketNotes') body = withField(body, 'publish', 2);
    if (entity.name === 'Tickets') body = withField(body, 'externalID', keyOf(scope, args));
    return { entity, path: await placeOf(scope, entity, body), body };
  }

  async function placeOf(scope: ToolScope, { name, owner, under }: ApiEntity, body: ApiBody): Promise<string> {
    if (owner === 'companyID') return under ? `Companies/${companyOf(scope)}/${under.child}` : name;
    const ticketId = fieldOf(body, 'ticketID');
    if (!ticketId) throw refused(`Say on which ticket: ${name} need a ticketID`);
    const { id } = await scopedTicket(parts, scope, String(ticketId));
    return under ? `Tickets/${id}/${under.child}` : name;
  }

  return defineTool<Args>({
    name: 'autotask:autotask-api-post',
    description:
      'Creates a record of this client over the Autotask REST API, or queries records with a filter (smallest ids first), where no other tool does.',
    input,
    effect: 'write',
    subject: subjectOf,
    describe: (args) =>
      args.body
        ? `Create ${ofTicket(args)} (${args.path}) in Autotask: ${JSON.stringify(args.body)}`
        : `Query ${args.path} in Autotask: ${JSON.stringify(args.filter ?? [])}`,
    async run(scope, args) {
      const asked = apiPathOf(args.path);
      if (asked.kind === 'query') {
        const rows = await scopedQuery(parts, scope, asked.entity, args.filter, args.limit ?? MOST_ROWS);
        return {
          output: { items: rows.map(shownRecord) },
          summary: `Read ${count(rows.length, 'record')} of ${asked.entity.name}.`,
        };
      }
      const { entity, path, body } = await creationOf(scope, args);
      const id = String(await client.create(`create ${entity.name}`, path, body));
      return { output: { entity: entity.name, id }, summary: `Created ${entity.name} ${id}.` };
    },
    async observe(scope, args, first): Promise<Observation> {
      // A query may be asked again.
      if (apiPathOf(args.path).kind === 'query') return 'not_happened';
      const { entity, body } = await creationOf(scope, args);
      try {
        return await created(entity, body, first);
      } catch (error) {
        // Of some entities nothing can be asked that would tell.
        if (error instanceof VendorError && error.failure === 'invalid') return 'unknown';
        throw error;
      }
    },
    undo: (args) =>
      args.body
        ? `Open what was created (${ofTicket(args)}, ${args.path}) in Autotask and delete it, or make it inactive.`
        : `Nothing was changed by asking ${args.path}.`,
    creates(output) {
      const made = z.object({ entity: z.string(), id: z.string() }).safeParse(output);
      return made.success && made.data.entity === 'Tickets' ? { kind: 'ticket', ref: made.data.id } : undefined;
    },
  });

  async function created(entity: ApiEntity, body: ApiBody, first: Date): Promise<Observation> {
    const key = fieldOf(body, 'externalID');
    const fields = await picklists.fields(entity.name);
    const whose = ['ticketID', 'companyID'].flatMap((name) => {
      const value = fieldOf(body, name);
      return typeof value === 'number' || typeof value === 'string' ? [equal(name, value)] : [];
    });
    const earliest = new Date(first.getTime() - CLOCKS_APART_MS);
    const stamp = CREATED.find((name) => fields.get(name.toLowerCase())?.queryable);
    if (!stamp && entity.name !== 'Tickets') return 'unknown';
    const filter =
      entity.name === 'Tickets' && key
        ? all(equal('externalID', String(key)), ...whose)
        : all(...whose, stamp ? since(stamp, earliest) : EVERY);
    const rows: ApiRecord[] = await collect(
      client.rows(`look for ${entity.name}`, entity.name, recordShape, { filter }),
    );
    const same = entity.name === 'Tickets' ? rows : rows.filter((row) => differences(row, body).length === 0);
    return same.length > 0 ? 'happened' : 'not_happened';
  }
}

/** Our own key for a ticket that this very step makes: the same when the step is looked for again. */
function keyOf(scope: ToolScope, args: Args): string {
  const what = JSON.stringify([scope.clientId, scope.runId ?? scope.ticketId ?? '', args.path, args.body]);
  return `frontdesk-${createHash('sha256').update(what).digest('hex').slice(0, 24)}`;
}

/** By the path or by the body: for a record of a ticket, both are ways to say which. */
function ticketIn({ path, body = {} }: Args): string | undefined {
  const named = fieldOf(body, 'ticketID');
  return /^\/?(?:v1\.0\/)?tickets\/(\d{1,15})\//i.exec(path)?.[1] ?? (named ? String(named) : undefined);
}

function subjectOf(args: Args): Subject {
  const ticket = ticketIn(args);
  return ticket ? { kind: 'ticket', ref: ticket } : { kind: 'other', ref: args.path };
}

function ofTicket(args: Args): string {
  const ticket = ticketIn(args);
  return ticket ? `a record of ticket ${ticket}` : 'a record';
}
