import { z } from 'zod';
import type { Page } from '../../core/store/page.js';

/** What every list takes: `.extend({...})` it with the list's filters. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('How many at most'),
  cursor: z.string().min(1).max(1000).optional().describe('The nextCursor of the page before'),
});

/** What every list answers. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Where the next page begins; null on the last one'),
  });
}

export function pageAnswer<T>({ items, next }: Page<T>): { items: T[]; nextCursor: string | null } {
  return { items, nextCursor: next ?? null };
}
