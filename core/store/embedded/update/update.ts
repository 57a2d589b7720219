import { MongoError } from '../mongo-error.js';
import { equalValues } from '../sort-key.js';
import { type Doc, getField, isDoc } from '../values.js';
import { copy, UPDATE_OPERATORS } from './operators.js';
import { updatePipeline } from './pipeline.js';
import { changeAt, KEEP, UNSET, type Update } from './place.js';
import { compileArrayFilters, concretePaths, matchedPosition, type Positions } from './positions.js';

export type UpdateRequest = {
  /** The `u` of the command: operators, a replacement, or a pipeline. */
  update: unknown;
  /** The query, for positional `$`. */
  query: Doc;
  arrayFilters: readonly unknown[];
  multi: boolean;
};

/** Compiles an update. Throws FailedToParse, ConflictingUpdateOperators, ImmutableField and others, as MongoDB does. */
export function compileUpdate(request: UpdateRequest): Update {
  const { update, multi } = request;
  if (Array.isArray(update)) {
    if (request.arrayFilters.length > 0) {
      throw new MongoError('FailedToParse', 'arrayFilters may not be specified for pipeline-style updates');
    }
    return updatePipeline(update);
  }
  if (!isDoc(update)) throw new MongoError('FailedToParse', 'Update argument must be either an object or an array');
  const [first] = Object.keys(update);
  if (first?.startsWith('$')) return compileOperatorUpdate(update, request);
  if (multi) throw new MongoError('FailedToParse', 'multi update is not supported for replacement-style update');
  return replacement(update);
}

function replacement(update: Doc): Update {
  const dollar = Object.keys(update).find((name) => name.startsWith('$'));
  if (dollar)
    throw new MongoError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${dollar}' is not allowed in a replacement`,
    );
  return (doc) => {
    const id = getField(doc, '_id');
    const { _id: given, ...rest } = update;
    if (given !== undefined && id !== undefined && !equalValues(given, id)) throw immutableId();
    const chosen = id ?? given;
    return chosen === undefined ? { ...rest } : { _id: chosen, ...rest };
  };
}

function immutableId(): MongoError {
  return new MongoError(
    'ImmutableField',
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  );
}

type Step = (doc: Doc, inserting: boolean) => void;

function compileOperatorUpdate(update: Doc, request: UpdateRequest): Update {
  const paths: string[] = [];
  const fields: Array<readonly [operator: string, path: string, operand: unknown]> = [];
  for (const [operator, operands] of Object.entries(update)) {
    if (!operator.startsWith('$') || (!SPECIAL.has(operator) && !Object.hasOwn(UPDATE_OPERATORS, operator))) {
      throw new MongoError(
        'FailedToParse',
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDoc(operands))
      throw new MongoError('FailedToParse', `Modifiers operate on fields but we found another type for ${operator}`);
    for (const [path, operand] of Object.entries(operands)) {
      fields.push([operator, path, operand]);
      paths.push(path);
      if (operator === '$rename') paths.push(renameTarget(operand));
    }
  }
  for (const path of paths) assertPath(path);
  assertNoConflict(paths);
  const positions: Positions = {
    matched: matchedPosition(request.query),
    filters: compileArrayFilters(request.arrayFilters, paths),
  };
  const steps = fields.map(([operator, path, operand]) => compileStep(operator, path, operand, positions));
  return (doc, inserting) => {
    const id = getField(doc, '_id');
    for (const step of steps) step(doc, inserting);
    if (id !== undefined && !equalValues(id, getField(doc, '_id'))) throw immutableId();
    return doc;
  };
}

const SPECIAL = new Set(['$setOnInsert', '$rename']);

function renameTarget(operand: unknown): string {
  if (typeof operand === 'string') return operand;
  throw new MongoError('BadValue', "The 'to' field for $rename must be a string");
}

function assertPath(path: string): void {
  if (path.split('.').some((part) => part === '')) {
    throw new MongoError(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
  const bad = path
    .split('.')
    .find((part, at) => part.startsWith('$') && (at === 0 || !/^\$(\[[a-zA-Z0-9]*\])?$/.test(part)));
  if (bad) {
    throw new MongoError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${bad}' in '${path}' is not allowed in an update path`,
    );
  }
}

function assertNoConflict(paths: readonly string[]): void {
  const sorted = paths.map((path) => path.split('.').join('\u0000')).sort();
  for (const [at, path] of sorted.entries()) {
    const next = sorted[at + 1];
    if (next === undefined || (next !== path && !next.startsWith(`${path}\u0000`))) continue;
    const [shown, other] = [next, path].map((each) => each.replaceAll('\u0000', '.'));
    throw new MongoError(
      'ConflictingUpdateOperators',
      `Updating the path '${shown}' would create a conflict at '${other}'`,
    );
  }
}

function compileStep(operator: string, path: string, operand: unknown, positions: Positions): Step {
  const parts = path.split('.');
  if (operator === '$rename') return renameStep(parts, renameTarget(operand).split('.'));
  if (operator === '$setOnInsert') {
    return (doc, inserting) => {
      if (inserting) changeAt(doc, parts, () => copy(operand), true);
    };
  }
  const known = UPDATE_OPERATORS[operator];
  if (!known) throw new MongoError('FailedToParse', `Unknown modifier: ${operator}`);
  const change = known.change(operand, path);
  const { creates } = known;
  return (doc) => {
    for (const concrete of concretePaths(doc, parts, positions)) {
      changeAt(doc, concrete, (current) => (current === undefined && !creates ? KEEP : change(current)), creates);
    }
  };
}

function renameStep(from: readonly string[], to: readonly string[]): Step {
  return (doc) => {
    let moved: unknown = KEEP;
    changeAt(
      doc,
      from,
      (current) => {
        if (current === undefined) return KEEP;
        moved = current;
        return UNSET;
      },
      false,
    );
    if (moved !== KEEP) changeAt(doc, to, () => moved, true);
  };
}
