import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingRequest, OutgoingResponse } from '../../../core/ports/outgoing.js';
import type { Pace, RateBudget } from '../../psa/rate-budget.js';
import type { HuduAddress } from './address.js';
import { failureOf, unreadable, VENDOR } from './failure.js';
import { createPauses } from './pauses.js';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

interface Asked {
  /** Ends the sentence "Hudu refused to ...". */
  doing: string;
  /** Below /api/v1. */
  path: string;
  query?: Query;
  pace?: Pace;
  signal?: AbortSignal | undefined;
}

export interface HuduClient {
  address: HuduAddress;
  /** One thing, in its envelope or bare. Undefined when Hudu does not have it, whichever way it says so. */
  find<T>(asked: Asked, name: string, shape: z.ZodType<T>): Promise<T | undefined>;
  /** One page of a list; the first is 1. Of as many rows as Hudu likes where `size` is absent. */
  page<T>(asked: Asked, name: string, row: z.ZodType<T>, number: number, size?: number): Promise<T[]>;
  /** How Hudu answers a request that must do nothing, to learn whether it would let us. Only refusals for the pace throw. */
  status(method: 'GET' | 'DELETE', asked: Asked): Promise<OutgoingResponse>;
}

/** Pages of long articles are large. Bytes. */
const LARGEST_ANSWER = 32 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
/** What a person waits for is not kept waiting longer for a pause that Hudu asked for. */
const WORTH_WAITING_MS = 2_000;

/** HTTP and its manners. Source: Hudu facts, access; paging, limits, errors; envelopes. */
export function createHuduClient({
  address,
  apiKey,
  http,
  budget,
  now,
  wait,
}: {
  address: HuduAddress;
  apiKey: string;
  http: Outgoing;
  budget: RateBudget;
  now(): Date;
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}): HuduClient {
  const pauses = createPauses(now);

  async function send(method: OutgoingRequest['method'], asked: Asked): Promise<OutgoingResponse> {
    const { doing, path, query = {}, pace = 'ordinary', signal } = asked;
    const pause = budget.paused();
    if (pause > WORTH_WAITING_MS && pace === 'ordinary') throw stillPaused(doing, pause);
    if (pause > 0) await wait(pause, signal);
    await budget.take(pace, signal);
    const answer = await http.request({
      method,
      url: `${address.api}${path}${encode(query)}`,
      headers: { 'x-api-key': apiKey, accept: 'application/json' },
      timeoutMs: TIMEOUT_MS,
      maxBytes: LARGEST_ANSWER,
      // A deletion is only ever sent to see whether it is refused.
      repeatable: method === 'GET',
      ...(signal ? { signal } : {}),
    });
    if (answer.status !== 429) {
      pauses.over();
      return answer;
    }
    // The way out has waited and asked again already: from now on everybody waits.
    const ms = pauses.after(answer.headers['retry-after']);
    budget.pause(ms);
    throw failureOf(answer, doing, Math.ceil(ms / 1000));
  }

  function read<T>(value: unknown, doing: string, shape: z.ZodType<T>): T {
    const parsed = shape.safeParse(value);
    if (parsed.success) return parsed.data;
    // Where, not what: the values may be secrets.
    const places = [
      ...new Set(parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'all of it'} (${code})`)),
    ];
    throw unreadable(doing, `unexpected shape at ${places.slice(0, 5).join(', ')}`);
  }

  return {
    address,
    async find(asked, name, shape) {
      const answer = await send('GET', asked);
      if (answer.status === 404) {
        if (isPage(answer)) throw unreadable(asked.doing, 'there is no such place in its API; check the address');
        return undefined;
      }
      if (answer.status !== 200) throw failureOf(answer, asked.doing);
      const body = jsonOf(answer, asked.doing);
      if (body === null) return undefined;
      const wrapped = envelope(name).safeParse(body);
      const one = wrapped.success ? wrapped.data[name] : body;
      return one === null ? undefined : read(one, asked.doing, shape);
    },
    async page(asked, name, row, number, size) {
      const answer = await send('GET', { ...asked, query: { ...asked.query, page: number, page_size: size } });
      if (answer.status !== 200) throw failureOf(answer, asked.doing);
      const body = jsonOf(answer, asked.doing);
      const wrapped = envelope(name).safeParse(body);
      const rows = wrapped.success ? wrapped.data[name] : body;
      if (!Array.isArray(rows)) throw unreadable(asked.doing, 'its answer is no list');
      return read(rows, asked.doing, z.array(row));
    },
    status: send,
  };
}

const envelope = (name: string) => z.looseObject({ [name]: z.unknown().refine((inner) => inner !== undefined) });

function jsonOf(answer: OutgoingResponse, doing: string): unknown {
  if (isPage(answer)) throw unreadable(doing, 'it answered with a web page; check the address of Hudu');
  try {
    return answer.json();
  } catch (error) {
    if (error instanceof VendorError) throw unreadable(doing, 'its answer is not JSON');
    throw error;
  }
}

const isPage = (answer: OutgoingResponse) => /^\s*<(?:!doctype|html|\?xml)/i.test(answer.text().slice(0, 200));

function encode(query: Query): string {
  const parts = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : `${key}=${encodeURIComponent(value)}`,
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function stillPaused(doing: string, ms: number): VendorError {
  const retryAfter = Math.ceil(ms / 1000);
  const message = `Hudu was not asked to ${doing}: it had asked to slow down, and works again in ${retryAfter} seconds.`;
  return new VendorError(VENDOR, 'throttled', message, { retryAfter });
}
