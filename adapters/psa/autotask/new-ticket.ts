import { createHash } from 'node:crypto';
import { VendorError } from '../../../core/errors.js';
import type { NewTicket } from '../../../core/ports/psa.js';
import { filled } from '../filled.js';
import { cutLine, cutText } from '../words.js';
import { categoryNamed } from './categories.js';
import { VENDOR } from './failure.js';
import type { Choice, Picklists } from './picklists.js';
import { recordNumber } from './record-number.js';

const LONGEST_REFERENCE = 100;
/** What holds where the metadata gives no length. Source: Autotask facts, tickets, for the description; others unconfirmed. */
const LENGTHS = { title: 255, description: 8000, externalID: 50 };
/**
 * A ticket needs a due time unless its category or service level gives one (Autotask facts, tickets); a service level puts
 * its own in the place of this.
 */
const DUE_AFTER_MS = 24 * 60 * 60_000;

type TicketBody = Record<string, string | number>;

/** The longest text that a field of a ticket takes. */
export async function longestOf(picklists: Picklists, field: keyof typeof LENGTHS): Promise<number> {
  return (await picklists.fields('Tickets')).get(field.toLowerCase())?.length ?? LENGTHS[field];
}

/** Our own key of a ticket as it fits into `externalID`: where it is too long, a digest that is always the same. */
export async function externalIdOf(reference: string, picklists: Picklists): Promise<string> {
  if (reference.length > LONGEST_REFERENCE) {
    throw new VendorError(VENDOR, 'invalid', `A reference has at most ${LONGEST_REFERENCE} characters`);
  }
  const longest = await longestOf(picklists, 'externalID');
  if (reference.length <= longest) return reference;
  return createHash('sha256').update(reference).digest('base64url').slice(0, longest);
}

/**
 * What a ticket is made of: the fields that Autotask asks for in any case, and what was named. What was not named is the
 * picklist's default, or its first choice.
 */
export async function newTicketBody(ticket: NewTicket, picklists: Picklists, now: Date): Promise<TicketBody> {
  const chosen = async (what: string, field: string, key: string | undefined) =>
    key === undefined
      ? defaultOf(what, await picklists.choices('Tickets', field))
      : picklists.choice(what, 'Tickets', field, key);
  const status = await chosen('status', 'status', ticket.status);
  const priority = await chosen('priority', 'priority', ticket.priority);
  const queue = await chosen('queue', 'queueID', ticket.board);
  const source = ticket.source === undefined ? undefined : await chosen('source', 'source', ticket.source);
  const category = ticket.category === undefined ? undefined : await categoryNamed(picklists, ticket.category);
  const body = filled({
    contactID: ticket.contactId === undefined ? undefined : recordNumber('contact', ticket.contactId),
    source: source?.id,
    issueType: category?.issueType,
    subIssueType: category?.subIssueType,
    description: cutText(descriptionOf(ticket), await longestOf(picklists, 'description')),
  });
  return {
    companyID: recordNumber('company', ticket.companyId),
    title: cutLine(ticket.summary, await longestOf(picklists, 'title')),
    status: status.id,
    priority: priority.id,
    queueID: queue.id,
    dueDateTime: new Date(now.getTime() + DUE_AFTER_MS).toISOString(),
    externalID: await externalIdOf(ticket.reference, picklists),
    ...body,
  };
}

function defaultOf(what: string, choices: readonly Choice[]): Choice {
  const found = choices.find(({ isDefault }) => isDefault) ?? choices[0];
  if (found) return found;
  throw new VendorError(VENDOR, 'invalid', `Autotask has no active ${what} for tickets. Make one, or make one active.`);
}

/** Autotask has no fields for somebody without a contact record. */
function descriptionOf({ contactName, contactPhone, contactId, description }: NewTicket): string {
  const who = contactId === undefined ? [contactName, contactPhone].filter(Boolean).join(', ') : '';
  return [who && `Reported by ${who}`, description].filter(Boolean).join('\n\n');
}
