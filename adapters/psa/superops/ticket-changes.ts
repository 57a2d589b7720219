import type { TicketChanges } from '../../../core/ports/psa.js';
import { cutLine } from '../words.js';
import { idOf } from './ids.js';
import type { Lookups } from './lookups.js';
import type { TicketRow } from './shapes.js';

/** The longest subject; SuperOps' own limit is unknown. Characters. */
const LONGEST_SUBJECT = 250;

/** What can be changed here: what every PSA can, and how urgent it is for how many. */
export interface SuperOpsChanges extends TicketChanges {
  impact?: string;
  urgency?: string;
}

export const cutSubject = (text: string) => cutLine(text, LONGEST_SUBJECT);

/** What stands in a ticket after a change, in SuperOps' own names. */
export interface Wanted {
  /** As `updateTicket` and `createTicket` take it. */
  input: Record<string, unknown>;
  /** The same as it is read back. */
  fields: Partial<Record<keyof TicketRow, string>>;
}

/** Names as SuperOps writes them. Throws VendorError invalid for what it does not have. */
export async function wantedOf(changes: SuperOpsChanges, lookups: Lookups): Promise<Wanted> {
  const input: Wanted['input'] = {};
  const fields: Wanted['fields'] = {};
  const set = (field: 'subject' | 'status' | 'priority' | 'impact' | 'urgency', value: string) => {
    input[field] = value;
    fields[field] = value;
  };
  if (changes.summary !== undefined) set('subject', cutSubject(changes.summary));
  for (const field of ['status', 'priority', 'impact', 'urgency'] as const) {
    const key = changes[field];
    if (key !== undefined) set(field, await lookups.choice(field, key));
  }
  if (changes.category !== undefined) {
    const { category, subcategory } = await lookups.category(changes.category);
    // Null takes away the subcategory of another category.
    input.category = category;
    input.subcategory = subcategory ?? null;
    fields.category = category;
    fields.subcategory = subcategory ?? '';
  }
  if (changes.board !== undefined) {
    const { id } = await lookups.group(changes.board);
    input.techGroup = { groupId: id };
    fields.techGroup = id;
  }
  if (changes.owner !== undefined) {
    const userId = idOf('technician', changes.owner);
    input.technician = { userId };
    fields.technician = userId;
  }
  return { input, fields };
}

/** Fields of a ticket that are not as wanted. */
export function differing(row: TicketRow, { fields }: Wanted): string[] {
  const found: Partial<Record<keyof TicketRow, string | null | undefined>> = {
    subject: row.subject,
    status: row.status,
    priority: row.priority,
    impact: row.impact,
    urgency: row.urgency,
    category: row.category,
    subcategory: row.subcategory,
    techGroup: row.techGroup?.groupId,
    technician: row.technician?.userId,
  };
  const isThere = ([field, value]: [string, string]) =>
    Object.entries(found).some(([name, read]) => name === field && (read ?? '') === value);
  return Object.entries(fields)
    .filter((entry) => !isThere(entry))
    .map(([field]) => field);
}
