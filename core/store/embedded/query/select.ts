import type { Collection } from '../collection.js';
import type { StoredDoc } from '../document.js';
import { type KeyPart, orderKey } from '../index-keys.js';
import { MongoError } from '../mongo-error.js';
import { parseFor, type StoredRecord } from '../record.js';
import { type Doc, isDoc, toInteger } from '../values.js';
import { conditionsOf } from './conditions.js';
import { compileFilter, type Filter } from './filter.js';
import { topField } from './paths.js';
import { choosePlan, type Plan } from './plan.js';

export type Selection = {
  query: Doc;
  order?: readonly KeyPart[];
  skip?: number;
  /** Zero means all. */
  limit?: number;
  variables?: Readonly<Doc>;
  /** Give up with MaxTimeMSExpired after so long; zero means never. */
  maxTimeMs?: number;
};

/** How a selection was carried out, for `explain`. */
export type Trace = { plans: readonly Plan[]; examined: number; sorted: boolean };

export type Found = { record: StoredRecord; doc: StoredDoc };

/**
 * The matching documents, in order, as they are when drawn: lazily, unless they have to be sorted first. An index is
 * used for equalities, `$in`, ranges, order, and for an `$or` whose every branch has one.
 */
export function* select(collection: Collection, selection: Selection, trace?: Trace): Generator<Found> {
  const { skip = 0, limit = 0 } = selection;
  const filter = compileFilter(selection.query, selection.variables);
  const matching = match(collection, selection, filter, trace);
  let passed = 0;
  for (const found of matching) {
    passed += 1;
    if (passed <= skip) continue;
    yield found;
    if (limit > 0 && passed - skip >= limit) return;
  }
}

function* match(
  collection: Collection,
  selection: Selection,
  filter: Filter,
  trace: Trace | undefined,
): Generator<Found> {
  const { order = [] } = selection;
  const plans = plansFor(collection, selection);
  if (trace) trace.plans = plans;
  const [plan] = plans;
  const inOrder = order.length === 0 || (plans.length === 1 && plan?.ordered === true);
  const found = filtered(candidates(collection, plans, selection, inOrder), filter, plans, selection, trace);
  if (inOrder) yield* found;
  else {
    if (trace) trace.sorted = true;
    yield* sorted(found, order);
  }
}

/** One plan, the plans of all branches of an `$or`, or none: then everything is read. */
function plansFor(collection: Collection, { query, order = [], skip = 0, limit = 0 }: Selection): readonly Plan[] {
  const atMost = limit > 0 ? skip + limit : Number.POSITIVE_INFINITY;
  const size = collection.records.size;
  const indexes = [...collection.indexes.values()];
  const plan = choosePlan(indexes, { conditions: conditionsOf(query), order, atMost }, size);
  const branches = query.$or;
  if (plan?.covers || !Array.isArray(branches)) return plan ? [plan] : [];
  const plans: Plan[] = [];
  for (const branch of branches) {
    const own = isDoc(branch)
      ? choosePlan(
          indexes,
          { conditions: conditionsOf({ ...query, $or: undefined, $and: [branch] }), order: [], atMost: size },
          size,
        )
      : undefined;
    if (!own) return plan ? [plan] : [];
    plans.push({ ...own, covers: false });
  }
  const cost = plans.reduce((total, own) => total + own.cost, 0);
  return plan && plan.cost <= cost ? [plan] : plans;
}

function* candidates(
  collection: Collection,
  plans: readonly Plan[],
  { skip = 0, limit = 0 }: Selection,
  inOrder: boolean,
): Generator<StoredRecord> {
  if (plans.length === 0) {
    yield* collection.records.values();
    return;
  }
  const seen = plans.length > 1 || plans.some((plan) => plan.index.multikey) ? new Set<StoredRecord>() : undefined;
  for (const { index, ranges, reverse, covers } of plans) {
    const atMost = covers && inOrder && limit > 0 && !seen ? skip + limit : Number.POSITIVE_INFINITY;
    for (const [low, high] of reverse ? [...ranges].reverse() : ranges) {
      for (const record of index.entries.range(low, high, atMost, reverse)) {
        if (seen && seen.size === seen.add(record).size) continue;
        yield record;
      }
    }
  }
}

const TIME_CHECK_EVERY = 256;

function* filtered(
  records: Iterable<StoredRecord>,
  filter: Filter,
  plans: readonly Plan[],
  { maxTimeMs = 0 }: Selection,
  trace: Trace | undefined,
): Generator<Found> {
  const covered = plans.length === 1 && plans[0]?.covers === true;
  const needsNothing = filter.fields?.size === 0;
  const deadline = maxTimeMs > 0 ? performance.now() + maxTimeMs : Number.POSITIVE_INFINITY;
  let examined = 0;
  for (const record of records) {
    const { doc } = record;
    if (doc === undefined) continue;
    examined += 1;
    if (trace) trace.examined = examined;
    if (examined % TIME_CHECK_EVERY === 0 && performance.now() > deadline) {
      throw new MongoError('MaxTimeMSExpired', 'operation exceeded time limit');
    }
    if (covered || (needsNothing ? filter.matches({}) : filter.matches(parseFor(doc, filter.fields))))
      yield { record, doc };
  }
}

function sorted(found: Iterable<Found>, order: readonly KeyPart[]): Found[] {
  const fields = new Set(order.map((part) => topField(part.path)));
  const keyed = Array.from(found, (each) => ({ key: orderKey(parseFor(each.doc, fields), order), each }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.each.record.seq - b.each.record.seq));
  return keyed.map(({ each }) => each);
}

/** A `sort` document as key parts. Throws BadValue for anything but 1 and -1. */
export function parseOrder(sort: Doc | undefined): KeyPart[] {
  return Object.entries(sort ?? {}).map(([path, way]) => {
    const direction = toInteger(way);
    if (direction !== 1 && direction !== -1) {
      throw new MongoError('BadValue', `Illegal key in $sort specification: ${path}: only 1 and -1 are supported`);
    }
    return { path, parts: path.split('.'), direction };
  });
}
