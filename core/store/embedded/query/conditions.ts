import { isDoc } from '../values.js';
import { isOperatorDoc } from './operators.js';
import { isRegex } from './regex.js';

/** What a query demands of one path, as far as an index can use it. */
export type Condition = {
  /** The path has one of these values. */
  equals: readonly unknown[] | undefined;
  gt: unknown;
  gte: unknown;
  lt: unknown;
  lte: unknown;
  /** The raw conditions, to compare with a partial index's filter. */
  raw: unknown[];
  /** Everything the query says of this path is in `equals` or the bounds. */
  complete: boolean;
};

export type Conditions = {
  paths: Map<string, Condition>;
  /** Nothing else is in the query (no `$or`, `$expr`, ...). */
  complete: boolean;
};

/** The conjunctive part of a query: its fields and those inside `$and`. */
export function conditionsOf(query: Readonly<Record<string, unknown>>): Conditions {
  const conditions: Conditions = { paths: new Map(), complete: true };
  collect(query, conditions);
  return conditions;
}

function collect(query: Readonly<Record<string, unknown>>, into: Conditions): void {
  for (const [name, value] of Object.entries(query)) {
    if (name === '$and' && Array.isArray(value)) {
      for (const branch of value) if (isDoc(branch)) collect(branch, into);
    } else if (name.startsWith('$')) {
      if (name !== '$comment') into.complete = false;
    } else add(conditionFor(name, into), value);
  }
}

function conditionFor(path: string, into: Conditions): Condition {
  const found = into.paths.get(path);
  if (found) return found;
  const fresh: Condition = {
    equals: undefined,
    gt: undefined,
    gte: undefined,
    lt: undefined,
    lte: undefined,
    raw: [],
    complete: true,
  };
  into.paths.set(path, fresh);
  return fresh;
}

const BOUNDS = ['gt', 'gte', 'lt', 'lte'] as const;

function add(condition: Condition, value: unknown): void {
  condition.raw.push(value);
  const operators = isOperatorDoc(value) ? value : { $eq: value };
  for (const [name, operand] of Object.entries(operators)) {
    const bound = BOUNDS.find((known) => name === `$${known}`);
    if (name === '$eq' && isIndexable(operand)) addEquals(condition, [operand]);
    else if (name === '$in' && Array.isArray(operand) && operand.every(isIndexable)) addEquals(condition, operand);
    else if (bound && condition[bound] === undefined && isIndexable(operand) && operand !== null)
      condition[bound] = operand;
    else condition.complete = false;
  }
}

function addEquals(condition: Condition, values: readonly unknown[]): void {
  if (condition.equals === undefined) condition.equals = values;
  else condition.complete = false;
}

/** An array equals a whole array value, which is no key of an index over its elements; a pattern is no value. */
function isIndexable(value: unknown): boolean {
  return value !== undefined && !Array.isArray(value) && !isRegex(value);
}
