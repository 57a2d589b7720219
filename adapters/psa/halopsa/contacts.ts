import type { Company, Contact, Psa } from '../../../core/ports/psa.js';
import { aSecondBefore } from '../a-second-before.js';
import { collect } from '../collect.js';
import { type ContactQuery, FEWEST_DIGITS, fits, lastDigits, nameWords } from '../contact-query.js';
import type { HaloClient, Query } from './client.js';
import { dateOf, haloTime } from './clock.js';
import { emptyList } from './failure.js';
import { toCompany, toContact } from './map.js';
import { everyRow } from './paging.js';
import { recordNumber } from './record-number.js';
import { clientShape, userShape } from './shapes.js';

const EVERYBODY = { includeactive: true, includeinactive: true };
/** "General User" stands for a site, not for a person. */
const PEOPLE = { exclude_generaluser: true };
/** Staff type telephone numbers in many ways, mostly with these last digits together. */
const LAST_TOGETHER = 4;

/**
 * Clients and users. HaloPSA's free-text search narrows, and what fits is decided here: it looks into more fields than
 * were meant, and numbers are stored as staff typed them.
 * Source: HaloPSA facts, clients and users.
 */
export function createContacts(client: HaloClient): Pick<Psa, 'companies' | 'contacts' | 'findContacts' | 'contact'> {
  const users = (doing: string, query: Query) => everyRow(client, doing, '/Users', userShape, { ...PEOPLE, ...query });

  async function search(words: string, query: ContactQuery, more: Query = {}): Promise<Contact[]> {
    const rows = users('search contacts', {
      ...more,
      search: words,
      includeactive: true,
      client_id: clientIdIn(query),
    });
    return (await collect(rows)).map(toContact).filter((contact) => contact.active && fits(contact, query));
  }

  return {
    async companies(): Promise<Company[]> {
      const rows = await collect(everyRow(client, 'list clients', '/Client', clientShape, EVERYBODY));
      if (rows.length === 0) throw emptyList('list clients');
      return rows.map(toCompany);
    },

    /**
     * That `/Users` takes `lastupdatefromdate` as a time is told by its name only (the swagger calls it a switch), and HaloPSA
     * ignores filters that it does not know: users who tell when they were changed are checked here, the others all come.
     */
    async *contacts(filter = {}) {
      const since = filter.updatedSince && aSecondBefore(filter.updatedSince);
      const rows = users('list contacts', {
        ...EVERYBODY,
        client_id: clientIdIn(filter),
        lastupdatefromdate: since && haloTime(since),
      });
      let none = true;
      for await (const row of rows) {
        none = false;
        const contact = toContact(row);
        const changed = dateOf(row.ulastupdate);
        if (since && changed && changed < since) continue;
        if (filter.companyId === undefined || contact.companyId === filter.companyId) yield contact;
      }
      // Of one client, or since a moment, there may be none; in all there are some.
      if (none && filter.companyId === undefined && !since) throw emptyList('list contacts');
    },

    async findContacts(query) {
      if (query.email) return search(query.email.trim(), query);
      if (query.phone) {
        const digits = lastDigits(query.phone);
        if (digits.length < FEWEST_DIGITS) return [];
        const byNumber = { search_phonenumbers: true };
        const found = await search(digits, query, byNumber);
        return found.length > 0 ? found : search(digits.slice(-LAST_TOGETHER), query, byNumber);
      }
      if (query.name) {
        // One word, the longest: a search for two may want them in the order in which they are stored.
        const [word] = nameWords(query.name).sort((one, other) => other.length - one.length);
        return word ? search(word, query) : [];
      }
      if (query.companyId === undefined) return [];
      const rows = users('list contacts', { includeactive: true, client_id: clientIdIn(query) });
      return (await collect(rows)).map(toContact).filter((contact) => contact.active && fits(contact, query));
    },

    async contact(id) {
      const path = `/Users/${recordNumber('user', id)}`;
      const row = await client.find(`read contact ${id}`, path, userShape, { includedetails: true });
      return row && toContact(row);
    },
  };
}

function clientIdIn({ companyId }: { companyId?: string }): number | undefined {
  return companyId === undefined ? undefined : recordNumber('client', companyId);
}
