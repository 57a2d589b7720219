import { Conflict, InvalidInput, NotFound, reasonOf } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import type { Company, Psa } from '../ports/psa.js';
import type { Author } from './author.js';
import { type Client, type Clients, clientSettings } from './client.js';
import type { ClientChanges } from './client-changes.js';
import { suggestSlug } from './suggest-slug.js';

export interface CompanyPreview extends Company {
  /** Free, unlike those of the other companies, in plain letters. */
  suggestedSlug: string;
  /** Ticked from the start. */
  preselected: boolean;
  alreadyClient?: { id: string; slug: string };
}

export interface ImportPreview {
  /** How companies of this PSA are picked: all at once, by type first, or one by one. */
  pick: 'all' | 'by_type' | 'one_by_one';
  /** Types that companies have, to filter by. */
  types: string[];
  companies: CompanyPreview[];
  /** How many there are with this filter. */
  total: number;
}

export interface ImportedCompany {
  companyId: string;
  outcome: 'created' | 'exists' | 'failed';
  /** The client that it is now, or was already. */
  clientId?: string;
  /** Why it failed. */
  reason?: string;
}

export interface Importing {
  /**
   * The PSA's companies by name. `text` looks into name and identifier; `page` counts from 1. Throws NotFound when this
   * PSA is not connected, VendorError when it cannot be read.
   */
  preview(
    psaKind: string,
    filter?: { text?: string; type?: string; page?: number; pageSize?: number },
  ): Promise<ImportPreview>;
  /** Makes clients of these companies and provisions them; those that are clients already stay as they are. */
  import(
    psaKind: string,
    companies: readonly { companyId: string; slug?: string; name?: string }[],
    by: Author,
  ): Promise<ImportedCompany[]>;
}

/** How often another slug is suggested when somebody takes it at the same moment. */
const TRIES = 20;

export function createImporting({
  connections,
  clients,
  changes,
}: {
  connections: Pick<Connections, 'get'>;
  clients: Clients;
  changes: Pick<ClientChanges, 'create'>;
}): Importing {
  async function psaOf(psaKind: string): Promise<Psa> {
    const psa = (await connections.get(psaKind))?.connection.psa;
    if (!psa) throw new NotFound('connected PSA', psaKind);
    return psa;
  }

  /** By company id. */
  function clientsByCompany(psaKind: string, all: readonly Client[]): Map<string, Client> {
    const mapped = all.flatMap((client) => {
      const companyId = client.status === 'destroyed' ? undefined : client.mappings[psaKind];
      return companyId === undefined ? [] : [[companyId, client] as const];
    });
    return new Map(mapped);
  }

  async function importOne(
    psaKind: string,
    company: Company,
    asked: { slug?: string; name?: string },
    /** Slugs that are not free; grows. */
    taken: Set<string>,
    by: Author,
  ): Promise<ImportedCompany> {
    const companyId = company.id;
    const known = await clients.byMapping(psaKind, companyId);
    if (known) return { companyId, outcome: 'exists', clientId: known.id };
    for (let tries = 0; tries < TRIES; tries += 1) {
      const slug = asked.slug ?? suggestSlug(namesOf(company), taken);
      taken.add(slug);
      const name = (asked.name ?? company.name).slice(0, 200);
      const settings = clientSettings.safeParse({ slug, name, mappings: { [psaKind]: companyId } });
      if (!settings.success) {
        const reason = settings.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
        return { companyId, outcome: 'failed', reason };
      }
      try {
        const client = await changes.create(settings.data, by);
        return { companyId, outcome: 'created', clientId: client.id };
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        // Whoever imports it at the same moment has it.
        if (error.code === 'mapping_taken')
          return { companyId, outcome: 'exists', clientId: String(error.details.clientId) };
        if (error.code !== 'slug_taken' || asked.slug !== undefined) throw error;
      }
    }
    return { companyId, outcome: 'failed', reason: 'No free slug was found; name one' };
  }

  return {
    async preview(psaKind, { text = '', type, page = 1, pageSize = 50 } = {}) {
      if (page < 1 || pageSize < 1) throw new InvalidInput('invalid_page', 'Pages and their sizes count from 1');
      const psa = await psaOf(psaKind);
      const pick = psa.importBy ?? 'one_by_one';
      const companies = [...(await psa.companies())].sort(byName);
      const all = await clients.list();
      const byCompany = clientsByCompany(psaKind, all);
      const taken = new Set(all.map(({ slug }) => slug));
      const previews = companies.map((company): CompanyPreview => {
        const client = byCompany.get(company.id);
        const suggestedSlug = client?.slug ?? suggestSlug(namesOf(company), taken);
        taken.add(suggestedSlug);
        return {
          ...company,
          suggestedSlug,
          preselected: pick === 'all' && company.active && client === undefined,
          ...(client ? { alreadyClient: { id: client.id, slug: client.slug } } : {}),
        };
      });
      const sought = text.trim().toLowerCase();
      const found = previews.filter(
        ({ name, identifier = '', types }) =>
          `${name}\n${identifier}`.toLowerCase().includes(sought) && (type === undefined || types.includes(type)),
      );
      return {
        pick,
        types: [...new Set(companies.flatMap(({ types }) => types))].sort(),
        companies: found.slice((page - 1) * pageSize, page * pageSize),
        total: found.length,
      };
    },
    async import(psaKind, asked, by) {
      const companies = new Map((await (await psaOf(psaKind)).companies()).map((company) => [company.id, company]));
      const taken = new Set((await clients.list()).map(({ slug }) => slug));
      const outcomes: ImportedCompany[] = [];
      for (const { companyId, ...wishes } of asked) {
        const company = companies.get(companyId);
        const outcome: ImportedCompany = company
          ? await importOne(psaKind, company, wishes, taken, by).catch((error: unknown) => ({
              companyId,
              outcome: 'failed',
              reason: reasonOf(error),
            }))
          : { companyId, outcome: 'failed', reason: `The PSA has no company ${companyId}` };
        outcomes.push(outcome);
      }
      return outcomes;
    },
  };
}

function namesOf({ id, name, identifier = '' }: Company): string[] {
  return [identifier, name, `client-${id}`];
}

function byName(a: Company, b: Company): number {
  return (
    a.name.localeCompare(b.name, 'en', { sensitivity: 'base' }) || a.id.localeCompare(b.id, 'en', { numeric: true })
  );
}
