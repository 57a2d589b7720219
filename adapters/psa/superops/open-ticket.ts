import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { NewTicket, Psa, Ticket } from '../../../core/ports/psa.js';
import { createOneAtATime } from '../one-at-a-time.js';
import type { SuperOpsClient } from './client.js';
import type { Companies } from './companies.js';
import { is } from './conditions.js';
import { contactsOf, userIdOf } from './contacts.js';
import { documents } from './documents.js';
import { notCarriedOut, refused } from './failure.js';
import { idOf, partsOfContactId } from './ids.js';
import type { Lookups } from './lookups.js';
import type { People } from './people.js';
import { bearsMark, markedDescription } from './reference-mark.js';
import { conversationShape, type TicketRow, ticketShape } from './shapes.js';
import { cutSubject, wantedOf } from './ticket-changes.js';
import type { Tickets } from './tickets.js';

/** Source: SuperOps facts, tickets. */
const SOURCES = ['FORM', 'AGENT', 'EMAIL', 'AI', 'PHONE', 'INTEGRATION'] as const;
const DEFAULT_SOURCE = 'INTEGRATION';
const LONGEST_REFERENCE = 100;

/** How far back a ticket of ours is looked for, and how many of the likely ones are looked into. */
const LOOK_BACK_MS = 7 * 24 * 60 * 60_000;
const MOST_LOOKED_INTO = 40;
/** What a description bears never changes; so many are kept. */
const MOST_KEPT = 500;

interface Opening {
  accountId: string;
  requesterId?: string;
  subject: string;
  source: string;
  reference: string;
}

/**
 * Opens tickets, one for a reference. SuperOps has no key that makes a creation happen once and none that could be searched
 * for, so the description bears a mark, and before a ticket is opened (and when an answer was lost) the newest tickets of
 * the client that could be it are looked into.
 */
export function createOpenTicket({
  client,
  companies,
  people,
  lookups,
  tickets,
  now,
}: {
  client: SuperOpsClient;
  companies: Companies;
  people: People;
  lookups: Lookups;
  tickets: Tickets;
  now: () => Date;
}): Psa['openTicket'] {
  const once = createOneAtATime<Ticket>();
  const descriptions = new Map<string, string>();

  async function descriptionOf(ticketId: string): Promise<string> {
    const known = descriptions.get(ticketId);
    if (known !== undefined) return known;
    const doing = `look whether ticket ${ticketId} is ours`;
    const rows = await client.ask(doing, documents.conversations, z.array(conversationShape), { ticketId });
    const first = rows?.find(({ type }) => type === 'DESCRIPTION');
    // A ticket may show before its description does; only what is there is kept.
    if (first?.content) keep(ticketId, first.content);
    return first?.content ?? '';
  }

  function keep(ticketId: string, description: string): void {
    const [oldest] = descriptions.keys();
    if (descriptions.size >= MOST_KEPT && oldest !== undefined) descriptions.delete(oldest);
    descriptions.set(ticketId, description);
  }

  /** Tickets that could have come from this opening, likeliest first. */
  async function suspects(opening: Opening): Promise<TicketRow[]> {
    const name = await companies.nameOf(opening.accountId);
    if (name === undefined) throw refused(`SuperOps has no client ${opening.accountId} to open a ticket for.`);
    const since = new Date(now().getTime() - LOOK_BACK_MS);
    const found = new Map<string, TicketRow>();
    for await (const row of client.everyRow('look for a ticket by our reference', documents.tickets, {
      condition: is('client.name', name),
      sort: { attribute: 'createdTime', order: 'DESC' },
    })) {
      const { createdAt } = tickets.toTicket(row);
      if (createdAt && createdAt < since) break;
      const isLikely = row.source === opening.source || row.subject === opening.subject;
      if (isLikely && row.client?.accountId === opening.accountId) found.set(row.ticketId, row);
    }
    const likeness = (row: TicketRow) =>
      Number(row.subject === opening.subject) * 2 + Number(row.requester?.userId === opening.requesterId);
    return [...found.values()].sort((one, other) => likeness(other) - likeness(one)).slice(0, MOST_LOOKED_INTO);
  }

  async function existing(opening: Opening): Promise<Ticket | undefined> {
    for (const row of await suspects(opening)) {
      if (bearsMark(await descriptionOf(row.ticketId), opening.reference)) return tickets.toTicket(row);
    }
    return undefined;
  }

  /** Throws VendorError invalid for somebody who does not belong to the client: a person may belong to several. */
  async function requesterOf({ contactId, companyId }: NewTicket): Promise<string | undefined> {
    if (contactId === undefined) return undefined;
    const userId = userIdOf(contactId);
    const person = await people.person(userId);
    if (!person) throw refused(`SuperOps has no client user ${userId}, so no ticket can be opened for them.`);
    const contact = contactsOf(person).find((each) => each.companyId === companyId);
    const named = partsOfContactId(contactId)?.accountId;
    if (!contact || (named !== undefined && named !== companyId)) {
      throw refused(
        `The client user ${userId} does not belong to client ${companyId} in SuperOps. Find out for which client they ask.`,
      );
    }
    return userId;
  }

  async function open(ticket: NewTicket): Promise<Ticket> {
    if (ticket.reference.length > LONGEST_REFERENCE) {
      throw refused(`A reference has at most ${LONGEST_REFERENCE} characters.`);
    }
    const requesterId = await requesterOf(ticket);
    const opening: Opening = {
      accountId: idOf('client', ticket.companyId),
      ...(requesterId === undefined ? {} : { requesterId }),
      subject: cutSubject(ticket.summary),
      source: sourceOf(ticket.source),
      reference: ticket.reference,
    };
    const { status = await lookups.firstStatus(), priority, category, board } = ticket;
    const wanted = await wantedOf(
      {
        status,
        ...(priority === undefined ? {} : { priority }),
        ...(category === undefined ? {} : { category }),
        ...(board === undefined ? {} : { board }),
      },
      lookups,
    );
    const before = await existing(opening);
    if (before) return before;
    const description = markedDescription(wordsOf(ticket), ticket.reference);
    try {
      const { subcategory, ...rest } = wanted.input;
      const made = await client.change('open a ticket', documents.createTicket, ticketShape, {
        subject: opening.subject,
        client: { accountId: opening.accountId },
        source: opening.source,
        ...(requesterId === undefined ? {} : { requester: { userId: requesterId } }),
        ...rest,
        ...(subcategory ? { subcategory } : {}),
        description,
      });
      keep(made.ticketId, description);
      return tickets.toTicket(made);
    } catch (error) {
      if (!(error instanceof VendorError) || !error.outcomeUnknown) throw error;
      // It may still be under way at SuperOps, so it is never sent a second time here.
      const read = await existing(opening).then(
        (made) => ({ made }),
        () => undefined,
      );
      if (read?.made) return read.made;
      throw read ? notCarriedOut(error) : error;
    }
  }

  return (ticket) => once(ticket.reference, () => open(ticket));
}

/** What people read at the top of the ticket. There is no field for a caller who is no contact. */
function wordsOf({ description, contactName, contactPhone }: NewTicket): string {
  const caller = [contactName, contactPhone].filter(Boolean).join(', ');
  return [description, caller ? `From: ${caller}` : ''].filter(Boolean).join('\n\n');
}

function sourceOf(source: string | undefined): string {
  if (source === undefined) return DEFAULT_SOURCE;
  const found = SOURCES.find((known) => known === source.trim().toUpperCase());
  if (found) return found;
  throw refused(`SuperOps has no source "${source}". There is: ${SOURCES.join(', ')}.`);
}
