/**
 * How fast the articles of a large Hudu company are read, kept up to date and searched, and what that takes in memory:
 * `tsx bench/hudu.ts --articles 5000 --queries 2000`. Prints one JSON object; exits with 1 when the slowest hundredth of the
 * searches takes 20 ms or more, or a planted article is not found. The pretend Hudu runs in the same process, so its work is
 * part of the times of reading; memory is what is left after collecting, without what the pretend Hudu holds.
 */
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { hudu } from '../adapters/documentation/hudu/index.js';
import { createOutgoing } from '../adapters/http.js';
import { createFaults } from '../sandbox/faults.js';
import { createBulkArticles } from '../sandbox/hudu/bulk-articles.js';
import { createPretendHudu } from '../sandbox/hudu/index.js';
import { createRecords } from '../sandbox/records.js';
import { createWorld } from '../sandbox/world/world.js';
import { rollDice } from './matching-errors.js';

export const SLOWEST_ALLOWED_MS = 20;

const CLIENT = 'harbor-dental';
const OTHER = 'larkmere-logistics';
const EDITS = 50;
const MOST_TRIES = 1_000;

const answer = z.object({
  articles: z.array(z.object({ articleId: z.string() })),
  remarks: z.array(z.string()).optional(),
});

export interface HuduBenchOptions {
  seed: number;
  /** Of the large company; another one has a tenth of them. */
  articles: number;
  queries: number;
}

export async function benchHudu({ seed, articles, queries }: HuduBenchOptions) {
  const dice = rollDice(seed);
  const bulkArticle = createBulkArticles();
  let at = Date.parse('2026-01-05T09:00:00Z');
  const records = createRecords();
  // Each article is written a minute after the one before.
  let step = 60_000;
  const vendorNow = () => {
    at += step;
    return at;
  };
  const vendor = await createPretendHudu({ world: createWorld(), records, faults: createFaults(), now: vendorNow });
  const http = createOutgoing({ allowPrivate: ['127.0.0.1'] });
  try {
    const ids = vendor.seedArticles(CLIENT, articles);
    vendor.seedArticles(OTHER, Math.ceil(articles / 10));
    step = 0;
    const heapBefore = collectedHeap();
    const connection = hudu.connect(vendor.credentials, { http, now: () => new Date(at) });
    const tool = connection.tools().find(({ name }) => name === 'hudu:search-articles');
    if (!tool) throw new Error('There is no tool that searches articles');
    const keep = async () => ({ secretId: 'none' });
    const search = async (query: string) => {
      const scope = { clientId: CLIENT, mapping: vendor.companyId(CLIENT), secrets: { keep } };
      const { output } = await tool.run(scope, { query });
      return answer.parse(output);
    };

    const firstSync = await timed(async () => {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const { remarks = [] } = await search('anything');
        if (!remarks.some((remark) => /being read/.test(remark))) return;
      }
      throw new Error('The articles were not read in the end');
    });
    const requests = records.of('hudu').length;
    const heap = collectedHeap() - heapBefore;

    const edited = Array.from({ length: EDITS }, (_, place) => place * Math.floor(articles / EDITS));
    at += 120_000;
    for (const place of edited) vendor.editArticle(ids[place] ?? 0, { content: `<p>Edited: editedword${place}.</p>` });
    const refresh = await timed(() => search('anything'));
    let unseen = 0;
    for (const place of edited) {
      const { articles: found } = await search(`editedword${place}`);
      if (found[0]?.articleId !== String(ids[place])) unseen += 1;
    }

    const asked = Array.from({ length: queries }, () => queryOf(dice, articles, bulkArticle));
    for (const { query } of asked.slice(0, 100)) await search(query); // What has run some times is compiled.
    const times: number[] = [];
    let missed = 0;
    for (const { query, place, alone } of asked) {
      const began = performance.now();
      const { articles: found } = await search(query);
      times.push(performance.now() - began);
      const isPlanted = place !== undefined && !edited.includes(place);
      if (isPlanted && !found.slice(0, alone ? 1 : 10).some(({ articleId }) => articleId === String(ids[place])))
        missed += 1;
    }
    times.sort((one, other) => one - other);
    const part = (share: number) => rounded(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
    return {
      seed,
      articles,
      queries,
      firstSyncMs: rounded(firstSync),
      requestsOfFirstSync: requests,
      refreshAfter50EditsMs: rounded(refresh),
      editsNotSeen: unseen,
      searchMs: { p50: part(0.5), p90: part(0.9), p99: part(0.99), longest: part(1) },
      plantedNotFound: missed,
      heapMb: rounded(heap / 1_000_000),
      heapKbPerArticle: rounded(heap / 1_000 / articles),
    };
  } finally {
    await http.close();
    await vendor.stop();
  }
}

interface Query {
  query: string;
  /** Of the article that has to be found. */
  place?: number;
  /** Nothing else in the query, so it has to be the first. */
  alone?: boolean;
}

/** What people type: a word of one article alone, words of titles and texts, also misspelt, sentences, nonsense. */
function queryOf(
  dice: ReturnType<typeof rollDice>,
  articles: number,
  bulkArticle: ReturnType<typeof createBulkArticles>,
): Query {
  const place = dice.below(articles);
  const { name, content } = bulkArticle(place);
  const words = content.replace(/<[^>]*>/g, ' ').match(/[A-Za-z]{4,}/g) ?? ['printer'];
  const word = () => words[dice.below(words.length)] ?? 'printer';
  const several = (count: number) => Array.from({ length: count }, word);
  switch (dice.below(7)) {
    case 0:
      return { query: `marker${place}`, place, alone: true };
    case 1:
      return { query: `${word()} marker${place}`, place };
    case 2:
      return { query: name };
    case 3:
      return { query: several(3).join(' ') };
    case 4:
      return { query: word().replace(/^(..)./, '$1') };
    case 5:
      return { query: `How do I ${several(8).join(' ')} when it does not work any more?` };
    default:
      return { query: `${word()}qx ${word()}` };
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Bytes in use once everything that can be collected is. */
function collectedHeap(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

const rounded = (number: number) => Math.round(number * 100) / 100;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      articles: { type: 'string', default: '5000' },
      queries: { type: 'string', default: '2000' },
    },
  });
  const figures = await benchHudu({
    seed: Number(values.seed),
    articles: Number(values.articles),
    queries: Number(values.queries),
  });
  console.log(JSON.stringify(figures, null, 2));
  const isGood = figures.searchMs.p99 < SLOWEST_ALLOWED_MS && figures.plantedNotFound + figures.editsNotSeen === 0;
  process.exitCode = isGood ? 0 : 1;
}
