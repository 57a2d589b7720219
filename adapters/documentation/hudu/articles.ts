import type { HuduClient } from './client.js';
import { notHere } from './failure.js';
import type { Hit, Library } from './library.js';
import { type ArticleRow, articleShape } from './shapes.js';

export interface Articles {
  /** One that this company or every company has, and that is neither a draft nor archived. Throws VendorError. */
  get(companyId: number, articleId: number, signal?: AbortSignal): Promise<ArticleRow>;
  /** By words in titles, as Hudu itself searches: what there is before the articles have been read. Throws VendorError. */
  byTitle(companyId: number, query: string, limit: number, signal?: AbortSignal): Promise<Hit[]>;
}

const DOING = 'read articles';
const MOST_PHRASES = 4;
const TITLES_PAGE = 25;

export function createArticles({ client, library }: { client: HuduClient; library: Library }): Articles {
  async function titled(search: string, companyId: number | undefined, signal: AbortSignal | undefined) {
    const query = { ...(companyId === undefined ? {} : { company_id: companyId }), search, draft: false };
    return client.page({ doing: DOING, path: '/articles', query, signal }, 'articles', articleShape, 1, TITLES_PAGE);
  }

  return {
    async get(companyId, articleId, signal) {
      const asked = { doing: 'read an article', path: `/articles/${articleId}`, signal };
      const found = await client.find(asked, 'article', articleShape);
      if (found && found.id === articleId && isSeenBy(companyId, found)) return found;
      if (!found || found.archived || found.draft) library.forget(articleId);
      throw notHere('article', String(articleId));
    },
    async byTitle(companyId, query, limit, signal) {
      const found = new Map<number, ArticleRow>();
      // Hudu takes several words as one phrase. Source: Hudu facts, endpoints, articles (probe).
      for (const phrase of phrasesOf(query)) {
        const rows = [...(await titled(phrase, companyId, signal)), ...(await titled(phrase, undefined, signal))];
        for (const row of rows.filter((each) => isSeenBy(companyId, each))) found.set(row.id, row);
        if (found.size >= limit) break;
      }
      return [...found.values()].slice(0, limit).map((row) => ({
        article: {
          id: row.id,
          title: row.name ?? 'Untitled',
          opening: '',
          changedAt: dateOf(row.updated_at),
          url: row.url ?? undefined,
        },
        isGlobal: isGlobal(row),
      }));
    },
  };
}

export const isGlobal = (row: ArticleRow): boolean => row.company_id === null || row.company_id === undefined;

function isSeenBy(companyId: number, row: ArticleRow): boolean {
  return (isGlobal(row) || row.company_id === companyId) && row.draft !== true && row.archived !== true;
}

/** All of it, then its longest words. */
function phrasesOf(query: string): string[] {
  const words = query.split(/\s+/).filter((word) => word.length >= 3);
  const longest = [...words].sort((one, other) => other.length - one.length).slice(0, MOST_PHRASES - 1);
  return [...new Set([query.trim(), ...longest])];
}

export function dateOf(text: string | null | undefined): Date | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : new Date(at);
}
