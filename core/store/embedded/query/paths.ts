import { type Doc, getField, isDoc } from '../values.js';

/**
 * What a dotted path reaches in a document, as a query sees it: through every array on the way (elements that are
 * documents, and by position where a part is a number). An array at the end comes as itself. A missing field comes as
 * undefined; an array on the way without any document yields nothing at all.
 */
export function valuesAt(doc: Doc, parts: readonly string[]): unknown[] {
  const found: unknown[] = [];
  walk(doc, parts, 0, found);
  return found;
}

function walk(value: unknown, parts: readonly string[], depth: number, found: unknown[]): void {
  const part = parts[depth];
  if (part === undefined) {
    found.push(value);
    return;
  }
  if (isDoc(value)) {
    walk(getField(value, part), parts, depth + 1, found);
    return;
  }
  if (!Array.isArray(value)) {
    found.push(undefined);
    return;
  }
  if (isPosition(part) && Number(part) < value.length) walk(value[Number(part)], parts, depth + 1, found);
  for (const element of value) if (isDoc(element)) walk(element, parts, depth, found);
}

export function isPosition(part: string): boolean {
  return /^(0|[1-9]\d*)$/.test(part);
}

/** The top-level field of a dotted path. */
export function topField(path: string): string {
  const dot = path.indexOf('.');
  return dot === -1 ? path : path.slice(0, dot);
}
