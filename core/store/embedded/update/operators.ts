import { Timestamp } from 'bson';
import { MongoError } from '../mongo-error.js';
import { compareValues } from '../sort-key.js';
import { isDoc } from '../values.js';
import { bitwise, compute } from './arithmetic.js';
import { addToSet, pop, pull, pullAll, push } from './array-operators.js';
import { type Change, UNSET } from './place.js';

export type Operator = {
  /** The change for one field, from its operand; throws when the operand makes no sense. */
  change: (operand: unknown, path: string) => Change;
  /** Makes the field (and what is on the way) when it is missing. */
  creates: boolean;
};

/** All update operators but `$setOnInsert` (a `$set` at times) and `$rename` (two fields). */
export const UPDATE_OPERATORS: Readonly<Record<string, Operator>> = {
  $set: { creates: true, change: (operand) => () => copy(operand) },
  $unset: { creates: false, change: () => (current) => (current === undefined ? current : UNSET) },
  $inc: { creates: true, change: (operand, path) => (current) => compute('add', current, operand, path) },
  $mul: { creates: true, change: (operand, path) => (current) => compute('multiply', current, operand, path) },
  $min: { creates: true, change: (operand) => (current) => pick(current, operand, -1) },
  $max: { creates: true, change: (operand) => (current) => pick(current, operand, 1) },
  $currentDate: { creates: true, change: (operand) => currentDate(operand) },
  $bit: {
    creates: true,
    change: (operand, path) => {
      if (!isDoc(operand) || Object.keys(operand).length === 0) {
        throw new MongoError('BadValue', 'The $bit modifier needs a document such as {and: 1}');
      }
      return (current) => bitwise(current, Object.entries(operand), path);
    },
  },
  $push: { creates: true, change: push },
  $addToSet: { creates: true, change: addToSet },
  $pop: { creates: false, change: pop },
  $pull: { creates: false, change: pull },
  $pullAll: { creates: false, change: pullAll },
};

/** Containers of an operand are copied for each document, so that two documents never share one. */
export function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isDoc(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copy(inner)]));
}

function pick(current: unknown, operand: unknown, sign: 1 | -1): unknown {
  return current === undefined || compareValues(operand, current) * sign > 0 ? copy(operand) : current;
}

function currentDate(operand: unknown): Change {
  const type = isDoc(operand) ? operand.$type : operand;
  if (type === true || type === false || type === 'date') return () => new Date();
  if (type === 'timestamp') return () => new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  throw new MongoError('BadValue', "$currentDate takes true, {$type: 'date'} or {$type: 'timestamp'}");
}
