import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import type { Condition } from './conditions.js';
import type { Document, List } from './documents.js';
import { errorsShape, graphqlFailure, httpFailure, SHORTEST_PAUSE_S, unreadable, VENDOR } from './failure.js';
import { parseLosslessly } from './json.js';
import type { Pace, RateBudget } from './rate-budget.js';

/** Source: SuperOps facts, limits. */
export const LARGEST_PAGE = 100;
/** Of a list that is longer than any MSP's, something is wrong. */
const MOST_PAGES = 5_000;
/** However long it asks for, it is asked again after so long. */
const LONGEST_PAUSE_S = 600;
/** Added to the pause that SuperOps asks for, so that not everybody comes back at once. Milliseconds. */
const JITTER_MS = 5_000;

export interface ListQuery {
  condition?: Condition | undefined;
  sort?: { attribute: string; order: 'ASC' | 'DESC' };
  /** Beside `listInfo`, where the query takes it so. */
  clientId?: string;
  /** Only for lists that are known to be short; 100 where absent. */
  pageSize?: number;
  pace?: Pace;
}

export interface SuperOpsClient {
  /** `doing` ends the sentence "SuperOps refused to ...". Undefined where SuperOps answers with nothing. */
  ask<T>(doing: string, document: Document, shape: z.ZodType<T>, input?: unknown): Promise<T | undefined>;
  /** A mutation; never sent twice. Throws VendorError, with `outcomeUnknown` where it may have been carried out. */
  change<T>(doing: string, document: Document, shape: z.ZodType<T>, input: unknown): Promise<T>;
  /** Pages to the end, or as far as it is asked for. */
  everyRow<T>(doing: string, list: List<T>, query?: ListQuery): AsyncIterable<T>;
  firstPage<T>(doing: string, list: List<T>, query?: ListQuery): Promise<T[]>;
}

const answerShape = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: errorsShape.nullish(),
});
const answerOfList = z.looseObject({
  listInfo: z.object({ hasMore: z.boolean().nullish(), totalCount: z.number().nullish() }).nullish(),
});

/**
 * GraphQL over POST and its manners: variables only, errors inside of 200, our own budget of requests.
 * Source: SuperOps facts, endpoint, errors and paging.
 */
export function createSuperOpsClient({
  address,
  subdomain,
  apiToken,
  http,
  budget,
}: {
  address: string;
  subdomain: string;
  apiToken: string;
  http: Outgoing;
  budget: RateBudget;
}): SuperOpsClient {
  const headers = {
    authorization: `Bearer ${apiToken}`,
    customersubdomain: subdomain,
    'content-type': 'application/json',
  };

  async function send(doing: string, document: Document, input: unknown, pace: Pace): Promise<unknown> {
    const changes = document.kind === 'mutation';
    const pause = budget.paused();
    if (pause > 0) throw stillPaused(doing, pause);
    await budget.take(pace);
    const answer = await http.request({
      method: 'POST',
      url: address,
      headers,
      body: { query: document.text, ...(input === undefined ? {} : { variables: { input } }) },
      repeatable: !changes,
    });
    const retryAfter = Number(answer.headers['retry-after'] ?? Number.NaN);
    const readable = answer.status === 200 ? readAnswer(answer.text(), doing, changes) : undefined;
    const failure = readable
      ? readable.errors &&
        readable.errors.length > 0 &&
        graphqlFailure(readable.errors, doing, { changes, answered: (readable.data?.[document.name] ?? null) !== null })
      : httpFailure(answer.status, doing, changes, Number.isFinite(retryAfter) ? retryAfter : undefined);
    if (failure) {
      // The way out may have waited and asked again; it is still too much, and in whichever way it says so, for all of us.
      if (failure.failure === 'throttled') {
        const seconds = Math.min(failure.retryAfter ?? SHORTEST_PAUSE_S, LONGEST_PAUSE_S);
        budget.pause(seconds * 1000 + Math.random() * JITTER_MS);
      }
      throw failure;
    }
    const found = readable?.data?.[document.name];
    if (found === undefined) throw unreadable(doing, `the answer has no ${document.name}`, changes);
    return found ?? undefined;
  }

  function readAnswer(text: string, doing: string, changes: boolean): z.infer<typeof answerShape> {
    let body: unknown;
    try {
      body = parseLosslessly(text.replaceAll(apiToken, '…'));
    } catch {
      throw unreadable(doing, 'the answer is not JSON', changes);
    }
    return read(answerShape, body, doing, changes);
  }

  async function page<T>(doing: string, list: List<T>, query: ListQuery, number: number) {
    const { condition, sort, clientId, pageSize = LARGEST_PAGE, pace = 'ordinary' } = query;
    const listInfo = {
      page: number,
      pageSize,
      ...(condition ? { condition } : {}),
      ...(sort ? { sort: [sort] } : {}),
    };
    const input = list.takesClient ? { ...(clientId === undefined ? {} : { clientId }), listInfo } : listInfo;
    const answer = await send(doing, list, input, pace);
    const found = read(answerOfList, answer, doing, false);
    const rows = read(z.array(list.shape), found[list.rows] ?? [], doing, false);
    const { hasMore, totalCount } = found.listInfo ?? {};
    // `hasMore` may be null on the last page, and where it is, the count tells.
    const more = hasMore ?? (typeof totalCount === 'number' && number * pageSize < totalCount);
    return { rows, more: more && rows.length > 0 };
  }

  return {
    async ask(doing, document, shape, input) {
      const answer = await send(doing, document, input, 'ordinary');
      return answer === undefined ? undefined : read(shape, answer, doing, false);
    },
    async change(doing, document, shape, input) {
      const answer = await send(doing, document, input, 'ordinary');
      if (answer === undefined) throw unreadable(doing, 'it answered with nothing', true);
      return read(shape, answer, doing, true);
    },
    async *everyRow(doing, list, query = {}) {
      for (let number = 1; number <= MOST_PAGES; number += 1) {
        const { rows, more } = await page(doing, list, query, number);
        yield* rows;
        if (!more) return;
      }
      throw unreadable(doing, `the list has no end after ${MOST_PAGES} pages`);
    },
    async firstPage(doing, list, query = {}) {
      return (await page(doing, list, query, 1)).rows;
    },
  };
}

function read<T>(shape: z.ZodType<T>, value: unknown, doing: string, changes: boolean): T {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw unreadable(doing, z.prettifyError(parsed.error).slice(0, 300), changes);
}

function stillPaused(doing: string, ms: number): VendorError {
  const retryAfter = Math.ceil(ms / 1000);
  const message = `SuperOps was not asked to ${doing}: it had asked to slow down, and works again in ${retryAfter} seconds.`;
  return new VendorError(VENDOR, 'throttled', message, { retryAfter });
}
