import { MongoError } from '../mongo-error.js';
import { isOperatorDoc } from '../query/operators.js';
import { isRegex } from '../query/regex.js';
import { type Doc, isDoc } from '../values.js';
import { copy } from './operators.js';
import { changeAt, type Update } from './place.js';

/**
 * The document an upsert inserts: the equalities of the query (also in `$and`, a lone `$or`, `$eq`, `$all` of one), then the update with `$setOnInsert`. A replacement takes only the `_id`.
 */
export function upsertDocument(query: Doc, update: Update, isReplacement: boolean): Doc {
  const equalities = new Map<string, unknown>();
  collect(query, equalities);
  const seed: Doc = {};
  for (const [path, value] of equalities) {
    if (isReplacement && path !== '_id') continue;
    changeAt(seed, path.split('.'), () => copy(value), true);
  }
  return update(seed, true);
}

function collect(query: Doc, into: Map<string, unknown>): void {
  for (const [name, condition] of Object.entries(query)) {
    const branches = Array.isArray(condition) ? condition.filter(isDoc) : [];
    if (name === '$and' || (name === '$or' && branches.length === 1))
      for (const branch of branches) collect(branch, into);
    if (name.startsWith('$')) continue;
    const value = equalityOf(condition);
    if (value === undefined) continue;
    if (into.has(name)) {
      throw new MongoError('NotSingleValueField', `cannot infer query fields to set, path '${name}' is matched twice`);
    }
    into.set(name, value);
  }
}

function equalityOf(condition: unknown): unknown {
  if (isRegex(condition)) return undefined;
  if (!isOperatorDoc(condition)) return condition;
  if (condition.$eq !== undefined) return condition.$eq;
  const list = condition.$all;
  return Array.isArray(list) && list.length === 1 && !isOperatorDoc(list[0]) ? list[0] : undefined;
}
