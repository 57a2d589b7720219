import mingo from 'mingo';
import * as stages from 'mingo/operators/pipeline';
import type { Collection } from '../collection.js';
import { parsePlain, type StoredDoc, storeDoc } from '../document.js';
import { orderKey } from '../index-keys.js';
import { MongoError, notImplemented } from '../mongo-error.js';
import { type Doc, isDoc, toInteger } from '../values.js';
import { guard } from './expression.js';
import { compileFilter } from './filter.js';
import { plainValue } from './plain.js';
import { parseOrder, type Selection, select } from './select.js';

export type Aggregation = {
  pipeline: readonly unknown[];
  /** For `$lookup` and `$unionWith`: a collection of the same database. */
  collection: (name: string) => Collection | undefined;
  variables: Readonly<Doc>;
  maxTimeMs: number;
};

/**
 * Runs a pipeline. Leading `$match`, `$sort`, `$skip` and `$limit` are a selection with indexes, and counting needs no
 * parsing; what follows is computed by mingo on plain JavaScript values (64-bit integers beyond 2^53 keep their class).
 */
export function* aggregate(source: Collection, aggregation: Aggregation): Generator<StoredDoc> {
  const pipeline = aggregation.pipeline.map(stageOf);
  const { selection, used } = leading(pipeline, aggregation);
  const rest = pipeline.slice(used);
  const found = select(source, selection);
  if (rest.length === 0) {
    for (const { doc } of found) yield doc;
    return;
  }
  const counted = countOf(rest);
  if (counted) {
    let n = 0;
    for (const _ of found) n += 1;
    if (n > 0) yield storeDoc({ ...counted.group, [counted.field]: n });
    return;
  }
  let documents = Array.from(found, ({ doc }) => parsePlain(doc));
  for (const part of parts(rest)) documents = runPart(documents, part, aggregation);
  for (const doc of documents) yield storeDoc(doc);
}

/** Matching and sorting are this server's own, so that they mean the same everywhere in a pipeline; mingo does the rest. */
function runPart(documents: Doc[], part: readonly Stage[], aggregation: Aggregation): Doc[] {
  const [name, operand] = part[0] ?? [];
  if (name === '$match') {
    const { matches } = compileFilter(isDoc(operand) ? operand : {}, aggregation.variables);
    return documents.filter(matches);
  }
  if (name === '$sort') {
    const order = parseOrder(isDoc(operand) ? operand : {});
    const keyed = documents.map((doc) => ({ doc, key: orderKey(doc, order) }));
    return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ doc }) => doc);
  }
  const pipeline = part.map(([stage, value]) => ({ [stage]: plainValue(value) }));
  return guard(() =>
    mingo.aggregate(documents, pipeline, {
      scriptEnabled: false,
      variables: plainDoc(aggregation.variables),
      collectionResolver: (other) => Array.from(read(aggregation.collection(other)), parsePlain),
    }),
  );
}

/** Consecutive stages of one kind of engine. */
function parts(rest: readonly Stage[]): Stage[][] {
  const all: Stage[][] = [];
  for (const stage of rest) {
    const own = stage[0] === '$match' || stage[0] === '$sort';
    const last = all.at(-1);
    const lastIsOwn = last?.[0]?.[0] === '$match' || last?.[0]?.[0] === '$sort';
    if (!last || own || lastIsOwn) all.push([stage]);
    else last.push(stage);
  }
  return all;
}

type Stage = readonly [name: string, operand: unknown];

const REFUSED = new Set([
  ...['$out', '$merge', '$geoNear', '$search', '$searchMeta', '$vectorSearch', '$changeStream', '$currentOp'],
  ...['$collStats', '$indexStats', '$listSessions', '$listLocalSessions', '$planCacheStats'],
]);

function stageOf(stage: unknown): Stage {
  const entries = isDoc(stage) ? Object.entries(stage) : [];
  const [only] = entries;
  if (entries.length !== 1 || !only) {
    throw new MongoError('Location40323', 'A pipeline stage specification object must contain exactly one field.');
  }
  if (REFUSED.has(only[0])) throw notImplemented(`The aggregation stage ${only[0]}`);
  if (!Object.hasOwn(stages, only[0]))
    throw new MongoError('Location40324', `Unrecognized pipeline stage name: '${only[0]}'`);
  return only;
}

/** The stages at the front that are one selection: match, then sort, then skip, then limit. */
function leading(pipeline: readonly Stage[], aggregation: Aggregation): { selection: Selection; used: number } {
  const selection: Selection = { query: {}, variables: aggregation.variables, maxTimeMs: aggregation.maxTimeMs };
  let used = 0;
  let reached = 0;
  for (const [name, operand] of pipeline) {
    const position = ['$match', '$sort', '$skip', '$limit'].indexOf(name);
    if (position < reached || (position === 0 && used > 0)) break;
    if (position === 0 && isDoc(operand)) selection.query = operand;
    else if (position === 1 && isDoc(operand)) selection.order = parseOrder(operand);
    else if (position === 2) selection.skip = wholeNumber(operand, name, 0);
    else if (position === 3) selection.limit = wholeNumber(operand, name, 1);
    else break;
    reached = position + 1;
    used += 1;
  }
  return { selection, used };
}

function wholeNumber(operand: unknown, stage: string, least: number): number {
  const value = toInteger(operand);
  if (value === undefined || value < least)
    throw new MongoError('BadValue', `invalid argument to ${stage} stage: ${String(operand)}`);
  return value;
}

/** `{$count: 'n'}`, or what drivers send to count: `{$group: {_id: 1, n: {$sum: 1}}}`. */
function countOf(rest: readonly Stage[]): { group: Doc; field: string } | undefined {
  const [stage, more] = rest;
  if (!stage || more) return undefined;
  const [name, operand] = stage;
  if (name === '$count' && typeof operand === 'string') return { group: {}, field: operand };
  if (name !== '$group' || !isDoc(operand)) return undefined;
  const { _id: id, ...fields } = operand;
  const [entry, other] = Object.entries(fields);
  if (!entry || other || typeof id === 'string' || typeof id === 'object') return undefined;
  const [field, accumulator] = entry;
  const isOne = isDoc(accumulator) && Object.keys(accumulator).length === 1 && toInteger(accumulator.$sum) === 1;
  return isOne ? { group: { _id: id }, field } : undefined;
}

function* read(collection: Collection | undefined): Generator<StoredDoc> {
  for (const { doc } of collection?.records.values() ?? []) if (doc !== undefined) yield doc;
}

function plainDoc(value: Readonly<Doc>): Doc {
  const plain = plainValue(value);
  return isDoc(plain) ? plain : {};
}
