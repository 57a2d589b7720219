import type { IntakeSettings } from '../clients/settings.js';
import { FrontdeskError, VendorError } from '../errors.js';
import type { NewTicket, Psa } from '../ports/psa.js';
import type { ConfirmedContact, Conversation } from './conversation-model.js';

/** Whose ticket it is to be. */
export interface TicketOwner {
  /** In words, for a remark: "for …". */
  words: string;
  on: Pick<NewTicket, 'companyId' | 'contactId' | 'contactName' | 'contactPhone'>;
}

/** Whether the PSA says no to the request itself, so that asking for less may help. */
export function isRefusal(error: unknown): error is VendorError {
  if (!(error instanceof VendorError) || error.outcomeUnknown) return false;
  return ['invalid', 'not_found', 'forbidden', 'conflict'].includes(error.failure);
}

/**
 * Whose ticket a conversation becomes, best first; the next one is asked for when the PSA has refused the one before. The
 * PSA is asked about the contact only then: it may have been moved or deleted since the last sync. Throws FrontdeskError
 * when there is nobody at all.
 */
export async function* ticketOwners(
  conversation: Conversation,
  contact: ConfirmedContact | undefined,
  defaults: IntakeSettings,
  psa: Psa,
): AsyncGenerator<TicketOwner> {
  const caller = {
    ...nameOf(conversation, contact),
    ...(conversation.from.startsWith('+') ? { contactPhone: conversation.from } : {}),
  };
  if (contact) {
    const { id: contactId, companyId, companyName } = contact;
    const name = caller.contactName ?? 'the contact';
    yield { words: `for ${name} of ${companyName}`, on: { companyId, contactId } };
    const present = await psa.contact(contactId).catch(unlessRefused);
    const moved = present && present.companyId !== companyId ? present : undefined;
    if (moved) {
      yield {
        words: `for ${name} of ${moved.companyName}, where the contact is now`,
        on: { companyId: moved.companyId, contactId },
      };
    }
    yield {
      words: `for ${(moved ?? contact).companyName} without a contact`,
      on: { companyId: (moved ?? contact).companyId, ...caller },
    };
  }
  const { companyId, contactId } = defaults;
  if (!companyId) {
    if (contact) return;
    throw new FrontdeskError(
      'no_default_company',
      'A caller without a matching contact needs a default company: set msp.intake.companyId',
    );
  }
  if (contactId) yield { words: 'for the default company and contact', on: { companyId, contactId, ...caller } };
  yield { words: 'for the default company without a contact', on: { companyId, ...caller } };
  if (Object.keys(caller).length > 0) yield { words: 'for the default company alone', on: { companyId } };
}

function nameOf({ claimed }: Conversation, contact: ConfirmedContact | undefined): { contactName?: string } {
  const name = contact ? `${contact.firstName} ${contact.lastName}`.trim() : claimed.name;
  return name ? { contactName: name } : {};
}

function unlessRefused(error: unknown): undefined {
  if (isRefusal(error)) return undefined;
  throw error;
}
