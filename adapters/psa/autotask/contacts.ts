import type { Psa } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import { type ContactQuery, FEWEST_DIGITS, fits, lastDigits, nameWords } from '../contact-query.js';
import type { AutotaskClient } from './client.js';
import { all, contains, EVERY, either, equal, type Filter, since } from './filters.js';
import { type ContactRow, companyShape, contactShape, toCompany, toContact } from './map.js';
import type { Names } from './names.js';
import type { Picklists } from './picklists.js';
import { recordNumber } from './record-number.js';

const EMAILS = ['emailAddress', 'emailAddress2', 'emailAddress3'];
const PHONES = ['phone', 'mobilePhone', 'alternatePhone'];
/**
 * What of a contact may say when it changed. Autotask's facts name lastActivityDate, whose meaning for an edit of the contact
 * is unconfirmed; other clients' field lists have the other two. Those that the metadata offers for queries are asked.
 */
const CHANGED = ['lastModifiedDate', 'lastActivityDate', 'createDate'];
const MOST_WORDS = 6;
const COMPANY_FIELDS = ['id', 'companyName', 'companyNumber', 'companyType', 'isActive'];

/** Companies and contacts. Searches are narrowed by Autotask and decided here, because it stores what staff typed. */
export function createContacts({
  client,
  picklists,
  names,
}: {
  client: AutotaskClient;
  picklists: Picklists;
  names: Names;
}): Pick<Psa, 'companies' | 'contacts' | 'findContacts' | 'contact'> {
  async function complete(rows: readonly ContactRow[]) {
    const companies = await names.companies(rows.map(({ companyID }) => companyID));
    return rows.map((row) => toContact(row, companies.get(row.companyID ?? -1)));
  }

  async function changedSince(time: Date): Promise<Filter> {
    const fields = await picklists.fields('Contacts');
    const offered = CHANGED.filter((name) => fields.get(name.toLowerCase())?.queryable);
    return either(...(offered.length > 0 ? offered : ['lastActivityDate']).map((field) => since(field, time)));
  }

  return {
    async companies() {
      const query = { filter: EVERY, fields: COMPANY_FIELDS };
      const rows = await collect(client.rows('list companies', 'Companies', companyShape, query));
      const types = new Map<number, string>();
      for (const { id, name } of rows.length > 0 ? await picklists.choices('Companies', 'companyType') : [])
        types.set(id, name);
      return rows.map((row) => toCompany(row, types.get(row.companyType ?? -1)));
    },

    async *contacts(filter = {}) {
      const wanted = all(
        filter.companyId === undefined ? undefined : equal('companyID', recordNumber('company', filter.companyId)),
        filter.updatedSince ? await changedSince(filter.updatedSince) : undefined,
        EVERY,
      );
      for await (const rows of client.pages('list contacts', 'Contacts', contactShape, { filter: wanted })) {
        yield* await complete(rows);
      }
    },

    async findContacts(query) {
      const search = searchFor(query);
      if (!search) return [];
      const filter = all(
        equal('isActive', 1),
        query.companyId === undefined ? undefined : equal('companyID', recordNumber('company', query.companyId)),
        search,
      );
      const rows = await collect(client.rows('search contacts', 'Contacts', contactShape, { filter }));
      // Narrowed once more before their companies are asked for.
      const fitting = rows.filter((row) => fits(toContact(row, ''), query));
      return complete(fitting);
    },

    async contact(id) {
      const row = await client.find(`read contact ${id}`, `Contacts/${recordNumber('contact', id)}`, contactShape);
      return row && (await complete([row]))[0];
    },
  };
}

/** The most telling criterion goes to Autotask; the others are checked on what comes back. */
function searchFor(query: ContactQuery): Filter | undefined {
  if (query.email) {
    const email = query.email.trim();
    return either(...EMAILS.map((field) => equal(field, email)));
  }
  if (query.phone) {
    const digits = lastDigits(query.phone);
    return digits.length < FEWEST_DIGITS
      ? undefined
      : either(...PHONES.flatMap((field) => endings(digits).map((end) => contains(field, end))));
  }
  if (query.name) {
    const words = nameWords(query.name).slice(0, MOST_WORDS);
    if (words.length === 0) return undefined;
    // Names have several words on either side, so each word may stand anywhere in either.
    return all(...words.map((word) => either(contains('firstName', word), contains('lastName', word))));
  }
  return query.companyId === undefined ? undefined : EVERY;
}

/**
 * The last four digits in every way that people group them: few other numbers hold them, and the rest of a number is
 * compared here, whatever stands between its digits.
 */
function endings(digits: string): string[] {
  const [a, b, c, d] = digits.slice(-4);
  return ['', ' ', '-', '.'].flatMap((gap) =>
    gap === '' ? [`${a}${b}${c}${d}`] : [`${a}${b}${gap}${c}${d}`, `${a}${gap}${b}${c}${d}`, `${a}${b}${c}${gap}${d}`],
  );
}
