/** /articles and /folders. */
import { notFound } from './errors.js';
import { contains } from './query.js';
import { type Call, idOf, list, type Route, sentFields, single, written } from './route.js';
import { companyOf, flagOf, folderOf, nameOf, textOf } from './sent.js';
import type { Article } from './shapes.js';
import { newSlug } from './slug.js';
import type { Stored } from './stored.js';
import type { Views } from './views.js';

const NAMES = { one: 'article', many: 'articles' } as const;

export function articleRoutes(stored: Stored, views: Views): Route[] {
  /** The one that is asked for, which the key may have to do with. */
  const asked = (call: Call): Article | undefined => {
    const article = stored.articles.get(idOf(call));
    if (article) call.key.needCompany(stored.worldSlug(article.companyId));
    return article;
  };
  const there = (call: Call): Article => {
    const article = asked(call);
    if (!article) throw notFound();
    return article;
  };
  return [
    {
      method: 'GET',
      path: '/articles',
      answer(call) {
        const { query, key } = call;
        const [company, name, slug] = [query.id('company_id'), query.text('name'), query.text('slug')];
        const [draft, sharing] = [query.flag('draft'), query.flag('enable_sharing')];
        const search = query.text('search');
        const updated = query.within('updated_at');
        const rows = stored.articles
          .all()
          .filter((article) => key.sees(stored.worldSlug(article.companyId)))
          .filter(({ companyId }) => company === undefined || companyId === company)
          .filter((article) => name === undefined || article.name === name)
          .filter((article) => slug === undefined || article.slug === slug)
          .filter((article) => draft === undefined || article.draft === draft)
          .filter((article) => sharing === undefined || article.sharing === sharing)
          // Only titles are searched. Source: Hudu facts, endpoints (probe).
          .filter((article) => search === undefined || contains(article.name, search))
          .filter((article) => updated?.(article.updated) ?? true);
        return list(call, 'articles', rows, views.article);
      },
    },
    { method: 'GET', path: '/articles/:id', answer: (call) => single(call, NAMES, asked(call), views.article) },
    {
      method: 'POST',
      path: '/articles',
      answer(call) {
        const fields = sentFields(call, 'article');
        const name = nameOf(fields);
        const companyId = companyOf(stored, fields, null);
        call.key.needCompany(stored.worldSlug(companyId));
        const folderId = folderOf(stored, fields, companyId, null);
        const article = stored.articles.add((id) => ({
          id,
          slug: newSlug(),
          name,
          content: textOf(fields, 'content') ?? '',
          companyId,
          folderId,
          draft: false,
          archived: false,
          sharing: flagOf(fields, 'enable_sharing') ?? false,
          created: call.at,
          updated: call.at,
        }));
        return written(call, 'article', views.article(article));
      },
    },
    {
      method: 'PUT',
      path: '/articles/:id',
      answer(call) {
        const article = there(call);
        const fields = sentFields(call, 'article');
        const companyId = companyOf(stored, fields, article.companyId);
        call.key.needCompany(stored.worldSlug(companyId));
        const kept = stored.articles.put({
          ...article,
          name: nameOf(fields, article.name),
          content: textOf(fields, 'content') ?? article.content,
          companyId,
          folderId: folderOf(stored, fields, companyId, article.folderId),
          sharing: flagOf(fields, 'enable_sharing') ?? article.sharing,
          updated: call.at,
        });
        return written(call, 'article', views.article(kept));
      },
    },
    ...(['archive', 'unarchive'] as const).map(
      (verb): Route => ({
        method: 'PUT',
        path: `/articles/:id/${verb}`,
        answer(call) {
          const kept = stored.articles.put({ ...there(call), archived: verb === 'archive', updated: call.at });
          return written(call, 'article', views.article(kept));
        },
      }),
    ),
    {
      method: 'DELETE',
      path: '/articles/:id',
      answer(call) {
        call.key.needDestructive();
        stored.articles.remove(there(call).id);
        return { status: 204, write: true };
      },
    },
    {
      method: 'GET',
      path: '/folders',
      answer(call) {
        const { query, key } = call;
        const [name, company] = [query.text('name'), query.id('company_id')];
        const [inCompany, type] = [query.flag('in_company'), query.text('folder_type')];
        const rows = stored.folders
          .all()
          .filter(({ companyId }) => key.sees(stored.worldSlug(companyId)))
          .filter((folder) => name === undefined || folder.name === name)
          .filter(({ companyId }) => company === undefined || companyId === company)
          .filter(({ companyId }) => inCompany !== true || companyId !== null)
          .filter((folder) => type === undefined || folder.type === type);
        return list(call, 'folders', rows, views.folder);
      },
    },
    {
      method: 'GET',
      path: '/folders/:id',
      answer(call) {
        const folder = stored.folders.get(idOf(call));
        if (folder) call.key.needCompany(stored.worldSlug(folder.companyId));
        return single(call, { one: 'folder', many: 'folders' }, folder, views.folder);
      },
    },
  ];
}
