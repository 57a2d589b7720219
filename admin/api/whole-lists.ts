import { z } from 'zod';
import { InvalidInput } from '../../core/errors.js';
import type { Page, PageAsked } from '../../core/store/page.js';
import { pageQuery } from './paging.js';

/** What lists take whose entries are numbered, newest first: `nextCursor` is the number that the next page is older than. */
export const numberedQuery = pageQuery.extend({
  cursor: z.coerce.number().int().min(1).optional().describe('The nextCursor of the page before'),
});

/** A page of what is numbered. */
export async function numberedPage<T extends { number: number }>(
  { limit, cursor }: z.infer<typeof numberedQuery>,
  read: (page: { limit: number; before?: number }) => Promise<T[]>,
): Promise<Page<T>> {
  const found = await read({ limit: limit + 1, ...(cursor === undefined ? {} : { before: cursor }) });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last ? { items, next: String(last.number) } : { items };
}

/**
 * A page of a list that is in memory as a whole. Its place is the key of its last entry. Throws InvalidInput `bad_cursor`
 * when there is no such entry any more.
 */
export function pageOfWhole<T>(whole: readonly T[], { limit, cursor }: PageAsked, keyOf: (item: T) => string): Page<T> {
  const before = cursor === undefined ? -1 : whole.findIndex((item) => keyOf(item) === cursor);
  if (cursor !== undefined && before === -1) {
    throw new InvalidInput('bad_cursor', 'The cursor is none of this list; begin again without one', {
      details: { problems: ['cursor: is none of this list'] },
    });
  }
  const items = whole.slice(before + 1, before + 1 + limit);
  const last = items.at(-1);
  return before + 1 + limit < whole.length && last !== undefined ? { items, next: keyOf(last) } : { items };
}

/** Whether one of these texts contains the words that are looked for, in any case. */
export function containsText(sought: string | undefined, ...texts: string[]): boolean {
  const words = sought?.trim().toLowerCase() ?? '';
  return texts.some((text) => text.toLowerCase().includes(words));
}
