/** Pages of a list: `ListInfoInput` in, one page and its `ListInfo` out. */
import { z } from 'zod';
import { type Attributes, type ConditionOptions, readCondition } from './conditions.js';
import { InternalError } from './refusal.js';

export const MAX_PAGE = 100;
/** What a page holds when nobody says (unconfirmed). */
const DEFAULT_PAGE = 10;

export interface ListRules<T> {
  attributes: Attributes<T>;
  /** What the list can be sorted by. */
  sortable: Readonly<Record<string, (row: T) => string | number>>;
}

export interface Page<T> {
  rows: T[];
  listInfo: {
    page: number;
    pageSize: number;
    sort: { attribute: string; order: string }[] | null;
    condition: unknown;
    hasMore: boolean | null;
    totalCount: number;
  };
}

const listInfo = z.object({
  page: z.number().int().min(1).nullish(),
  pageSize: z.number().int().min(1).max(MAX_PAGE).nullish(),
  condition: z.unknown().optional(),
  sort: z.array(z.object({ attribute: z.string(), order: z.enum(['ASC', 'DESC']).nullish() })).nullish(),
});

/** Throws InternalError for pages larger than 100, unknown attributes, operators, values and sorts. */
export function pageOf<T extends { id: string }>(
  rows: readonly T[],
  sent: unknown,
  rules: ListRules<T>,
  options: ConditionOptions,
): Page<T> {
  const parsed = listInfo.safeParse(sent ?? {});
  if (!parsed.success) throw new InternalError('No such page');
  const { condition } = parsed.data;
  const page = parsed.data.page ?? 1;
  const pageSize = parsed.data.pageSize ?? DEFAULT_PAGE;
  const sort = (parsed.data.sort ?? []).map(({ attribute, order }) => ({ attribute, order: order ?? 'ASC' }));
  const found = rows.filter(readCondition(condition, rules.attributes, options));
  const sorted = inSomeOrder(found).sort(comparison(sort, rules));
  const hasMore = page * pageSize < sorted.length || (options.switches.lastPage === 'null' ? null : false);
  return {
    rows: sorted.slice((page - 1) * pageSize, page * pageSize),
    listInfo: {
      page,
      pageSize,
      sort: sort.length > 0 ? sort : null,
      condition: condition ?? null,
      hasMore,
      totalCount: sorted.length,
    },
  };
}

/** The order nobody asked for: the same each time, but neither oldest nor newest first. */
function inSomeOrder<T extends { id: string }>(rows: readonly T[]): T[] {
  const keyed = rows.map((row) => ({ key: [...row.id].reverse().join(''), row }));
  return keyed.sort((one, other) => (one.key < other.key ? -1 : 1)).map(({ row }) => row);
}

function comparison<T>(sort: readonly { attribute: string; order: 'ASC' | 'DESC' }[], rules: ListRules<T>) {
  const keys = sort.map(({ attribute, order }) => {
    const read = Object.hasOwn(rules.sortable, attribute) ? rules.sortable[attribute] : undefined;
    if (!read) throw new InternalError(`No sort by ${attribute}`);
    return { read, sign: order === 'ASC' ? 1 : -1 };
  });
  return (one: T, other: T): number => {
    for (const { read, sign } of keys) {
      const [a, b] = [read(one), read(other)];
      if (a !== b) return a < b ? -sign : sign;
    }
    return 0;
  };
}
