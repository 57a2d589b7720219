import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingRequest, OutgoingResponse } from '../../../core/ports/outgoing.js';
import { failureOf, unreadable, VENDOR } from './failure.js';
import type { Filter } from './filters.js';
import { createPace, usedOf } from './pace.js';
import { createTurns } from './turns.js';
import type { Zones } from './zone.js';

export interface AutotaskKeys {
  username: string;
  secret: string;
  /** Its name in the API is ApiIntegrationCode. */
  trackingIdentifier: string;
}

export interface Query {
  filter: Filter;
  /** Only these fields, where not all are needed. */
  fields?: readonly string[];
  /** Rows a page; as many as Autotask gives where absent. */
  pageSize?: number;
}

export interface AutotaskClient {
  /** `doing` ends the sentence "Autotask refused to ...". Undefined when there is no such record. */
  find<T>(doing: string, path: string, shape: z.ZodType<T>): Promise<T | undefined>;
  /** Throws VendorError not_found. */
  item<T>(doing: string, path: string, shape: z.ZodType<T>): Promise<T>;
  /** What is no record: fields, rights, limits. */
  read<T>(doing: string, path: string, shape: z.ZodType<T>): Promise<T>;
  /** Page after page to the end, by ascending id: there is no other order. */
  pages<T>(doing: string, entity: string, row: z.ZodType<T>, query: Query): AsyncIterable<T[]>;
  /** Every row, page after page. */
  rows<T>(doing: string, entity: string, row: z.ZodType<T>, query: Query): AsyncIterable<T>;
  /** The first rows only, at most `pageSize`. */
  first<T>(doing: string, entity: string, row: z.ZodType<T>, query: Query): Promise<T[]>;
  /** The new record's id. Not sent twice: throws VendorError `outcomeUnknown` when no answer comes. */
  create(doing: string, path: string, body: Readonly<Record<string, unknown>>): Promise<number>;
  /** PATCH with absolute values of some fields: may be sent twice. Throws VendorError. */
  update(doing: string, path: string, body: Readonly<Record<string, unknown>>): Promise<void>;
  /** Makes sure that Autotask knows the user's zone. Throws VendorError. */
  findZone(): Promise<void>;
}

/** Source: Autotask facts, query, and limits: three at once for an entity and a tracking identifier; one is left to others. */
const LARGEST_PAGE = 500;
const MOST_AT_ONCE = 2;
const MOST_PAGES = 10_000;

const itemId = z.object({ itemId: z.number() });

/** HTTP and its manners. */
export function createAutotaskClient({
  zones,
  keys,
  http,
  wait = (ms) => pause(ms),
}: {
  zones: Zones;
  keys: AutotaskKeys;
  http: Outgoing;
  wait?: (ms: number) => Promise<void>;
}): AutotaskClient {
  const turns = createTurns(MOST_AT_ONCE);
  const pace = createPace({ ask: usedNow, wait });
  const headers = {
    accept: 'application/json',
    apiintegrationcode: keys.trackingIdentifier,
    username: keys.username,
    secret: keys.secret,
  };
  const hide = (text: string) =>
    [keys.secret, keys.trackingIdentifier].reduce((rest, secret) => rest.replaceAll(secret, '***'), text);

  /** `target`: below the zone's address, or a whole address that was checked to be there. */
  async function send(
    method: OutgoingRequest['method'],
    target: string,
    extra: Partial<OutgoingRequest> = {},
  ): Promise<OutgoingResponse> {
    const attempt = async (zone: URL) => http.request({ ...extra, method, url: new URL(target, zone).href, headers });
    const zone = await zones.current();
    const answer = await attempt(zone);
    if (answer.status !== 401 || !(await zones.moved(zone))) return answer;
    return attempt(await zones.current());
  }

  async function inTurn(
    method: OutgoingRequest['method'],
    target: string,
    extra: Partial<OutgoingRequest> = {},
  ): Promise<OutgoingResponse> {
    return turns(entityOf(target), async () => {
      await pace.step();
      return send(method, target, extra);
    });
  }

  async function usedNow(): Promise<number | undefined> {
    const answer = await send('GET', 'ThresholdInformation');
    return answer.status === 200 ? usedOf(answer.json()) : undefined;
  }

  function understood<T>(answer: OutgoingResponse, doing: string, shape: z.ZodType<T>, changes = false): T {
    if (answer.status < 200 || answer.status > 299) {
      const failure = failureOf(answer, doing, { changes, hide });
      if (failure.failure === 'throttled') pace.tooMuch();
      throw failure;
    }
    const parsed = shape.safeParse(bodyOf(answer, doing, changes));
    if (parsed.success) return parsed.data;
    throw unreadable(doing, `its answer is not as expected${placesOf(parsed.error)}`, changes);
  }

  async function find<T>(doing: string, path: string, shape: z.ZodType<T>): Promise<T | undefined> {
    const answer = await inTurn('GET', path);
    try {
      return understood(answer, doing, z.object({ item: shape.nullable() })).item ?? undefined;
    } catch (error) {
      // Instead of an empty item some say so in a sentence; a 404 means that the path is wrong, which is something else.
      const isSaid = error instanceof VendorError && error.failure === 'not_found' && answer.status !== 404;
      if (isSaid) return undefined;
      throw error;
    }
  }

  async function* pages<T>(
    doing: string,
    entity: string,
    row: z.ZodType<T>,
    { filter, fields, pageSize = LARGEST_PAGE }: Query,
  ): AsyncGenerator<T[]> {
    const body = {
      MaxRecords: Math.min(pageSize, LARGEST_PAGE),
      ...(fields ? { IncludeFields: fields } : {}),
      filter: [filter],
    };
    const page = z.object({
      items: z.array(row),
      pageDetails: z.object({ nextPageUrl: z.string().nullish() }).nullish(),
    });
    let target = `${entity}/query`;
    for (let count = 0; count < MOST_PAGES; count += 1) {
      const answer = understood(await inTurn('POST', target, { body, repeatable: true }), doing, page);
      if (answer.items.length > 0) yield answer.items;
      const next = answer.pageDetails?.nextPageUrl;
      if (!next) return;
      // The secret goes with every page, so a next page anywhere else is not asked for.
      const address = nextPage(next, await zones.current());
      if (!address || address === target) throw unreadable(doing, 'its next page is not at its own address');
      target = address;
    }
    throw unreadable(doing, `there was no end after ${MOST_PAGES} pages`);
  }

  return {
    find,
    async item(doing, path, shape) {
      const found = await find(doing, path, shape);
      if (found !== undefined) return found;
      throw new VendorError(VENDOR, 'not_found', `Autotask refused to ${doing}: there is no such record.`);
    },
    async read(doing, path, shape) {
      return understood(await inTurn('GET', path), doing, shape);
    },
    pages,
    async *rows(doing, entity, row, query) {
      for await (const page of pages(doing, entity, row, query)) yield* page;
    },
    async first(doing, entity, row, query) {
      for await (const page of pages(doing, entity, row, query)) return page;
      return [];
    },
    async create(doing, path, body) {
      return understood(await inTurn('POST', path, { body }), doing, itemId, true).itemId;
    },
    async update(doing, path, body) {
      understood(await inTurn('PATCH', path, { body, repeatable: true }), doing, z.unknown(), true);
    },
    async findZone() {
      await zones.current();
    },
  };
}

function bodyOf(answer: OutgoingResponse, doing: string, changes: boolean): unknown {
  try {
    return answer.json();
  } catch {
    throw unreadable(doing, 'its answer is not JSON', changes);
  }
}

function nextPage(address: string, zone: URL): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const below = url.pathname.toLowerCase().startsWith(zone.pathname.toLowerCase());
  return url.origin === zone.origin && below && !url.username && !url.password ? url.href : undefined;
}

/** What Autotask counts requests by: the names in a path, without numbers. */
function entityOf(target: string): string {
  const path = URL.canParse(target) ? (new URL(target).pathname.split(/\/v1\.0\//i)[1] ?? target) : target;
  const [name = ''] = path.split('/query');
  return name
    .split('/')
    .filter((part) => part !== '' && !/^\d+$/.test(part))
    .join('/')
    .toLowerCase();
}

/** Where an answer is wrong, never what stands there: it may be anything. */
function placesOf(error: z.ZodError): string {
  const places = error.issues.map(({ path }) => path.join('.')).filter((path) => path !== '');
  return places.length === 0 ? '' : ` (${[...new Set(places)].slice(0, 5).join(', ')})`;
}
