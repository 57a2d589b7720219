import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';
import { openTestStore, type TestStore } from '../store-for-tests.js';

// An index may change how fast a question is answered, never the answer: the same random documents are kept twice, with
// and without indexes, and asked the same random questions while they change.

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore({ mongodbUri: '' });
});
afterAll(() => store.dispose());

/** Numbers that look random and are the same in every run. */
function seeded(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomValue(random: (below: number) => number, depth = 0): unknown {
  const kinds: Array<() => unknown> = [
    () => random(6),
    () => random(6) / 2,
    () => 'abcdé'.charAt(random(5)),
    () => null,
    () => new Date(random(4) * 1000),
    () => random(2) === 0,
    () => (depth > 0 ? 1 : Array.from({ length: random(3) }, () => randomValue(random, depth + 1))),
    () => (depth > 0 ? 2 : { c: random(4) }),
  ];
  return kinds[random(kinds.length)]?.();
}

function randomDoc(random: (below: number) => number, _id: number): mongo.Document {
  const doc: mongo.Document = { _id };
  if (random(5) > 0) doc.a = randomValue(random);
  // Two arrays cannot be indexed together, so one of the compound index's fields never is one.
  if (random(5) > 0) doc.b = random(5);
  if (random(3) > 0) doc.d = { e: random(4) };
  return doc;
}

function randomCondition(random: (below: number) => number): unknown {
  const value = () => randomValue(random, 1);
  const conditions: Array<() => unknown> = [
    value,
    () => ({ $in: [value(), value(), value()] }),
    () => ({ $gte: random(5) }),
    () => ({ $gt: random(4), $lte: random(6) }),
    () => ({ $lt: 'c' }),
    () => ({ $gte: new Date(1000), $lt: new Date(3000) }),
    () => ({ $ne: value() }),
    () => ({ $exists: random(2) === 0 }),
    () => ({ $not: { $gt: random(5) } }),
  ];
  return conditions[random(conditions.length)]?.();
}

function randomQuery(random: (below: number) => number): mongo.Document {
  const field = () => ['a', 'b', 'd.e', 'a.c'][random(4)] ?? 'a';
  const simple = () => ({ [field()]: randomCondition(random) });
  const queries: Array<() => mongo.Document> = [
    simple,
    () => ({ ...simple(), ...simple() }),
    () => ({ $or: [simple(), simple()] }),
    () => ({ $and: [simple(), { $or: [simple(), simple()] }] }),
    () => ({ b: random(5), ...simple() }),
  ];
  return queries[random(queries.length)]?.() ?? {};
}

describe('indexes of the embedded store', () => {
  it.each([1, 2, 3, 4])('never change an answer (series %i)', async (seed) => {
    const random = seeded(seed);
    const bare = store.connection.collection(`bare${seed}`);
    const indexed = store.connection.collection(`indexed${seed}`);
    const docs = Array.from({ length: 150 }, (_, i) => randomDoc(random, i));
    for (const collection of [bare, indexed]) await collection.insertMany(structuredClone(docs) as never);
    for (const key of [{ a: 1 }, { b: -1, a: 1 }, { 'd.e': 1, b: 1 }, { b: 1, 'd.e': -1 }, { 'a.c': 1 }] as const) {
      await indexed.createIndex(key as never);
    }
    await indexed.createIndex({ d: 1 }, { sparse: true });
    await indexed.createIndex({ a: -1, b: 1 }, { partialFilterExpression: { b: { $gt: 1 } } });
    const orders: Array<Record<string, 1 | -1>> = [
      { _id: 1 },
      { a: 1, _id: 1 },
      { b: -1, a: 1, _id: 1 },
      { 'd.e': -1, _id: 1 },
      { b: 1, _id: -1 },
    ];
    for (let round = 0; round < 150; round++) {
      const query = randomQuery(random);
      const sort = orders[random(orders.length)] ?? {};
      const options = { sort, skip: random(4), limit: random(3) * 7 };
      const [expected, found] = await Promise.all([
        bare.find(query, options).toArray(),
        indexed.find(query, options).toArray(),
      ]);
      expect({ query, options, found }).toEqual({ query, options, found: expected });
      expect(await indexed.countDocuments(query)).toBe(await bare.countDocuments(query));
      const change = random(4);
      const value = randomDoc(random, random(150));
      for (const collection of [bare, indexed]) {
        if (change === 0) await collection.deleteOne({ _id: value._id } as never);
        if (change === 1) await collection.replaceOne({ _id: value._id } as never, value, { upsert: true });
        if (change === 2) await collection.updateMany(query, { $set: { b: value.b ?? 0 } });
      }
    }
  });
});

describe('many documents', () => {
  it('are not read to find one by an indexed field, or the first few in an indexed order', async () => {
    const rows = store.connection.collection('rows');
    await rows.createIndex({ client: 1, at: -1 });
    await rows.createIndex({ slug: 1 }, { unique: true });
    for (let from = 0; from < 5_000; from += 1_000) {
      await rows.insertMany(
        Array.from({ length: 1_000 }, (_, i) => ({
          client: `c${(from + i) % 10}`,
          at: from + i,
          slug: `s${from + i}`,
        })),
      );
    }
    const examined = async (query: mongo.Document, options: mongo.FindOptions = {}) => {
      const plan = await rows.find(query, options).explain();
      return plan.executionStats.totalDocsExamined;
    };
    expect(await examined({ slug: 's77' })).toBe(1);
    expect(await examined({ slug: { $in: ['s1', 's2', 'none'] } })).toBe(2);
    expect(await examined({ $or: [{ slug: 's1' }, { slug: 's2' }] })).toBe(2);
    expect(await examined({ $and: [{ slug: 's1' }, { client: 'c1' }] })).toBe(1);
    expect(await examined({ client: 'c3' })).toBe(500);
    expect(await examined({ client: 'c3' }, { sort: { at: -1 }, limit: 5 })).toBe(5);
    expect(await examined({ client: 'c3' }, { sort: { at: 1 }, limit: 5 })).toBe(5);
    expect(await examined({ client: 'c3', at: { $gte: 4_900 } })).toBe(10);
    expect(await examined({ _id: { $in: [] } })).toBe(0);
    expect(await examined({ at: 5 })).toBe(5_000);
  });
});
