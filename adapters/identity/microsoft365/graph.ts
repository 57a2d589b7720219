import { Client, GraphClientError, GraphError, type GraphRequest } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import { failureOf } from './failure.js';
import { createGraphChain } from './graph-chain.js';
import type { KnownRefusal } from './known-refusals.js';
import type { Pace, Paces } from './pace.js';
import type { Need } from './permissions.js';
import type { Recent } from './recent.js';
import type { Tokens } from './tokens.js';
import { VENDOR } from './vendor.js';

export interface GraphCall {
  /** Ends the sentence "Microsoft 365 refused to ...". */
  doing: string;
  /** The application permission that it needs, for the message when it is missing. */
  need: Need;
  /** Below /v1.0, encoded. */
  path: string;
  query?: Readonly<Record<string, string | number>>;
  /** Advanced queries on directory objects (`$search`, `$count`, casts). */
  eventual?: boolean;
  /** A limit that is narrower than the tenant's own. */
  pace?: Pace;
  /** What the request carries that no message may quote. */
  secret?: string;
  /** What refusals mean here, where their status does not say it. */
  refusals?: readonly KnownRefusal[];
  signal?: AbortSignal | undefined;
}

export interface Graph {
  get<T>(tenantId: string, call: GraphCall, shape: z.ZodType<T>): Promise<T>;
  /** Undefined when there is no such thing. */
  find<T>(tenantId: string, call: GraphCall, shape: z.ZodType<T>): Promise<T | undefined>;
  /** Every item of a list, paged to the end. */
  list<T>(tenantId: string, call: GraphCall, item: z.ZodType<T>): Promise<T[]>;
  /** The first page of a list, and whether there is more. */
  some<T>(tenantId: string, call: GraphCall, item: z.ZodType<T>): Promise<{ items: T[]; more: boolean }>;
  /** Resolves when Graph has done it; sent once, unless Graph says that it did not take it. */
  change(tenantId: string, method: 'PATCH' | 'POST' | 'DELETE', call: GraphCall, body?: unknown): Promise<void>;
  /** POST that answers with what came into being; sent once, as `change`. */
  create<T>(tenantId: string, call: GraphCall, body: unknown, shape: z.ZodType<T>): Promise<T>;
}

const MOST_PAGES = 200;
/** How long to wait for the directory to hear of what was made a moment ago. Milliseconds, one try after each. */
const CATCHING_UP = [1_000, 2_000, 3_000, 4_000];

/** Microsoft Graph v1.0 in the tenants of clients. Every method throws VendorError. */
export function createGraph({
  graphBaseUrl,
  tokens,
  http,
  paces,
  recent,
  wait,
}: {
  graphBaseUrl: string;
  tokens: Tokens;
  http: Outgoing;
  paces: Paces;
  recent: Recent;
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}): Graph {
  function prepare(tenantId: string, call: GraphCall): GraphRequest {
    const query = Object.entries(call.query ?? {}).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
    const share = call.pace ? `${tenantId} ${call.pace.area}` : tenantId;
    const client = Client.initWithMiddleware({
      baseUrl: graphBaseUrl,
      defaultVersion: 'v1.0',
      middleware: createGraphChain({ graphBaseUrl, tenantId, share, tokens, http }),
    });
    const request = client.api(query.length === 0 ? call.path : `${call.path}?${query.join('&')}`);
    if (call.eventual) request.header('ConsistencyLevel', 'eventual');
    if (call.signal) request.option('signal', call.signal);
    return request;
  }

  async function once(
    tenantId: string,
    call: GraphCall,
    changes: boolean,
    act: (request: GraphRequest) => Promise<unknown>,
  ): Promise<unknown> {
    if (call.pace) await paces.take(tenantId, call.pace, call.signal);
    try {
      return await act(prepare(tenantId, call));
    } catch (error) {
      if (error instanceof GraphClientError && error.customError !== undefined) throw error.customError;
      if (error instanceof GraphError) throw failureOf(error, call, changes);
      throw error;
    }
  }

  /** Tried again for some seconds where "it is not there" can only mean that it is not there yet: 404 changes nothing. */
  async function guarded(
    tenantId: string,
    call: GraphCall,
    changes: boolean,
    act: (request: GraphRequest) => Promise<unknown>,
    body?: unknown,
  ): Promise<unknown> {
    for (const delay of CATCHING_UP) {
      try {
        return await once(tenantId, call, changes, act);
      } catch (error) {
        if (!isNotThere(error) || !recent.isIn(tenantId, { path: call.path, body })) throw error;
      }
      await wait(delay, call.signal);
    }
    return once(tenantId, call, changes, act);
  }

  function read<T>(answer: unknown, call: GraphCall, shape: z.ZodType<T>, changes = false): T {
    const parsed = shape.safeParse(answer);
    if (parsed.success) return parsed.data;
    const problem = z.prettifyError(parsed.error).slice(0, 300);
    throw new VendorError(
      VENDOR,
      'unexpected',
      `Microsoft 365 could not be understood when asked to ${call.doing}: ${problem}`,
      { outcomeUnknown: changes },
    );
  }

  async function get<T>(tenantId: string, call: GraphCall, shape: z.ZodType<T>): Promise<T> {
    return read(await guarded(tenantId, call, false, (request) => request.get()), call, shape);
  }

  /** The rest of a list is at the address that Graph gives; it is followed on Graph itself only. */
  function nextOf(link: string, call: GraphCall): GraphCall {
    const base = `${graphBaseUrl}/v1.0`;
    if (!link.startsWith(`${base}/`)) {
      throw new VendorError(
        VENDOR,
        'unexpected',
        `Microsoft 365 sends the rest of a list elsewhere when asked to ${call.doing}`,
      );
    }
    const { query: _, ...rest } = call;
    return { ...rest, path: link.slice(base.length) };
  }

  return {
    get,
    async find(tenantId, call, shape) {
      try {
        return await get(tenantId, call, shape);
      } catch (error) {
        if (isNotThere(error)) return undefined;
        throw error;
      }
    },
    async list(tenantId, call, item) {
      const page = pageOf(item);
      const all = [];
      let next: GraphCall | undefined = call;
      for (let count = 0; next && count < MOST_PAGES; count += 1) {
        const answer: z.infer<typeof page> = await get(tenantId, next, page);
        all.push(...answer.value);
        const link = answer['@odata.nextLink'];
        next = link === undefined ? undefined : nextOf(link, call);
      }
      if (next) {
        throw new VendorError(
          VENDOR,
          'unexpected',
          `Microsoft 365 has more than ${MOST_PAGES} pages when asked to ${call.doing}`,
        );
      }
      return all;
    },
    async some(tenantId, call, item) {
      const answer = await get(tenantId, call, pageOf(item));
      return { items: answer.value, more: answer['@odata.nextLink'] !== undefined };
    },
    async change(tenantId, method, call, body) {
      const act = (request: GraphRequest): Promise<unknown> => {
        if (method === 'DELETE') return request.delete();
        return method === 'PATCH' ? request.patch(body) : request.post(body ?? {});
      };
      await guarded(tenantId, call, true, act, body);
    },
    async create(tenantId, call, body, shape) {
      const answer = await guarded(tenantId, call, true, (request) => request.post(body), body);
      return read(answer, call, shape, true);
    },
  };
}

function pageOf<T>(item: z.ZodType<T>) {
  return z.object({ value: z.array(item), '@odata.nextLink': z.string().optional() });
}

function isNotThere(error: unknown): boolean {
  return error instanceof VendorError && error.failure === 'not_found' && error.vendorStatus === 404;
}
