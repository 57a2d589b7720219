import { MongoError } from '../mongo-error.js';
import { compileNested, type Predicate } from '../query/filter.js';
import { isPosition, valuesAt } from '../query/paths.js';
import { type Doc, getField, isDoc, setField } from '../values.js';

/** How `$`, `$[]` and `$[name]` in a path become positions of one document's arrays. */
export type Positions = {
  /** The position for `$` in the array at this path, found by the query. */
  matched: (doc: Doc, arrayPath: string) => number;
  /** Tests of `arrayFilters`, by name. */
  filters: ReadonlyMap<string, (element: unknown) => boolean>;
};

/** The concrete paths that a path with positional parts stands for in this document. */
export function concretePaths(doc: Doc, parts: readonly string[], positions: Positions): string[][] {
  if (!parts.some((part) => part.startsWith('$'))) return [[...parts]];
  let paths: string[][] = [[]];
  for (const part of parts) paths = paths.flatMap((path) => step(doc, path, part, positions));
  return paths;
}

function step(doc: Doc, path: string[], part: string, positions: Positions): string[][] {
  if (part === '$') return [[...path, String(positions.matched(doc, path.join('.')))]];
  const name = /^\$\[(.*)\]$/.exec(part)?.[1];
  if (name === undefined) return [[...path, part]];
  const array = at(doc, path);
  if (!Array.isArray(array)) {
    throw new MongoError(
      'BadValue',
      `The path '${path.join('.')}' must exist in the document in order to apply array updates.`,
    );
  }
  const test = name === '' ? () => true : positions.filters.get(name);
  if (!test)
    throw new MongoError('BadValue', `No array filter found for identifier '${name}' in path '${path.join('.')}'`);
  return array.flatMap((element: unknown, position) => (test(element) ? [[...path, String(position)]] : []));
}

function at(doc: Doc, path: readonly string[]): unknown {
  let value: unknown = doc;
  for (const part of path) {
    if (isDoc(value)) value = getField(value, part);
    else if (Array.isArray(value) && isPosition(part)) value = value[Number(part)];
    else return undefined;
  }
  return value;
}

/** Compiles `arrayFilters`. Throws FailedToParse for malformed or unused ones. */
export function compileArrayFilters(
  filters: readonly unknown[],
  paths: readonly string[],
): ReadonlyMap<string, (element: unknown) => boolean> {
  const tests = new Map<string, (element: unknown) => boolean>();
  for (const filter of filters) {
    if (!isDoc(filter)) throw new MongoError('TypeMismatch', 'Array filters have to be documents');
    const name = identifierOf(filter);
    if (name === undefined || !/^[a-z][a-zA-Z0-9]*$/.test(name)) {
      throw new MongoError(
        'FailedToParse',
        'Each array filter names one identifier that starts with a lower case letter',
      );
    }
    if (tests.has(name))
      throw new MongoError('FailedToParse', `Found multiple array filters with the same top-level field name ${name}`);
    if (!paths.some((path) => path.includes(`$[${name}]`))) {
      throw new MongoError('FailedToParse', `The array filter for identifier '${name}' was not used in the update`);
    }
    const matches = compileNested(filter);
    tests.set(name, (element) => matches({ [name]: element }));
  }
  return tests;
}

function identifierOf(filter: Doc): string | undefined {
  for (const [name, value] of Object.entries(filter)) {
    if (!name.startsWith('$')) return name.split('.')[0];
    if (Array.isArray(value) && isDoc(value[0])) return identifierOf(value[0]);
  }
  return undefined;
}

/** Finds the position for `$`: the first element that satisfies what the query says of its array. */
export function matchedPosition(query: Doc): Positions['matched'] {
  const conditions = flatten(query);
  const compiled = new Map<string, Predicate[]>();
  return (doc, arrayPath) => {
    let tests = compiled.get(arrayPath);
    if (!tests) {
      const about = conditions.filter(([path]) => path === arrayPath || path.startsWith(`${arrayPath}.`));
      tests = about.map(([path, condition]) => compileNested({ [path]: condition }));
      compiled.set(arrayPath, tests);
    }
    const parts = arrayPath.split('.');
    const array = valuesAt(doc, parts).find(Array.isArray);
    const found =
      tests.length === 0 || !array
        ? -1
        : array.findIndex((element) => tests.every((test) => test(nest(parts, [element]))));
    if (found === -1) {
      throw new MongoError('BadValue', 'The positional operator did not find the match needed from the query.');
    }
    return found;
  };
}

function nest(parts: readonly string[], value: unknown): Doc {
  const [part = '', ...rest] = parts;
  const doc: Doc = {};
  setField(doc, part, rest.length === 0 ? value : nest(rest, value));
  return doc;
}

function flatten(query: Doc): Array<readonly [string, unknown]> {
  return Object.entries(query).flatMap(([name, value]) => {
    if (name === '$and' && Array.isArray(value)) return value.filter(isDoc).flatMap(flatten);
    return name.startsWith('$') ? [] : [[name, value] as const];
  });
}
