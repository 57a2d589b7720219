import { isSecret, withoutSecrets } from '../redaction.js';

const SECRET = '[secret]';
/** Longest text that is kept of one value, and of one entry. Characters. */
const TEXT = 20_000;
const WHOLE = 400_000;
/** Most items of one list or fields of one object; deeper than `DEPTH` nothing is kept. */
const ITEMS = 500;
const DEPTH = 12;

/**
 * A copy of an entry's detail as plain JSON that the database gives back exactly as it was: secrets are replaced by
 * `[secret]`, by the field they stand under and by their looks; what is too long, too many or too deep is cut, and says so.
 */
export function redact(detail: unknown): unknown {
  let left = WHOLE;

  function text(value: string): string {
    const kept = redactText(value);
    left -= kept.length;
    return left < 0 ? '[left out]' : kept;
  }

  function copy(value: unknown, depth: number, above: readonly object[]): unknown {
    switch (typeof value) {
      case 'string':
        return text(value);
      case 'number':
        // The database knows no difference between 0 and -0 that JSON would show.
        return Number.isFinite(value) ? value + 0 : null;
      case 'boolean':
        return value;
      case 'bigint':
        return String(value);
      case 'object':
        return value === null ? null : copyObject(value, depth, above);
      default:
        return null;
    }
  }

  function copyObject(value: object, depth: number, above: readonly object[]): unknown {
    if (above.includes(value)) return '[circular]';
    if (Buffer.isBuffer(value) || value instanceof Uint8Array) return `[${value.length} bytes]`;
    if (value instanceof Error) return text(value.message);
    if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON(), depth, [...above, value]);
    if (depth === 0) return '[deeper]';
    const inner = [...above, value];
    if (Array.isArray(value)) {
      const items = value.slice(0, ITEMS).map((item) => copy(item, depth - 1, inner));
      return value.length > ITEMS ? [...items, `[${value.length - ITEMS} more]`] : items;
    }
    const fields = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== 'function');
    const kept = fields
      .slice(0, ITEMS)
      .map(([key, item]) => [nameOf(key), isSecret(key, item) ? SECRET : copy(item, depth - 1, inner)]);
    return Object.fromEntries(fields.length > ITEMS ? [...kept, ['[more]', fields.length - ITEMS]] : kept);
  }

  return copy(detail, DEPTH, []);
}

/** One text without what looks like a secret, no longer than 20 000 characters. */
export function redactText(value: string): string {
  // Half of what is cut is looked through, so that a secret across the cut is seen as one.
  const clean = wellFormed(withoutSecrets(value.slice(0, 2 * TEXT)));
  const whole = value.length <= 2 * TEXT && clean.length <= TEXT;
  return whole ? clean : `${wellFormed(clean.slice(0, TEXT))}[cut]`;
}

/** Names that the database takes as they are. */
function nameOf(key: string): string {
  const name = wellFormed(key).replaceAll('\0', '').replace(/^\$/, '＄').slice(0, 200);
  return name === '__proto__' ? '[proto]' : name;
}

/** Half characters do not survive being stored. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '�');
}
