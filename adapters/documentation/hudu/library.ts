import { VendorError } from '../../../core/errors.js';
import type { HuduClient } from './client.js';
import { pagesOf } from './paging.js';
import { articleShape } from './shapes.js';
import { createShelf, type Shelf, type Shelved } from './shelf.js';

export interface Hit {
  article: Shelved;
  /** For every client, not for this one alone. */
  isGlobal: boolean;
}

export type ArticleSearch =
  /** The articles of this client have not been read yet; `read`: how many so far. */
  | { state: 'not_ready'; read: number }
  | {
      state: 'found';
      hits: Hit[];
      /** As Hudu was then. */
      asOf: Date;
      /** Articles for every client are in it too. */
      withGlobal: boolean;
      /** Of some articles only the titles are known. */
      titlesOnly: boolean;
      /** Why it is not from now. */
      problem?: string;
    };

export interface Library {
  /** Throws VendorError when nothing is known and Hudu gives nothing, or does not let us in (any more). */
  search(companyId: number, query: string, limit: number): Promise<ArticleSearch>;
  /** Reads the articles of a company, unless they are there; how many there are so far, and whether that is all. */
  prepare(companyId: number, waitMs: number): Promise<{ articles: number; complete: boolean }>;
  forget(articleId: number): void;
  /** Characters that are indexed, of all companies. */
  readonly characters: number;
}

/** What is on one shelf, and how it got there. */
interface Kept {
  companyId: number | undefined;
  shelf?: Shelf;
  building?: Shelf;
  work?: Promise<void> | undefined;
  /** When Hudu was last asked for all of it, and for changes. Milliseconds. */
  syncedAt: number;
  refreshedAt: number;
  searchedAt: number;
  /** The newest change that was known when changes were last asked for. */
  lookedFrom?: number;
  problem?: unknown;
}

const FRESH_MS = 60_000;
const RESYNC_OWN_MS = 6 * 3_600_000;
/** Articles for all clients can only be found among everybody's. */
const RESYNC_GLOBAL_MS = 24 * 3_600_000;
const WORTH_WAITING_MS = 2_000;
/** Changes are asked for from a little before the newest that is known: they may come to be seen out of order. */
const OVERLAP_MS = 5_000;
/** A client's own article says more than one for everybody. */
const OWN_BOOST = 1.25;
const AT_ONCE = 10;

/**
 * Knows the words of the articles of every company that was searched, and of those for everybody: Hudu itself searches titles
 * only. All are read once, then what changed, at most once a minute and only when somebody searches; now and then all again,
 * which is how deletions are noticed. Of the least searched companies it forgets all when it is too much.
 * Source: Hudu facts, endpoints, articles.
 */
export function createLibrary({
  client,
  pageSize,
  mostCharacters,
  now,
  wait,
  breathe,
}: {
  client: HuduClient;
  pageSize: number;
  mostCharacters: number;
  now(): Date;
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets others work in between. */
  breathe(): Promise<void>;
}): Library {
  const companies = new Map<number, Kept>();
  const global = newKept(undefined);
  const all = () => [global, ...companies.values()];
  const total = () => all().reduce((sum, { shelf }) => sum + (shelf?.characters ?? 0), 0);

  function newKept(companyId: number | undefined): Kept {
    return { companyId, syncedAt: 0, refreshedAt: 0, searchedAt: 0 };
  }

  function keptOf(companyId: number): Kept {
    const known = companies.get(companyId);
    if (known) return known;
    const fresh = newKept(companyId);
    companies.set(companyId, fresh);
    return fresh;
  }

  async function read({ companyId }: Kept, changedSince: number | undefined, into: () => (Shelf | undefined)[]) {
    const query = {
      ...(companyId === undefined ? {} : { company_id: companyId }),
      ...(changedSince === undefined ? {} : { updated_at: `${new Date(changedSince).toISOString()},` }),
    };
    const pace = changedSince === undefined ? ('bulk' as const) : ('ordinary' as const);
    const doing = 'read articles';
    const listing = { doing, path: '/articles', name: 'articles', row: articleShape, query, pageSize, pace };
    for await (const rows of pagesOf(client, listing)) {
      for (const [at, row] of rows.entries()) {
        for (const shelf of into()) shelf?.offer(row);
        if (at % AT_ONCE === AT_ONCE - 1) await breathe();
      }
    }
  }

  /** Reads all anew beside what is there, which answers meanwhile. */
  async function sync(kept: Kept): Promise<void> {
    const began = now().getTime();
    const { companyId } = kept;
    const belongs = (row: { company_id?: number | null | undefined }) => (row.company_id ?? undefined) === companyId;
    const building = createShelf({ belongs, mostCharacters });
    kept.building = building;
    try {
      await read(kept, undefined, () => [building]);
      kept.shelf = building;
      kept.syncedAt = began;
      kept.refreshedAt = began;
      forgetLeastSearched();
    } finally {
      delete kept.building;
    }
  }

  /** What changed may have changed hands too: every shelf is offered it. */
  async function refresh(kept: Kept, newest: number): Promise<void> {
    const began = now().getTime();
    // Looked at once more, they have all been seen: very many may have been brought in at one moment.
    const from = kept.lookedFrom === newest ? newest + 1 : newest - OVERLAP_MS;
    await read(kept, from, () => all().flatMap(({ shelf, building }) => [shelf, building]));
    kept.refreshedAt = began;
    kept.lookedFrom = newest;
  }

  /** One piece of work at a time for each; never rejects. Undefined when it is fresh enough. */
  function freshen(kept: Kept): Promise<void> | undefined {
    if (kept.work) return kept.work;
    const at = now().getTime();
    const newest = kept.shelf?.newest;
    const resync = kept.companyId === undefined ? RESYNC_GLOBAL_MS : RESYNC_OWN_MS;
    const isDue = at - kept.syncedAt >= resync;
    if (kept.shelf && !isDue && at - kept.refreshedAt < FRESH_MS) return undefined;
    const work = newest === undefined || isDue ? sync(kept) : refresh(kept, newest);
    kept.work = work
      .then(
        () => {
          delete kept.problem;
        },
        (problem: unknown) => {
          kept.problem = problem;
        },
      )
      .finally(() => {
        delete kept.work;
      });
    return kept.work;
  }

  function forgetLeastSearched(): void {
    const byUse = [...companies.values()]
      .filter(({ shelf }) => shelf)
      .sort((one, two) => one.searchedAt - two.searchedAt);
    for (const { companyId } of byUse.slice(0, -1)) {
      if (total() <= mostCharacters) return;
      if (companyId !== undefined) companies.delete(companyId);
    }
  }

  async function atMost(ms: number, works: readonly (Promise<void> | undefined)[]): Promise<void> {
    if (works.every((work) => work === undefined)) return;
    const over = new AbortController();
    const timer = wait(ms, over.signal).catch(() => undefined);
    await Promise.race([Promise.all(works), timer]);
    over.abort();
  }

  return {
    async search(companyId, query, limit) {
      const own = keptOf(companyId);
      own.searchedAt = now().getTime();
      await atMost(WORTH_WAITING_MS, [freshen(own), freshen(global)]);
      if (isShutOut(own.problem)) throw own.problem;
      if (!own.shelf) {
        if (own.problem !== undefined) throw own.problem;
        return { state: 'not_ready', read: own.building?.size ?? 0 };
      }
      const scored = [
        ...own.shelf.search(query, limit).map((hit) => ({ ...hit, score: hit.score * OWN_BOOST, isGlobal: false })),
        ...(global.shelf?.search(query, limit) ?? []).map((hit) => ({ ...hit, isGlobal: true })),
      ].sort((one, other) => other.score - one.score);
      const problem = [own.problem, global.problem].find((each) => each instanceof VendorError);
      const asOf = Math.min(own.refreshedAt, ...(global.shelf ? [global.refreshedAt] : []));
      return {
        state: 'found',
        hits: scored.slice(0, limit).map(({ article, isGlobal }) => ({ article, isGlobal })),
        asOf: new Date(asOf),
        withGlobal: global.shelf !== undefined,
        titlesOnly: own.shelf.isFull || global.shelf?.isFull === true,
        ...(problem instanceof VendorError ? { problem: problem.message } : {}),
      };
    },
    async prepare(companyId, waitMs) {
      const own = keptOf(companyId);
      await atMost(waitMs, [freshen(own)]);
      if (!own.work && own.problem !== undefined) throw own.problem;
      return { articles: (own.shelf ?? own.building)?.size ?? 0, complete: own.shelf !== undefined };
    },
    forget(articleId) {
      for (const { shelf, building } of all()) for (const each of [shelf, building]) each?.forget(articleId);
    },
    get characters() {
      return total();
    },
  };
}

/** What was known while we were let in is not told any longer. */
function isShutOut(problem: unknown): boolean {
  return problem instanceof VendorError && (problem.failure === 'unauthorized' || problem.failure === 'forbidden');
}
