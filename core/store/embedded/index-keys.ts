import { MongoError } from './mongo-error.js';
import { isPosition } from './query/paths.js';
import { descending, sortKey } from './sort-key.js';
import { type Doc, getField, isDoc, setField } from './values.js';

export type KeyPart = { path: string; parts: readonly string[]; direction: 1 | -1 };

/** The keys under which an index knows a document: one, or one per element where a path meets an array. */
export function indexKeys(doc: Doc, key: readonly KeyPart[]): string[] {
  const keys = new Set<string>();
  collect(doc, key, [], keys);
  return [...keys];
}

function collect(doc: Doc, key: readonly KeyPart[], expanded: readonly string[], keys: Set<string>): void {
  const array = firstArray(doc, key, expanded);
  if (!array) {
    let joined = '';
    for (const part of key) {
      const single = sortKey(reach(doc, part.parts, expanded) ?? null);
      joined += part.direction === 1 ? single : descending(single);
    }
    keys.add(joined);
    return;
  }
  const done = [...expanded, array.prefix];
  const elements = array.elements.length === 0 ? [undefined] : array.elements;
  for (const element of elements) collect(replaceAt(doc, array.prefix.split('.'), element), key, done, keys);
}

type FoundArray = { prefix: string; elements: readonly unknown[] };

/** The array that a path of the index meets first. Arrays on two independent paths cannot be indexed together. */
function firstArray(doc: Doc, key: readonly KeyPart[], expanded: readonly string[]): FoundArray | undefined {
  let found: FoundArray | undefined;
  for (const { path, parts } of key) {
    let value: unknown = doc;
    for (let depth = 0; depth <= parts.length; depth++) {
      const prefix = parts.slice(0, depth).join('.');
      const part = parts[depth];
      if (Array.isArray(value) && !expanded.includes(prefix) && !(part !== undefined && isPosition(part))) {
        if (expanded.some((other) => !prefix.startsWith(`${other}.`))) throw parallel(path, expanded[0] ?? '');
        if (found && found.prefix !== prefix) throw parallel(path, found.prefix);
        found = { prefix, elements: value };
        break;
      }
      value = part === undefined ? undefined : step(value, part);
    }
  }
  return found;
}

function parallel(one: string, other: string): MongoError {
  return new MongoError('CannotIndexParallelArrays', `cannot index parallel arrays [${one}] [${other}]`);
}

function step(value: unknown, part: string): unknown {
  if (isDoc(value)) return getField(value, part);
  return Array.isArray(value) && isPosition(part) ? value[Number(part)] : undefined;
}

function reach(doc: Doc, parts: readonly string[], expanded: readonly string[]): unknown {
  let value: unknown = doc;
  for (const part of parts) value = step(value, part);
  return value === undefined && expanded.length === 0 ? null : value;
}

function replaceAt(value: unknown, parts: readonly string[], replacement: unknown): Doc {
  const [part, ...rest] = parts;
  const copy: Doc = {};
  if (!isDoc(value) || part === undefined) return copy;
  for (const name of Object.keys(value)) {
    setField(
      copy,
      name,
      name !== part ? value[name] : rest.length === 0 ? replacement : replaceAt(value[name], rest, replacement),
    );
  }
  return copy;
}

/** The key by which a result is sorted: of an array its least element upwards, its greatest downwards. */
export function orderKey(doc: Doc, order: readonly KeyPart[]): string {
  let joined = '';
  for (const part of order) {
    const [least = ''] = indexKeys(doc, [part]).sort();
    joined += least;
  }
  return joined;
}
