import type { Index } from '../index.js';
import type { KeyPart } from '../index-keys.js';
import { descending, equalValues, sortKey } from '../sort-key.js';
import { isDoc, RANK, rankOf, toNumber } from '../values.js';
import type { Condition, Conditions } from './conditions.js';
import { compileOperators, isOperatorDoc } from './operators.js';

export type KeyRange = readonly [low: string, high: string];

export type Plan = {
  index: Index;
  ranges: readonly KeyRange[];
  /** The records come in the order that the query asks for. */
  ordered: boolean;
  reverse: boolean;
  /** The index answers the whole query: every record in the ranges matches. */
  covers: boolean;
  cost: number;
};

/** Above every key that starts with a given prefix. */
const END = '\uffff';
const MAX_POINTS = 2000;

export type Wanted = { conditions: Conditions; order: readonly KeyPart[]; atMost: number };

/** The cheapest way through one of the indexes, or undefined when each would be worse than reading everything. */
export function choosePlan(indexes: Iterable<Index>, wanted: Wanted, collectionSize: number): Plan | undefined {
  let best: Plan | undefined;
  for (const index of indexes) {
    const plan = planFor(index, wanted);
    if (plan && (!best || plan.cost < best.cost)) best = plan;
  }
  const scan = wanted.order.length > 0 ? collectionSize * SORTING : collectionSize;
  return best && best.cost <= scan ? best : undefined;
}

/** Sorting what was found costs a little more than finding it in order. */
const SORTING = 1.25;

function planFor(index: Index, { conditions, order, atMost }: Wanted): Plan | undefined {
  if (!impliesPartial(index, conditions)) return undefined;
  let prefixes = [''];
  let used = 0;
  let single = true;
  for (const part of index.spec.key) {
    const values = conditions.paths.get(part.path)?.equals;
    if (!values || values.length * prefixes.length > MAX_POINTS) break;
    const keys = new Set(values.map((value) => directed(sortKey(value), part)));
    if (keys.size > 1) single = false;
    prefixes = prefixes.flatMap((prefix) => [...keys].map((key) => prefix + key));
    used += 1;
  }
  const next = index.spec.key[used];
  const bounded = next && conditions.paths.get(next.path);
  const bounds = next && bounded ? boundsOf(bounded, next, index.multikey) : undefined;
  const direction = single && !index.multikey ? orderDirection(index, used, order, conditions) : undefined;
  if (used === 0 && !bounds && direction === undefined) return undefined;
  if (index.spec.sparse && !excludesMissing(index, conditions, used, bounds !== undefined)) return undefined;

  const ranges = prefixes
    .sort((a, b) => (a < b ? -1 : 1))
    .map((prefix): KeyRange => (bounds ? [prefix + bounds[0], prefix + bounds[1]] : [prefix, prefix + END]));
  const usable = new Set(index.spec.key.slice(0, used + (bounds ? 1 : 0)).map((part) => part.path));
  const covers =
    !index.multikey &&
    conditions.complete &&
    [...conditions.paths].every(([path, condition]) => usable.has(path) && condition.complete && answered(condition));
  const count = ranges.reduce((total, [low, high]) => total + index.entries.count(low, high), 0);
  const ordered = direction !== undefined;
  const read = covers && (ordered || order.length === 0) ? Math.min(count, atMost) : count;
  return {
    index,
    ranges,
    ordered,
    reverse: direction === 'backward',
    covers,
    cost: (ordered || order.length === 0 ? read : read * SORTING) + ranges.length,
  };
}

function directed(key: string, part: KeyPart): string {
  return part.direction === 1 ? key : descending(key);
}

/** A condition with an equality and bounds, or an equality with null (missing counts), still has to be checked. */
function answered(condition: Condition): boolean {
  if (condition.gt !== undefined && condition.gte !== undefined) return false;
  if (condition.lt !== undefined && condition.lte !== undefined) return false;
  if (!condition.equals) return true;
  const bounded = [condition.gt, condition.gte, condition.lt, condition.lte].some((bound) => bound !== undefined);
  return !bounded && condition.equals.every((value) => value !== null);
}

/** The part of a key that the bounds of a condition leave; of a multikey index only one side holds. */
function boundsOf(condition: Condition, part: KeyPart, multikey: boolean): KeyRange | undefined {
  const low = condition.gt ?? condition.gte;
  const high = condition.lt ?? condition.lte;
  const bound = low ?? high;
  if (bound === undefined || (low !== undefined && high !== undefined && rankOf(low) !== rankOf(high)))
    return undefined;
  const rank = rankOf(bound);
  if (rank === RANK.minKey || rank === RANK.maxKey || rank === RANK.null) return undefined;
  if (rank === RANK.number && Number.isNaN(toNumber(bound))) return undefined;
  const bracket = String.fromCharCode(rank);
  const least = low === undefined ? undefined : directed(sortKey(low), part);
  const most = high === undefined || (low !== undefined && multikey) ? undefined : directed(sortKey(high), part);
  const lowOpen = condition.gt !== undefined;
  const highOpen = condition.lt !== undefined;
  if (part.direction === 1) {
    const from = least === undefined ? bracket : lowOpen ? least + END : least;
    const to = most === undefined ? bracket + END : highOpen ? most : most + END;
    return [from, to];
  }
  const turned = descending(bracket);
  const from = most === undefined ? turned : highOpen ? most + END : most;
  const to = least === undefined ? turned + END : lowOpen ? least : least + END;
  return [from, to];
}

/** Whether the index, after its fixed fields, gives the order asked for; undefined when it does not. */
function orderDirection(
  index: Index,
  used: number,
  order: readonly KeyPart[],
  conditions: Conditions,
): 'forward' | 'backward' | undefined {
  const fixed = new Set(index.spec.key.slice(0, used).map((part) => part.path));
  const open = order.filter((part) => !fixed.has(part.path));
  if (order.length === 0) return undefined;
  if (index.spec.sparse && used === 0 && conditions.paths.size === 0) return undefined;
  const rest = index.spec.key.slice(used, used + open.length);
  if (rest.length < open.length || rest.some((part, at) => part.path !== open[at]?.path)) return undefined;
  if (rest.every((part, at) => part.direction === open[at]?.direction)) return 'forward';
  return rest.every((part, at) => part.direction !== open[at]?.direction) ? 'backward' : undefined;
}

/** A sparse index lacks documents without its fields: usable only when the query cannot mean those. */
function excludesMissing(index: Index, conditions: Conditions, used: number, bounded: boolean): boolean {
  const fixed = index.spec.key.slice(0, used);
  return (
    bounded ||
    fixed.some(({ path }) =>
      conditions.paths.get(path)?.equals?.every((value) => value !== null && value !== undefined),
    )
  );
}

/** A partial index may serve a query only when the query's own conditions put every match inside its filter. */
function impliesPartial(index: Index, conditions: Conditions): boolean {
  const filter = index.spec.partialFilter;
  if (!filter) return true;
  return Object.entries(filter).every(([path, demanded]) => {
    const condition = conditions.paths.get(path);
    if (path.startsWith('$') || !condition) return false;
    if (condition.raw.some((own) => equalValues(own, demanded))) return true;
    const { equals } = condition;
    if (!equals || equals.length === 0) return false;
    const test = compileOperators(isOperatorDoc(demanded) ? demanded : { $eq: demanded }, () => () => false);
    return !isDoc(equals[0]) && equals.every((value) => test([value === null ? undefined : value]) && test([value]));
  });
}
