import type { TicketChanges } from '../../../core/ports/psa.js';
import { cutLine, sameText } from '../words.js';
import { categoryNamed } from './categories.js';
import type { TicketRow } from './map.js';
import { longestOf } from './new-ticket.js';
import type { Picklists } from './picklists.js';
import { recordNumber } from './record-number.js';
import type { Resources } from './resources.js';

/** What Autotask can also change of a ticket. */
export interface AutotaskChanges extends TicketChanges {
  resolution?: string;
  /** By name or value: Service Request, Incident, ... */
  ticketType?: string;
}

/** Values by Autotask's names of fields; null empties one. */
export type TicketFields = Record<string, string | number | null>;

/** Fields to be set, by Autotask's names. Throws VendorError invalid for a name that does not exist. */
export async function fieldsFor(
  row: TicketRow,
  changes: AutotaskChanges,
  { picklists, resources }: { picklists: Picklists; resources: Resources },
): Promise<TicketFields> {
  const fields: TicketFields = {};
  const choose = async (what: string, field: string, key: string | undefined) => {
    if (key !== undefined) fields[field] = (await picklists.choice(what, 'Tickets', field, key)).id;
  };
  if (changes.summary !== undefined) fields.title = cutLine(changes.summary, await longestOf(picklists, 'title'));
  if (changes.resolution !== undefined) fields.resolution = changes.resolution;
  await choose('status', 'status', changes.status);
  await choose('priority', 'priority', changes.priority);
  await choose('queue', 'queueID', changes.board);
  await choose('ticket type', 'ticketType', changes.ticketType);
  if (changes.category !== undefined) {
    const { issueType, subIssueType } = await categoryNamed(picklists, changes.category);
    fields.issueType = issueType;
    // That of another issue type would not be taken.
    fields.subIssueType = subIssueType ?? null;
  }
  if (changes.owner !== undefined) {
    const owner = recordNumber('resource', changes.owner);
    fields.assignedResourceID = owner;
    // Both always go together, and the role has to be one of the resource's own. Source: Autotask facts, tickets.
    fields.assignedResourceRoleID =
      row.assignedResourceID === owner && row.assignedResourceRoleID
        ? row.assignedResourceRoleID
        : await resources.roleOf(owner);
  }
  return fields;
}

/** Autotask can answer 200 and a workflow rule can set it back at once, so the ticket is read again and compared. */
export function notIn(row: TicketRow, fields: TicketFields): string[] {
  const stored: Record<string, unknown> = { ...row };
  return Object.entries(fields)
    .filter(([name, value]) => !same(stored[name], value))
    .map(([name]) => name);
}

function same(stored: unknown, wanted: string | number | null): boolean {
  if (typeof wanted === 'string' && typeof stored === 'string') return sameText(stored, wanted);
  return (stored ?? null) === wanted;
}
