/** Lists: conditions, order, pages with their Link header, selected fields. Source: ConnectWise facts, paging. */
import { z } from 'zod';
import { parseConditions } from './conditions.js';
import { badQuery } from './errors.js';
import type { Json, JsonObject, Row } from './json.js';
import { isObject, readPath } from './json.js';
import { checkCondition, childMatcher, compareValues, customFieldMatcher, meetsCondition } from './matching.js';
import { actualPath, kindAt, type Model } from './models.js';

const wholeNumber = z.string().regex(/^\d+$/).transform(Number);

const listQuery = z.object({
  conditions: z.string().optional(),
  childConditions: z.string().optional(),
  customFieldConditions: z.string().optional(),
  orderBy: z.string().optional(),
  fields: z.string().optional(),
  page: wholeNumber.pipe(z.number().min(1)).optional(),
  pageSize: wholeNumber.pipe(z.number().min(1).max(1000)).optional(),
  pageId: wholeNumber.optional(),
});

export type ListQuery = z.infer<typeof listQuery>;

const DEFAULT_PAGE_SIZE = 25;

/** Reads the list parameters of an URL; 400 for a page below 1 or a pageSize outside 1 to 1000. */
export function readListQuery(query: unknown): ListQuery {
  const read = listQuery.safeParse(query);
  if (read.success) return read.data;
  const field = read.error.issues[0]?.path.join('.') ?? 'query';
  throw badQuery(`The query parameter ${field} is not valid.`);
}

/** The rows that meet all three kinds of conditions, in the order they were given. */
export function filterRows<T extends Row>(rows: readonly T[], model: Model, query: ListQuery): T[] {
  const tests: ((row: JsonObject) => boolean)[] = [];
  if (query.conditions?.trim()) {
    const condition = parseConditions(query.conditions);
    checkCondition(condition, model);
    tests.push((row) => meetsCondition(condition, row, model));
  }
  if (query.childConditions?.trim()) tests.push(childMatcher(parseConditions(query.childConditions), model));
  if (query.customFieldConditions?.trim())
    tests.push(customFieldMatcher(parseConditions(query.customFieldConditions), model));
  return rows.filter((row) => tests.every((test) => test(row)));
}

export interface Page {
  rows: JsonObject[];
  /** Value of the Link header; absent where there is but one page. */
  link: string | undefined;
}

/** One page of rows. `address` is the full URL that was asked, which the links repeat. */
export function pageOf(
  rows: readonly Row[],
  model: Model,
  query: ListQuery,
  request: { address: string; forwardOnly: boolean },
): Page {
  const pageSize = query.pageSize ?? DEFAULT_PAGE_SIZE;
  const filtered = filterRows(rows, model, query);
  const { found, link } = request.forwardOnly ? forwardPage() : navigablePage();
  return { rows: found.map((row) => selectFields(row, query.fields)), link };

  function forwardPage() {
    if (query.orderBy) throw badQuery('orderBy cannot be used with forward-only pagination.');
    const after = query.pageId ?? 0;
    const found = filtered
      .filter((row) => row.id > after)
      .sort((a, b) => a.id - b.id)
      .slice(0, pageSize);
    const last = found.at(-1)?.id ?? after;
    return { found, link: `<${withParameter('pageId', last)}>; rel="next"` };
  }

  function navigablePage() {
    const page = query.page ?? 1;
    const lastPage = Math.max(1, Math.ceil(filtered.length / pageSize));
    const found = sortRows(filtered, model, query.orderBy).slice((page - 1) * pageSize, page * pageSize);
    const links: [string, number][] = [];
    if (page > 1) links.push(['first', 1], ['prev', Math.min(page - 1, lastPage)]);
    if (page < lastPage) links.push(['next', page + 1], ['last', lastPage]);
    const written = links.map(([rel, number]) => `<${withParameter('page', number)}>; rel="${rel}"`);
    return { found, link: written.length > 0 ? written.join(', ') : undefined };
  }

  function withParameter(name: string, value: number): string {
    const url = new URL(request.address);
    url.searchParams.set(name, String(value));
    return url.toString();
  }
}

function sortRows(rows: readonly Row[], model: Model, orderBy: string | undefined): Row[] {
  const keys = (orderBy?.trim() ? orderBy.split(',') : ['id']).map((part) => readOrder(part, model));
  return [...rows].sort((a, b) => {
    for (const { path, sign } of keys) {
      const order = compareValues(readPath(a, path), readPath(b, path)) * sign;
      if (order !== 0) return order;
    }
    return a.id - b.id;
  });
}

function readOrder(part: string, model: Model): { path: readonly string[]; sign: number } {
  const [field = '', direction = 'asc', ...rest] = part.trim().split(/\s+/);
  const path = field.split('/');
  const kind = kindAt(model, path);
  if (kind === undefined || kind === 'children' || kind === 'list' || rest.length > 0)
    throw badQuery(`orderBy cannot use '${part.trim()}'.`);
  const way = direction.toLowerCase();
  if (way !== 'asc' && way !== 'desc') throw badQuery(`orderBy direction '${direction}' is neither asc nor desc.`);
  return { path: actualPath(model, path), sign: way === 'asc' ? 1 : -1 };
}

/**
 * `id,company/id,status.name,_info`: only these. Fields that a record lacks are left out without complaint (that
 * ConnectWise does not refuse them is unconfirmed).
 */
export function selectFields(row: JsonObject, fields: string | undefined): JsonObject {
  if (!fields?.trim()) return row;
  const selected: JsonObject = {};
  for (const field of fields.split(',')) copyPath(row, selected, field.trim().split(/[/.]/));
  return selected;
}

function copyPath(from: JsonObject, to: JsonObject, [first = '', ...rest]: readonly string[]): void {
  const value = from[first];
  if (value === undefined) return;
  to[first] = rest.length === 0 ? value : part(value, to[first], rest);
}

function part(value: Json, already: Json | undefined, rest: readonly string[]): Json {
  if (Array.isArray(value))
    return value.map((entry, index) => part(entry, Array.isArray(already) ? already[index] : undefined, rest));
  if (!isObject(value)) return value;
  const kept: JsonObject = isObject(already) ? already : {};
  copyPath(value, kept, rest);
  return kept;
}
