import { Client, GraphClientError, GraphError } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import { failureOf } from './failure.js';
import { createGraphChain } from './graph-chain.js';
import { type Tokens, VENDOR } from './tokens.js';

export interface GraphCall {
  /** Ends the sentence "Microsoft 365 refused to ...". */
  doing: string;
  /** The application permission that it needs, for the message when it is missing. */
  permission: string;
  /** Below /v1.0, encoded. */
  path: string;
  query?: Readonly<Record<string, string | number>>;
  /** Advanced queries on directory objects (`$search`, `$count`, casts). */
  eventual?: boolean;
  signal?: AbortSignal | undefined;
}

export interface Graph {
  get<T>(tenantId: string, call: GraphCall, shape: z.ZodType<T>): Promise<T>;
  /** Undefined when there is no such thing. */
  find<T>(tenantId: string, call: GraphCall, shape: z.ZodType<T>): Promise<T | undefined>;
  /** Every item of a list, paged to the end. */
  list<T>(tenantId: string, call: GraphCall, item: z.ZodType<T>): Promise<T[]>;
  /** Resolves when Graph has done it; sent once, unless Graph says that it did not take it. */
  change(tenantId: string, method: 'PATCH' | 'POST', call: GraphCall, body?: unknown): Promise<void>;
}

const MOST_PAGES = 200;

/** Microsoft Graph v1.0 in the tenants of clients. Every method throws VendorError. */
export function createGraph({
  graphBaseUrl,
  tokens,
  http,
}: {
  graphBaseUrl: string;
  tokens: Tokens;
  http: Outgoing;
}): Graph {
  function clientOf(tenantId: string): Client {
    return Client.initWithMiddleware({
      baseUrl: graphBaseUrl,
      defaultVersion: 'v1.0',
      middleware: createGraphChain({ graphBaseUrl, tenantId, tokens, http }),
    });
  }

  function prepare(tenantId: string, call: GraphCall) {
    const query = Object.entries(call.query ?? {}).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
    const request = clientOf(tenantId).api(query.length === 0 ? call.path : `${call.path}?${query.join('&')}`);
    if (call.eventual) request.header('ConsistencyLevel', 'eventual');
    if (call.signal) request.option('signal', call.signal);
    return request;
  }

  async function guarded<T>(call: GraphCall, changes: boolean, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof GraphClientError && error.customError !== undefined) throw error.customError;
      if (error instanceof GraphError) throw failureOf(error, call, changes);
      throw error;
    }
  }

  function read<T>(answer: unknown, call: GraphCall, shape: z.ZodType<T>): T {
    const parsed = shape.safeParse(answer);
    if (parsed.success) return parsed.data;
    const problem = z.prettifyError(parsed.error).slice(0, 300);
    throw new VendorError(
      VENDOR,
      'unexpected',
      `Microsoft 365 could not be understood when asked to ${call.doing}: ${problem}`,
    );
  }

  async function get<T>(tenantId: string, call: GraphCall, shape: z.ZodType<T>): Promise<T> {
    return read(await guarded(call, false, () => prepare(tenantId, call).get()), call, shape);
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
        if (error instanceof VendorError && error.failure === 'not_found' && error.vendorStatus === 404)
          return undefined;
        throw error;
      }
    },
    async list(tenantId, call, item) {
      const page = z.object({ value: z.array(item), '@odata.nextLink': z.string().optional() });
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
    async change(tenantId, method, call, body) {
      const request = prepare(tenantId, call);
      await guarded(call, true, () => (method === 'PATCH' ? request.patch(body) : request.post(body ?? {})));
    },
  };
}
