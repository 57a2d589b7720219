import { MongoError } from '../mongo-error.js';
import { isPosition } from '../query/paths.js';
import { type Doc, getField, isDoc, setField } from '../values.js';

/** What an operator makes of a field: a value, or one of these. */
export const KEEP = Symbol('keep');
export const UNSET = Symbol('unset');

export type Change = (current: unknown) => unknown;

/** Turns a document into its successor. It may change its argument, which is the caller's own copy. */
export type Update = (doc: Doc, inserting: boolean) => Doc;

const MAX_PADDING = 1_500_000;

/**
 * Changes the field at a concrete path (no positional parts). With `creates`, what is missing on the way is made;
 * without, a missing path is left alone. Throws PathNotViable when something on the way cannot hold a field.
 */
export function changeAt(doc: Doc, parts: readonly string[], change: Change, creates: boolean): void {
  let holder: unknown = doc;
  for (let depth = 0; depth < parts.length - 1; depth++) {
    const part = parts[depth] ?? '';
    let next = read(holder, part, creates);
    if (next === undefined && creates) {
      next = {};
      write(holder, part, next);
    }
    if (next === undefined) return;
    if (!isDoc(next) && !Array.isArray(next)) {
      if (!creates) return;
      throw notViable(parts[depth + 1] ?? '', part, next);
    }
    holder = next;
  }
  const last = parts[parts.length - 1] ?? '';
  const current = read(holder, last, creates);
  const value = change(current);
  if (value === KEEP) return;
  if (value === UNSET) remove(holder, last);
  else write(holder, last, value);
}

function read(holder: unknown, part: string, strict: boolean): unknown {
  if (isDoc(holder)) return getField(holder, part);
  if (Array.isArray(holder)) {
    if (isPosition(part)) return holder[Number(part)];
    if (strict) throw notViable(part, 'array', holder);
  }
  return undefined;
}

function write(holder: unknown, part: string, value: unknown): void {
  if (isDoc(holder)) {
    setField(holder, part, value);
    return;
  }
  if (!Array.isArray(holder)) return;
  const at = Number(part);
  if (at > holder.length + MAX_PADDING) {
    throw new MongoError(
      'BadValue',
      `Cannot fill an array up to position ${part}: at most ${MAX_PADDING} elements are padded`,
    );
  }
  while (holder.length < at) holder.push(null);
  holder[at] = value;
}

/** An array keeps its length: the element becomes null. */
function remove(holder: unknown, part: string): void {
  if (isDoc(holder)) delete holder[part];
  else if (Array.isArray(holder) && isPosition(part) && Number(part) < holder.length) holder[Number(part)] = null;
}

function notViable(part: string, element: string, value: unknown): MongoError {
  const shown = Array.isArray(value) ? '[...]' : String(value);
  return new MongoError('PathNotViable', `Cannot create field '${part}' in element {${element}: ${shown}}`);
}
