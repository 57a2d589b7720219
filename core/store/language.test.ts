import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose, { type mongo } from 'mongoose';
import { judgedByFerretDb, openTestStore, type TestStore } from './store-for-tests.js';

// What follows is MongoDB's behaviour; it is asked of the embedded store and of whatever MONGODB_URI names.
const { Decimal128, Double, Int32, Long, ObjectId, Binary, Timestamp } = mongoose.mongo;

const itUnlessFerretDb = judgedByFerretDb ? it.skip : it;

let store: TestStore;
let things: mongo.Collection;

beforeAll(async () => {
  store = await openTestStore();
});
beforeEach(async () => {
  things = store.connection.collection('things');
  await things.drop().catch(() => undefined);
});
afterAll(() => store.dispose());

async function idsOf(query: mongo.Filter<mongo.Document>): Promise<unknown[]> {
  return (await things.find(query).sort({ _id: 1 }).toArray()).map((doc) => doc._id);
}

async function codeOf(action: Promise<unknown>): Promise<unknown> {
  try {
    await action;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
  return 'no error';
}

/** A driver's way around its own types, for what a client may well send. */
const raw = (command: Record<string, unknown>) =>
  store.connection.db?.command(command) ?? Promise.reject(new Error('closed'));

async function ids(...docs: mongo.Document[]): Promise<void> {
  await things.insertMany(docs.map((doc, at) => ({ _id: at + 1, ...doc })) as never);
}

describe('queries', () => {
  it('compare within a type, numbers across their types', async () => {
    await ids(
      { a: 1 },
      { a: 2.5 },
      { a: Long.fromNumber(3) },
      { a: 'x' },
      { a: null },
      {},
      { a: new Date(5) },
      { a: true },
    );
    expect(await idsOf({ a: { $gte: 2 } })).toEqual([2, 3]);
    expect(await idsOf({ a: { $lt: 'y' } })).toEqual([4]);
    expect(await idsOf({ a: 3 })).toEqual([3]);
    expect(await idsOf({ a: null })).toEqual([5, 6]);
    expect(await idsOf({ a: { $ne: null } })).toEqual([1, 2, 3, 4, 7, 8]);
    expect(await idsOf({ a: { $exists: true } })).toEqual([1, 2, 3, 4, 5, 7, 8]);
    expect(await idsOf({ a: { $in: [1, 'x', null] } })).toEqual([1, 4, 5, 6]);
    expect(await idsOf({ a: { $nin: [1, 'x', null] } })).toEqual([2, 3, 7, 8]);
    expect(await idsOf({ a: { $type: 'string' } })).toEqual([4]);
    expect(await idsOf({ a: { $not: { $gte: 2 } } })).toEqual([1, 4, 5, 6, 7, 8]);
  });

  it('look into arrays and documents', async () => {
    await ids(
      {
        tags: ['red', 'blue'],
        items: [
          { n: 1, c: 'a' },
          { n: 5, c: 'b' },
        ],
      },
      { tags: ['red'], items: [{ n: 3, c: 'a' }] },
      { tags: 'red', items: [] },
      { deep: { er: { est: 7 } } },
    );
    expect(await idsOf({ tags: 'red' })).toEqual([1, 2, 3]);
    expect(await idsOf({ tags: ['red', 'blue'] })).toEqual([1]);
    expect(await idsOf({ tags: { $all: ['blue', 'red'] } })).toEqual([1]);
    expect(await idsOf({ tags: { $size: 1 } })).toEqual([2]);
    expect(await idsOf({ 'items.n': { $gt: 4 } })).toEqual([1]);
    expect(await idsOf({ 'items.0.n': 3 })).toEqual([2]);
    expect(await idsOf({ 'items.n': { $gt: 4 }, 'items.c': 'a' })).toEqual([1]);
    expect(await idsOf({ 'deep.er.est': 7 })).toEqual([4]);
    expect(await idsOf({ deep: { er: { est: 7 } } })).toEqual([4]);
  });

  // FerretDB v1 knows $elemMatch with operators only.
  itUnlessFerretDb('find one element that satisfies everything', async () => {
    await ids(
      {
        items: [
          { n: 1, c: 'a' },
          { n: 5, c: 'b' },
        ],
      },
      { items: [{ n: 3, c: 'a' }] },
    );
    expect(await idsOf({ items: { $elemMatch: { n: { $gt: 2 }, c: 'a' } } })).toEqual([2]);
  });

  it('combine with $and, $or, $nor, and match patterns', async () => {
    await ids({ a: 1, s: 'Anna' }, { a: 2, s: 'bert' }, { a: 3, s: 'carla' });
    expect(await idsOf({ $or: [{ a: 1 }, { s: 'carla' }] })).toEqual([1, 3]);
    expect(await idsOf({ $and: [{ a: { $gt: 1 } }, { s: /r/ }] })).toEqual([2, 3]);
    expect(await idsOf({ $nor: [{ a: 1 }, { a: 2 }] })).toEqual([3]);
    expect(await idsOf({ s: { $regex: '^an', $options: 'i' } })).toEqual([1]);
    expect(await idsOf({ a: { $mod: [2, 1] } })).toEqual([1, 3]);
  });

  // FerretDB v1 answers an unknown operator on an empty collection with nothing.
  itUnlessFerretDb('refuse operators that do not exist', async () => {
    expect(await codeOf(things.find({ a: { $bogus: 1 } } as never).toArray())).toBe(2);
    expect(await codeOf(things.find({ $bogus: [{ a: 1 }] } as never).toArray())).toBe(2);
  });

  it('sort by several fields in MongoDB’s order of types, skip and limit', async () => {
    await ids(
      { a: 'b' },
      { a: 2 },
      {},
      { a: true },
      { a: new Date(1) },
      { a: { x: 1 } },
      { a: null },
      { a: new ObjectId() },
      { a: -1 },
    );
    const sorted = await things.find().sort({ a: 1, _id: -1 }).toArray();
    expect(sorted.map((doc) => doc._id)).toEqual([7, 3, 9, 2, 1, 6, 8, 4, 5]);
    const page = await things.find().sort({ a: -1, _id: 1 }).skip(1).limit(3).toArray();
    expect(page.map((doc) => doc._id)).toEqual([4, 8, 6]);
  });

  it('give only the fields that were asked for', async () => {
    await ids({
      a: 1,
      b: { c: 2, d: 3 },
      list: [
        { n: 1, m: 1 },
        { n: 2, m: 2 },
      ],
    });
    expect(await things.findOne({}, { projection: { a: 1 } })).toEqual({ _id: 1, a: 1 });
    expect(await things.findOne({}, { projection: { _id: 0, 'b.c': 1 } })).toEqual({ b: { c: 2 } });
    expect(await things.findOne({}, { projection: { b: 0, list: 0 } })).toEqual({ _id: 1, a: 1 });
    expect(await things.findOne({}, { projection: { 'list.n': 1 } })).toEqual({ _id: 1, list: [{ n: 1 }, { n: 2 }] });
  });

  it('come in batches, each document once', async () => {
    await things.insertMany(Array.from({ length: 1000 }, (_, i) => ({ _id: i })) as never);
    const seen: unknown[] = [];
    for await (const doc of things.find({}, { batchSize: 37 })) seen.push(doc._id);
    expect(new Set(seen).size).toBe(1000);
    expect(await codeOf(raw({ getMore: Long.fromNumber(123456789), collection: 'things' }))).toBe(43);
  });

  it('count and list distinct values', async () => {
    await ids({ a: 1, t: ['x', 'y'] }, { a: 2, t: ['y'] }, { a: 2 });
    expect(await things.countDocuments({ a: 2 })).toBe(2);
    expect(await things.estimatedDocumentCount()).toBe(3);
    expect(await things.countDocuments({ a: 9 })).toBe(0);
    expect((await things.distinct('t')).sort()).toEqual(['x', 'y']);
    expect(await things.distinct('a', { a: { $gt: 1 } })).toEqual([2]);
  });

  itUnlessFerretDb('compute with $expr', async () => {
    await ids({ spent: 5, budget: 3 }, { spent: 1, budget: 3 });
    expect(await idsOf({ $expr: { $gt: ['$spent', '$budget'] } })).toEqual([1]);
  });
});

describe('documents', () => {
  // FerretDB v1 closes the connection on a decimal.
  itUnlessFerretDb('come back exactly as they went in', async () => {
    const doc = {
      _id: new ObjectId(),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('0.10'),
      binary: new Binary(Buffer.from([1, 2, 255]), 0),
      date: new Date('2026-01-02T03:04:05.678Z'),
      nothing: null,
      list: [1, [2, { three: 3 }], []],
      stamp: new Timestamp({ t: 5, i: 6 }),
      text: 'Zoë 🙂 \u0001',
      empty: {},
    };
    await things.insertOne(doc);
    const back = await things.findOne({ _id: doc._id }, { promoteLongs: false });
    expect(back).toEqual(doc);
    await things.updateOne({ _id: doc._id }, { $set: { extra: 1 } });
    expect(await things.findOne({ _id: doc._id }, { promoteLongs: false })).toEqual({
      ...doc,
      extra: Int32.fromString('1').valueOf(),
    });
  });

  it('get an _id when they have none, and keep it', async () => {
    await raw({ insert: 'things', documents: [{ a: 1 }] });
    const [doc] = await things.find().toArray();
    expect(doc?._id).toBeInstanceOf(ObjectId);
    expect(await codeOf(things.updateOne({ a: 1 }, { $set: { _id: 5 } } as never))).toBe(66);
  });

  // FerretDB v1 stores larger ones.
  itUnlessFerretDb('may not be larger than 16 MB', async () => {
    const tooLarge = { _id: 1, big: 'x'.repeat(16 * 1024 * 1024) };
    await expect(things.insertOne(tooLarge as never)).rejects.toThrow();
    expect(await things.countDocuments()).toBe(0);
    await things.insertOne({ _id: 2, big: 'x'.repeat(15 * 1024 * 1024) } as never);
    expect((await things.findOne({ _id: 2 } as never))?.big).toHaveLength(15 * 1024 * 1024);
  });
});

describe('updates', () => {
  it('set, unset, rename and count', async () => {
    await ids({ a: 1, b: { c: 1 }, gone: true, old: 'x' });
    const result = await things.updateOne(
      {},
      {
        $set: { 'b.d.e': 2 },
        $unset: { gone: '' },
        $rename: { old: 'new' },
        $inc: { a: 4, fresh: 1 },
        $mul: { 'b.c': 3 },
      },
    );
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await things.findOne()).toEqual({ _id: 1, a: 5, b: { c: 3, d: { e: 2 } }, fresh: 1, new: 'x' });
  });

  it('tell what matched from what changed', async () => {
    await ids({ a: 1 }, { a: 1 }, { a: 2 });
    expect(await things.updateMany({ a: { $gte: 1 } }, { $set: { a: 1 } })).toMatchObject({
      matchedCount: 3,
      modifiedCount: 1,
    });
  });

  it('keep the least and the greatest', async () => {
    await ids({ low: 5, high: 5 });
    await things.updateOne({}, { $min: { low: 3 }, $max: { high: 9, fresh: 1 } });
    await things.updateOne({}, { $min: { low: 4 }, $max: { high: 7 } });
    expect(await things.findOne()).toEqual({ _id: 1, low: 3, high: 9, fresh: 1 });
  });

  it('push to arrays and pull from them', async () => {
    await ids({ list: [3, 1] });
    await things.updateOne({}, { $push: { list: 2, other: 'x' } } as never);
    await things.updateOne({}, { $push: { list: { $each: [9, 8] } } } as never);
    expect(await things.findOne()).toEqual({ _id: 1, list: [3, 1, 2, 9, 8], other: ['x'] });
    await things.updateOne({}, { $pull: { list: 1 }, $addToSet: { other: 'x' } } as never);
    await things.updateOne({}, { $pop: { list: 1 } } as never);
    expect(await things.findOne()).toEqual({ _id: 1, list: [3, 2, 9], other: ['x'] });
    await things.updateOne({}, { $pullAll: { list: [3, 9] } } as never);
    expect(await things.findOne()).toEqual({ _id: 1, list: [2], other: ['x'] });
    expect(await codeOf(things.updateOne({}, { $push: { _id: 1 } } as never))).not.toBe('no error');
  });

  // FerretDB v1 has no $slice, $sort and $position in $push, no conditions in $pull.
  itUnlessFerretDb('push at a position, sorted and cut, and pull by condition', async () => {
    await ids({ list: [3, 1], docs: [{ n: 1 }, { n: 2 }] });
    await things.updateOne({}, { $push: { list: { $each: [2], $sort: 1, $slice: -2 } } } as never);
    await things.updateOne({}, { $push: { docs: { $each: [{ n: 0 }], $position: 0 } } } as never);
    await things.updateOne({}, { $pull: { docs: { n: { $gte: 2 } } } } as never);
    expect(await things.findOne()).toEqual({ _id: 1, list: [2, 3], docs: [{ n: 0 }, { n: 1 }] });
  });

  // FerretDB v1 knows neither the positional operators nor arrayFilters.
  itUnlessFerretDb('change the element that the query found, or those that a filter names', async () => {
    await ids({
      steps: [
        { n: 1, s: 'new' },
        { n: 2, s: 'new' },
        { n: 3, s: 'new' },
      ],
    });
    await things.updateOne({ 'steps.n': 2 }, { $set: { 'steps.$.s': 'done' } });
    await things.updateOne({}, { $set: { 'steps.$[late].s': 'late' } }, { arrayFilters: [{ 'late.n': { $gt: 2 } }] });
    await things.updateOne({}, { $inc: { 'steps.$[].n': 10 } });
    expect((await things.findOne())?.steps).toEqual([
      { n: 11, s: 'new' },
      { n: 12, s: 'done' },
      { n: 13, s: 'late' },
    ]);
    expect(await codeOf(things.updateOne({}, { $set: { 'steps.$.s': 1 } }))).toBe(2);
  });

  it('refuse what contradicts itself or makes no sense', async () => {
    await ids({ a: 'text', b: 1 });
    expect(await codeOf(things.updateOne({}, { $set: { b: 1 }, $inc: { b: 1 } }))).toBe(40);
    expect(await codeOf(things.updateOne({}, { $bogus: { b: 1 } } as never))).toBe(9);
    expect(await codeOf(things.updateOne({}, { $inc: { a: 1 } }))).toBe(14);
    expect(await codeOf(things.updateOne({}, { $set: { 'a.b': 1 } }))).toBe(28);
    expect(await things.findOne()).toEqual({ _id: 1, a: 'text', b: 1 });
  });

  it('replace a whole document but its _id', async () => {
    await ids({ a: 1, b: 2 });
    await things.replaceOne({ a: 1 }, { c: 3 });
    expect(await things.findOne()).toEqual({ _id: 1, c: 3 });
  });

  it('keep 64 bits: counting beyond 2^53 loses nothing', async () => {
    await ids({ n: Long.fromString('9007199254740993') });
    await things.updateOne({}, { $inc: { n: Long.fromNumber(2) } });
    expect(String((await things.findOne({}, { promoteLongs: false }))?.n)).toBe('9007199254740995');
    await things.updateOne({}, { $set: { n: new Int32(2147483647) } });
    await things.updateOne({}, { $inc: { n: new Int32(1) } });
    expect((await things.findOne())?.n).toBe(2147483648);
    await things.updateOne({}, { $set: { n: new Double(0.5) } });
    await things.updateOne({}, { $inc: { n: 1 } });
    expect((await things.findOne())?.n).toBe(1.5);
  });

  itUnlessFerretDb('may be written as a pipeline', async () => {
    await ids({ a: 2, keep: Long.fromString('9007199254740993') });
    await things.updateOne({}, [{ $set: { b: { $multiply: ['$a', 10] } } }]);
    const doc = await things.findOne({}, { promoteLongs: false });
    expect(String(doc?.keep)).toBe('9007199254740993');
    expect(Number(doc?.b)).toBe(20);
  });
});

describe('upserts', () => {
  it('insert what the query says, what is set, and what is only for inserts', async () => {
    const update = { $set: { b: 2 }, $setOnInsert: { c: 3 } };
    const result = await things.updateOne({ _id: 7, a: 1, n: { $gt: 5 } } as never, update, { upsert: true });
    expect(result).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: 7 });
    expect(await things.findOne()).toEqual({ _id: 7, a: 1, b: 2, c: 3 });
    await things.updateOne({ a: 1 }, { $set: { b: 4 }, $setOnInsert: { c: 5 } }, { upsert: true });
    expect(await things.find().toArray()).toEqual([{ _id: 7, a: 1, b: 4, c: 3 }]);
  });

  // FerretDB v1 on SQLite does not make a single-document operation atomic.
  itUnlessFerretDb('of one key at once make one document', async () => {
    await things.createIndex({ key: 1 }, { unique: true });
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, () =>
        things.findOneAndUpdate({ key: 'k' }, { $inc: { n: 1 } }, { upsert: true, returnDocument: 'after' }),
      ),
    );
    const done = results.filter((result) => result.status === 'fulfilled').length;
    const [doc, ...others] = await things.find().toArray();
    expect(others).toEqual([]);
    expect(doc?.n).toBe(done);
    // A server may let racing upserts collide; each collision is then a duplicate key, never a second document.
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 11000 });
  });

  it('replace as well', async () => {
    await things.replaceOne({ _id: 5, a: 1 } as never, { z: 1 }, { upsert: true });
    expect(await things.findOne()).toEqual({ _id: 5, z: 1 });
  });
});

describe('find and modify', () => {
  it('gives the document before or after, or none', async () => {
    await ids({ n: 1 }, { n: 2 });
    expect(await things.findOneAndUpdate({}, { $inc: { n: 10 } }, { sort: { n: -1 } })).toEqual({ _id: 2, n: 2 });
    expect(await things.findOneAndUpdate({ n: 12 }, { $set: { n: 0 } }, { returnDocument: 'after' })).toEqual({
      _id: 2,
      n: 0,
    });
    expect(await things.findOneAndUpdate({ n: 99 }, { $set: { n: 0 } })).toBeNull();
    expect(await things.findOneAndDelete({ n: 0 })).toEqual({ _id: 2, n: 0 });
    expect(await things.countDocuments()).toBe(1);
  });

  // FerretDB v1 on SQLite does not make a single-document operation atomic.
  itUnlessFerretDb('lets a hundred at once each take a different one', async () => {
    await things.insertMany(Array.from({ length: 100 }, (_, i) => ({ _id: i, taken: false })) as never);
    const taken = await Promise.all(
      Array.from({ length: 100 }, () => things.findOneAndUpdate({ taken: false }, { $set: { taken: true } })),
    );
    expect(new Set(taken.map((doc) => doc?._id)).size).toBe(100);
  });

  // FerretDB v1 on SQLite does not make a single-document operation atomic.
  itUnlessFerretDb('counts a hundred increments as a hundred', async () => {
    await ids({ n: 0 });
    await Promise.all(Array.from({ length: 100 }, () => things.updateOne({}, { $inc: { n: 1 } })));
    expect((await things.findOne())?.n).toBe(100);
  });
});

describe('indexes', () => {
  it('refuse a second document of a unique key, and say which', async () => {
    await things.createIndex({ clientId: 1, slug: 1 }, { unique: true });
    await things.insertOne({ clientId: 'c1', slug: 'a' });
    await things.insertOne({ clientId: 'c2', slug: 'a' });
    const error = await things.insertOne({ clientId: 'c1', slug: 'a' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 11000 });
    expect(await things.countDocuments({ clientId: 'c1' })).toBe(1);
    expect(await codeOf(things.insertMany([{ _id: 1 }, { _id: 1 }] as never))).toBe(11000);
  });

  // FerretDB v1 refuses this with code 1.
  itUnlessFerretDb('refuse an update that would make a second document of a key', async () => {
    await things.createIndex({ slug: 1 }, { unique: true });
    await things.insertMany([{ slug: 'a' }, { slug: 'b' }]);
    expect(await codeOf(things.updateOne({ slug: 'b' }, { $set: { slug: 'a' } }))).toBe(11000);
    expect((await things.find().toArray()).map((doc) => doc.slug)).toEqual(['a', 'b']);
  });

  it('report each refused document of an unordered write and store the rest', async () => {
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }, { _id: 2 }, { _id: 3 }];
    const result = await raw({ insert: 'things', documents, ordered: false });
    expect(result.n).toBe(3);
    expect(result.writeErrors.map((each: { index: number }) => each.index)).toEqual([1, 3]);
    const ordered = await raw({ insert: 'things', documents: [{ _id: 4 }, { _id: 4 }, { _id: 5 }] });
    expect(ordered.n).toBe(1);
  });

  // FerretDB v1 has no partial and no sparse indexes.
  itUnlessFerretDb('may be unique among some documents only', async () => {
    await things.createIndex({ ticket: 1 }, { unique: true, partialFilterExpression: { active: true } });
    await things.insertMany([
      { ticket: 1, active: false },
      { ticket: 1, active: false },
      { ticket: 1, active: true },
    ]);
    expect(await codeOf(things.insertOne({ ticket: 1, active: true }))).toBe(11000);
    expect(await codeOf(things.updateOne({ active: false }, { $set: { active: true } }))).toBe(11000);
    await things.updateOne({ active: true }, { $set: { active: false } });
    await things.insertOne({ ticket: 1, active: true });
    await things.createIndex({ mail: 1 }, { unique: true, sparse: true });
    await things.insertOne({ mail: 'a@b.example' });
    expect(await codeOf(things.insertOne({ mail: 'a@b.example' }))).toBe(11000);
    expect(await things.countDocuments({ ticket: 1 })).toBe(4);
  });

  // FerretDB v1 indexes an array as one value.
  itUnlessFerretDb('see every element of an array', async () => {
    await things.createIndex({ 'emails.address': 1 }, { unique: true });
    await things.insertOne({ emails: [{ address: 'a' }, { address: 'b' }] });
    expect(await codeOf(things.insertOne({ emails: [{ address: 'b' }] }))).toBe(11000);
    await things.insertOne({ emails: [{ address: 'c' }, { address: 'c' }] });
    expect(await things.countDocuments({ 'emails.address': 'b' })).toBe(1);
  });

  // FerretDB v1 refuses this with code 1.
  itUnlessFerretDb('cannot be made over what contradicts them', async () => {
    await ids({ a: 1 }, { a: 1 });
    expect(await codeOf(things.createIndex({ a: 1 }, { unique: true }))).toBe(11000);
  });

  it('are listed, found again, and dropped', async () => {
    await things.createIndex({ a: 1 });
    await things.createIndex({ a: 1 });
    await things.createIndex({ b: -1, a: 1 }, { name: 'both' });
    expect((await things.listIndexes().toArray()).map((index) => [index.name, index.key])).toEqual([
      ['_id_', { _id: 1 }],
      ['a_1', { a: 1 }],
      ['both', { b: -1, a: 1 }],
    ]);
    expect(await codeOf(things.createIndex({ c: 1 }, { name: 'both' }))).toBe(86);
    await things.dropIndex('both');
    expect(await codeOf(things.dropIndex('both'))).toBe(27);
    expect(await things.listIndexes().toArray()).toHaveLength(2);
  });
});

describe('aggregation', () => {
  beforeEach(() => ids({ k: 'a', n: 1, t: ['x', 'y'] }, { k: 'b', n: 2, t: ['y'] }, { k: 'a', n: 3, t: [] }));

  it('groups, sums, sorts and unwinds', async () => {
    const sums = await things
      .aggregate([{ $group: { _id: '$k', total: { $sum: '$n' } } }, { $sort: { _id: 1 } }])
      .toArray();
    expect(sums).toEqual([
      { _id: 'a', total: 4 },
      { _id: 'b', total: 2 },
    ]);
    const page = await things
      .aggregate([{ $sort: { n: -1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { n: 1, _id: 0 } }])
      .toArray();
    expect(page).toEqual([{ n: 2 }]);
    expect(await things.aggregate([{ $match: { k: 'a' } }, { $count: 'many' }]).toArray()).toEqual([{ many: 2 }]);
  });

  // FerretDB v1 sums a constant to zero.
  itUnlessFerretDb('counts within groups', async () => {
    const tags = await things
      .aggregate([
        { $match: { n: { $lt: 3 } } },
        { $unwind: '$t' },
        { $group: { _id: '$t', n: { $sum: 1 } } },
        { $sort: { n: -1 } },
      ])
      .toArray();
    expect(tags).toEqual([
      { _id: 'y', n: 2 },
      { _id: 'x', n: 1 },
    ]);
  });

  // FerretDB v1 has neither $lookup nor $facet nor most expressions.
  itUnlessFerretDb('joins collections and takes several views at once', async () => {
    const others = store.connection.collection('others');
    await others.deleteMany({});
    await others.insertMany([{ k: 'a', label: 'A' }]);
    const joined = await things
      .aggregate([
        { $lookup: { from: 'others', localField: 'k', foreignField: 'k', as: 'found' } },
        { $match: { 'found.label': 'A' } },
        { $sort: { n: 1 } },
        { $project: { _id: 0, n: 1, label: { $first: '$found.label' } } },
      ])
      .toArray();
    expect(joined).toEqual([
      { n: 1, label: 'A' },
      { n: 3, label: 'A' },
    ]);
    const [views] = await things
      .aggregate([
        {
          $facet: {
            most: [{ $sort: { n: -1 } }, { $limit: 1 }, { $project: { n: 1, _id: 0 } }],
            all: [{ $count: 'n' }],
          },
        },
      ])
      .toArray();
    expect(views).toEqual({ most: [{ n: 3 }], all: [{ n: 3 }] });
  });

  // FerretDB v1 refuses this with code 40234.
  itUnlessFerretDb('refuses stages that do not exist', async () => {
    expect(await codeOf(things.aggregate([{ $bogus: {} }]).toArray())).toBe(40324);
  });
});

describe('commands', () => {
  it('that do not exist are refused as MongoDB refuses them', async () => {
    expect(await codeOf(raw({ bogusCommand: 1 }))).toBe(59);
  });

  it('make, list and drop collections', async () => {
    const db = store.connection.db;
    await db?.createCollection('fresh');
    expect(await codeOf(db?.createCollection('fresh') ?? Promise.resolve())).toBe(48);
    const names = await db?.listCollections({ name: 'fresh' }, { nameOnly: true }).toArray();
    expect(names?.map((each) => each.name)).toEqual(['fresh']);
    await db?.dropCollection('fresh');
    expect(await db?.listCollections({ name: 'fresh' }).toArray()).toEqual([]);
  });

  // FerretDB v1 ignores transaction numbers.
  itUnlessFerretDb('refuse transactions on a server that is no replica set', async () => {
    const command = {
      insert: 'things',
      documents: [{ a: 1 }],
      txnNumber: Long.fromNumber(1),
      autocommit: false,
      startTransaction: true,
    };
    expect(await codeOf(raw(command))).toBe(20);
    expect(await things.countDocuments()).toBe(0);
  });
});

describe('mongoose on the store', () => {
  it('works with schemas, timestamps, versions and populated references', async () => {
    const { connection } = store;
    const Client = connection.model(
      'TestClient',
      new mongoose.Schema({ slug: { type: String, unique: true }, name: String }),
    );
    const Run = connection.model(
      'TestRun',
      new mongoose.Schema(
        {
          client: { type: mongoose.Schema.Types.ObjectId, ref: 'TestClient' },
          steps: [{ tool: String, done: Boolean }],
        },
        { timestamps: true, optimisticConcurrency: true },
      ),
    );
    await Client.init();
    const client = await Client.create({ slug: 'acme', name: 'Acme' });
    await expect(Client.create({ slug: 'acme' })).rejects.toMatchObject({ code: 11000 });
    const run = await Run.create({ client: client._id, steps: [{ tool: 'a', done: false }] });
    run.steps.push({ tool: 'b', done: true });
    run.set('steps.0.done', true);
    await run.save();
    const stale = await Run.findById(run._id);
    const fresh = await Run.findById(run._id).populate<{ client: { name: string } }>('client');
    expect(fresh?.client.name).toBe('Acme');
    expect(fresh?.steps.map((step) => step.done)).toEqual([true, true]);
    fresh?.set('steps.0.tool', 'c');
    await fresh?.save();
    stale?.set('steps.0.tool', 'd');
    await expect(stale?.save()).rejects.toThrow('No matching document');
  });
});
