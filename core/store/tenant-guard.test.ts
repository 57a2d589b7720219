import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose, { type Model } from 'mongoose';
import { openTestStore, type TestStore } from './store-for-tests.js';
import { tenantGuard } from './tenant-guard.js';

let store: TestStore;
type GuardedNote = { clientId: string; text: string };

let Note: Model<GuardedNote>;

beforeAll(async () => {
  store = await openTestStore();
  const schema = new mongoose.Schema<GuardedNote>({
    clientId: { type: String, required: true },
    text: { type: String, required: true },
  });
  schema.plugin(tenantGuard);
  Note = store.connection.model<GuardedNote>('GuardedNote', schema);
  await Note.create([
    { clientId: 'acme', text: 'one' },
    { clientId: 'globex', text: 'two' },
  ]);
});
afterAll(() => store.dispose());

const refused = { code: 'tenant_guard' };

describe('the tenant guard', () => {
  it('refuses every kind of query that does not say which client it is for', async () => {
    const attempts: Array<() => Promise<unknown>> = [
      () => Note.find({ text: 'one' }).exec(),
      () => Note.findOne().exec(),
      () => Note.findById(new mongoose.Types.ObjectId()).exec(),
      () => Note.countDocuments({ text: 'one' }).exec(),
      () => Note.estimatedDocumentCount().exec(),
      () => Note.distinct('text').exec(),
      () => Note.exists({ text: 'one' }).exec(),
      () => Note.updateOne({ text: 'one' }, { text: 'x' }).exec(),
      () => Note.updateMany({}, { text: 'x' }).exec(),
      () => Note.replaceOne({}, { clientId: 'acme', text: 'x' }).exec(),
      () => Note.deleteOne({}).exec(),
      () => Note.deleteMany({}).exec(),
      () => Note.findOneAndUpdate({}, { text: 'x' }).exec(),
      () => Note.findOneAndReplace({}, { clientId: 'acme', text: 'x' }).exec(),
      () => Note.findOneAndDelete({}).exec(),
      () => Note.aggregate([{ $group: { _id: '$clientId' } }]).exec(),
      () => Note.aggregate([{ $match: { text: 'one' } }]).exec(),
      () => Note.bulkWrite([{ updateMany: { filter: {}, update: { text: 'x' } } }]),
      () => Note.bulkWrite([{ deleteMany: { filter: { text: 'one' } } }]),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject(refused);
    const left = await Note.find({}, null, { allClients: true }).sort({ text: 1 });
    expect(left.map((note) => note.text)).toEqual(['one', 'two']);
  });

  it('refuses a filter that only seems to name a client', async () => {
    for (const clientId of [
      undefined,
      null,
      { $ne: 'acme' },
      { $exists: true },
      { $gt: '' },
      { $in: ['acme'], $ne: 'x' },
    ]) {
      await expect(Note.find({ clientId } as never).exec()).rejects.toMatchObject(refused);
    }
    await expect(Note.find({ $or: [{ clientId: 'acme' }, { text: 'two' }] }).exec()).rejects.toMatchObject(refused);
  });

  it('lets queries of one client through, and only its documents', async () => {
    expect((await Note.find({ clientId: 'acme' })).map((note) => note.text)).toEqual(['one']);
    expect(await Note.countDocuments({ clientId: { $in: ['globex'] } })).toBe(1);
    expect(await Note.find({ $and: [{ clientId: 'acme' }, { text: 'two' }] })).toEqual([]);
    expect(await Note.aggregate([{ $match: { clientId: 'acme' } }, { $project: { _id: 0, text: 1 } }])).toEqual([
      { text: 'one' },
    ]);
    const note = await Note.findOne({ clientId: 'acme' });
    note?.set('text', 'changed');
    await note?.save();
    await Note.bulkWrite([{ updateOne: { filter: { clientId: 'acme' }, update: { text: 'one' } } }]);
    expect((await Note.findOne({ clientId: 'acme' }))?.text).toBe('one');
  });

  it('opens for work of the system that says so', async () => {
    expect(await Note.countDocuments({}, { allClients: true } as never)).toBe(2);
    expect(await Note.find().setOptions({ allClients: true } as never)).toHaveLength(2);
    expect(await Note.aggregate([{ $group: { _id: '$clientId' } }]).option({ allClients: true } as never)).toHaveLength(
      2,
    );
  });

  it('is for schemas that have a client', () => {
    expect(() => new mongoose.Schema({ text: String }).plugin(tenantGuard)).toThrow('clientId');
  });
});
