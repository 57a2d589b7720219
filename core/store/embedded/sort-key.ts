import { Binary, BSONRegExp, Decimal128, EJSON, Long, ObjectId, Timestamp } from 'bson';
import { isDoc, isNumeric, RANK, rankOf } from './values.js';

/**
 * One BSON value as a string whose order (by UTF-16 code unit) is MongoDB's order of values, and whose equality is
 * MongoDB's equality: 1, NumberLong(1) and Decimal128 1.0 are one key. Prefix-free, so keys of several fields can be
 * put one after the other.
 */
export function sortKey(value: unknown): string {
  const rank = rankOf(value);
  return String.fromCharCode(rank) + body(rank, value);
}

/** MongoDB's order of two values: negative, zero or positive. */
export function compareValues(a: unknown, b: unknown): number {
  const left = sortKey(a);
  const right = sortKey(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** MongoDB's equality: numbers by value whatever their type, objects field by field in order. */
export function equalValues(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  return rankOf(a) === rankOf(b) && sortKey(a) === sortKey(b);
}

/** The key of a field that sorts downwards: the same length, every unit turned around. */
export function descending(key: string): string {
  let turned = '';
  for (let i = 0; i < key.length; i++) turned += String.fromCharCode(0xffff - key.charCodeAt(i));
  return turned;
}

function body(rank: number, value: unknown): string {
  switch (rank) {
    case RANK.number:
      return numberKey(value);
    case RANK.string:
      return stringKey(typeof value === 'string' ? value : String(value));
    case RANK.object:
      return isDoc(value) ? objectKey(value) : '';
    case RANK.array:
      return Array.isArray(value) ? `${value.map(sortKey).join('')}\x00` : '';
    case RANK.binary:
      return binaryKey(value);
    case RANK.objectId:
      return value instanceof ObjectId ? Buffer.from(value.id).toString('latin1') : '';
    case RANK.boolean:
      return value === true ? '\x01' : '\x00';
    case RANK.date:
      return value instanceof Date ? doubleKey(value.getTime()) : '';
    case RANK.timestamp:
      return value instanceof Timestamp ? bigKey(BigInt(value.toString())) : '';
    case RANK.regex:
      return regexKey(value);
    case RANK.other:
      return stringKey(EJSON.stringify(value, { relaxed: false }));
    default:
      return '';
  }
}

/** Zero units are escaped and the end is marked; surrogates move above the rest of the plane so that order is UTF-8's. */
function stringKey(text: string): string {
  let key = text;
  if (key.includes('\x00')) key = key.replaceAll('\x00', '\x00\xff');
  if (/[\uD800-\uFFFF]/.test(key)) {
    key = key.replace(/[\uD800-\uFFFF]/g, (unit) => {
      const code = unit.charCodeAt(0);
      return String.fromCharCode(code >= 0xe000 ? code - 0x800 : code + 0x2000);
    });
  }
  return `${key}\x00\x01`;
}

function objectKey(doc: Record<string, unknown>): string {
  let key = '';
  for (const name of Object.keys(doc)) {
    const rank = rankOf(doc[name]);
    key += String.fromCharCode(rank) + stringKey(name) + body(rank, doc[name]);
  }
  return `${key}\x00`;
}

function binaryKey(value: unknown): string {
  const bytes = value instanceof Binary ? value.value() : value instanceof Uint8Array ? value : new Uint8Array();
  const subtype = value instanceof Binary ? value.sub_type : 0;
  return bigKey(BigInt(bytes.length)) + String.fromCharCode(subtype) + Buffer.from(bytes).toString('latin1');
}

function regexKey(value: unknown): string {
  if (value instanceof BSONRegExp) return stringKey(value.pattern) + stringKey(value.options);
  return value instanceof RegExp ? stringKey(value.source) + stringKey(value.flags) : '';
}

const EXACT = '\x80\x00\x00';

/**
 * Eight units of the nearest double, two of what a 64-bit integer has beyond it, then a mark for decimals that no double
 * equals (with their digits, so that equality stays exact; their order within one double is not promised).
 */
function numberKey(value: unknown): string {
  if (typeof value === 'number') return doubleKey(value) + EXACT;
  if (typeof value === 'bigint') return integerKey(value);
  if (value instanceof Decimal128) return decimalKey(value);
  if (value instanceof Long) return integerKey(value.toBigInt());
  return isNumeric(value) ? doubleKey(Number(value.valueOf())) + EXACT : '';
}

function integerKey(value: bigint): string {
  const nearest = Number(value);
  const rest = Number(value - BigInt(nearest)) + 0x8000;
  return `${doubleKey(nearest)}${String.fromCharCode(rest >> 8, rest & 0xff)}\x00`;
}

function decimalKey(value: Decimal128): string {
  const text = value.toString();
  const nearest = Number(text);
  if (!Number.isFinite(nearest)) return doubleKey(nearest) + EXACT;
  const exact = fractionOfDecimal(text);
  if (exact.denominator === 1n && exact.numerator > -(2n ** 63n) && exact.numerator < 2n ** 63n) {
    return integerKey(exact.numerator);
  }
  const double = fractionOfDouble(nearest);
  const difference = exact.numerator * double.denominator - double.numerator * exact.denominator;
  if (difference === 0n) return doubleKey(nearest) + EXACT;
  const side = difference < 0n ? '\x7f\xff' : '\x80\x00';
  return `${doubleKey(nearest)}${side}\x01${stringKey(`${exact.numerator}/${exact.denominator}`)}`;
}

type Fraction = { numerator: bigint; denominator: bigint };

function fractionOfDecimal(text: string): Fraction {
  const [mantissa = '0', exponent = '0'] = text.toUpperCase().split('E');
  const [whole = '0', decimals = ''] = mantissa.split('.');
  let numerator = BigInt(whole + decimals);
  let scale = Number(exponent) - decimals.length;
  while (scale < 0 && numerator % 10n === 0n) {
    if (numerator === 0n) return { numerator: 0n, denominator: 1n };
    numerator /= 10n;
    scale += 1;
  }
  return scale >= 0
    ? { numerator: numerator * 10n ** BigInt(scale), denominator: 1n }
    : { numerator, denominator: 10n ** BigInt(-scale) };
}

function fractionOfDouble(value: number): Fraction {
  let scaled = value;
  let denominator = 1n;
  for (let i = 0; i < 1100 && !Number.isInteger(scaled); i++) {
    scaled *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(scaled), denominator };
}

function doubleKey(value: number): string {
  if (Number.isNaN(value)) return '\x00\x00\x00\x00\x00\x00\x00\x00';
  const scratch = Buffer.allocUnsafe(8);
  scratch.writeDoubleBE(value === 0 ? 0 : value);
  if (scratch[0] !== undefined && scratch[0] >= 0x80) for (let i = 0; i < 8; i++) scratch[i] = 255 - (scratch[i] ?? 0);
  else scratch[0] = (scratch[0] ?? 0) + 0x80;
  return scratch.toString('latin1');
}

function bigKey(value: bigint): string {
  const scratch = Buffer.allocUnsafe(8);
  scratch.writeBigUInt64BE(BigInt.asUintN(64, value));
  return scratch.toString('latin1');
}
