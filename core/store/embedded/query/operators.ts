import { MongoError, notImplemented } from '../mongo-error.js';
import { equalValues, sortKey } from '../sort-key.js';
import { type Doc, isDoc, isTruthy, RANK, rankOf, toInteger, toNumber } from '../values.js';
import { isRegex, type TextTest, textTest } from './regex.js';
import { typeTest } from './types.js';

/** A test over everything a path reached (see `valuesAt`). */
export type ValuesTest = (values: readonly unknown[]) => boolean;
type Nested = (query: Doc) => (doc: Doc) => boolean;

/** `{ $gt: 1, ... }`: a document whose first field is an operator. */
export function isOperatorDoc(condition: unknown): condition is Doc {
  if (!isDoc(condition)) return false;
  const [first] = Object.keys(condition);
  return first?.startsWith('$') === true && first !== '$ref' && first !== '$id';
}

export function compileOperators(condition: Doc, nested: Nested): ValuesTest {
  const tests: ValuesTest[] = [];
  for (const [name, operand] of Object.entries(condition)) {
    if (name === '$options') {
      if (condition.$regex === undefined) throw new MongoError('BadValue', '$options needs a $regex');
      continue;
    }
    const build = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (!build) {
      if (KNOWN_ELSEWHERE.has(name)) throw notImplemented(`The query operator ${name}`);
      throw new MongoError('BadValue', `unknown operator: ${name}`);
    }
    tests.push(build(operand, condition, nested));
  }
  const [only] = tests;
  return tests.length === 1 && only ? only : (values) => tests.every((test) => test(values));
}

const KNOWN_ELSEWHERE = new Set([
  ...['$geoWithin', '$geoIntersects', '$near', '$nearSphere', '$within', '$text', '$where', '$jsonSchema'],
]);

/** True when a value, or an element of an array value, passes. */
const anyOf =
  (test: (value: unknown) => boolean): ValuesTest =>
  (values) =>
    values.some((value) => test(value) || (Array.isArray(value) && value.some(test)));

const not =
  (test: ValuesTest): ValuesTest =>
  (values) =>
    !test(values);

function equality(operand: unknown): (value: unknown) => boolean {
  if (operand === undefined || operand === null) return (value) => value === undefined || value === null;
  if (typeof operand === 'string') return (value) => value === operand;
  return (value) => equalValues(value, operand);
}

function membership(operand: unknown, name: string): (value: unknown) => boolean {
  if (!Array.isArray(operand)) throw new MongoError('BadValue', `${name} needs an array`);
  const keys = new Set<string>();
  const patterns: TextTest[] = [];
  for (const entry of operand) {
    if (isOperatorDoc(entry)) throw new MongoError('BadValue', `cannot nest $ under ${name}`);
    keys.add(sortKey(entry ?? null));
    if (isRegex(entry)) patterns.push(textTest(entry, undefined));
  }
  return (value) => keys.has(sortKey(value ?? null)) || patterns.some((test) => test(value));
}

/** Range operators compare within one rank of types only; null compares with null and missing. */
function range(accepts: (order: number) => boolean) {
  return (operand: unknown): ValuesTest => {
    if (isRegex(operand)) throw new MongoError('BadValue', "Can't have RegEx as arg to predicate over field");
    const wanted = operand ?? null;
    const rank = rankOf(wanted);
    const key = sortKey(wanted);
    const wantsNaN = rank === RANK.number && Number.isNaN(toNumber(wanted));
    return anyOf((raw) => {
      const value = raw ?? null;
      if (rank !== RANK.minKey && rank !== RANK.maxKey && rankOf(value) !== rank) return false;
      if (rank === RANK.number && Number.isNaN(toNumber(value)) !== wantsNaN) return false;
      const other = sortKey(value);
      return accepts(other < key ? -1 : other > key ? 1 : 0);
    });
  };
}

const OPERATORS: Readonly<Record<string, (operand: unknown, condition: Doc, nested: Nested) => ValuesTest>> = {
  $eq: (operand) => (isRegex(operand) ? eqOrPattern(operand) : anyOf(equality(operand))),
  $ne: (operand) => not(anyOf(equality(operand))),
  $gt: range((order) => order > 0),
  $gte: range((order) => order >= 0),
  $lt: range((order) => order < 0),
  $lte: range((order) => order <= 0),
  $in: (operand) => anyOf(membership(operand, '$in')),
  $nin: (operand) => not(anyOf(membership(operand, '$nin'))),
  $exists: (operand) => {
    const wanted = isTruthy(operand);
    return (values) => values.some((value) => value !== undefined) === wanted;
  },
  $type: (operand) => anyOf(typeTest(operand)),
  $regex: (operand, condition) => anyOf(textTest(operand, condition.$options)),
  $not: (operand, _condition, nested) => {
    if (isRegex(operand)) return not(anyOf(textTest(operand, undefined)));
    if (!isOperatorDoc(operand)) throw new MongoError('BadValue', '$not needs a regex or a document of operators');
    return not(compileOperators(operand, nested));
  },
  $mod: (operand) => {
    const [divisor, remainder] = Array.isArray(operand) && operand.length === 2 ? operand.map(toNumber) : [];
    if (divisor === undefined || remainder === undefined) {
      throw new MongoError('BadValue', 'malformed mod, needs to be an array of two numbers');
    }
    if (Math.trunc(divisor) === 0) throw new MongoError('BadValue', 'divisor cannot be 0');
    return anyOf((value) => {
      const number = toNumber(value);
      if (number === undefined || !Number.isFinite(number)) return false;
      return Math.trunc(number) % Math.trunc(divisor) === Math.trunc(remainder);
    });
  },
  $size: (operand) => {
    const size = toInteger(operand);
    if (size === undefined || size < 0) throw new MongoError('BadValue', '$size needs a whole number, zero or more');
    return (values) => values.some((value) => Array.isArray(value) && value.length === size);
  },
  $all: (operand, _condition, nested) => {
    if (!Array.isArray(operand)) throw new MongoError('BadValue', '$all needs an array');
    const tests = operand.map((entry: unknown) =>
      isDoc(entry) && Object.hasOwn(entry, '$elemMatch')
        ? compileOperators(entry, nested)
        : isRegex(entry)
          ? anyOf(textTest(entry, undefined))
          : anyOf(equality(entry)),
    );
    return (values) => tests.length > 0 && tests.every((test) => test(values));
  },
  $elemMatch: (operand, _condition, nested) => {
    if (!isDoc(operand)) throw new MongoError('BadValue', '$elemMatch needs an Object');
    const matches = elementTest(operand, nested);
    return (values) => values.some((value) => Array.isArray(value) && value.some(matches));
  },
};

function eqOrPattern(operand: unknown): ValuesTest {
  const test = textTest(operand, undefined);
  return anyOf((value) => test(value) || equalValues(value, operand));
}

/** What `$elemMatch` and `$pull` ask of one element: operators for a value, or a query for a document. */
export function elementTest(query: Doc, nested: Nested): (element: unknown) => boolean {
  const [first] = Object.keys(query);
  if (isOperatorDoc(query) && first !== '$and' && first !== '$or' && first !== '$nor' && first !== '$expr') {
    const test = compileOperators(query, nested);
    return (element) => test([element]);
  }
  const test = nested(query);
  return (element) => (isDoc(element) ? test(element) : Array.isArray(element) && test({ ...element }));
}
