import type { Company, Psa } from '../../../core/ports/psa.js';
import { aSecondBefore } from '../a-second-before.js';
import { collect } from '../collect.js';
import { type ContactQuery, FEWEST_DIGITS, fits, lastDigits, nameWords } from '../contact-query.js';
import type { ConnectWiseClient } from './client.js';
import { after, all, type Condition, digits, either, equal, like } from './conditions.js';
import { companyShape, contactShape, toCompany, toContact } from './map.js';
import { everyRow, everyRowForward } from './paging.js';
import { recordNumber } from './record-number.js';

/** Companies and contacts. Searches are narrowed by ConnectWise and decided here, because it stores what staff typed. */
export function createContacts(
  client: ConnectWiseClient,
): Pick<Psa, 'companies' | 'contacts' | 'findContacts' | 'contact'> {
  return {
    async companies(): Promise<Company[]> {
      const rows = everyRowForward(client, 'list companies', '/company/companies', companyShape, {
        conditions: equal('deletedFlag', false),
      });
      return (await collect(rows)).map(toCompany);
    },

    async *contacts(filter = {}) {
      const conditions = all(
        filter.companyId === undefined ? undefined : equal('company/id', recordNumber('company', filter.companyId)),
        filter.updatedSince ? after('lastUpdated', aSecondBefore(filter.updatedSince)) : undefined,
      );
      for await (const row of everyRowForward(client, 'list contacts', '/company/contacts', contactShape, {
        conditions,
      })) {
        yield toContact(row);
      }
    },

    async findContacts(query) {
      const search = searchFor(query);
      if (!search) return [];
      const rows = everyRow(client, 'search contacts', '/company/contacts', contactShape, {
        ...search,
        conditions: all(
          equal('inactiveFlag', false),
          query.companyId === undefined ? undefined : equal('company/id', recordNumber('company', query.companyId)),
          search.conditions,
        ),
      });
      return (await collect(rows)).map(toContact).filter((contact) => fits(contact, query));
    },

    async contact(id) {
      const row = await client.find(
        `read contact ${id}`,
        `/company/contacts/${recordNumber('contact', id)}`,
        contactShape,
      );
      return row && toContact(row);
    },
  };
}

/** The most telling criterion goes to ConnectWise; the others are checked on what comes back. */
function searchFor(query: ContactQuery): { conditions?: Condition; childConditions?: Condition } | undefined {
  if (query.email) {
    return {
      childConditions: all(
        equal('communicationItems/value', query.email.replace(/["\\]/g, '').trim()),
        equal('communicationItems/communicationType', 'Email'),
      ),
    };
  }
  if (query.phone) {
    const number = lastDigits(query.phone);
    if (number.length < FEWEST_DIGITS) return undefined;
    return {
      childConditions: all(
        digits('communicationItems/value', number),
        equal('communicationItems/communicationType', 'Phone'),
      ),
    };
  }
  if (query.name) {
    // Names have several words ("Mary Ann de la Cruz") in either order, so one word narrows: the longest tells the most.
    const [longest] = nameWords(query.name).sort((one, other) => other.length - one.length);
    if (!longest) return undefined;
    return {
      conditions: either(...['firstName', 'nickName', 'lastName'].map((field) => like(field, longest, 'anywhere'))),
    };
  }
  return query.companyId === undefined ? undefined : {};
}
