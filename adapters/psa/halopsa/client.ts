import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingRequest, OutgoingResponse } from '../../../core/ports/outgoing.js';
import type { Pace, RateBudget } from '../rate-budget.js';
import type { HaloAddress } from './address.js';
import { rowsIn, savedIn } from './envelope.js';
import { failureOf, unreadable } from './failure.js';
import type { Tokens } from './tokens.js';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Page<T> {
  rows: T[];
  /** How many there are in all, where HaloPSA says so. */
  total: number | undefined;
  /** How many rows a full page has: HaloPSA's word, else what was asked for. */
  size: number;
}

export interface HaloClient {
  address: HaloAddress;
  /** Rows of a page. */
  pageSize: number;
  /** One record or a whole answer. `doing` ends the sentence "HaloPSA refused to ...". */
  get<T>(doing: string, path: string, shape: z.ZodType<T>, query?: Query): Promise<T>;
  /** Undefined when HaloPSA does not have it. */
  find<T>(doing: string, path: string, shape: z.ZodType<T>, query?: Query): Promise<T | undefined>;
  /** A list that comes as a whole. */
  list<T>(doing: string, path: string, item: z.ZodType<T>, query?: Query): Promise<T[]>;
  /** One page, the first being 1. */
  page<T>(
    doing: string,
    path: string,
    item: z.ZodType<T>,
    query: Query,
    number: number,
    size?: number,
  ): Promise<Page<T>>;
  /**
   * Makes a record, or changes the given fields of the one whose id `row` holds. `repeatable`: sending it twice does no
   * harm, as all values in it are absolute.
   */
  save<T>(doing: string, path: string, shape: z.ZodType<T>, row: object, repeatable?: boolean): Promise<T>;
  /** Throws VendorError when nothing may be saved there; saves nothing: an empty list is sent. */
  maySave(doing: string, path: string): Promise<void>;
  remove(doing: string, path: string): Promise<void>;
}

/** The largest page that the API's description allows. Source: HaloPSA swagger, `page_size`. */
export const PAGE_SIZE = 100;

/** HTTP and its manners. Source: HaloPSA facts, general conventions. */
export function createHaloClient({
  address,
  tokens,
  http,
  budget,
  pageSize = PAGE_SIZE,
}: {
  address: HaloAddress;
  tokens: Tokens;
  http: Outgoing;
  budget: RateBudget;
  pageSize?: number;
}): HaloClient {
  async function send(
    method: OutgoingRequest['method'],
    path: string,
    query: Query,
    extra: Partial<OutgoingRequest> = {},
    pace: Pace = 'ordinary',
  ): Promise<OutgoingResponse> {
    const attempt = async (token: string) => {
      await budget.take(pace, extra.signal);
      return http.request({
        ...extra,
        method,
        url: `${address.api}${path}${encode(query)}`,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      });
    };
    const token = await tokens.current();
    const answer = await attempt(token);
    // A token may be taken back before its time; a second refusal means what it says.
    return answer.status === 401 ? attempt(await tokens.renewed(token)) : answer;
  }

  const fail = (answer: OutgoingResponse, doing: string, changes: boolean) =>
    failureOf(answer, doing, changes, tokens.hide);

  function read<T>(json: unknown, doing: string, shape: z.ZodType<T>, changes = false): T {
    const parsed = shape.safeParse(json);
    if (parsed.success) return parsed.data;
    throw unreadable(doing, z.prettifyError(parsed.error).slice(0, 300), changes);
  }

  async function ask(doing: string, path: string, query: Query, pace?: Pace): Promise<unknown> {
    const answer = await send('GET', path, query, {}, pace);
    if (answer.status !== 200) throw fail(answer, doing, false);
    return answer.json();
  }

  async function counted<T>(doing: string, path: string, item: z.ZodType<T>, query: Query, pace?: Pace) {
    const found = rowsIn(await ask(doing, path, query, pace));
    if (!found) throw unreadable(doing, 'its answer is no list');
    return { ...found, rows: read(found.rows, doing, z.array(item)) };
  }

  return {
    address,
    pageSize,
    async get(doing, path, shape, query = {}) {
      return read(await ask(doing, path, query), doing, shape);
    },
    async find(doing, path, shape, query = {}) {
      const answer = await send('GET', path, query);
      if (answer.status === 404 || answer.status === 204) return undefined;
      if (answer.status !== 200) throw fail(answer, doing, false);
      const json = answer.json();
      return isNothing(json) ? undefined : read(json, doing, shape);
    },
    list: async (doing, path, item, query = {}) => (await counted(doing, path, item, query)).rows,
    async page(doing, path, item, query, number, size = pageSize) {
      const paging = { pageinate: true, page_size: size, page_no: number };
      // Only what is long has further pages, and what is long can wait.
      const pace = number > 1 ? 'bulk' : 'ordinary';
      const found = await counted(doing, path, item, { ...query, ...paging }, pace);
      return { rows: found.rows, total: found.total, size: found.pageSize ?? size };
    },
    async save(doing, path, shape, row, repeatable = false) {
      const answer = await send('POST', path, {}, { body: [row], repeatable });
      if (answer.status !== 201 && answer.status !== 200) throw fail(answer, doing, true);
      return read(savedIn(json(answer, doing)), doing, shape, true);
    },
    async maySave(doing, path) {
      const answer = await send('POST', path, {}, { body: [] });
      // What HaloPSA makes of an empty list is unconfirmed: whatever it says, it let us in.
      if ([401, 403, 429, 503].includes(answer.status)) throw fail(answer, doing, false);
    },
    async remove(doing, path) {
      const answer = await send('DELETE', path, {});
      if (answer.status >= 300 && answer.status !== 404) throw fail(answer, doing, true);
    },
  };

  /** A change was carried out, even if nobody can read what HaloPSA says of it. */
  function json(answer: OutgoingResponse, doing: string): unknown {
    try {
      return answer.json();
    } catch (error) {
      if (error instanceof VendorError) throw unreadable(doing, 'its answer is not JSON', true);
      throw error;
    }
  }
}

/** What may stand for a record that does not exist beside a 404. */
function isNothing(json: unknown): boolean {
  if (json === null || json === '') return true;
  return typeof json === 'object' && Object.keys(json).length === 0;
}

function encode(query: Query): string {
  const parts = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : `${key}=${encodeURIComponent(value)}`,
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
