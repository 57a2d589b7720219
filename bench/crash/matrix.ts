/**
 * The crash matrix: a run is played from ticket to closing note, and the process that works on it is killed with SIGKILL at
 * every boundary of `boundaries.ts`, before and after. Afterwards the pretend world's own records and the store have
 * to show that everything took place exactly once. First a run without a kill has to show the boundaries of the table.
 *
 *   npm run crash                  the process alone, all boundaries; two workers, a sample
 *   npm run crash -- --full        two workers at all boundaries, too
 *   npm run crash -- --table       print the table of a run, for boundaries.ts
 *   npm run crash -- --quick       each boundary at its first passing only; both sides of calls that change something outside,
 *                                  one side of what is stored, none of calls that only read
 *   npm run crash -- --half N      of what is stored every other boundary, from the first (0) or the second (1)
 *   npm run crash -- --only TEXT   boundaries whose name has TEXT
 *   npm run crash -- --mode one|two, --lanes N
 */
import { parseArgs } from 'node:util';
import type { Bench, Outcome } from './bench.js';
import { BOUNDARIES } from './boundaries.js';
import { type Boundary, differences, isGrouped, toTable } from './boundary.js';
import type { Spot } from './messages.js';
import { createOneProcessBench } from './one-process.js';
import { createTwoWorkersBench } from './two-workers.js';

const SAMPLE = 25;
/** A run that did not come to its spot is played again: what happens side by side has no fixed order. */
const TRIES = 3;
const SIDES = ['before', 'after'] as const;

const { values: options } = parseArgs({
  options: {
    table: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    half: { type: 'string' },
    only: { type: 'string', default: '' },
    mode: { type: 'string', default: 'both' },
    lanes: { type: 'string', default: '2' },
  },
});

type Mode = 'one process' | 'two workers';
interface Case {
  mode: Mode;
  spot: Spot;
  /** Only a process that has worked on nothing comes there. */
  first: boolean;
}
interface Result extends Case, Outcome {}

const print = (line: string) => void process.stdout.write(`${line}\n`);

function casesOf(boundaries: readonly Boundary[], mode: Mode): Case[] {
  return boundaries
    .filter(({ name }) => name.includes(options.only))
    .filter(({ name }, place) => options.half === undefined || isOutside(name) || place % 2 === Number(options.half))
    .flatMap(({ name, times, first = false }) =>
      Array.from({ length: options.quick ? 1 : times }, (_, index) => index + 1).flatMap((occurrence) =>
        sidesOf(name).map((side) => ({ mode, first, spot: { name, occurrence, side } })),
      ),
    );
}

/**
 * Quickly, both sides count of a call that changes something at a vendor: whether it took place is the question. What is
 * known of a read is lost with the process: it leaves behind what the boundary before it left. And before a write to the
 * store is after the boundary before.
 */
function sidesOf(name: string): readonly Spot['side'][] {
  if (!options.quick) return SIDES;
  if (name.startsWith('out GET ')) return [];
  return isOutside(name) ? SIDES : ['after'];
}

const isOutside = (name: string): boolean => name.startsWith('out ');

/** Spread evenly over all of them. */
function sampleOf(cases: readonly Case[], size: number): Case[] {
  if (cases.length <= size) return [...cases];
  return Array.from({ length: size }, (_, index) => cases[Math.floor((index * cases.length) / size)]).flatMap(
    (found) => found ?? [],
  );
}

async function playCase(bench: Bench, asked: Case): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    if (asked.first) await bench.renew();
    const outcome = await bench.play(asked.spot);
    if (outcome.killed || outcome.problems.length > 0 || attempt === TRIES) return { ...asked, ...outcome };
  }
}

/** Each lane has a world and processes of its own. */
async function playAll(cases: readonly Case[], create: () => Promise<Bench>, lanes: number): Promise<Result[]> {
  const left = [...cases];
  const results: Result[] = [];
  async function work(): Promise<void> {
    const bench = await create();
    try {
      for (let next = left.shift(); next; next = left.shift()) {
        const result = await playCase(bench, next);
        results.push(result);
        print(lineOf(result));
      }
    } finally {
      await bench.stop();
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, cases.length) }, work));
  return results;
}

function verdictOf({ killed, problems, first }: Pick<Result, 'killed' | 'problems' | 'first'>): string {
  if (problems.length > 0) return `FAILED: ${problems.join('; ')}`;
  if (killed) return 'ok';
  return first ? NOT_PASSED : 'FAILED: the run did not come there';
}
/** The process remembered what it would have asked; counted apart from the kills. */
const NOT_PASSED = 'not passed';

function lineOf(result: Result): string {
  const { mode, spot, restartMs, tookMs } = result;
  const where = spot.occurrence > 1 ? `${spot.name} #${spot.occurrence}` : spot.name;
  const seconds = (ms: number) => (ms / 1000).toFixed(1).padStart(4);
  return [mode, spot.side.padEnd(6), seconds(restartMs), seconds(tookMs), verdictOf(result), where].join(' | ');
}

/** What a run passes in a process that is new to it, and in one that is not. */
async function recordTable(): Promise<Boundary[]> {
  const bench = await createOneProcessBench();
  try {
    await play(bench);
    await bench.renew();
    const firstRun = await play(bench);
    return toTable(firstRun, await play(bench));
  } finally {
    await bench.stop();
  }
}

async function play(bench: Bench): Promise<string[]> {
  const { problems } = await bench.play();
  if (problems.length > 0) throw new Error(`A run without a kill went wrong: ${problems.join('; ')}`);
  return bench.passed();
}

/** Who is killed is whichever worker comes there first, so only first times count. */
async function recordWorkersTable(): Promise<Boundary[]> {
  const bench = await createTwoWorkersBench();
  try {
    await play(bench);
    const names = new Set(await play(bench));
    return BOUNDARIES.filter(({ name, first }) => names.has(name) && !first).map((found) => ({ ...found, times: 1 }));
  } finally {
    await bench.stop();
  }
}

function printTable(boundaries: readonly Boundary[]): void {
  print(
    '/** Every boundary of a run, in the order in which a run first comes there. Made by: npm run crash -- --table */',
  );
  print("import type { Boundary } from './boundary.js';\n");
  print('// biome-ignore format: one boundary a line\nexport const BOUNDARIES: readonly Boundary[] = [');
  for (const { name, times, first, sentence } of boundaries) {
    const text = (value: string) => `'${value.replaceAll("'", "\\'")}'`;
    print(`  { name: ${text(name)}, times: ${times},${first ? ' first: true,' : ''} sentence: ${text(sentence)} },`);
  }
  print('];');
}

/** Undefined when a run shows the boundaries of the table; else how it differs. */
async function whatDiffers(): Promise<string | undefined> {
  let wrong: string[] = [];
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    wrong = differences(BOUNDARIES, await recordTable());
    if (wrong.length === 0) return undefined;
  }
  return `The table is not what a run passes; make it anew with: npm run crash -- --table\n${wrong.join('\n')}`;
}

async function matrix(): Promise<number> {
  const began = performance.now();
  if (options.table) {
    printTable(await recordTable());
    return 0;
  }
  const wrong = await whatDiffers();
  if (wrong) {
    print(wrong);
    return 1;
  }
  print('mode | killed | restart s | run s | verdict | boundary');
  const lanes = Number(options.lanes);
  const results: Result[] = [];
  if (options.mode !== 'two') {
    results.push(...(await playAll(casesOf(BOUNDARIES, 'one process'), createOneProcessBench, lanes)));
  }
  const aloneSeconds = (performance.now() - began) / 1000;
  if (options.mode !== 'one') {
    const all = casesOf(await recordWorkersTable(), 'two workers');
    const chosen = options.full ? all : sampleOf(all, SAMPLE);
    results.push(...(await playAll(chosen, createTwoWorkersBench, Math.min(lanes, 2))));
  }
  const failures = results.filter((result) => !['ok', NOT_PASSED].includes(verdictOf(result)));
  if (failures.length > 0) print(`Failed:\n${failures.map(lineOf).join('\n')}`);
  const failed = failures.length;
  const summary = {
    boundaries: BOUNDARIES.reduce((sum, { name, times }) => sum + (isGrouped(name) ? 1 : times), 0),
    kills: results.filter(({ killed }) => killed).length,
    failed,
    oneProcessSeconds: Math.round(aloneSeconds),
    seconds: Math.round((performance.now() - began) / 1000),
  };
  print(JSON.stringify(summary));
  return failed > 0 || results.length === 0 ? 1 : 0;
}

process.exit(await matrix());
