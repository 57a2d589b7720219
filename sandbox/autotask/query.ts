/**
 * Queries and their pages: at most 500 records, ascending by id; `nextPageUrl` is followed with the same verb and the
 * same body until it is null. Source: Autotask facts, 3.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Entity } from './entities/index.js';
import { onlyKnown, readFilter, type Test } from './filter.js';
import { isObject, type Json, type JsonObject, parseJson, type Row } from './json.js';
import { fieldsOf } from './metadata.js';
import { Refusal, refused } from './refusal.js';

export interface Query {
  test: Test;
  maxRecords: number;
  /** Names of the only fields to give; all of them when absent. */
  include: readonly string[] | undefined;
  /** The same for the same query, sent by the same verb. */
  key: string;
}

const QUERY_KEYS = new Set(['filter', 'MaxRecords', 'IncludeFields']);
const MAX_PAGE = 500;

/** `sent` is the body of a POST or, for a GET, what stands in `search`. */
export function readQuery(entity: Entity, method: string, sent: string): Query {
  const json = parseJson(sent);
  if (!isObject(json)) throw refused('The query is missing or is no JSON object.');
  const query = canonical(json);
  onlyKnown(query, QUERY_KEYS);
  const { MaxRecords: max = MAX_PAGE } = query;
  if (typeof max !== 'number' || !Number.isInteger(max) || max < 1 || max > MAX_PAGE)
    throw refused(`MaxRecords must be a whole number between 1 and ${MAX_PAGE}.`);
  return {
    test: readFilter(entity, query.filter),
    maxRecords: max,
    include: readIncluded(entity, query.IncludeFields),
    key: createHash('sha1').update(`${method} ${entity.name} ${sent}`).digest('base64url'),
  };
}

/** Names of a query's own members may be written in any case. */
function canonical(sent: JsonObject): JsonObject {
  const known = new Map([...QUERY_KEYS].map((key) => [key.toLowerCase(), key]));
  return Object.fromEntries(Object.entries(sent).map(([key, value]) => [known.get(key.toLowerCase()) ?? key, value]));
}

function readIncluded(entity: Entity, sent: Json | undefined): string[] | undefined {
  if (sent === undefined || sent === null) return undefined;
  if (!Array.isArray(sent)) throw refused('IncludeFields must be an array of field names.');
  const names = [...fieldsOf(entity).map(([name]) => name), 'userDefinedFields'];
  return sent.map((wanted) => {
    const name = names.find((known) => known.toLowerCase() === String(wanted).toLowerCase());
    if (!name) throw refused(`Unable to find ${String(wanted)} in the ${entity.singular} Entity.`);
    return name;
  });
}

/** The ids after which the pages so far began; the last one is this page's. */
const token = z.strictObject({ key: z.string(), after: z.array(z.number().int()).min(1) });

export interface PageRequest {
  query: Query;
  rows: readonly Row[];
  /** The `paging` parameter; undefined for a first page. */
  paging: string | undefined;
  /** Where further pages are asked for: `…/query`, and what else stands in their address. */
  address: { path: string; search: string | undefined };
}

export function pageOf({ query, rows, paging, address }: PageRequest): JsonObject {
  const after = paging === undefined ? [Number.NEGATIVE_INFINITY] : startsIn(paging, query);
  const start = after.at(-1) ?? Number.NEGATIVE_INFINITY;
  const rest = rows.filter((row) => row.id > start && query.test(row));
  const page = rest.slice(0, query.maxRecords);
  const last = page.at(-1);
  return {
    items: page.map((row) => chosen(row, query.include)),
    pageDetails: {
      count: page.length,
      requestCount: query.maxRecords,
      prevPageUrl: after.length > 1 ? pageUrl('previous', after.slice(0, -1)) : null,
      nextPageUrl: last && rest.length > page.length ? pageUrl('next', [...after, last.id]) : null,
    },
  };

  function pageUrl(way: 'next' | 'previous', starts: readonly number[]): string {
    const known = starts.map((id) => (Number.isFinite(id) ? id : Number.MIN_SAFE_INTEGER));
    const parameters = new URLSearchParams({
      paging: Buffer.from(JSON.stringify({ key: query.key, after: known })).toString('base64url'),
      ...(address.search === undefined ? {} : { search: address.search }),
    });
    return `${address.path}/${way}?${parameters}`;
  }
}

function startsIn(paging: string, query: Query): number[] {
  const read = token.safeParse(parseJson(Buffer.from(paging, 'base64url').toString('utf8')));
  if (!read.success) throw new Refusal(500, ['The paging parameter is not valid.']);
  if (read.data.key !== query.key)
    throw refused('The page belongs to another query: follow nextPageUrl with the same method and body.');
  return read.data.after;
}

function chosen(row: Row, include: readonly string[] | undefined): JsonObject {
  if (!include) return row;
  return Object.fromEntries(include.map((name) => [name, row[name] ?? null]));
}
