import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingRequest, OutgoingResponse } from '../../../core/ports/outgoing.js';
import type { SiteAddress } from './address.js';
import { createCodebase } from './codebase.js';
import type { Condition } from './conditions.js';
import { failureOf, unreadable } from './failure.js';

export interface ConnectWiseKeys {
  companyId: string;
  publicKey: string;
  privateKey: string;
  clientId: string;
}

export interface Query {
  conditions?: Condition;
  childConditions?: Condition;
  orderBy?: string;
  fields?: string;
  page?: number;
  pageId?: number;
  pageSize?: number;
}

export interface PatchOperation {
  op: 'replace' | 'add' | 'remove';
  /** Bare field name, without a slash. */
  path: string;
  value: unknown;
}

export interface ConnectWiseClient {
  address: SiteAddress;
  /** `doing` ends the sentence "ConnectWise refused to ...". */
  get<T>(doing: string, path: string, shape: z.ZodType<T>, query?: Query): Promise<T>;
  /** Undefined when ConnectWise does not have it. */
  find<T>(doing: string, path: string, shape: z.ZodType<T>): Promise<T | undefined>;
  post<T>(doing: string, path: string, shape: z.ZodType<T>, body: unknown): Promise<T>;
  /** All operations must set absolute values: it may be sent twice. */
  patch<T>(doing: string, path: string, shape: z.ZodType<T>, operations: readonly PatchOperation[]): Promise<T>;
  remove(doing: string, path: string): Promise<void>;
  /** One page and whether there is another one. Long conditions of tickets go to the search route. */
  page<T>(doing: string, path: string, item: z.ZodType<T>, query: Query, forwardOnly?: boolean): Promise<Page<T>>;
  /** Makes sure that the company id is known to this site. Throws VendorError. */
  knowsCompany(): Promise<void>;
}

export interface Page<T> {
  rows: T[];
  more: boolean;
}

/** The API version that this adapter was written against; ConnectWise keeps old versions for about a year. */
const ACCEPT = 'application/vnd.connectwise.com+json; version=2025.1';
const LONGEST_QUERY = 1500;

/** HTTP and its manners. Source: ConnectWise facts, Developer Guide. */
export function createConnectWiseClient({
  address,
  keys,
  http,
}: {
  address: SiteAddress;
  keys: ConnectWiseKeys;
  http: Outgoing;
}): ConnectWiseClient {
  const codebase = createCodebase({ site: address.site, companyId: keys.companyId, http });
  const basic = Buffer.from(`${keys.companyId}+${keys.publicKey}:${keys.privateKey}`).toString('base64');
  const headers = {
    authorization: `Basic ${basic}`,
    clientid: keys.clientId,
    accept: ACCEPT,
  };

  /** Without what must not be repeated. */
  const hide = (text: string) =>
    [basic, keys.privateKey, keys.clientId].reduce((rest, secret) => rest.replaceAll(secret, '…'), text);

  async function send(
    method: OutgoingRequest['method'],
    path: string,
    query: Query,
    extra: Partial<OutgoingRequest> = {},
  ): Promise<OutgoingResponse> {
    const attempt = async () =>
      http.request({
        ...extra,
        method,
        url: `${address.api.origin}/${await codebase.current()}apis/3.0${path}${encode(query)}`,
        headers: { ...headers, ...extra.headers },
      });
    const answer = await attempt();
    // The codebase may have moved with an upgrade; what was not found there was not carried out either.
    return answer.status === 404 && (await codebase.moved()) ? attempt() : answer;
  }

  /** Wrong keys may be answered with 404 everywhere, so a record is only believed to be missing where companies are not. */
  async function keysAreWrong(path: string): Promise<boolean> {
    if (isCollection(path)) return true;
    const { status } = await send('GET', '/company/companies', { pageSize: 1, fields: 'id' });
    return status === 404 || status === 401;
  }

  async function fail(answer: OutgoingResponse, doing: string, path: string, changes: boolean): Promise<VendorError> {
    if (answer.status === 404 && (await keysAreWrong(path))) {
      return new VendorError(
        'ConnectWise',
        'unauthorized',
        `ConnectWise does not know the address for "${doing}". Check the company id, the keys and the site URL.`,
        { vendorStatus: 404 },
      );
    }
    return failureOf(answer, doing, changes, hide);
  }

  function read<T>(answer: OutgoingResponse, doing: string, shape: z.ZodType<T>, changes: boolean): T {
    const parsed = shape.safeParse(answer.json());
    if (parsed.success) return parsed.data;
    throw unreadable(doing, z.prettifyError(parsed.error).slice(0, 300), changes);
  }

  return {
    address,
    async knowsCompany() {
      await codebase.confirm();
    },
    async get(doing, path, shape, query = {}) {
      const answer = await send('GET', path, query);
      if (answer.status !== 200) throw await fail(answer, doing, path, false);
      return read(answer, doing, shape, false);
    },
    async find(doing, path, shape) {
      const answer = await send('GET', path, {});
      if (answer.status === 404 && !(await keysAreWrong(path))) return undefined;
      if (answer.status !== 200) throw await fail(answer, doing, path, false);
      return read(answer, doing, shape, false);
    },
    async post(doing, path, shape, body) {
      const answer = await send('POST', path, {}, { body });
      if (answer.status !== 201 && answer.status !== 200) throw await fail(answer, doing, path, true);
      return read(answer, doing, shape, true);
    },
    async patch(doing, path, shape, operations) {
      const answer = await send('PATCH', path, {}, { body: operations, repeatable: true });
      if (answer.status !== 200) throw await fail(answer, doing, path, true);
      return read(answer, doing, shape, true);
    },
    async remove(doing, path) {
      const answer = await send('DELETE', path, {});
      if (answer.status === 404 && !(await keysAreWrong(path))) return;
      if (answer.status >= 300) throw await fail(answer, doing, path, true);
    },
    async page(doing, path, item, query, forwardOnly = false) {
      const extra = forwardOnly ? { headers: { 'pagination-type': 'forward-only' } } : {};
      const { conditions, childConditions, orderBy, ...paging } = query;
      const search = encode(query).length > LONGEST_QUERY && path === '/service/tickets';
      const answer = search
        ? await send('POST', `${path}/search`, paging, {
            ...extra,
            body: { conditions, childConditions, orderBy },
            repeatable: true,
          })
        : await send('GET', path, query, extra);
      // A search is a POST, which the API model lets answer 201.
      if (answer.status !== 200 && !(search && answer.status === 201)) throw await fail(answer, doing, path, false);
      const rows = read(answer, doing, z.array(item), false);
      const link = answer.headers.link;
      const more = link === undefined ? rows.length >= (query.pageSize ?? 25) : /rel="?next"?/.test(link);
      return { rows, more: more && rows.length > 0 };
    },
  };
}

/** Paths without a record's number in them always exist. */
function isCollection(path: string): boolean {
  return !/\/\d+(\/|$)/.test(path);
}

function encode(query: Query): string {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return parts.length === 0 ? '' : `?${parts.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')}`;
}
