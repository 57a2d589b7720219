import { COMMUNICATION_TYPES, type Contacts } from './contacts.js';
import { recordNotFound } from './errors.js';
import { MODELS } from './models.js';
import { companyReference, plainReference } from './references.js';
import { count, created, list, one, type Route } from './server.js';
import type { Company } from './shapes.js';
import type { Stored } from './stored.js';

/** `/company/…`: companies, contacts and configurations. */
export function companyRoutes({ stored, contacts }: { stored: Stored; contacts: Contacts }): Route[] {
  const company = (id: number): Company => {
    const found = stored.companies.get(id);
    if (!found) throw recordNotFound('Company', id);
    return found;
  };
  const get = (path: string, answer: Route['answer']): Route => ({ method: 'GET', path, answer });
  return [
    get('/company/companies', (asked) => list(asked, stored.companies.all(), MODELS.company)),
    get('/company/companies/count', (asked) => count(asked, stored.companies.all(), MODELS.company)),
    get('/company/companies/types', (asked) => list(asked, stored.companyTypes.all(), MODELS.lookup)),
    get('/company/companies/statuses', (asked) => list(asked, stored.companyStatuses.all(), MODELS.lookup)),
    get('/company/companies/:id', (asked) => one(asked, company(asked.id()))),
    get('/company/companies/:id/sites', (asked) => {
      const { site, city, _info } = company(asked.id());
      return list(asked, [{ ...site, city, primaryAddressFlag: true, inactiveFlag: false, _info }], MODELS.lookup);
    }),
    get('/company/companies/:id/typeAssociations', (asked) => {
      const found = company(asked.id());
      const rows = found.types.map((type) => ({
        id: found.id * 10 + type.id,
        type: plainReference(type),
        company: companyReference(found),
        _info: found._info,
      }));
      return list(asked, rows, MODELS.association);
    }),
    get('/company/contacts', (asked) => list(asked, stored.contacts.all(), MODELS.contact)),
    get('/company/contacts/count', (asked) => count(asked, stored.contacts.all(), MODELS.contact)),
    get('/company/contacts/:id', (asked) => one(asked, contacts.get(asked.id()))),
    get('/company/contacts/:id/communications', (asked) => {
      const { id, communicationItems } = contacts.get(asked.id());
      const rows = communicationItems.map((item) => ({ ...item, contactId: id }));
      return list(asked, rows, MODELS.communication);
    }),
    {
      method: 'POST',
      path: '/company/contacts',
      answer: (asked) => created(contacts.create(asked.actor, asked.object())),
    },
    get('/company/communicationTypes', (asked) => {
      const rows = COMMUNICATION_TYPES.map(({ id, name, kind }) => ({
        id,
        description: name,
        phoneFlag: kind === 'Phone',
        faxFlag: false,
        emailFlag: kind === 'Email',
        defaultFlag: id < 3,
      }));
      return list(asked, rows, MODELS.lookup);
    }),
    get('/company/configurations', (asked) => list(asked, stored.configurations.all(), MODELS.configuration)),
    get('/company/configurations/count', (asked) => count(asked, stored.configurations.all(), MODELS.configuration)),
    get('/company/configurations/:id', (asked) => {
      const found = stored.configurations.get(asked.id());
      if (!found) throw recordNotFound('Configuration', asked.id());
      return one(asked, found);
    }),
  ];
}
