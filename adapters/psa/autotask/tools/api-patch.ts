import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Subject, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { VENDOR } from '../failure.js';
import { noteShape } from '../map.js';
import { type ApiBody, assertOwnBody, bodyInput, differences, withField } from './api-body.js';
import { type ApiEntity, apiPathOf } from './api-entities.js';
import { pathInput } from './api-get.js';
import { type ApiRecord, scopedRecord } from './api-records.js';
import { companyOf, idInput, refused, type ToolParts } from './scoped.js';

const INTERNAL_ONLY = 2;

const input = z.strictObject({
  path: pathInput.describe('The entity: Tickets, Contacts, ConfigurationItems or TicketNotes'),
  id: idInput('Id of the record'),
  body: bodyInput
    .refine((body) => Object.keys(body).length > 0, 'Name at least one change')
    .describe('Only the fields that change, by their Autotask names'),
});
type Args = z.infer<typeof input>;

export function apiPatchTool(parts: ToolParts): Tool {
  const { client, resources } = parts;

  /** The record, checked to be of the mapped company, and where it is changed. */
  async function recordToChange(
    scope: ToolScope,
    args: Args,
  ): Promise<{ entity: ApiEntity; record: ApiRecord; path: string }> {
    const path = apiPathOf(args.path);
    const { entity } = path;
    if (path.kind !== 'collection' || !entity.changeable) {
      throw refused(
        `Nothing can be changed at ${args.path}; write Tickets, Contacts, ConfigurationItems or TicketNotes`,
      );
    }
    const fixed = Object.keys(args.body).find((name) => ['id', 'ticketid'].includes(name.toLowerCase()));
    if (fixed) throw refused(`${fixed} of a record cannot be changed`);
    await assertOwnBody(parts, scope, entity, args.body);
    const record = await scopedRecord(parts, scope, entity, args.id);
    if (entity.name === 'TicketNotes') await assertOwnNote(scope, record);
    return { entity, record, path: placeOf(scope, entity, record) };
  }

  /** A technician's words on a ticket can be an approval, so nobody else's words are changed. */
  async function assertOwnNote(scope: ToolScope, record: ApiRecord): Promise<void> {
    const note = noteShape.parse(record);
    // The arguments do not say which ticket it is on, so it is looked at here.
    if (scope.ticketId !== undefined && String(note.ticketID) !== scope.ticketId) {
      throw new VendorError(VENDOR, 'forbidden', `The note ${note.id} is on another ticket than ${scope.ticketId}`);
    }
    const { kind } = await resources.authorOf(note);
    if (kind !== 'own' || note.publish !== INTERNAL_ONLY)
      throw refused("Only Frontdesk's own internal notes can be changed");
  }

  return defineTool<Args>({
    name: 'autotask:autotask-api-patch',
    description:
      'Changes fields of a ticket, contact, configuration item or own internal note over the Autotask REST API, where no other tool does.',
    input,
    effect: 'write',
    subject: subjectOf,
    describe: (args) => `Change ${args.path}/${args.id} in Autotask: ${JSON.stringify(args.body)}`,
    async run(scope, args) {
      const { entity, record, path } = await recordToChange(scope, args);
      await client.update(`change ${entity.name} ${args.id}`, path, bodyFor(entity, record, args.body));
      const after = await scopedRecord(parts, scope, entity, args.id);
      const ignored = differences(after, args.body);
      if (ignored.length > 0) {
        const problem = `Autotask accepted the change of ${entity.name} ${args.id}, but ${ignored.join(', ')} did not stay changed. Look for a workflow rule that sets it back.`;
        throw new VendorError(VENDOR, 'unexpected', problem);
      }
      const before = Object.fromEntries(Object.keys(args.body).map((name) => [name, record[name] ?? null]));
      return { output: { entity: entity.name, id: args.id, before }, summary: `Changed ${entity.name} ${args.id}.` };
    },
    async observe(scope, args) {
      const { record } = await recordToChange(scope, args);
      return differences(record, args.body).length === 0 ? 'happened' : 'not_happened';
    },
    undo: (args) =>
      `Open ${args.path}/${args.id} in Autotask and set ${Object.keys(args.body).join(', ')} back; the note of this run shows the values before.`,
  });
}

function placeOf(scope: ToolScope, { name, owner, under }: ApiEntity, record: ApiRecord): string {
  if (!under) return name;
  return owner === 'ticketID'
    ? `Tickets/${record.ticketID}/${under.child}`
    : `Companies/${companyOf(scope)}/${under.child}`;
}

/** A note is always sent with its type and who sees it. Source: Autotask facts, notes. */
function bodyFor(entity: ApiEntity, record: ApiRecord, body: ApiBody): ApiBody {
  const whole = withField(body, 'id', record.id);
  if (entity.name !== 'TicketNotes') return whole;
  const { noteType } = noteShape.parse(record);
  return { ...(noteType ? { noteType } : {}), ...whole, publish: INTERNAL_ONLY };
}

function subjectOf({ path, id }: Args): Subject {
  return /^\/?(?:v1\.0\/)?tickets$/i.test(path) ? { kind: 'ticket', ref: id } : { kind: 'other', ref: `${path}/${id}` };
}
