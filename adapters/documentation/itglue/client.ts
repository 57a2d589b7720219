import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingRequest, OutgoingResponse } from '../../../core/ports/outgoing.js';
import type { Pace, RateBudget } from '../../psa/rate-budget.js';
import { type Doing, failureOf, unreadable } from './failure.js';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Call {
  /** Ends the sentence "IT Glue refused to ...". */
  doing: string;
  /** Below the host, ids encoded. */
  path: string;
  query?: Query;
  signal?: AbortSignal | undefined;
}

export interface Rows<T> {
  rows: T[];
  /** There is more than was read. */
  more: boolean;
}

export interface ItGlueClient {
  /** One record. Throws VendorError not_found when IT Glue does not have it. */
  get<T>(call: Call, shape: z.ZodType<T>): Promise<T>;
  /** Undefined when IT Glue does not have it. */
  find<T>(call: Call, shape: z.ZodType<T>): Promise<T | undefined>;
  /** Each row once, page after page; at most `most` of them. */
  list<T extends { id: string }>(call: Call, item: z.ZodType<T>, most?: number): Promise<Rows<T>>;
  /** Makes a record of this JSON:API type. */
  create<T>(call: Call, type: string, attributes: object, shape: z.ZodType<T>): Promise<T>;
  /** Sets these attributes and no other one; without any, the path says what is done. Repeating it changes nothing. */
  change(call: Call, type?: string, attributes?: object): Promise<void>;
}

/** The largest page is 1000; smaller ones keep answers with long texts below our limit. Source: IT Glue facts, shapes. */
const PAGE_SIZE = 200;
const MOST_ROWS = 5_000;
const JSON_API = 'application/vnd.api+json';

/** Details of paging are what clients read, not the vendor's page (unconfirmed). Source: IT Glue facts, shapes. */
const page = z.object({
  data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
  meta: z.object({ 'next-page': z.number().int().nullish() }).nullish(),
});
const document = z.object({ data: z.record(z.string(), z.unknown()) });

/** A record of JSON:API with these attributes, flat. `id` is a string; foreign keys inside attributes are numbers. */
export function resource<Shape extends z.ZodRawShape>(attributes: Shape) {
  return z
    .object({ id: z.union([z.string().min(1), z.number()]).transform(String), attributes: z.object(attributes) })
    .transform(({ id, attributes: rest }) => ({ ...rest, id }));
}

/** HTTP and its manners. Every method throws VendorError. Source: IT Glue facts, access and shapes. */
export function createItGlueClient({
  api,
  apiKey,
  http,
  budget,
}: {
  api: string;
  apiKey: string;
  http: Outgoing;
  budget: RateBudget;
}): ItGlueClient {
  const hide = (text: string) => text.replaceAll(apiKey, '…');

  async function send(
    method: OutgoingRequest['method'],
    { path, query = {}, signal }: Omit<Call, 'doing'>,
    body?: object,
    pace: Pace = 'ordinary',
  ): Promise<OutgoingResponse> {
    await budget.take(pace, signal);
    return http.request({
      method,
      url: `${api}${path}${encode(query)}`,
      headers: { 'x-api-key': apiKey, accept: JSON_API, ...(body ? { 'content-type': JSON_API } : {}) },
      ...(body ? { body } : {}),
      // All values of a PATCH are absolute.
      repeatable: method !== 'POST',
      ...(signal ? { signal } : {}),
    });
  }

  /** A wrong key is told by 403 as a missing right is; only another question tells them apart. */
  async function fail(answer: OutgoingResponse, call: Call, changes: boolean): Promise<VendorError> {
    const doing: Doing = { doing: call.doing, changes };
    if (answer.status !== 401 && answer.status !== 403) return failureOf(answer, doing, hide);
    const known = await send('GET', { path: '/organizations', query: { 'page[size]': 1 }, signal: call.signal });
    return failureOf(answer, doing, hide, known.status === 200 ? 'forbidden' : 'unauthorized');
  }

  function read<T>(json: unknown, doing: Doing, shape: z.ZodType<T>): T {
    const parsed = shape.safeParse(json);
    if (parsed.success) return parsed.data;
    throw unreadable(doing, z.prettifyError(parsed.error).slice(0, 300));
  }

  async function ask<T>(call: Call, shape: z.ZodType<T>, pace?: Pace): Promise<T> {
    const answer = await send('GET', call, undefined, pace);
    if (answer.status !== 200) throw await fail(answer, call, false);
    return read(answer.json(), call, shape);
  }

  const get = async <T>(call: Call, shape: z.ZodType<T>): Promise<T> =>
    read((await ask(call, document)).data, call, shape);

  return {
    get,
    async find(call, shape) {
      try {
        return await get(call, shape);
      } catch (error) {
        if (error instanceof VendorError && error.vendorStatus === 404) return undefined;
        throw error;
      }
    },
    async list(call, item, most = MOST_ROWS) {
      const rows = new Map<string, z.infer<typeof item>>();
      const size = Math.min(PAGE_SIZE, most);
      for (let number = 1; ; number += 1) {
        const query = { ...call.query, 'page[number]': number, 'page[size]': size };
        // Only what is long has further pages, and what is long can wait.
        const { data, meta } = await ask({ ...call, query }, page, number > 1 ? 'bulk' : 'ordinary');
        const fresh = read([data].flat(), call, z.array(item)).filter(({ id }) => !rows.has(id));
        for (const row of fresh) rows.set(row.id, row);
        const told = meta?.['next-page'];
        const last = fresh.length === 0 || (told === undefined ? fresh.length < size : told === null);
        if (last || rows.size >= most) return { rows: [...rows.values()].slice(0, most), more: !last };
      }
    },
    async create(call, type, attributes, shape) {
      const answer = await send('POST', call, { data: { type, attributes } });
      if (answer.status !== 201 && answer.status !== 200) throw await fail(answer, call, true);
      const doing = { doing: call.doing, changes: true };
      return read(read(jsonOf(answer, doing), doing, document).data, doing, shape);
    },
    async change(call, type, attributes) {
      const answer = await send('PATCH', call, attributes && { data: { type, attributes } });
      if (answer.status < 200 || answer.status > 204) throw await fail(answer, call, true);
    },
  };
}

/** A change was carried out, even if nobody can read what IT Glue says of it. */
function jsonOf(answer: OutgoingResponse, doing: Doing): unknown {
  try {
    return answer.json();
  } catch (error) {
    if (error instanceof VendorError) throw unreadable(doing, 'its answer is not JSON');
    throw error;
  }
}

/** Brackets are encoded too. Source: IT Glue facts, shapes. */
function encode(query: Query): string {
  const parts = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : `${encodeURIComponent(key)}=${encodeURIComponent(value)}`,
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
