/** Lists and singles: filters, sorting, pages, included records. Source: IT Glue facts, shapes; names from the description. */
import type { JsonObject } from '../json.js';
import type { Answered } from '../serve.js';
import { badRequest, notFound, unprocessable } from './errors.js';
import { answer, type Call, includedOf, type Resource, show } from './resource.js';

const PAGE = 50;
const MAX_PAGE = 1000;
const INTEGRATIONS: Readonly<Record<string, readonly string[]>> = {
  psa_integration_type: ['manage', 'autotask', 'tigerpaw', 'kaseya-bms', 'pulseway-psa', 'vorex'],
};

export function list<T extends { id: number }>(call: Call, resource: Resource<T>, rows: readonly T[]): Answered {
  const { search, base, target } = call;
  const includes = includesOf(call, resource);
  const found = sort(call, resource, filter(call, resource, rows));
  const size = Math.min(positive(search.get('page[size]')) ?? PAGE, MAX_PAGE);
  const page = positive(search.get('page[number]')) ?? 1;
  const pages = Math.max(1, Math.ceil(found.length / size));
  const shown = found.slice((page - 1) * size, page * size).map((row) => show(resource, row, call, 'list', includes));
  const address = (number: number) => {
    const url = new URL(target, base);
    url.searchParams.set('page[number]', String(number));
    url.searchParams.set('page[size]', String(size));
    return url.toString();
  };
  const next = page < pages ? page + 1 : null;
  const previous = page > 1 ? page - 1 : null;
  const body: JsonObject = {
    data: shown.map(({ data }) => data),
    meta: {
      'current-page': page,
      'next-page': next,
      'prev-page': previous,
      'total-pages': pages,
      'total-count': found.length,
      filters: {},
    },
    links: {
      self: address(page),
      first: address(1),
      prev: previous === null ? null : address(previous),
      next: next === null ? null : address(next),
      last: address(pages),
    },
  };
  if (includes.length > 0) body.included = includedOf(shown.flatMap(({ included }) => included));
  return answer(200, body);
}

export function single<T extends { id: number }>(
  call: Call,
  resource: Resource<T>,
  row: T | undefined,
  { status = 200, write = false }: { status?: number; write?: boolean } = {},
): Answered {
  if (!row) throw notFound();
  const includes = write ? [] : includesOf(call, resource);
  const { data, included } = show(resource, row, call, 'single', includes);
  return answer(status, includes.length > 0 ? { data, included: includedOf(included) } : { data }, write);
}

function filter<T extends { id: number }>(call: Call, resource: Resource<T>, rows: readonly T[]): readonly T[] {
  const given = new Map<string, { values: string[]; exclude: boolean }>();
  for (const [key, value] of call.search) {
    if (!key.startsWith('filter[')) continue;
    const read = nameOf(key, call, resource);
    if (read)
      given.set(`${read.exclude ? 'not ' : ''}${read.name}`, { values: value.split(','), exclude: read.exclude });
    else if (call.switches.unknownFilters === 'refused') throw badRequest(`${key} is not allowed.`);
  }
  if (resource.required !== undefined && !given.has(resource.required))
    throw unprocessable(`filter[${resource.required}] is required.`);
  for (const [one, other] of resource.together ?? [])
    if (given.has(one) !== given.has(other))
      throw unprocessable(`filter[${one}] and filter[${other}] must be used together.`);
  for (const [name, allowed] of Object.entries(INTEGRATIONS)) {
    const wrong = given.get(name)?.values.find((value) => !allowed.includes(value));
    if (wrong !== undefined) throw unprocessable(`filter[${name}] cannot be ${wrong}.`);
  }
  return rows.filter((row) =>
    [...given].every(([key, { values, exclude }]) => {
      const name = exclude ? key.slice('not '.length) : key;
      const time = resource.times?.[name];
      if (time) return within(time(row), values);
      const has = resource.filters[name]?.(row);
      return values.some((value) => has !== null && String(has) === value) !== exclude;
    }),
  );
}

/** The filter that a query key means, when the resource has it in this very spelling. */
function nameOf<T extends { id: number }>(key: string, { switches }: Call, resource: Resource<T>) {
  const parts = [...key.matchAll(/\[([^\]]*)\]/g)].map(([, part = '']) => part);
  const exclude = parts.length === 2 && parts[0] === 'exclude';
  if (parts.length !== 1 && !exclude) return undefined;
  const sent = parts.at(-1) ?? '';
  const known = (name: string) =>
    exclude
      ? (resource.excludable?.includes(name) ?? false)
      : Object.hasOwn(resource.filters, name) || Object.hasOwn(resource.times ?? {}, name);
  const spellings = switches.bothSpellings ? [sent, sent.replaceAll('-', '_'), sent.replaceAll('_', '-')] : [sent];
  const name = spellings.find(known);
  return name === undefined ? undefined : { name, exclude };
}

/** `from,to`, either of which may be `*`. */
function within(at: Date, [from = '*', to = '*']: readonly string[]): boolean {
  const moment = (text: string, open: number) => {
    if (text === '*') return open;
    const time = Date.parse(text);
    if (Number.isNaN(time)) throw badRequest(`${text} is not a valid date.`);
    return time;
  };
  return at.getTime() >= moment(from, Number.NEGATIVE_INFINITY) && at.getTime() <= moment(to, Number.POSITIVE_INFINITY);
}

function sort<T extends { id: number }>({ search }: Call, resource: Resource<T>, rows: readonly T[]): readonly T[] {
  const wanted = search.get('sort');
  if (!wanted) return rows;
  const down = wanted.startsWith('-');
  const read = resource.sorts[down ? wanted.slice(1) : wanted];
  if (!read) throw badRequest(`${wanted} is not a valid sort criteria for ${resource.type}.`);
  const sorted = [...rows].sort((a, b) => {
    const [left, right] = [read(a), read(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  return down ? sorted.reverse() : sorted;
}

function includesOf<T extends { id: number }>({ search }: Call, { type, includes }: Resource<T>): string[] {
  const wanted = (search.get('include') ?? '').split(',').filter((name) => name !== '');
  const wrong = wanted.find((name) => !Object.hasOwn(includes, name));
  if (wrong) throw badRequest(`${wrong} is not a valid relationship of ${type}.`);
  return wanted;
}

function positive(text: string | null): number | undefined {
  const number = /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0;
  return number > 0 ? number : undefined;
}
