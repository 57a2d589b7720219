import { createHash } from 'node:crypto';
import { VendorError } from '../../../core/errors.js';
import type { Contact, Psa } from '../../../core/ports/psa.js';
import { type ContactQuery, FEWEST_DIGITS, fits, lastDigits, nameWords } from '../contact-query.js';
import { contains, is } from './conditions.js';
import { contactIdOf, idOf, partsOfContactId } from './ids.js';
import type { People, Person } from './people.js';

/**
 * A person who belongs to several clients is a contact of each: whoever looks for them gets all of these, and has to find
 * out for which client they ask, before a ticket is opened.
 */
export function contactsOf({ user, clients }: Person): Contact[] {
  return clients.map(({ accountId, name }, index) => ({
    id: contactIdOf(user.userId, accountId, index === 0),
    companyId: accountId,
    companyName: name,
    ...namesOf(user),
    emails: user.email ? [user.email] : [],
    phones: user.contactNumber ? [user.contactNumber] : [],
    // SuperOps keeps one number of a user and does not say of which kind: whoever sends to it learns whether it is a mobile.
    ...(user.contactNumber ? { mobile: user.contactNumber } : {}),
    // There is no flag: who has left is in no list.
    active: true,
  }));
}

function namesOf({ firstName, lastName, name }: Person['user']): Pick<Contact, 'firstName' | 'lastName'> {
  if (firstName || lastName) return { firstName: firstName ?? '', lastName: lastName ?? '' };
  const [first = '', ...rest] = (name ?? '').trim().split(/\s+/);
  return { firstName: first, lastName: rest.join(' ') };
}

export function createContacts({
  people,
  now,
}: {
  people: People;
  now: () => Date;
}): Pick<Psa, 'contacts' | 'findContacts' | 'contact'> {
  const changes = createChanges();

  async function candidates(query: ContactQuery): Promise<Person[]> {
    if (query.email) return byAddress(query.email.trim());
    if (query.phone) {
      // Whether SuperOps can filter by number is unconfirmed, and numbers stand there as people typed them.
      if (lastDigits(query.phone).length < FEWEST_DIGITS) return [];
      return query.companyId === undefined ? people.remembered() : people.ofClient(query.companyId);
    }
    if (query.name) {
      // The longest word tells most; it is sent as it was typed, because nothing says whether case matters.
      const words = query.name.split(/[\s,]+/).filter((word) => nameWords(word).join('') !== '');
      const [longest] = words.sort((one, other) => other.length - one.length);
      return longest === undefined ? [] : people.matching(contains('name', longest));
    }
    return query.companyId === undefined ? [] : people.ofClient(query.companyId);
  }

  /** In small letters, as directories keep them, and as it was typed. */
  async function byAddress(email: string): Promise<Person[]> {
    const found = await people.matching(is('email', email.toLowerCase()));
    return found.length > 0 || email === email.toLowerCase() ? found : people.matching(is('email', email));
  }

  return {
    async *contacts({ companyId, updatedSince } = {}) {
      const began = now();
      const found = companyId === undefined ? await people.everybody() : await people.ofClient(companyId);
      for (const contact of found.flatMap(contactsOf)) {
        if (companyId !== undefined && contact.companyId !== companyId) continue;
        const changedAt = changes.of(contact, began);
        if (updatedSince === undefined || changedAt >= updatedSince) yield contact;
      }
    },

    async findContacts(query) {
      return (await candidates(query)).flatMap(contactsOf).filter((contact) => fits(contact, query));
    },

    async contact(id) {
      const parts = partsOfContactId(id);
      if (!parts) return undefined;
      const person = await people.person(parts.userId).catch(unlessMissing);
      if (!person) return undefined;
      const contacts = contactsOf(person);
      // Which client comes first can have changed since the id was given, so an id with a client's is read as it says.
      if (parts.accountId !== undefined) return contacts.find(({ companyId }) => companyId === parts.accountId);
      return contacts[0] ?? contactsOf({ ...person, clients: [{ accountId: '', name: '' }] })[0];
    },
  };
}

/** SuperOps does not tell when a person changed, so it counts from when we first saw it. */
function createChanges() {
  const seen = new Map<string, { print: string; at: Date }>();
  return {
    of(contact: Contact, at: Date): Date {
      const print = createHash('sha256').update(JSON.stringify(contact)).digest('base64');
      const known = seen.get(contact.id);
      if (known?.print === print) return known.at;
      seen.set(contact.id, { print, at });
      return at;
    },
  };
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof VendorError && error.failure === 'not_found') return undefined;
  throw error;
}

/** The person of a contact. Throws VendorError invalid for what cannot be one. */
export function userIdOf(contactId: string): string {
  return idOf('contact', partsOfContactId(contactId)?.userId ?? contactId);
}
