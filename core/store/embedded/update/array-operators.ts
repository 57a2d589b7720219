import { MongoError } from '../mongo-error.js';
import { compileNested } from '../query/filter.js';
import { elementTest, isOperatorDoc } from '../query/operators.js';
import { valuesAt } from '../query/paths.js';
import { isRegex, textTest } from '../query/regex.js';
import { compareValues, equalValues, sortKey } from '../sort-key.js';
import { type Doc, isDoc, toInteger } from '../values.js';
import { type Change, KEEP } from './place.js';

const PUSH_MODIFIERS = new Set(['$each', '$slice', '$sort', '$position']);

export function push(operand: unknown, path: string): Change {
  const modifiers = isDoc(operand) && Object.hasOwn(operand, '$each') ? operand : { $each: [operand] };
  for (const name of Object.keys(modifiers)) {
    if (!PUSH_MODIFIERS.has(name)) throw new MongoError('BadValue', `Unrecognized clause in $push: ${name}`);
  }
  const each = listOf(modifiers.$each, '$push');
  const slice = optionalInteger(modifiers, '$slice');
  const position = optionalInteger(modifiers, '$position');
  const order = modifiers.$sort === undefined ? undefined : elementOrder(modifiers.$sort);
  return (current) => {
    const array = [...arrayAt(current ?? [], path)];
    array.splice(position === undefined ? array.length : position, 0, ...each);
    if (order) array.sort(order);
    if (slice === undefined) return array;
    return slice < 0 ? array.slice(slice) : array.slice(0, slice);
  };
}

export function addToSet(operand: unknown, path: string): Change {
  const each = isDoc(operand) && Object.hasOwn(operand, '$each') ? listOf(operand.$each, '$addToSet') : [operand];
  return (current) => {
    const array = [...arrayAt(current ?? [], path)];
    const known = new Set(array.map(sortKey));
    for (const value of each) {
      const key = sortKey(value);
      if (known.size !== known.add(key).size) array.push(value);
    }
    return array;
  };
}

export function pop(operand: unknown, path: string): Change {
  const end = toInteger(operand);
  if (end !== 1 && end !== -1) throw new MongoError('FailedToParse', `$pop expects 1 or -1, found: ${String(operand)}`);
  return onArray(path, (array) => (end === 1 ? array.slice(0, -1) : array.slice(1)));
}

export function pull(operand: unknown, path: string): Change {
  const test = pullTest(operand);
  return onArray(path, (array) => array.filter((element) => !test(element)));
}

function pullTest(operand: unknown): (element: unknown) => boolean {
  if (isRegex(operand)) return textTest(operand, undefined);
  if (isOperatorDoc(operand)) return elementTest(operand, compileNested);
  if (!isDoc(operand)) return (element) => equalValues(element, operand);
  const matches = compileNested(operand);
  return (element) => isDoc(element) && matches(element);
}

export function pullAll(operand: unknown, path: string): Change {
  const keys = new Set(listOf(operand, '$pullAll').map(sortKey));
  return onArray(path, (array) => array.filter((element) => !keys.has(sortKey(element))));
}

function onArray(path: string, change: (array: readonly unknown[]) => unknown[]): Change {
  return (current) => (current === undefined ? KEEP : change(arrayAt(current, path)));
}

function arrayAt(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new MongoError('BadValue', `The field '${path}' must be an array but is of another type`);
}

function listOf(value: unknown, operator: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new MongoError('BadValue', `The argument to $each in ${operator}, and of $pullAll, must be an array`);
}

function optionalInteger(modifiers: Doc, name: string): number | undefined {
  if (modifiers[name] === undefined) return undefined;
  const value = toInteger(modifiers[name]);
  if (value === undefined) throw new MongoError('BadValue', `The value for ${name} must be an integer value`);
  return value;
}

function elementOrder(order: unknown): (a: unknown, b: unknown) => number {
  const direction = toInteger(order);
  if (direction === 1 || direction === -1) return (a, b) => direction * compareValues(a, b);
  if (!isDoc(order))
    throw new MongoError('BadValue', 'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1}');
  const fields = Object.entries(order).map(([path, way]) => ({
    parts: path.split('.'),
    way: toInteger(way) === -1 ? -1 : 1,
  }));
  return (a, b) => {
    for (const { parts, way } of fields) {
      const difference = compareValues(fieldOf(a, parts), fieldOf(b, parts));
      if (difference !== 0) return way * difference;
    }
    return 0;
  };
}

function fieldOf(element: unknown, parts: readonly string[]): unknown {
  return isDoc(element) ? (valuesAt(element, parts)[0] ?? null) : null;
}
