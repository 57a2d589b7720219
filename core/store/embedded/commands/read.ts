import { Long } from 'bson';
import type { Collection } from '../collection.js';
import { parseStored, type StoredDoc, storeDoc } from '../document.js';
import { MongoError } from '../mongo-error.js';
import { aggregate } from '../query/aggregate.js';
import { valuesAt } from '../query/paths.js';
import { compileProjection } from '../query/projection.js';
import { parseOrder, type Selection, select, type Trace } from '../query/select.js';
import { parseFor } from '../record.js';
import { sortKey } from '../sort-key.js';
import { type Doc, isDoc, isTruthy } from '../values.js';
import {
  countArgument,
  docArgument,
  listArgument,
  refuse,
  refuseCollation,
  textArgument,
  variablesArgument,
} from './arguments.js';
import { asDoc, type Command, collectionName, collectionOf, type Request, reading } from './command.js';

const FIND_FIELDS = [
  ...['find', 'filter', 'projection', 'sort', 'skip', 'limit', 'batchSize', 'singleBatch', 'hint', 'collation', 'let'],
  ...['noCursorTimeout', 'allowDiskUse', 'allowPartialResults', 'returnKey', 'showRecordId', 'tailable', 'awaitData'],
  ...['min', 'max', 'oplogReplay', 'readOnce'],
];

function selectionOf(args: Doc, filter: string): Selection {
  return {
    query: docArgument(args, filter),
    order: parseOrder(docArgument(args, 'sort')),
    skip: countArgument(args, 'skip') ?? 0,
    limit: countArgument(args, 'limit') ?? 0,
    variables: variablesArgument(args),
    maxTimeMs: countArgument(args, 'maxTimeMS') ?? 0,
  };
}

function find(request: Request): Buffer {
  const { engine, args, database } = request;
  refuse('find', args, ['returnKey', 'showRecordId', 'tailable', 'awaitData', 'min', 'max']);
  refuseCollation('find', args);
  const collection = collectionOf(request);
  const selection = selectionOf(args, 'filter');
  const projection = compileProjection(docArgument(args, 'projection'));
  assertHint(collection, args.hint);
  const namespace = `${database}.${collectionName('find', args)}`;
  const single = isTruthy(args.singleBatch);
  const documents = projected(select(collection ?? engine.catalogue.nothing, selection), projection);
  return engine.cursors.first(namespace, documents, {
    batchSize: countArgument(args, 'batchSize'),
    single,
    noTimeout: isTruthy(args.noCursorTimeout),
  });
}

function* projected(
  found: Iterable<{ doc: StoredDoc }>,
  projection: ReturnType<typeof compileProjection>,
): Generator<StoredDoc> {
  for (const { doc } of found) yield projection ? storeDoc(projection(parseStored(doc))) : doc;
}

/** A hint is advice to a planner that this server does not need; one that names no index is an error all the same. */
export function assertHint(collection: Collection | undefined, hint: unknown): void {
  if (!collection || hint === undefined || (isDoc(hint) && (Object.keys(hint).length === 0 || '$natural' in hint)))
    return;
  for (const { spec } of collection.indexes.values()) {
    if (spec.name === hint) return;
    if (
      isDoc(hint) &&
      sortKey(Object.fromEntries(spec.key.map((part) => [part.path, part.direction]))) === sortKey(hint)
    )
      return;
  }
  throw new MongoError('BadValue', 'hint provided does not correspond to an existing index');
}

function getMore({ engine, args, database }: Request): Buffer {
  const id = args.getMore;
  if (!(id instanceof Long))
    throw new MongoError('TypeMismatch', "BSON field 'getMore.getMore' is the wrong type, expected type 'long'");
  return engine.cursors.next(id, `${database}.${textArgument(args, 'collection')}`, countArgument(args, 'batchSize'));
}

function killCursors({ engine, args, database }: Request): Doc {
  const namespace = `${database}.${textArgument(args, 'killCursors')}`;
  const ids = listArgument(args, 'cursors').filter((id) => id instanceof Long);
  const killed = ids.filter((id) => engine.cursors.kill(id, namespace));
  const missing = ids.filter((id) => !killed.includes(id));
  return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
}

function count(request: Request): Doc {
  const { args, engine } = request;
  refuseCollation('count', args);
  const selection = selectionOf({ ...args, sort: undefined }, 'query');
  const collection = collectionOf(request);
  assertHint(collection, args.hint);
  if (collection && Object.keys(selection.query).length === 0) {
    const left = Math.max(0, collection.records.size - (selection.skip ?? 0));
    return { n: selection.limit ? Math.min(left, selection.limit) : left, ok: 1 };
  }
  let n = 0;
  for (const _ of select(collection ?? engine.catalogue.nothing, selection)) n += 1;
  return { n, ok: 1 };
}

function distinct(request: Request): Doc {
  const { args, engine } = request;
  refuseCollation('distinct', args);
  const path = textArgument(args, 'key');
  const parts = path.split('.');
  const values = new Map<string, unknown>();
  const selection = selectionOf({ ...args, sort: undefined }, 'query');
  for (const { doc } of select(collectionOf(request) ?? engine.catalogue.nothing, selection)) {
    for (const value of valuesAt(parseFor(doc, new Set(parts.slice(0, 1))), parts).flat()) {
      if (value !== undefined) values.set(sortKey(value), value);
    }
  }
  return { values: [...values.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value), ok: 1 };
}

function runAggregate(request: Request): Buffer {
  const { engine, args, database } = request;
  refuse('aggregate', args, ['explain', 'exchange']);
  refuseCollation('aggregate', args);
  const name = args.aggregate;
  if (typeof name !== 'string')
    throw new MongoError('InvalidNamespace', 'The embedded store aggregates over a collection, not a database');
  const cursor = asDoc(args.cursor, "The 'cursor' option");
  const collection = engine.catalogue.get(database, name);
  assertHint(collection, args.hint);
  const documents = aggregate(collection ?? engine.catalogue.nothing, {
    pipeline: listArgument(args, 'pipeline'),
    collection: (other) => engine.catalogue.get(database, other),
    variables: variablesArgument(args),
    maxTimeMs: countArgument(args, 'maxTimeMS') ?? 0,
  });
  return engine.cursors.first(`${database}.${name}`, documents, { batchSize: countArgument(cursor, 'batchSize') });
}

/** How a `find`, `count` or `distinct` would be carried out, with what it really examined. */
function explain(request: Request): Doc {
  const command = docArgument(request.args, 'explain');
  const [name = ''] = Object.keys(command);
  const filter = name === 'find' ? 'filter' : 'query';
  if (!['find', 'count', 'distinct'].includes(name)) {
    throw new MongoError('CommandNotFound', `Explain failed due to unknown or unsupported command: ${name}`);
  }
  const collection =
    request.engine.catalogue.get(request.database, collectionName(name, command)) ?? request.engine.catalogue.nothing;
  const trace: Trace = { plans: [], examined: 0, sorted: false };
  let returned = 0;
  for (const _ of select(collection, selectionOf(command, filter), trace)) returned += 1;
  const scans = trace.plans.map(({ index, reverse }) => ({
    stage: 'IXSCAN',
    indexName: index.spec.name,
    direction: reverse ? 'backward' : 'forward',
  }));
  const source = scans.length === 0 ? { stage: 'COLLSCAN' } : { stage: 'FETCH', inputStages: scans };
  return {
    queryPlanner: {
      namespace: collection.namespace,
      winningPlan: trace.sorted ? { stage: 'SORT', inputStage: source } : source,
    },
    executionStats: { executionSuccess: true, nReturned: returned, totalDocsExamined: trace.examined },
    ok: 1,
  };
}

export const READ_COMMANDS: Readonly<Record<string, Command>> = {
  find: reading(FIND_FIELDS, find),
  getMore: reading(['collection', 'batchSize'], getMore),
  killCursors: reading(['cursors'], killCursors),
  count: reading(['query', 'limit', 'skip', 'hint', 'collation', 'fields'], count),
  distinct: reading(['key', 'query', 'hint', 'collation'], distinct),
  aggregate: reading(
    ['pipeline', 'cursor', 'allowDiskUse', 'hint', 'collation', 'let', 'explain', 'exchange'],
    runAggregate,
  ),
  explain: reading(['verbosity'], explain),
};
