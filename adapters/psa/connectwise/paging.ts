import type { z } from 'zod';
import type { ConnectWiseClient, Query } from './client.js';
import { unreadable } from './failure.js';

const LARGEST_PAGE = 1000;
const MOST_PAGES = 10_000;

/** Every row, page after page, in the order asked for (by id where nothing is said). */
export async function* everyRow<T extends { id: number }>(
  client: ConnectWiseClient,
  doing: string,
  path: string,
  item: z.ZodType<T>,
  query: Query = {},
): AsyncIterable<T> {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await client.page(doing, path, item, {
      orderBy: 'id asc',
      pageSize: LARGEST_PAGE,
      ...query,
      page,
    });
    yield* answer.rows;
    if (!answer.more) return;
  }
  throw unreadable(doing, `there was no end after ${MOST_PAGES} pages`);
}

/**
 * Every row of a large set, each page beginning after the last id: rows that come or go meanwhile shift nothing. Such a
 * set ends with an empty page. A server that does not know this way of paging gives the same rows again, which is
 * noticed, and the numbered pages are read instead.
 */
export async function* everyRowForward<T extends { id: number }>(
  client: ConnectWiseClient,
  doing: string,
  path: string,
  item: z.ZodType<T>,
  query: Query = {},
): AsyncIterable<T> {
  const seen = new Set<number>();
  let pageId = 0;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { rows } = await client.page(doing, path, item, { pageSize: LARGEST_PAGE, ...query, pageId }, true);
    if (rows.length === 0) return;
    if (rows.some((row) => seen.has(row.id))) break;
    for (const row of rows) seen.add(row.id);
    yield* rows;
    pageId = Math.max(...rows.map((row) => row.id));
  }
  for await (const row of everyRow(client, doing, path, item, query)) {
    if (!seen.has(row.id)) yield row;
  }
}
