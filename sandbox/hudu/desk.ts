/** What people do in Hudu's own pages, and what tests look at. */
import type { PlantedSecret } from '../world/stored-passwords.js';
import { createBulkArticles } from './bulk-articles.js';
import type { Article, Asset, Company, Password, Procedure } from './shapes.js';
import { newSlug } from './slug.js';
import type { Stored } from './stored.js';

export interface NewArticle {
  /** Slug of the client; null for an article for all. */
  company: string | null;
  name: string;
  /** HTML. */
  content: string;
  draft?: boolean;
}

export interface HuduDesk {
  /** The id there of a client. Throws when there is none (any more). */
  companyId(slug: string): string;
  /** Copies of what is stored, archived and drafts too. `company`: a client's slug, null for what belongs to none. */
  articles(company?: string | null): Article[];
  article(id: number): Article;
  passwords(company: string): Password[];
  assets(company: string): Asset[];
  procedures(company: string | null): Procedure[];
  addArticle(article: NewArticle): number;
  /** `company`: moves it to another client, or (null) makes it one for all. */
  editArticle(id: number, changes: Partial<NewArticle>): void;
  archiveArticle(id: number, archived?: boolean): void;
  deleteArticle(id: number): void;
  /** Adds this many articles of 2 to 20 kB to a client's; returns the ids. The n-th, from 0, has the word `marker<n>` in its text. */
  seedArticles(company: string, count: number): number[];
  addPassword(password: { company: string; name: string; username: string; password: string }): number;
  deletePassword(id: number): void;
  archiveCompany(company: string, archived?: boolean): void;
  /** The company and all that is its own are gone. */
  deleteCompany(company: string): void;
  /** Every value that is a secret: passwords, secrets of second factors, password fields of assets. */
  secrets(): PlantedSecret[];
}

export function createHuduDesk(stored: Stored, now: () => number): HuduDesk {
  const companyOf = (slug: string): Company =>
    known(
      stored.companies.all().find(({ worldSlug }) => worldSlug === slug),
      `company ${slug}`,
    );
  const idOf = (slug: string | null) => (slug === null ? null : companyOf(slug).id);
  const articleOf = (id: number) => known(stored.articles.get(id), `article ${id}`);
  const at = () => new Date(now());

  function addArticle({ company, name, content, draft = false }: NewArticle): number {
    const companyId = idOf(company);
    const created = at();
    return stored.articles.add((id) => ({
      id,
      slug: newSlug(),
      name,
      content,
      companyId,
      folderId: null,
      draft,
      archived: false,
      sharing: false,
      created,
      updated: created,
    })).id;
  }

  return {
    companyId: (slug) => String(companyOf(slug).id),
    articles(company) {
      const companyId = company === undefined ? undefined : idOf(company);
      const rows = stored.articles.all().filter((row) => companyId === undefined || row.companyId === companyId);
      return structuredClone(rows);
    },
    article: (id) => structuredClone(articleOf(id)),
    passwords: (company) => structuredClone(stored.passwords.all().filter((row) => row.companyId === idOf(company))),
    assets: (company) => structuredClone(stored.assets.all().filter((row) => row.companyId === idOf(company))),
    procedures: (company) => structuredClone(stored.procedures.all().filter((row) => row.companyId === idOf(company))),
    addArticle,
    editArticle(id, { company, ...changes }) {
      const moved = company === undefined ? {} : { companyId: idOf(company) };
      stored.articles.put({ ...articleOf(id), ...changes, ...moved, updated: at() });
    },
    archiveArticle: (id, archived = true) => void stored.articles.put({ ...articleOf(id), archived, updated: at() }),
    deleteArticle: (id) => void stored.articles.remove(articleOf(id).id),
    seedArticles(company, count) {
      const article = createBulkArticles();
      return Array.from({ length: count }, (_, place) => addArticle({ company, ...article(place) }));
    },
    addPassword({ company, ...password }) {
      const companyId = companyOf(company).id;
      const created = at();
      return stored.passwords.add((id) => ({
        id,
        slug: newSlug(password.name),
        companyId,
        otpSecret: null,
        description: '',
        url: null,
        type: null,
        folderId: null,
        passwordable: null,
        inPortal: false,
        archived: false,
        created,
        updated: created,
        ...password,
      })).id;
    },
    deletePassword: (id) => void stored.passwords.remove(id),
    archiveCompany: (company, archived = true) =>
      void stored.companies.put({ ...companyOf(company), archived, updated: at() }),
    deleteCompany(company) {
      const { id } = companyOf(company);
      for (const table of [stored.articles, stored.passwords, stored.assets, stored.procedures, stored.folders])
        for (const row of table.all()) if (row.companyId === id) table.remove(row.id);
      stored.companies.remove(id);
    },
    secrets() {
      const slugOf = (companyId: number) => stored.worldSlug(companyId) ?? '';
      const passwords = stored.passwords
        .all()
        .flatMap(({ companyId, name, password, otpSecret }) => [
          { company: slugOf(companyId), name, field: 'password', value: password },
          ...(otpSecret === null ? [] : [{ company: slugOf(companyId), name, field: 'otp_secret', value: otpSecret }]),
        ]);
      const fields = stored.assets.all().flatMap(({ companyId, name, layoutId, values }) =>
        (stored.layouts.get(layoutId)?.fields ?? []).flatMap(({ type, label }) => {
          const value = values[label];
          if (type !== 'Password' || typeof value !== 'string') return [];
          return [{ company: slugOf(companyId), name, field: label, value }];
        }),
      );
      return [...passwords, ...fields];
    },
  };
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The pretend Hudu has no ${what}`);
  return value;
}
