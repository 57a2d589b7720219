import type { Asset, Note, Ticket } from '../../../core/ports/psa.js';
import { htmlToNote } from '../note-html.js';
import { withoutMark } from './reference-mark.js';
import type { AssetRow, ConversationRow, NoteRow, TicketRow } from './shapes.js';
import type { InstantOf } from './time.js';

const isFilled = ([, value]: [string, unknown]) => value !== undefined && value !== null && value !== '';

/** What SuperOps does not say of its records. */
export interface Reading {
  isClosing(status: string | null | undefined): boolean;
  instantOf: InstantOf;
}

export function toTicket(row: TicketRow, { isClosing, instantOf }: Reading): Ticket {
  const optional: Partial<Ticket> = {
    number: row.displayId ?? undefined,
    contactId: row.requester?.userId ?? undefined,
    contactName: row.requester?.name ?? undefined,
    contactEmail: row.requester?.email ?? undefined,
    board: row.techGroup?.name ?? undefined,
    priority: row.priority ?? undefined,
    category: [row.category, row.subcategory].filter(Boolean).join(' > '),
    createdAt: instantOf(row.createdTime),
    updatedAt: instantOf(row.updatedTime),
  };
  return {
    ...Object.fromEntries(Object.entries(optional).filter(isFilled)),
    id: row.ticketId,
    summary: row.subject ?? '',
    companyId: row.client?.accountId ?? '',
    companyName: row.client?.name ?? '',
    status: row.status ?? '',
    closed: isClosing(row.status),
    assignedTo: row.technician?.userId ? [row.technician.userId] : [],
  };
}

/** Notes and conversation items are numbered apart, so these say which they are. */
const CONVERSATION = 'conversation-';
export const conversationIdOf = (id: string) => `${CONVERSATION}${id}`;

/** Who is who on a ticket, and when its notes were written. */
export interface Staff extends Pick<Reading, 'instantOf'> {
  own: string;
  isTechnician(userId: string): boolean;
}

/** A technician's note. Whatever is not private can be shown to the requester; private is the default. */
export function toNote(row: NoteRow, ticketId: string, { own, instantOf }: Staff): Note {
  const { userId, name } = row.addedBy ?? {};
  return note(row.noteId, row.content, instantOf(row.addedOn), ticketId, {
    visibility: row.privacyType === 'PUBLIC' ? 'public' : 'internal',
    author: userId ? staffAuthor(userId, name, own) : { kind: 'unknown' },
  });
}

/** Who writes in which kind of conversation item. Notifications are what SuperOps itself mails about a ticket: no notes. */
const WRITERS: Readonly<Record<string, 'contact' | 'technician' | 'either'>> = {
  DESCRIPTION: 'either',
  REQ_REPLY: 'contact',
  TECH_REPLY: 'technician',
};

/**
 * What was said between requester and technicians; undefined for what is nobody's words. The ticket's description is its
 * first item and counts, because a run knows a ticket by its summary and notes; not so what we put there to find a ticket
 * again. Source: SuperOps facts, conversation and notes.
 */
export function toConversationNote(
  row: ConversationRow,
  ticketId: string,
  { own, isTechnician, instantOf }: Staff,
): Note | undefined {
  const writer = WRITERS[row.type];
  if (!writer) return undefined;
  const said = note(conversationIdOf(row.conversationId), row.content, instantOf(row.time), ticketId, {
    visibility: 'public',
    author: { kind: 'unknown' },
  });
  const text = row.type === 'DESCRIPTION' ? withoutMark(said.text) : said.text;
  if (text === '' && row.type === 'DESCRIPTION') return undefined;
  const { userId, name, email } = row.user ?? {};
  const named = name || email ? { name: name || email || '' } : {};
  // Somebody who is no user of SuperOps can mail to a ticket; then there is an address and no id.
  if (!userId) return { ...said, text, author: { kind: 'unknown', ...named } };
  // A customer's own words are never taken for a technician's.
  const isStaff = userId === own || writer === 'technician' || (writer === 'either' && isTechnician(userId));
  const author: Note['author'] = isStaff ? staffAuthor(userId, name, own) : { kind: 'contact', id: userId, ...named };
  return { ...said, text, author };
}

function staffAuthor(userId: string, name: string | null | undefined, own: string): Note['author'] {
  return { kind: userId === own ? 'own' : 'technician', id: userId, ...(name ? { name } : {}) };
}

function note(
  id: string,
  html: string | null | undefined,
  createdAt: Date | undefined,
  ticketId: string,
  rest: Pick<Note, 'visibility' | 'author'>,
): Note {
  const kept = html ? { html } : {};
  return { id, ticketId, text: htmlToNote(html ?? ''), ...kept, ...rest, ...(createdAt ? { createdAt } : {}) };
}

export function toAsset(row: AssetRow): Asset {
  const optional: Partial<Asset> = {
    contactId: row.requester?.userId ?? undefined,
    type: row.assetClass?.name ?? undefined,
    serialNumber: row.serialNumber ?? undefined,
    model: [row.manufacturer, row.model].filter(Boolean).join(' '),
    os: row.platform ?? undefined,
    lastUser: row.loggedInUser ?? undefined,
    ipAddress: row.publicIp ?? undefined,
  };
  return {
    ...Object.fromEntries(Object.entries(optional).filter(isFilled)),
    id: row.assetId,
    name: row.name || row.hostName || row.assetId,
    companyId: row.client?.accountId ?? '',
  };
}
