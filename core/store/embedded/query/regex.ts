import { BSONRegExp } from 'bson';
import { MongoError, notImplemented } from '../mongo-error.js';

export type TextTest = (value: unknown) => boolean;

export function isRegex(value: unknown): value is BSONRegExp | RegExp {
  return value instanceof BSONRegExp || value instanceof RegExp;
}

/** A test for strings from `$regex` (a string or a regular expression) and `$options`. */
export function textTest(operand: unknown, options: unknown): TextTest {
  if (options !== undefined && typeof options !== 'string')
    throw new MongoError('BadValue', '$options has to be a string');
  const pattern = toRegExp(operand, options);
  return (value) => typeof value === 'string' && pattern.test(value);
}

function toRegExp(operand: unknown, options: string | undefined): RegExp {
  if (typeof operand === 'string') return build(operand, options ?? '');
  if (operand instanceof BSONRegExp) return build(operand.pattern, options ?? operand.options);
  if (operand instanceof RegExp) return build(operand.source, options ?? operand.flags);
  throw new MongoError('BadValue', '$regex has to be a string');
}

/** PCRE as far as JavaScript knows it: options i, m, s, u and a leading `(?ims)`; anything else is refused. */
function build(source: string, options: string): RegExp {
  const leading = /^\(\?([ims]+)\)/.exec(source);
  const pattern = leading ? source.slice(leading[0].length) : source;
  const flags = new Set([...options, ...(leading?.[1] ?? '')]);
  flags.delete('u');
  for (const flag of flags) if (!'ims'.includes(flag)) throw notImplemented(`The regular expression option "${flag}"`);
  try {
    return new RegExp(pattern, [...flags].join(''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MongoError('Location51091', `Regular expression is invalid: ${reason}`);
  }
}
