/**
 * How well and how fast callers are matched: `tsx bench/matching.ts --seed 1 --contacts 2000 --companies 50 --each 500`.
 * Prints one JSON object. Seeds 1 to 20 are for development; HELD_OUT_SEED is for reporting and was never tuned on.
 */
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createContactIndex } from '../core/matching/contact-index.js';
import { identify } from '../core/matching/identify.js';
import { type Case, makeCases, makeContacts } from './matching-cases.js';
import { rollDice } from './matching-errors.js';

export const HELD_OUT_SEED = 7919;

export interface MatchingBenchOptions {
  seed: number;
  contacts: number;
  companies: number;
  /** Cases of each kind. */
  each: number;
  /** Called with every case that came out wrong, to learn from. */
  onMiss?: (miss: Case & { decision: string; accepted?: string; score: number; margin: number }) => void;
}

export interface KindFigures {
  cases: number;
  acceptRight: number;
  acceptWrong: number;
  ask: number;
  none: number;
  /** The best candidate was the right contact, accepted or not. */
  bestCandidate: number;
}

/** Matches generated utterances and counts what came out, by kind of case. Deterministic but for the times. */
export function benchMatching(options: MatchingBenchOptions) {
  const dice = rollDice(options.seed);
  const contacts = makeContacts(options.contacts, options.companies, dice);
  const cases = makeCases(contacts, options.each, dice);
  const heapBefore = process.memoryUsage().heapUsed;
  const buildStart = performance.now();
  const index = createContactIndex(contacts);
  const buildMs = performance.now() - buildStart;
  const heapMb = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
  for (const { utterance } of cases.slice(0, 200)) identify(index, { utterance });

  const kinds: Record<string, KindFigures> = {};
  const times: number[] = [];
  for (const one of cases) {
    const start = performance.now();
    const found = identify(index, {
      utterance: one.utterance,
      ...(one.spelling === undefined ? {} : { spelling: one.spelling }),
    });
    times.push(performance.now() - start);
    const figures = kinds[one.kind] ?? { cases: 0, acceptRight: 0, acceptWrong: 0, ask: 0, none: 0, bestCandidate: 0 };
    kinds[one.kind] = figures;
    const right = found.contact?.id === one.contactId;
    figures.cases += 1;
    if (found.decision !== 'accept') figures[found.decision] += 1;
    else if (right) figures.acceptRight += 1;
    else figures.acceptWrong += 1;
    if (one.contactId !== undefined && found.candidates[0]?.contact.id === one.contactId) figures.bestCandidate += 1;
    if (one.contactId === undefined ? found.decision === 'accept' : !right || found.decision !== 'accept') {
      const accepted = found.candidates[0]?.contact;
      const name = accepted && `${accepted.firstName} ${accepted.lastName}`;
      options.onMiss?.({
        ...one,
        decision: found.decision,
        ...(name ? { accepted: name } : {}),
        score: found.score,
        margin: found.margin,
      });
    }
  }
  const all = Object.values(kinds);
  const strangers = Object.entries(kinds).filter(([kind]) => kind.startsWith('stranger'));
  const wrong = all.reduce((sum, figures) => sum + figures.acceptWrong, 0);
  const strangersAccepted = strangers.reduce((sum, [, figures]) => sum + figures.acceptWrong, 0);
  times.sort((a, b) => a - b);
  return {
    seed: options.seed,
    contacts: options.contacts,
    companies: options.companies,
    cases: cases.length,
    wrongAcceptShare: share(wrong, cases.length),
    strangersAcceptedShare: share(
      strangersAccepted,
      strangers.reduce((sum, [, figures]) => sum + figures.cases, 0),
    ),
    kinds,
    buildMs: Math.round(buildMs),
    heapMb: Math.round(heapMb),
    milliseconds: { p50: at(times, 0.5), p99: at(times, 0.99), max: at(times, 1) },
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1e5) / 1e5;
}

function at(sorted: readonly number[], part: number): number {
  return Math.round((sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0) * 1000) / 1000;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(HELD_OUT_SEED) },
      contacts: { type: 'string', default: '2000' },
      companies: { type: 'string', default: '50' },
      each: { type: 'string', default: '500' },
      misses: { type: 'boolean', default: false },
    },
  });
  const result = benchMatching({
    seed: Number(values.seed),
    contacts: Number(values.contacts),
    companies: Number(values.companies),
    each: Number(values.each),
    ...(values.misses ? { onMiss: (miss) => console.error(JSON.stringify(miss)) } : {}),
  });
  console.log(JSON.stringify(result, null, 2));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) main();
