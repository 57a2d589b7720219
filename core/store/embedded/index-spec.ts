import type { IndexSpec } from './index.js';
import type { KeyPart } from './index-keys.js';
import { MongoError, notImplemented } from './mongo-error.js';
import { compileFilter, type Filter } from './query/filter.js';
import { equalValues } from './sort-key.js';
import { type Doc, isDoc, isTruthy, toNumber } from './values.js';

const OPTIONS = new Set([
  ...['key', 'name', 'v', 'ns', 'background', 'unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds'],
  ...['collation', 'hidden'],
]);

/** One entry of `createIndexes` as a spec. Throws for what MongoDB or this server refuses. */
export function parseIndex(doc: Doc): IndexSpec {
  for (const option of Object.keys(doc)) {
    if (OPTIONS.has(option)) continue;
    throw new MongoError(
      'InvalidIndexSpecificationOption',
      `The field '${option}' is not valid for an index specification`,
    );
  }
  const { key, name, partialFilterExpression: partial, expireAfterSeconds, collation } = doc;
  if (isDoc(collation) && collation.locale !== 'simple') throw notImplemented('An index with a collation');
  if (isTruthy(doc.hidden)) throw notImplemented('A hidden index');
  if (!isDoc(key) || Object.keys(key).length === 0)
    throw new MongoError('CannotCreateIndex', 'Index keys cannot be empty.');
  const parts = Object.entries(key).map(([path, way]) => keyPart(path, way));
  if (partial !== undefined) compilePartial(partial);
  const expires = expireAfterSeconds === undefined ? undefined : toNumber(expireAfterSeconds);
  if (expireAfterSeconds !== undefined && (expires === undefined || expires < 0 || expires > 2 ** 31 - 1)) {
    throw new MongoError('CannotCreateIndex', 'TTL index expireAfterSeconds must be within 0 and 2147483647');
  }
  if (expires !== undefined && parts.length > 1) {
    throw new MongoError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL',
    );
  }
  if (partial !== undefined && isTruthy(doc.sparse)) {
    throw new MongoError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  }
  return {
    name: typeof name === 'string' && name !== '' ? name : defaultName(parts),
    key: parts,
    unique: isTruthy(doc.unique),
    sparse: isTruthy(doc.sparse),
    partialFilter: isDoc(partial) ? partial : undefined,
    expireAfterSeconds: expires,
  };
}

function keyPart(path: string, way: unknown): KeyPart {
  if (typeof way === 'string')
    throw new MongoError('CannotCreateIndex', `The embedded store has no '${way}' indexes (field ${path})`);
  const direction = toNumber(way);
  if (direction === undefined || direction === 0 || Number.isNaN(direction)) {
    throw new MongoError(
      'CannotCreateIndex',
      `Values in the index key pattern cannot be 0 or of this type (field ${path})`,
    );
  }
  if (path === '' || path.split('.').some((part) => part === '' || part.startsWith('$'))) {
    throw new MongoError('CannotCreateIndex', `Index keys cannot contain an empty or $-prefixed field: '${path}'`);
  }
  return { path, parts: path.split('.'), direction: direction > 0 ? 1 : -1 };
}

function compilePartial(partial: unknown): Filter {
  if (!isDoc(partial)) throw new MongoError('CannotCreateIndex', 'partialFilterExpression must be a document');
  return compileFilter(partial);
}

function defaultName(parts: readonly KeyPart[]): string {
  return parts.map(({ path, direction }) => `${path}_${direction}`).join('_');
}

/** A spec as `listIndexes` and the journal write it. */
export function indexDoc(spec: IndexSpec): Doc {
  return {
    v: 2,
    key: Object.fromEntries(spec.key.map(({ path, direction }) => [path, direction])),
    name: spec.name,
    ...(spec.unique && spec.name !== '_id_' ? { unique: true } : {}),
    ...(spec.sparse ? { sparse: true } : {}),
    ...(spec.partialFilter ? { partialFilterExpression: spec.partialFilter } : {}),
    ...(spec.expireAfterSeconds === undefined ? {} : { expireAfterSeconds: spec.expireAfterSeconds }),
  };
}

/**
 * Whether an index is already there. Throws IndexKeySpecsConflict (the name has other keys) or IndexOptionsConflict (the
 * keys have another name or other options).
 */
export function isKnownIndex(known: Iterable<IndexSpec>, wanted: IndexSpec): boolean {
  for (const spec of known) {
    const sameKey = equalValues(indexDoc(spec).key, indexDoc(wanted).key);
    const samePartial = equalValues(spec.partialFilter ?? null, wanted.partialFilter ?? null);
    if (spec.name === wanted.name && !sameKey) {
      throw new MongoError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index: ${spec.name}`,
      );
    }
    if (!sameKey || (spec.name !== wanted.name && !samePartial)) continue;
    const { unique, ...rest } = indexDoc({ ...wanted, name: spec.name });
    const { unique: ownUnique, ...own } = indexDoc(spec);
    const same = equalValues(rest, own) && (spec.name === '_id_' || unique === ownUnique);
    if (same && spec.name === wanted.name) return true;
    if (same) throw new MongoError('IndexOptionsConflict', `Index already exists with a different name: ${spec.name}`);
    const code = spec.name === wanted.name ? 'IndexKeySpecsConflict' : 'IndexOptionsConflict';
    throw new MongoError(code, `An equivalent index already exists with other options: ${spec.name}`);
  }
  return false;
}
