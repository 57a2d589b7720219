import { VendorError } from '../../../core/errors.js';
import { VENDOR } from './failure.js';

/** A finished piece of ConnectWise's query language. Only the functions here make one, so nothing typed gets in raw. */
export type Condition = string & { readonly __condition: unique symbol };

type Value = string | number | boolean;

/** How the escaping of quotes works is not documented, so an exact value that holds one is refused. */
function literal(value: Value): string {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new VendorError(VENDOR, 'invalid', `${value} is not a whole number`);
    return String(value);
  }
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (/["\\\p{Cc}]/u.test(value)) {
    throw new VendorError(
      VENDOR,
      'invalid',
      'ConnectWise cannot be asked for text with quotes, backslashes or control characters',
    );
  }
  return `"${value}"`;
}

// The one place where text becomes a condition.
function condition(text: string): Condition {
  return text as Condition;
}

export function equal(field: string, value: Value): Condition {
  return condition(`${field}=${literal(value)}`);
}

/** Later than `time`, to the second; ConnectWise's clock has no finer grain in conditions. */
export function after(field: string, time: Date): Condition {
  return condition(`${field}>[${time.toISOString().slice(0, 19)}Z]`);
}

/** Text that people typed, as `like` with our own wildcards only; quotes, backslashes and wildcards in it are dropped. */
export function like(field: string, typed: string, where: 'start' | 'anywhere'): Condition {
  const text = typed
    .replace(/["\\%*\p{Cc}]/gu, ' ')
    .trim()
    .replace(/\s+/g, ' ');
  return condition(`${field} like "${where === 'anywhere' ? '%' : ''}${text}%"`);
}

/** These digits in this order, whatever stands between them: staff type numbers in many ways. */
export function digits(field: string, number: string): Condition {
  return condition(`${field} like "%${[...number.replace(/\D/g, '')].join('%')}%"`);
}

export function all(...parts: readonly (Condition | undefined)[]): Condition {
  return condition(parts.filter((part) => part !== undefined).join(' and '));
}

export function either(...parts: readonly Condition[]): Condition {
  return condition(`(${parts.join(' or ')})`);
}
