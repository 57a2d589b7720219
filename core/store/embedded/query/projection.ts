import { MongoError, notImplemented } from '../mongo-error.js';
import { type Doc, isDoc, isNumeric, isTruthy, setField, toInteger } from '../values.js';
import { compileNested } from './filter.js';
import { elementTest } from './operators.js';

export type Projection = (doc: Doc) => Doc;

type Leaf = (value: unknown) => unknown;
type Tree = Map<string, Tree | Leaf>;

/**
 * Compiles a `find` projection: inclusion or exclusion (never both, but for `_id`), `$slice` and `$elemMatch`.
 * Undefined means the whole document. Computed fields and positional `$` are refused.
 */
export function compileProjection(spec: Doc | undefined): Projection | undefined {
  const entries = Object.entries(spec ?? {});
  if (entries.length === 0) return undefined;
  let including: boolean | undefined;
  let withId: boolean | undefined;
  const tree: Tree = new Map();
  const claim = (wanted: boolean, path: string) => {
    if (including !== undefined && including !== wanted) {
      const code = including ? 'Location31254' : 'Location31253';
      throw new MongoError(
        code,
        `Cannot do ${wanted ? 'inclusion' : 'exclusion'} on field ${path} in ${including ? 'inclusion' : 'exclusion'} projection`,
      );
    }
    including = wanted;
  };
  const slices: Array<readonly [string, Leaf]> = [];
  for (const [path, value] of entries) {
    if (path.includes('$')) throw notImplemented('The positional projection');
    if (isDoc(value)) {
      const [operator, operand] = only(value, path);
      if (operator === '$slice') slices.push([path, slice(operand)]);
      else {
        claim(true, path);
        plant(tree, path, firstMatch(operand));
      }
    } else if (!isNumeric(value) && typeof value !== 'boolean')
      throw notImplemented(`A computed projection (field ${path})`);
    else if (path === '_id') withId = isTruthy(value);
    else {
      claim(isTruthy(value), path);
      plant(tree, path, isTruthy(value) ? keep : drop);
    }
  }
  const include = including ?? (withId === true && slices.length === 0);
  for (const [path, leaf] of slices) plant(tree, path, leaf);
  if (include ? withId !== false : withId === false) plant(tree, '_id', include ? keep : drop);
  return (doc) => project(doc, tree, include);
}

const keep: Leaf = (value) => value;
const drop: Leaf = () => undefined;

function only(value: Doc, path: string): [string, unknown] {
  const [entry, more] = Object.entries(value);
  if (entry && !more && (entry[0] === '$slice' || entry[0] === '$elemMatch')) return entry;
  throw notImplemented(`A computed projection (field ${path})`);
}

function plant(tree: Tree, path: string, leaf: Leaf): void {
  const [name = '', ...rest] = path.split('.');
  const known = tree.get(name);
  if (rest.length === 0) {
    if (known) throw new MongoError('Location31254', `Path collision at ${path}`);
    tree.set(name, leaf);
    return;
  }
  if (typeof known === 'function') throw new MongoError('Location31254', `Path collision at ${path}`);
  const branch: Tree = known ?? new Map();
  tree.set(name, branch);
  plant(branch, rest.join('.'), leaf);
}

function project(doc: Doc, tree: Tree, including: boolean): Doc {
  const result: Doc = {};
  for (const [name, value] of Object.entries(doc)) {
    const branch = tree.get(name);
    const kept = branch === undefined ? (including ? undefined : value) : through(value, branch, including);
    if (kept !== undefined) setField(result, name, kept);
  }
  return result;
}

function through(value: unknown, branch: Tree | Leaf, including: boolean): unknown {
  if (typeof branch === 'function') return branch(value);
  if (isDoc(value)) return project(value, branch, including);
  if (!Array.isArray(value)) return including ? undefined : value;
  return value
    .map((element: unknown) => through(element, branch, including))
    .filter((element) => element !== undefined);
}

function slice(operand: unknown): Leaf {
  const [first, second] = Array.isArray(operand) ? operand.map(toInteger) : [toInteger(operand)];
  const isPair = Array.isArray(operand);
  if (first === undefined || (isPair && (second === undefined || second <= 0))) {
    throw new MongoError('BadValue', '$slice takes a number, or a position and a positive number');
  }
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (!isPair) return first < 0 ? value.slice(first) : value.slice(0, first);
    const from = first < 0 ? Math.max(0, value.length + first) : first;
    return value.slice(from, from + (second ?? 0));
  };
}

function firstMatch(operand: unknown): Leaf {
  if (!isDoc(operand)) throw new MongoError('BadValue', '$elemMatch needs an Object');
  const matches = elementTest(operand, compileNested);
  return (value) => {
    const found: unknown = Array.isArray(value) ? value.find(matches) : undefined;
    return found === undefined ? undefined : [found];
  };
}
