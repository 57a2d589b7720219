/** The pretend MSP's Hudu: a company for each client, its articles, passwords, assets and processes. */

import type { Company as WorldCompany } from '../world/companies.js';
import { articlesOf, globalArticles, knowledgeFactsOf } from '../world/knowledge.js';
import { COMMANDING_PAGES } from '../world/knowledge-for-all.js';
import { newOtpSecret, newSecretValue, PASSWORD_ENTRIES } from '../world/stored-passwords.js';
import type { World } from '../world/world.js';
import { seedAssets, seedLayouts } from './seed-assets.js';
import { seedCompanyProcedures, seedGlobalProcedures } from './seed-procedures.js';
import { newSlug } from './slug.js';
import type { Stored } from './stored.js';

/** How the MSP's PSA is known to Hudu. */
export interface PsaLink {
  /** `cw_manage` for ConnectWise. */
  integration: string;
  /** The id there of a client. */
  companyId(slug: string): string;
}

const MINUTE = 60_000;
/** Everything was written over the months before. */
const WRITTEN_BEFORE = 90 * 24 * 60 * MINUTE;

export function seedHudu(stored: Stored, { world, psa, now }: { world: World; psa: PsaLink | undefined; now: number }) {
  let written = now - WRITTEN_BEFORE;
  /** Each a minute after the one before. */
  const times = () => {
    written += MINUTE;
    return { created: new Date(written), updated: new Date(written) };
  };
  const layouts = seedLayouts(stored, times);
  seedArticles(globalArticles(), null);
  seedGlobalProcedures(stored, times);

  for (const [place, company] of world.companies.entries()) {
    const facts = knowledgeFactsOf(company, place);
    const { id: companyId } = stored.companies.add((id) => ({
      id,
      slug: newSlug(company.name),
      worldSlug: company.slug,
      name: company.name,
      city: company.city,
      state: '',
      website: `https://${company.domain}`,
      phone: `+1${company.areaCode}5550100`,
      idNumber: `C-${id}`,
      archived: false,
      psa: psa ? { integration: psa.integration, companyId: psa.companyId(company.slug) } : null,
      ...times(),
    }));
    const [first, second] = COMMANDING_PAGES;
    const commanding = [first, second][place % 2];
    seedArticles([...articlesOf(company, facts), ...(commanding ? [commanding] : [])], companyId);
    seedUnfinished(company, companyId);
    seedPasswords(company, companyId);
    seedAssets({ stored, world, company, companyId, facts, layouts, times });
    seedCompanyProcedures(stored, company, companyId, times);
  }

  function seedArticles(pages: readonly { title: string; html: string; folder?: string }[], companyId: number | null) {
    const folders = new Map<string, number>();
    for (const { title, html, folder } of pages) {
      let folderId: number | null = null;
      if (folder) {
        folderId =
          folders.get(folder) ??
          stored.folders.add((id) => ({
            id,
            slug: newSlug(folder),
            name: folder,
            companyId,
            parentId: null,
            type: 'article',
            ...times(),
          })).id;
        folders.set(folder, folderId);
      }
      add(title, html, companyId, { folderId });
    }
  }

  /** What nobody should be told: an article that is put away, and one that is not finished. */
  function seedUnfinished({ name, domain }: WorldCompany, companyId: number) {
    add('Old VPN client', `<p>${name} stopped using it. Server: vpn-old.${domain}</p>`, companyId, {
      archived: true,
    });
    add('Guest wireless', `<p>To be written for ${name}.</p>`, companyId, { draft: true });
  }

  function add(
    name: string,
    content: string,
    companyId: number | null,
    more: { folderId?: number | null; archived?: boolean; draft?: boolean },
  ) {
    stored.articles.add((id) => ({
      id,
      slug: newSlug(),
      name,
      content,
      companyId,
      folderId: null,
      draft: false,
      archived: false,
      sharing: false,
      ...more,
      ...times(),
    }));
  }

  function seedPasswords({ domain }: WorldCompany, companyId: number) {
    for (const { name, username, description, page, secondFactor } of PASSWORD_ENTRIES)
      stored.passwords.add((id) => ({
        id,
        slug: newSlug(name),
        name,
        companyId,
        username,
        password: newSecretValue(),
        otpSecret: secondFactor ? newOtpSecret() : null,
        description,
        url: page === null ? null : `https://${domain}/${page}`,
        type: null,
        folderId: null,
        passwordable: null,
        inPortal: false,
        archived: false,
        ...times(),
      }));
  }
}
