import type { DirectoryUser } from '../ports/directory.js';
import type { Contact } from '../ports/psa.js';
import { findTarget } from './frozen-target.js';
import type { Requester } from './run.js';
import { isSamePerson } from './same-person.js';
import type { Situation } from './situation.js';

/**
 * Who asks: the ticket's contact, and their user in the client's directory. A user counts as theirs only when both an
 * address and the name fit, and no other user does; a user who only has their address is told apart (`sameAddress`). An
 * address that several users have leads to nobody. Throws VendorError when the PSA or the directory cannot be read.
 */
export async function findRequester({
  ticket,
  psa,
  directory,
}: Pick<Situation, 'ticket' | 'psa' | 'directory'>): Promise<Requester> {
  const contact = ticket.contactId ? await psa.contact(ticket.contactId) : undefined;
  const name = contact ? `${contact.firstName} ${contact.lastName}`.trim() : (ticket.contactName ?? '');
  const addresses = addressesOf(contact, ticket.contactEmail);
  const users = new Map<string, DirectoryUser>();
  for (const address of addresses) {
    const user = directory ? await findTarget(directory.port, directory.tenantId, address) : undefined;
    if (typeof user === 'object') users.set(user.id, user);
  }
  const own = [...users.values()].filter(({ displayName }) => isSamePerson(contact ?? { name }, displayName));
  const [user, ...others] = own.length > 0 ? own : users.values();
  const isOnly = user !== undefined && others.length === 0;
  const [email] = addresses;
  const phone = contact?.phones.find((number) => number.trim() !== '');
  return {
    name,
    ...(ticket.contactId ? { contactId: ticket.contactId } : {}),
    ...(email ? { email } : {}),
    ...(phone ? { phone } : {}),
    ...(isOnly && own.length > 0 ? { userId: user.id, userPrincipalName: user.userPrincipalName } : {}),
    ...(isOnly && own.length === 0 ? { sameAddress: { userId: user.id } } : {}),
  };
}

/** The contact's own first; each once, whatever its case. */
function addressesOf(contact: Contact | undefined, onTicket: string | undefined): string[] {
  const all = [...(contact?.emails ?? []), ...(onTicket ? [onTicket] : [])].map((address) => address.trim());
  return [...new Map(all.filter(Boolean).map((address) => [address.toLowerCase(), address])).values()];
}
