import { Decimal128, Double, Int32, Long } from 'bson';
import { MongoError, notImplemented } from '../mongo-error.js';
import { isNumeric, rankOf, toNumber } from '../values.js';

type Operation = 'add' | 'multiply';

/**
 * `$inc` and `$mul` with MongoDB's result types: 32-bit grows to 64-bit, a double makes a double, a decimal a decimal.
 * Throws BadValue when 64 bits overflow, TypeMismatch when a side is no number.
 */
export function compute(operation: Operation, current: unknown, operand: unknown, path: string): unknown {
  if (!isNumeric(operand)) {
    throw new MongoError(
      'TypeMismatch',
      `Cannot ${wording(operation)} with non-numeric argument: {${path}: ${String(operand)}}`,
    );
  }
  if (current === undefined) return operation === 'add' ? operand : compute('multiply', new Int32(0), operand, path);
  if (!isNumeric(current)) {
    throw new MongoError(
      'TypeMismatch',
      `Cannot apply ${operation === 'add' ? '$inc' : '$mul'} to a value of non-numeric type (rank ${rankOf(current)}) at '${path}'`,
    );
  }
  if (current instanceof Decimal128 || operand instanceof Decimal128) return decimal(operation, current, operand);
  if (isDouble(current) || isDouble(operand)) {
    const [a, b] = [toNumber(current) ?? 0, toNumber(operand) ?? 0];
    return new Double(operation === 'add' ? a + b : a * b);
  }
  return whole(operation, current, operand, path);
}

function wording(operation: Operation): string {
  return operation === 'add' ? 'increment' : 'multiply';
}

function isDouble(value: unknown): boolean {
  return value instanceof Double || (typeof value === 'number' && !Number.isInteger(value));
}

function whole(operation: Operation, current: unknown, operand: unknown, path: string): unknown {
  const [a, b] = [bigOf(current), bigOf(operand)];
  const result = operation === 'add' ? a + b : a * b;
  const long = current instanceof Long || operand instanceof Long;
  if (!long && result >= -(2n ** 31n) && result < 2n ** 31n) return new Int32(Number(result));
  if (result < -(2n ** 63n) || result >= 2n ** 63n) {
    throw new MongoError('BadValue', `Failed to apply the update: the result at '${path}' does not fit into 64 bits`);
  }
  return Long.fromBigInt(result);
}

function bigOf(value: unknown): bigint {
  return value instanceof Long ? value.toBigInt() : BigInt(toNumber(value) ?? 0);
}

type Scaled = { digits: bigint; exponent: number };

function decimal(operation: Operation, current: unknown, operand: unknown): Decimal128 {
  const [a, b] = [scaled(current), scaled(operand)];
  if (operation === 'multiply') return write(a.digits * b.digits, a.exponent + b.exponent);
  const exponent = Math.min(a.exponent, b.exponent);
  const lift = ({ digits, exponent: own }: Scaled) => digits * 10n ** BigInt(own - exponent);
  return write(lift(a) + lift(b), exponent);
}

function write(digits: bigint, exponent: number): Decimal128 {
  return Decimal128.fromStringWithRounding(`${digits}E${exponent}`);
}

function scaled(value: unknown): Scaled {
  const text = String(value).toUpperCase();
  if (!/^-?[\d.]+(E[+-]?\d+)?$/.test(text)) throw notImplemented('Arithmetic with an infinite decimal or NaN');
  const [mantissa = '0', exponent = '0'] = text.split('E');
  const [integer = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(integer + fraction), exponent: Number(exponent) - fraction.length };
}

/** `$bit`: and, or, xor of whole numbers. */
export function bitwise(
  current: unknown,
  operations: ReadonlyArray<readonly [string, unknown]>,
  path: string,
): unknown {
  let value = current ?? new Int32(0);
  if (!(value instanceof Int32 || value instanceof Long)) {
    throw new MongoError('BadValue', `Cannot apply $bit to a value that is no whole number at '${path}'`);
  }
  for (const [name, operand] of operations) {
    if (!(operand instanceof Int32 || operand instanceof Long)) {
      throw new MongoError('BadValue', 'The $bit modifier field must be an Integer(32/64 bit)');
    }
    const long = value instanceof Long || operand instanceof Long;
    const [a, b] = [bigOf(value), bigOf(operand)];
    const result = name === 'and' ? a & b : name === 'or' ? a | b : name === 'xor' ? a ^ b : undefined;
    if (result === undefined)
      throw new MongoError('BadValue', `The $bit modifier only supports 'and', 'or' and 'xor', not '${name}'`);
    value = long ? Long.fromBigInt(BigInt.asIntN(64, result)) : new Int32(Number(BigInt.asIntN(32, result)));
  }
  return value;
}
