/**
 * Lists: `pageinate`, `page_size`, `page_no`, `count`, `order` and `orderdesc` to their fifth, and the wrapper of the big
 * entities. Source: HaloPSA facts, conventions. Unconfirmed: that a page has at most 100 rows, and that a list without
 * `count` and `pageinate` stops at 50.
 */
import { badQuery } from './errors.js';
import type { Json, JsonObject } from './json.js';
import type { Query } from './query.js';

export const MAX_PAGE_SIZE = 100;
const DEFAULT_SIZE = 50;

/** Names that a list may be ordered by beside those of its fields. Which spelling HaloPSA knows is unconfirmed. */
const ORDER_NAMES: Readonly<Record<string, string>> = { lastupdate: 'last_update', dateoccured: 'dateoccurred' };

const ORDINALS = ['', '2', '3', '4', '5'];

/** Ordered as asked; a field that no row of this kind has is refused. Without an order: as they were made. */
export function ordered(rows: readonly JsonObject[], query: Query): JsonObject[] {
  const keys = ORDINALS.flatMap((ordinal) => {
    const name = query.text(`order${ordinal}`);
    if (name === undefined) return [];
    const field = ORDER_NAMES[name.toLowerCase()] ?? name.toLowerCase();
    if (rows.length > 0 && !rows.some((row) => field in row)) throw badQuery(`order${ordinal}`, name);
    return [{ field, sign: query.flag(`orderdesc${ordinal}`) ? -1 : 1 }];
  });
  return rows.toSorted((one, other) => {
    for (const { field, sign } of keys) {
      const difference = compare(one[field] ?? null, other[field] ?? null);
      if (difference !== 0) return sign * difference;
    }
    return 0;
  });
}

/** The first `count` rows. */
export const counted = (rows: readonly JsonObject[], query: Query): JsonObject[] =>
  rows.slice(0, positive(query, 'count') ?? DEFAULT_SIZE);

/** The page asked for, in its wrapper: `{"record_count":…,"tickets":[…]}`. */
export function wrapped(key: string, rows: readonly JsonObject[], query: Query): JsonObject {
  const sorted = ordered(rows, query);
  const total = { record_count: rows.length };
  if (query.flag('pageinate')) {
    const size = Math.min(positive(query, 'page_size') ?? DEFAULT_SIZE, MAX_PAGE_SIZE);
    const page = positive(query, 'page_no') ?? 1;
    const first = (page - 1) * size;
    return { page_no: page, page_size: size, ...total, [key]: sorted.slice(first, first + size) };
  }
  return { ...total, [key]: counted(sorted, query) };
}

function positive(query: Query, name: string): number | undefined {
  const value = query.integer(name);
  if (value !== undefined && value < 1) throw badQuery(name, String(value));
  return value;
}

function compare(one: Json, other: Json): number {
  if (one === other) return 0;
  if (one === null) return -1;
  if (other === null) return 1;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [first, second] = [String(one).toLowerCase(), String(other).toLowerCase()];
  return first < second ? -1 : Number(first > second);
}
