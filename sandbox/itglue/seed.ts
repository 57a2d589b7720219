/** The pretend MSP's IT Glue: an organisation for each client and one of its own, with what is written down about them. */
import type { Company } from '../world/companies.js';
import { articlesOf, globalArticles, knowledgeFactsOf } from '../world/knowledge.js';
import { COMMANDING_PAGES, type Page } from '../world/knowledge-for-all.js';
import { newOtpSecret, newSecretValue, PASSWORD_ENTRIES } from '../world/stored-passwords.js';
import type { World } from '../world/world.js';
import type { PsaLink, RmmLink, Times } from './links.js';
import { seedFlexibleAssets, seedTypes } from './seed-flexible-assets.js';
import { seedConfigurations, seedContacts } from './seed-things.js';
import type { Section } from './shapes.js';
import type { Stored } from './stored.js';

const MINUTE = 60_000;
/** Everything was written over the months before. */
const WRITTEN_BEFORE = 90 * 24 * 60 * MINUTE;

export function seedItGlue(
  stored: Stored,
  { world, psa, rmm, now }: { world: World; psa: PsaLink | undefined; rmm: RmmLink | undefined; now: number },
): void {
  let written = now - WRITTEN_BEFORE;
  const times: Times = () => {
    written += MINUTE;
    return { created: new Date(written), updated: new Date(written) };
  };
  const types = seedTypes(stored, times);
  const own = addOrganization({ name: world.msp.name, slug: null, typeName: 'Owner' });
  for (const page of globalArticles()) addDocument(page, own);

  for (const [place, company] of world.companies.entries()) {
    const facts = knowledgeFactsOf(company, place);
    const organizationId = addOrganization({ name: company.name, slug: company.slug, typeName: 'Customer' });
    for (const { folder, ...page } of articlesOf(company, facts))
      addDocument(page, organizationId, { folderId: folder ? organizationId + 500_000 : null });
    const commanding = COMMANDING_PAGES[place % COMMANDING_PAGES.length];
    if (commanding) addDocument(commanding, organizationId);
    addDocument({ title: 'Old VPN client', html: `<p>vpn-old.${company.domain}</p>` }, organizationId, {
      archived: true,
    });
    addDocument({ title: 'Guest wireless', html: `<p>To be written for ${company.name}.</p>` }, organizationId, {
      draft: true,
    });
    addUploaded(`Floor plan of ${company.name}.pdf`, organizationId);
    const contacts = seedContacts({ stored, world, company, organizationId, times });
    const configurations = seedConfigurations({ stored, world, company, organizationId, contacts, rmm, times });
    addPasswords(company, organizationId, configurations.firewall);
    seedFlexibleAssets({ stored, company, organizationId, facts, types, configurations, times });
  }

  function addOrganization({
    name,
    slug,
    typeName,
  }: {
    name: string;
    slug: string | null;
    typeName: 'Customer' | 'Owner';
  }): number {
    return stored.organizations.add((id) => ({
      id,
      worldSlug: slug,
      name,
      shortName: name
        .toLowerCase()
        .replace(/[^a-z]/g, '')
        .slice(0, 8),
      typeName,
      statusName: 'Active',
      quickNotes: slug === null ? null : `<p>Ask ${name} for the office manager first.</p>`,
      alert: null,
      description: null,
      psa: psa && slug !== null ? { integration: psa.integration, companyId: psa.companyId(slug) } : null,
      ...times(),
    })).id;
  }

  /** The title as a heading, and each part of the page up to its next heading as a text. */
  function addDocument(
    { title, html }: Page,
    organizationId: number,
    more: { archived?: boolean; draft?: boolean; folderId?: number | null } = {},
  ): void {
    const at = times();
    const parts = html.split(/(?=<h2)/).filter((part) => part.trim() !== '');
    const sections = [
      section('Document::Heading', title, 0, at),
      ...parts.map((part, place) => section('Document::Text', part, place + 1, at)),
    ];
    const { draft = false, archived = false, folderId = null } = more;
    stored.documents.add((id) => ({
      id,
      organizationId,
      name: title,
      restricted: false,
      archived,
      public: false,
      uploaded: false,
      folderId,
      sections,
      published: draft ? null : sections,
      draft,
      ...at,
    }));
  }

  function addUploaded(name: string, organizationId: number): void {
    stored.documents.add((id) => ({
      id,
      organizationId,
      name,
      restricted: false,
      archived: false,
      public: false,
      uploaded: true,
      folderId: null,
      sections: [],
      published: [],
      draft: false,
      ...times(),
    }));
  }

  function section(type: Section['type'], content: string, sort: number, at: ReturnType<Times>): Section {
    const level = type === 'Document::Heading' ? 1 : null;
    return { id: stored.nextSectionId(), type, content, level, duration: null, sort, ...at };
  }

  function addPasswords({ domain }: Company, organizationId: number, firewall: number): void {
    for (const { name, username, description, page, secondFactor } of PASSWORD_ENTRIES) {
      const at = times();
      stored.passwords.add((id) => ({
        id,
        organizationId,
        name,
        username,
        password: newSecretValue(),
        otpSecret: secondFactor ? newOtpSecret() : null,
        url: page === null ? null : `https://${domain}/${page}`,
        notes: description,
        categoryId: null,
        restricted: false,
        archived: false,
        resource: name === 'Firewall admin' ? { type: 'Configuration', id: firewall } : null,
        passwordUpdated: at.updated,
        ...at,
      }));
    }
  }
}
