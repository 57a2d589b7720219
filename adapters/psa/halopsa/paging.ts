import type { z } from 'zod';
import type { HaloClient, Query } from './client.js';
import { unreadable } from './failure.js';

const NO_END = 10_000;

/**
 * Every row once, page after page, in the order asked for (by id where nothing is said, so that rows that come meanwhile
 * shift nothing). It ends with the last of `record_count`, with a page that is not full, or with rows that were there before,
 * which is how a server answers that does not know the page number. `mostPages`: no more than these, which is no fault.
 */
export async function* everyRow<T extends { id: number }>(
  client: HaloClient,
  doing: string,
  path: string,
  item: z.ZodType<T>,
  query: Query = {},
  mostPages = NO_END,
): AsyncIterable<T> {
  const seen = new Set<number>();
  for (let number = 1; number <= mostPages; number += 1) {
    const page = await client.page(doing, path, item, { order: 'id', orderdesc: false, ...query }, number);
    const fresh = page.rows.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    yield* fresh;
    if (fresh.length === 0 || isLast(page.rows.length, seen.size, page.size, page.total)) return;
  }
  if (mostPages === NO_END) throw unreadable(doing, `there was no end after ${NO_END} pages`);
}

/** A count that is no more than this page's rows may be the page's own, so a full page is then asked beyond. */
function isLast(rows: number, seen: number, size: number, total: number | undefined): boolean {
  if (total === undefined || total <= rows) return rows < size;
  return seen >= total;
}
