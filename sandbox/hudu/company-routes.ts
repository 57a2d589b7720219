/** /companies, and /matchers as the example of what falls over. */
import { notFound, refusalOf } from './errors.js';
import { contains } from './query.js';
import { idOf, list, type Route, single } from './route.js';
import type { Company } from './shapes.js';
import type { Stored } from './stored.js';
import type { Views } from './views.js';

export function companyRoutes(stored: Stored, views: Views): Route[] {
  return [
    {
      method: 'GET',
      path: '/companies',
      answer(call) {
        const { query, key } = call;
        const exact: readonly (readonly [string | undefined, (company: Company) => string])[] = [
          [query.text('name'), ({ name }) => name],
          [query.text('slug'), ({ slug }) => slug],
          [query.text('website'), ({ website }) => website],
          [query.text('phone_number'), ({ phone }) => phone],
          [query.text('id_number'), ({ idNumber }) => idNumber],
          [query.text('city'), ({ city }) => city],
          [query.text('state'), ({ state }) => state],
          [query.text('id_in_integration'), ({ psa }) => psa?.companyId ?? ''],
        ];
        const search = query.text('search');
        const updated = query.within('updated_at');
        const rows = stored.companies
          .all()
          .filter((company) => key.sees(company.worldSlug))
          .filter((company) => exact.every(([wanted, read]) => wanted === undefined || read(company) === wanted))
          .filter(({ name }) => search === undefined || contains(name, search))
          .filter((company) => updated?.(company.updated) ?? true);
        return list(call, 'companies', rows, views.company);
      },
    },
    {
      method: 'GET',
      path: '/companies/:id',
      answer(call) {
        const company = stored.companies.get(idOf(call));
        if (company) call.key.needCompany(company.worldSlug);
        return single(call, { one: 'company', many: 'companies' }, company, views.company);
      },
    },
    ...(['archive', 'unarchive'] as const).map(
      (verb): Route => ({
        method: 'PUT',
        path: `/companies/:id/${verb}`,
        answer(call) {
          const company = stored.companies.get(idOf(call));
          if (!company) throw notFound();
          call.key.needCompany(company.worldSlug);
          const kept = stored.companies.put({ ...company, archived: verb === 'archive', updated: call.at });
          return { status: 200, body: { company: views.company(kept) }, write: true };
        },
      }),
    ),
    {
      method: 'GET',
      path: '/matchers',
      answer({ query }) {
        if (query.id('integration_id') === undefined) throw refusalOf(500);
        return { status: 200, body: { matchers: [] } };
      },
    },
  ];
}
