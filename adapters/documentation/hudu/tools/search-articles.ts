import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { count } from '../../../psa/words.js';
import { boundedList } from '../../bounded-list.js';
import { withoutSecrets } from '../../without-secrets.js';
import { pageAddress } from '../address.js';
import type { ArticleSearch, Hit } from '../library.js';
import { dayOf, MOST_FOUND, query, type ToolParts } from './parts.js';

/** Older than this the index is said to be old. */
const OLD_MS = 5 * 60_000;

export function searchArticlesTool({ address, companies, articles, library, now }: ToolParts): Tool {
  const row = ({ article, isGlobal }: Hit) => ({
    articleId: String(article.id),
    title: withoutSecrets(article.title),
    for: isGlobal ? 'every client' : 'this client',
    changed: dayOf(article.changedAt),
    ...(article.opening ? { begins: article.opening } : {}),
    address: pageAddress(address, article.url),
  });

  function remarksOn(found: ArticleSearch & { state: 'found' }): string[] {
    const age = now().getTime() - found.asOf.getTime();
    const minutes = Math.round(age / 60_000);
    return [
      ...(found.problem ? [`Hudu could not be asked what changed: ${found.problem}`] : []),
      ...(age > OLD_MS ? [`This is how Hudu was ${count(minutes, 'minute')} ago.`] : []),
      ...(found.withGlobal ? [] : ['Articles for every client are still being read and are not among these.']),
      ...(found.titlesOnly ? ['There are so many articles that of some only the titles are searched.'] : []),
    ];
  }

  return defineTool({
    name: 'hudu:search-articles',
    description:
      "Searches this client's knowledge base articles in Hudu, and those for every client, by the words in their titles and texts. Spelling mistakes are forgiven. Use it for how-to questions before anything else, then read the best with hudu:get-article.",
    input: z.strictObject({ query }),
    effect: 'read',
    subject: () => ({ kind: 'client' }),
    describe: (args) => `Search the articles for "${args.query}".`,
    async run(scope, args) {
      const companyId = await companies.numberOf(scope.mapping);
      const found = await library.search(companyId, args.query, MOST_FOUND);
      const byTitle = found.state === 'not_ready';
      const hits = byTitle ? await articles.byTitle(companyId, args.query, MOST_FOUND, scope.signal) : found.hits;
      const { rows, cut } = boundedList(hits.map(row), MOST_FOUND);
      const nothing = 'Nothing was found. Words that stand in nearly every article are looked for in titles only.';
      const remarks = byTitle
        ? [`Only titles were searched: the articles are being read (${found.read} so far). Search again in a while.`]
        : [...(rows.length === 0 ? [nothing] : []), ...remarksOn(found)];
      return {
        output: {
          articles: rows,
          ...(cut ? { cut } : {}),
          ...(remarks.length > 0 ? { remarks } : {}),
          ...(byTitle ? {} : { asOf: found.asOf.toISOString() }),
        },
        summary: [`Found ${count(rows.length, 'article')} for "${args.query}" in Hudu.`, ...remarks].join(' '),
      };
    },
  });
}
