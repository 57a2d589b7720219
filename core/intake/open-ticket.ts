import type { Activity } from '../activity/record.js';
import type { ContactDirectory } from '../clients/contact-directory.js';
import type { IntakeSettings } from '../clients/settings.js';
import { FrontdeskError } from '../errors.js';
import type { Contact, Psa, Ticket } from '../ports/psa.js';
import type { Conversation, Conversations } from './conversation.js';
import { ticketSummary, transcriptNote } from './transcript.js';

export interface FilingDeps {
  conversations: Conversations;
  contacts: ContactDirectory;
  psa(): Promise<{ kind: string; psa: Psa }>;
  settings(): Promise<IntakeSettings>;
  activity: Activity;
  /** Tells the agent that a ticket is ready for it. */
  wakeAgent(ticket: { psaKind: string; ticketId: string; companyId: string }): Promise<void>;
}

/** Makes and keeps the ticket of a conversation. Every function may be repeated after any failure. */
export interface Filing {
  /** Opens the ticket unless it is there. Throws VendorError when the PSA cannot be reached. */
  open(conversationId: string): Promise<string>;
  /** Writes the transcript note, or brings it up to date, then wakes the agent (once). */
  note(conversationId: string): Promise<void>;
}

export function createFiling({ conversations, contacts, psa, settings, activity, wakeAgent }: FilingDeps): Filing {
  async function writeTranscript(conversation: Conversation, ticketId: string): Promise<void> {
    const connected = await psa();
    const text = transcriptNote(conversation, contactOf(conversation));
    const known = conversation.transcriptNoteId;
    if (known && connected.psa.editNote) await connected.psa.editNote(ticketId, known, text);
    else if (!known || conversation.end) {
      const note = await connected.psa.addNote(ticketId, { text, visibility: 'internal' });
      await conversations.update(conversation.id, { transcriptNoteId: note.id });
    }
    const latest = await conversations.get(conversation.id);
    const complete =
      latest.turns.length === conversation.turns.length && Boolean(latest.end) === Boolean(conversation.end);
    await conversations.update(conversation.id, {
      transcriptTurns: conversation.turns.length,
      filed: complete && Boolean(conversation.end),
    });
  }

  function contactOf(conversation: Conversation): Contact | undefined {
    return conversation.contactId ? contacts.get(conversation.contactId) : undefined;
  }

  async function ticketOwner(conversation: Conversation, defaults: IntakeSettings) {
    const contact = contactOf(conversation);
    if (contact) return { companyId: contact.companyId, contactId: contact.id };
    if (!defaults.companyId) {
      throw new FrontdeskError(
        'no_default_company',
        'A caller without a matching contact needs a default company: set msp.intake.companyId',
      );
    }
    return {
      companyId: defaults.companyId,
      ...(defaults.contactId ? { contactId: defaults.contactId } : {}),
      ...(conversation.claimed.name ? { contactName: conversation.claimed.name } : {}),
      ...(conversation.from.startsWith('+') ? { contactPhone: conversation.from } : {}),
    };
  }

  return {
    async open(conversationId) {
      const conversation = await conversations.get(conversationId);
      if (conversation.ticketId) return conversation.ticketId;
      const defaults = await settings();
      const connected = await psa();
      const { board, status, priority, source } = defaults;
      const ticket: Ticket = await connected.psa.openTicket({
        ...(await ticketOwner(conversation, defaults)),
        summary: ticketSummary(conversation, contactOf(conversation)),
        reference: `frontdesk-${conversation.id}`,
        ...(board ? { board } : {}),
        ...(status ? { status } : {}),
        ...(priority ? { priority } : {}),
        ...(source ? { source } : {}),
      });
      await conversations.update(conversationId, { ticketId: ticket.id });
      await activity.add({
        kind: 'ticket.opened',
        what: `Opened ticket ${ticket.id} for ${ticket.companyName}`,
        conversationId,
        ticketId: ticket.id,
        detail: { companyId: ticket.companyId, contactId: ticket.contactId, summary: ticket.summary },
      });
      return ticket.id;
    },
    async note(conversationId) {
      const conversation = await conversations.get(conversationId);
      if (!conversation.ticketId) return;
      if (!conversation.filed) await writeTranscript(conversation, conversation.ticketId);
      if (conversation.agentWoken) return;
      const connected = await psa();
      const ticket = await connected.psa.ticket(conversation.ticketId);
      await wakeAgent({ psaKind: connected.kind, ticketId: ticket.id, companyId: ticket.companyId });
      await conversations.update(conversationId, { agentWoken: true });
    },
  };
}
