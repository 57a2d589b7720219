import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { MongoError } from '../mongo-error.js';
import { isDoc, isNumeric, toNumber } from '../values.js';

const isDouble = (value: unknown) => value instanceof Double || (typeof value === 'number' && !Number.isInteger(value));
const isInt = (value: unknown) => value instanceof Int32 || (typeof value === 'number' && Number.isInteger(value));

/** BSON types by alias and number. Source: MongoDB manual, $type. */
const TYPES: ReadonlyArray<readonly [alias: string, number: number, test: (value: unknown) => boolean]> = [
  ['double', 1, isDouble],
  ['string', 2, (value) => typeof value === 'string'],
  ['object', 3, isDoc],
  ['array', 4, Array.isArray],
  ['binData', 5, (value) => value instanceof Binary],
  ['objectId', 7, (value) => value instanceof ObjectId],
  ['bool', 8, (value) => typeof value === 'boolean'],
  ['date', 9, (value) => value instanceof Date],
  ['null', 10, (value) => value === null],
  ['regex', 11, (value) => value instanceof BSONRegExp || value instanceof RegExp],
  ['javascript', 13, (value) => value instanceof Code],
  ['symbol', 14, (value) => value instanceof BSONSymbol],
  ['int', 16, isInt],
  ['timestamp', 17, (value) => value instanceof Timestamp],
  ['long', 18, (value) => value instanceof Long && !(value instanceof Timestamp)],
  ['decimal', 19, (value) => value instanceof Decimal128],
  ['minKey', -1, (value) => value instanceof MinKey],
  ['maxKey', 127, (value) => value instanceof MaxKey],
];

/** The test of `$type`, for one type or a list of them. */
export function typeTest(operand: unknown): (value: unknown) => boolean {
  const tests = (Array.isArray(operand) ? operand : [operand]).map(oneType);
  if (tests.length === 0) throw new MongoError('FailedToParse', '$type must match at least one type');
  return (value) => tests.some((test) => test(value));
}

function oneType(wanted: unknown): (value: unknown) => boolean {
  if (wanted === 'number') return isNumeric;
  const number = toNumber(wanted);
  const found = TYPES.find(([alias, code]) => alias === wanted || code === number);
  if (!found) throw new MongoError('BadValue', `Unknown type name alias: ${String(wanted)}`);
  return found[2];
}
