import type { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Pace } from '../../psa/rate-budget.js';
import type { HuduClient, Query } from './client.js';
import { unreadable, VENDOR } from './failure.js';

/** What a page has when Hudu does not like the size that it was asked for. Source: Hudu facts, paging. */
const USUAL_PAGE = 25;
/** Of a list that is longer than any MSP's, something is wrong. */
const MOST_PAGES = 4_000;
/** Where a page is too large an answer, its part is read in smaller ones. */
const SMALLER = [10, 1] as const;

export interface Listing<T> {
  doing: string;
  path: string;
  name: string;
  row: z.ZodType<T>;
  query?: Query;
  pageSize: number;
  pace?: Pace;
  signal?: AbortSignal | undefined;
}

/**
 * Every row once, a page at a time. Hudu tells no total and may give fewer rows than it is asked for, so a page is the last
 * one only when it is empty, brings nothing new, or has fewer rows than Hudu is known to give. Throws VendorError.
 */
export async function* pagesOf<T extends { id: number }>(client: HuduClient, listing: Listing<T>): AsyncIterable<T[]> {
  const seen = new Set<number>();
  let full = Math.min(USUAL_PAGE, listing.pageSize);
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const { rows, unread } = await pageOf(client, listing, number);
    const fresh = rows.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    if (fresh.length > 0) yield fresh;
    const count = rows.length + unread;
    if ((fresh.length === 0 && unread === 0) || count < full) return;
    full = Math.max(full, count);
  }
  throw unreadable(listing.doing, `there was no end after ${MOST_PAGES} pages`);
}

/** All of them in one list. */
export async function everyRow<T extends { id: number }>(client: HuduClient, listing: Listing<T>): Promise<T[]> {
  const rows: T[] = [];
  for await (const page of pagesOf(client, listing)) rows.push(...page);
  return rows;
}

interface Page<T> {
  rows: T[];
  /** Things that are each larger than what is taken of a whole page; the others are read without them. */
  unread: number;
}

async function pageOf<T extends { id: number }>(
  client: HuduClient,
  listing: Listing<T>,
  number: number,
): Promise<Page<T>> {
  const { name, row, pageSize, ...asked } = listing;
  try {
    return { rows: await client.page(asked, name, row, number, pageSize), unread: 0 };
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    if (pageSize === 1) return { rows: [], unread: 1 };
    const smaller = SMALLER.find((size) => size < pageSize && pageSize % size === 0) ?? 1;
    const parts = pageSize / smaller;
    const all: Page<T> = { rows: [], unread: 0 };
    for (let part = 1; part <= parts; part += 1) {
      const { rows, unread } = await pageOf(client, { ...listing, pageSize: smaller }, (number - 1) * parts + part);
      // Hudu does not go by the size, so there is no smaller part to ask for.
      if (rows.length > smaller) throw error;
      if (rows.length + unread === 0) break;
      all.rows.push(...rows);
      all.unread += unread;
    }
    // All of it too large to be read is a fault of Hudu, and no list of large things.
    if (all.rows.length === 0 && all.unread > 0) throw error;
    return all;
  }
}

/** The way out gives no other error of this kind: what cannot be understood is found out here. */
const isTooLarge = (error: unknown) =>
  error instanceof VendorError && error.failure === 'unexpected' && error.vendor !== VENDOR;
