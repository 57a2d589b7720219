import { toE164 } from '../matching/phone-number.js';
import type { DirectoryUser } from '../ports/directory.js';
import type { Contact } from '../ports/psa.js';

import { findTarget } from './frozen-target.js';
import type { Requester } from './run.js';
import { isSamePerson } from './same-person.js';
import type { Situation } from './situation.js';

/**
 * Who asks: the ticket's contact, and their user in the client's directory. A user counts as theirs only when both an
 * address and the name fit, and no other user does; a user who only has their address is told apart (`sameAddress`). An
 * address that several users have leads to nobody. `changedAt`: when a contact's details last changed, where that is known.
 * Throws VendorError when the PSA or the directory cannot be read.
 */
export async function findRequester(
  { ticket, psa, directory }: Pick<Situation, 'ticket' | 'psa' | 'directory'>,
  changedAt: (contact: Contact) => Promise<Date | undefined> = async () => undefined,
): Promise<Requester> {
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
  const mobile = mobileOf(contact, isOnly && own.length > 0 ? user : undefined);
  const contactChangedAt = contact && (await changedAt(contact));
  return {
    name,
    ...(ticket.contactId ? { contactId: ticket.contactId } : {}),
    ...(email ? { email } : {}),
    ...(phone ? { phone } : {}),
    ...(mobile ? { mobile } : {}),
    ...(contactChangedAt ? { contactChangedAt } : {}),
    ...(isOnly && own.length > 0 ? { userId: user.id, userPrincipalName: user.userPrincipalName } : {}),
    ...(isOnly && own.length === 0 ? { sameAddress: { userId: user.id } } : {}),
  };
}

/** Numbers without a country are North American, as everywhere in matching. */
const REGION = 'US';

/** The PSA's before the directory's. */
function mobileOf(contact: Contact | undefined, user: DirectoryUser | undefined): Requester['mobile'] {
  const inPsa = contact?.mobile && toE164(contact.mobile, REGION);
  if (inPsa) return { number: inPsa, from: 'psa' };
  const inDirectory = user?.mobilePhone && toE164(user.mobilePhone, REGION);
  return inDirectory ? { number: inDirectory, from: 'directory' } : undefined;
}

/** The contact's own first; each once, whatever its case. */
function addressesOf(contact: Contact | undefined, onTicket: string | undefined): string[] {
  const all = [...(contact?.emails ?? []), ...(onTicket ? [onTicket] : [])].map((address) => address.trim());
  return [...new Map(all.filter(Boolean).map((address) => [address.toLowerCase(), address])).values()];
}
