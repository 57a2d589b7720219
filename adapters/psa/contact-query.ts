import type { Contact, Psa } from '../../core/ports/psa.js';

export type ContactQuery = Parameters<Psa['findContacts']>[0];

/** Fewer digits than these are no telephone number to search by. */
export const FEWEST_DIGITS = 7;
const MOST_DIGITS = 10;

/** Whether a contact is what was asked for. PSAs store what staff typed, so they narrow a search and this decides it. */
export function fits(contact: Contact, query: ContactQuery): boolean {
  const email = query.email?.trim().toLowerCase();
  if (email && !contact.emails.some((known) => known.trim().toLowerCase() === email)) return false;
  if (query.phone) {
    const wanted = lastDigits(query.phone);
    if (wanted.length < FEWEST_DIGITS) return false;
    if (!contact.phones.some((known) => known.replace(/\D/g, '').endsWith(wanted))) return false;
  }
  if (query.name) {
    const names = nameWords(`${contact.firstName} ${contact.nickname ?? ''} ${contact.lastName}`);
    const asked = nameWords(query.name);
    if (asked.length === 0 || !asked.every((word) => names.some((name) => name.startsWith(word)))) return false;
  }
  return query.companyId === undefined || contact.companyId === query.companyId;
}

/** The words of a name in small letters, without what query languages would take for their own. */
export function nameWords(name: string): string[] {
  return name
    .toLowerCase()
    .replace(/["\\%*]/g, ' ')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

/** What of a telephone number is compared: its last ten digits, without country code and punctuation. */
export function lastDigits(phone: string): string {
  return phone.replace(/\D/g, '').slice(-MOST_DIGITS);
}

/** What a person or a model typed to look for somebody: an e-mail address, a telephone number, else a name. */
export function criterionOf(typed: string): { email: string } | { phone: string } | { name: string } {
  if (typed.includes('@')) return { email: typed };
  if (/^[\d\s()+./-]{7,}$/.test(typed)) return { phone: typed };
  return { name: typed };
}
