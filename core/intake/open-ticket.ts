import type { Activity } from '../activity/record.js';
import type { ContactDirectory } from '../clients/contact-directory.js';
import type { IntakeSettings } from '../clients/settings.js';
import { reasonOf } from '../errors.js';
import type { Psa, Ticket } from '../ports/psa.js';
import type { ConfirmedContact, Conversation } from './conversation-model.js';
import type { OpenedTicket } from './intake.js';
import type { LeasedConversation } from './lease.js';
import { isRefusal, ticketOwners } from './ticket-owner.js';
import { referenceOf, ticketSummary } from './transcript.js';

export interface OpeningDeps {
  contacts: Pick<ContactDirectory, 'get'>;
  psa(): Promise<{ kind: string; psa: Psa }>;
  settings(): Promise<IntakeSettings>;
  activity: Activity;
}

const FILED_UNDER = ['board', 'status', 'priority', 'source'] as const;

/** The ticket of a conversation, and what people call it. */
export type Opened = Omit<OpenedTicket, 'state'>;

/** Who the requester agreed to be, as stored then. */
export function confirmedContact(
  { contact, contactId }: Conversation,
  contacts: Pick<ContactDirectory, 'get'>,
): ConfirmedContact | undefined {
  return contact ?? (contactId ? contacts.get(contactId) : undefined);
}

/**
 * Opens the ticket unless it is there; may be repeated after any failure. What the PSA refuses for good is left out step
 * by step (board, status, priority and source; the contact; the contact's company), and the note will say so. Throws the
 * PSA's VendorError when it cannot be reached or refuses everything, FrontdeskError when there is nobody to open it for.
 */
export async function openTicket(leased: LeasedConversation, deps: OpeningDeps): Promise<Opened> {
  const conversation = await leased.read();
  const { ticketId, ticketNumber } = conversation;
  if (ticketId) return { ticketId, number: ticketNumber ?? ticketId };
  const ticket = await firstAccepted(leased, conversation, deps);
  await leased.change(
    { ticketId: ticket.id, ...(ticket.number ? { ticketNumber: ticket.number } : {}) },
    { settled: true },
  );
  const number = ticket.number ?? ticket.id;
  await deps.activity.add({
    kind: 'ticket.opened',
    what: `Opened ticket ${number} for ${ticket.companyName}`,
    conversationId: conversation.id,
    ticketId: ticket.id,
    detail: { companyId: ticket.companyId, contactId: ticket.contactId, summary: ticket.summary },
  });
  return { ticketId: ticket.id, number };
}

async function firstAccepted(
  leased: LeasedConversation,
  conversation: Conversation,
  { contacts, settings, psa: connected }: OpeningDeps,
): Promise<Ticket> {
  const defaults = await settings();
  const { psa } = await connected();
  const contact = confirmedContact(conversation, contacts);
  const summary = ticketSummary(conversation, contact);
  const reference = referenceOf(conversation);
  const named = FILED_UNDER.filter((field) => defaults[field]);
  const filing = Object.fromEntries(named.map((field) => [field, defaults[field]]));
  const inWords = named.map((field) => `${field} "${defaults[field]}"`).join(', ');

  let lost: { words: string; reason: string } | undefined;
  let refusal: unknown;
  for await (const owner of ticketOwners(conversation, contact, defaults, psa)) {
    const remarks = lost
      ? [
          `${psa.title} refused the ticket ${lost.words} (${lost.reason}). It was opened ${owner.words}; please set it right.`,
        ]
      : [];
    for (const withFiling of named.length > 0 ? [true, false] : [false]) {
      if (!withFiling && named.length > 0) {
        remarks.push(
          `${psa.title} refused the ticket with ${inWords} (${plain(refusal)}). It was opened without; please set them right.`,
        );
      }
      // Stored before the try: when its outcome gets lost, the ticket is found again and the note still says this.
      if (remarks.length > 0) await leased.change({ refusals: remarks });
      try {
        return await psa.openTicket({ ...owner.on, summary, reference, ...(withFiling ? filing : {}) });
      } catch (error) {
        if (!isRefusal(error)) throw error;
        refusal = error;
      }
    }
    lost ??= { words: owner.words, reason: plain(refusal) };
  }
  await leased.change({ refusals: [] });
  throw refusal;
}

function plain(error: unknown): string {
  return reasonOf(error).replace(/\.$/, '');
}
