import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingRequest, OutgoingResponse } from '../../../core/ports/outgoing.js';
import type { RateBudget } from '../../psa/rate-budget.js';
import { failureOf, unreadable } from './failure.js';
import type { Purpose, Tokens } from './tokens.js';

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface Call {
  /** Ends the sentence "NinjaOne refused to ...". */
  doing: string;
  /** Below the instance, ids encoded. */
  path: string;
  query?: Query;
  signal?: AbortSignal | undefined;
}

export interface NinjaClient {
  get<T>(call: Call, shape: z.ZodType<T>): Promise<T>;
  /** Undefined when NinjaOne does not have it. */
  find<T>(call: Call, shape: z.ZodType<T>): Promise<T | undefined>;
  /** Each row once, page after page; at most `most` of them. `more`: there are others. */
  pages<T extends { id: number }>(call: Call, item: z.ZodType<T>, most: number): Promise<{ rows: T[]; more: boolean }>;
  /** Asks NinjaOne to do something. Resolves when it has taken the order; whether it was carried out it tells later. */
  order(purpose: 'act' | 'script', call: Call, body: object): Promise<void>;
}

const PAGE_SIZE = 200;

/** HTTP and its manners. Every method throws VendorError. Source: RMM facts, NinjaOne. */
export function createNinjaClient({
  instance,
  tokens,
  http,
  budget,
}: {
  instance: string;
  tokens: Tokens;
  http: Outgoing;
  budget: RateBudget;
}): NinjaClient {
  async function send(
    purpose: Purpose,
    method: OutgoingRequest['method'],
    { path, query = {}, signal }: Call,
    body?: object,
  ): Promise<OutgoingResponse> {
    const attempt = async (token: string) => {
      await budget.take('ordinary', signal);
      return http.request({
        method,
        url: `${instance}${path}${encode(query)}`,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
        ...(body ? { body } : {}),
        ...(signal ? { signal } : {}),
      });
    };
    const token = await tokens.current(purpose);
    const answer = await attempt(token);
    // A token may be taken back before its time; a second refusal means what it says.
    return answer.status === 401 ? attempt(await tokens.renewed(purpose, token)) : answer;
  }

  function read<T>(json: unknown, doing: string, shape: z.ZodType<T>): T {
    const parsed = shape.safeParse(json);
    if (parsed.success) return parsed.data;
    throw unreadable(doing, z.prettifyError(parsed.error).slice(0, 300));
  }

  async function get<T>(call: Call, shape: z.ZodType<T>): Promise<T> {
    const answer = await send('look', 'GET', call);
    if (answer.status !== 200) throw failureOf(answer, call, tokens.hide);
    return read(answer.json(), call.doing, shape);
  }

  return {
    get,
    async find(call, shape) {
      try {
        return await get(call, shape);
      } catch (error) {
        if (error instanceof VendorError && [404, 204].includes(error.vendorStatus ?? 0)) return undefined;
        throw error;
      }
    },
    async pages(call, item, most) {
      const rows = new Map<number, z.infer<typeof item>>();
      for (let after: number | undefined; ; ) {
        const page = await get({ ...call, query: { ...call.query, pageSize: PAGE_SIZE, after } }, z.array(item));
        const fresh = page.filter(({ id }) => !rows.has(id));
        for (const row of fresh) rows.set(row.id, row);
        const last = page.length < PAGE_SIZE || fresh.length === 0;
        if (last || rows.size >= most) return { rows: [...rows.values()].slice(0, most), more: !last };
        after = page.at(-1)?.id;
      }
    },
    async order(purpose, call, body) {
      const answer = await send(purpose, 'POST', call, body);
      if (answer.status < 200 || answer.status > 204) throw failureOf(answer, { ...call, changes: true }, tokens.hide);
    },
  };
}

function encode(query: Query): string {
  const parts = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}=${encodeURIComponent(value)}`,
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
