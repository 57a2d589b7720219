/** A boundary of a run: something that leaves the process and may be lost, or be done without the process knowing. */
export interface Boundary {
  name: string;
  /** How often a run passes it. */
  times: number;
  /**
   * Passed only by the first run of a process, which then remembers what it got; or not even by that, where something
   * else in the process has asked before.
   */
  first?: true;
  sentence: string;
}

/** Queue entries are told apart by name alone: how often they are looked at is a matter of timing. */
export const isGrouped = (name: string): boolean => name.startsWith('queue ');

type Sentence = (words: string[]) => string;

/** What is done to a collection, by the verb in the boundary's name. */
const STORED: Readonly<Record<string, Sentence>> = {
  add: ([collection = '', ...what]) =>
    `A document is added to ${collection}${what.length > 0 ? `: ${what.join(' ')}` : ''}`,
  change: ([collection = '', ...what]) =>
    `${collection} is changed${what.length > 0 ? `: ${what.join(' ')}` : ' in nothing, to see that the lease holds'}`,
  delete: ([collection = '']) => `What ${collection} should not hold (any more) is deleted`,
};

const QUEUED: Readonly<Record<string, Sentence>> = {
  add: (job) => `The job ${job.join(' ')} is added, unless it waits already`,
  move: (job) => `The job ${job.join(' ')} is taken away, to be added for another time`,
  let: ([, , ...job]) => `The job ${job.join(' ')} that is under way makes room for another`,
  begin: (job) => `The job ${job.join(' ')} begins, and may be added again`,
  finish: (job) => `The job ${job.join(' ')} is done and goes`,
};

/** What a boundary is, in a plain sentence made from its name. */
export function sentenceFor(name: string): string {
  const [, plain = name, phase] = /^(.*?)(?: \[(.*)\])?$/.exec(name) ?? [];
  const [kind, first = '', ...rest] = plain.split(' ');
  const when = phase ? `; the run is ${phase}` : '';
  if (kind === 'out') return `${first} ${rest.slice(1).join(' ')} is sent to ${rest[0] ?? 'somebody'}${when}.`;
  const [verb, words] = kind === 'queue' ? [first, rest] : [rest[0] ?? '', [first, ...rest.slice(1)]];
  const sentence = (kind === 'queue' ? QUEUED : STORED)[verb];
  return `${sentence ? sentence(words) : plain}${when}.`;
}

/** Boundaries in the order in which a run first met them. `counts`: of a process's first run and of a later one. */
export function toTable(firstRun: readonly string[], laterRun: readonly string[]): Boundary[] {
  const later = countsOf(laterRun);
  return [...countsOf(firstRun)].map(([name, times]) => ({
    name,
    times: isGrouped(name) ? 1 : (later.get(name) ?? times),
    ...(later.has(name) ? {} : { first: true as const }),
    sentence: sentenceFor(name),
  }));
}

/** How a table differs from another, a line each. */
export function differences(table: readonly Boundary[], seen: readonly Boundary[]): string[] {
  const of = (list: readonly Boundary[]) => new Map(list.map(({ name, times }) => [name, times]));
  const listed = of(table);
  const observed = of(seen);
  const remembered = new Set(table.filter(({ first }) => first).map(({ name }) => name));
  return [...new Set([...listed.keys(), ...observed.keys()])].flatMap((name) => {
    if (remembered.has(name)) return []; // Who asks first is a matter of timing.
    const [inTable = 0, inRun = 0] = [listed.get(name), observed.get(name)];
    return inTable === inRun ? [] : [`${name}: ${inTable} times in the table, ${inRun} in the run`];
  });
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
