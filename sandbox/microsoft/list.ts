/** Lists: $select, $filter, $search, $orderby, $top, $count and pages. Source: Microsoft Graph facts, conventions. */
import { type GraphAnswer, type GraphCall, reader } from './call.js';
import { parseFilter } from './filter.js';
import { badRequest, unsupported } from './graph-error.js';
import { type Resource, selected, show } from './resources.js';
import { parseSearch } from './search.js';

const PAGE = 100;
const MAX_PAGE = 999;
const LIST_OPTIONS = new Set(['$select', '$filter', '$search', '$orderby', '$top', '$count', '$skiptoken']);

/** `name`: what the context calls the list. `typed`: each item says its type, as in lists of mixed objects. */
export function answerList<T>(
  call: GraphCall,
  items: readonly T[],
  resource: Resource<T>,
  { name, typed = false }: { name: string; typed?: boolean },
): GraphAnswer {
  const { query, tenant, base } = call;
  allowOptions(query, LIST_OPTIONS);
  const names = selected(query, resource);
  const found = sort(call, narrow(call, items, resource), resource);
  const { page, frame } = paged(call, found);
  const columns = names ? `(${names.join(',')})` : '';
  return {
    status: 200,
    body: {
      '@odata.context': `${base}/$metadata#${name}${columns}`,
      ...frame,
      value: page.map((item) => ({
        ...(typed ? { '@odata.type': `#microsoft.graph.${resource.type}` } : {}),
        ...show(item, resource, tenant, names),
      })),
    },
  };
}

/** The page asked for, and what stands around it: the count where it is asked for, and the way to the next page. */
export function paged<T>(call: GraphCall, found: readonly T[], { most = MAX_PAGE, usual = PAGE } = {}) {
  const { query } = call;
  const top = query.get('$top');
  const size = top === null ? usual : Number(top);
  if (!Number.isInteger(size) || size < 1 || size > most) {
    throw badRequest(`Invalid page size specified: '${top}'. Must be between 1 and ${most} inclusive.`);
  }
  const from = readSkipToken(query.get('$skiptoken'));
  const more = from + size < found.length;
  return {
    page: found.slice(from, from + size),
    frame: {
      ...(counts(call) ? { '@odata.count': found.length } : {}),
      ...(more ? { '@odata.nextLink': nextLink(call, from + size) } : {}),
    },
  };
}

/** Refuses system options that this request does not know. */
export function allowOptions(query: URLSearchParams, allowed: ReadonlySet<string>): void {
  for (const name of query.keys()) {
    if (name.startsWith('$') && !allowed.has(name)) {
      throw badRequest(`The query option '${name}' is not supported for this request.`);
    }
  }
}

export const SINGLE_OPTIONS: ReadonlySet<string> = new Set(['$select']);

function counts({ query, eventual }: GraphCall): boolean {
  return eventual && query.get('$count') === 'true';
}

export function narrow<T>(call: GraphCall, items: readonly T[], resource: Resource<T>): readonly T[] {
  const { query, tenant, eventual } = call;
  const [filterText, searchText] = [query.get('$filter'), query.get('$search')];
  if (searchText !== null && !eventual) {
    throw unsupported(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  const filter = filterText === null ? undefined : parseFilter(filterText, resource);
  if (filter?.advanced && !resource.elsewhere && !counts(call)) {
    throw unsupported(
      'Operator in $filter is only supported with the header ConsistencyLevel: eventual and $count=true.',
    );
  }
  const search = searchText === null ? undefined : parseSearch(searchText, resource.searchable);
  return items.filter((item) => {
    const read = reader(item, resource, tenant);
    return (filter?.matches(read) ?? true) && (search?.(read) ?? true);
  });
}

function sort<T>(call: GraphCall, items: readonly T[], resource: Resource<T>): readonly T[] {
  const { query, tenant } = call;
  const order = query.get('$orderby');
  if (order === null) return items;
  const [, property, direction] = /^(displayName|userPrincipalName)(?:\s+(asc|desc))?$/.exec(order.trim()) ?? [];
  if (!property || !Object.hasOwn(resource.properties, property)) {
    throw unsupported(`Sorting by '${order}' is not supported for this resource.`);
  }
  if ((query.has('$filter') || query.has('$search')) && !counts(call)) {
    throw unsupported('Sorting not supported for current query.');
  }
  const key = (item: T) => String(reader(item, resource, tenant)(property)).toLowerCase();
  const sorted = [...items].sort((a, b) => key(a).localeCompare(key(b)));
  return direction === 'desc' ? sorted.reverse() : sorted;
}

function nextLink({ base, path, query }: GraphCall, from: number): string {
  const next = new URLSearchParams(query);
  next.set('$skiptoken', Buffer.from(`from:${from}`).toString('base64url'));
  return `${base}${path}?${next.toString().replaceAll('%24', '$').replaceAll('+', '%20')}`;
}

function readSkipToken(token: string | null): number {
  if (token === null) return 0;
  const from = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (from === undefined) throw badRequest('The skip token is not valid.');
  return Number(from);
}
