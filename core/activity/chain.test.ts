import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import mongoose, { type Connection } from 'mongoose';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import type { Signer } from './chain.js';
import { activityModels } from './model.js';
import { createActivity } from './record.js';

const sign = (text: string) => createHmac('sha256', 'the key').update(text).digest('hex');
const signer: Signer = { sign, verify: (text, signature) => signature === sign(text) };

let store: TestStore;
let database = 0;
let connection: Connection;
const connections: Connection[] = [];

/** Another process's connection to the same data. */
async function another(): Promise<Connection> {
  const opened = mongoose.createConnection(store.uri, { directConnection: true, dbName: `chain_${database}` });
  connections.push(opened);
  return opened.asPromise();
}

beforeAll(async () => {
  store = await openTestStore();
});
beforeEach(async () => {
  database += 1;
  connection = await another();
});
afterAll(async () => {
  for (const opened of connections) {
    await opened.dropDatabase();
    await opened.close();
  }
  await store.dispose();
});

const clock = () => {
  let at = Date.UTC(2026, 0, 5);
  return () => {
    at += 1_000;
    return new Date(at);
  };
};
const record = (on = connection) => createActivity({ connection: on, now: clock(), signer });
/** The collections as somebody with the database's password sees them. */
const raw = () => ({
  entries: connection.collection('activity'),
  heads: connection.collection<{ _id: string }>('activity_heads'),
});

describe('the activity record', () => {
  it('chains each client for itself, and what no client owns', async () => {
    const activity = record();
    await activity.add({ clientId: 'harbor', runId: 'r1', kind: 'run.started', what: 'One', detail: { a: [1, {}] } });
    await activity.add({ kind: 'event.no_client', what: 'Two' });
    await activity.add({ clientId: 'harbor', runId: 'r1', kind: 'run.state', what: 'Three' });
    const [one, three] = await activity.ofRun('r1');
    expect(one).toMatchObject({ chain: 'harbor', seq: 1, previous: '0'.repeat(64), what: 'One' });
    expect(three).toMatchObject({ chain: 'harbor', seq: 2, previous: one?.hash, what: 'Three' });
    expect(await activity.verify()).toEqual({
      ok: true,
      unchained: 0,
      chains: [
        { chain: 'harbor', ok: true, entries: 2, last: { seq: 2, hash: three?.hash } },
        { chain: 'msp', ok: true, entries: 1, last: { seq: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      ],
    });
    expect((await activity.verify('harbor')).chains).toHaveLength(1);
  });

  it('loses nothing and has no gap when two processes write two hundred entries at once', async () => {
    const both = [record(), record(await another())];
    await Promise.all(
      Array.from({ length: 200 }, (_, number) =>
        both[number % 2]?.add({ clientId: 'harbor', kind: 'tool.read', what: `Entry ${number}` }),
      ),
    );
    const stored = await raw().entries.find().sort({ seq: 1 }).toArray();
    expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
    expect(new Set(stored.map(({ what }) => what)).size).toBe(200);
    expect(await record(await another()).verify()).toMatchObject({ ok: true, chains: [{ entries: 200 }] });
    expect(await raw().heads.findOne({ _id: 'harbor' })).toMatchObject({ seq: 200 });
  });

  it('goes on in the next process, also where the last one died before it moved the head on', async () => {
    for (const number of [1, 2, 3]) await record(await another()).add({ kind: 'ticket.opened', what: `${number}` });
    const head = await raw().heads.findOne({ _id: 'msp' });
    await record(await another()).add({ kind: 'ticket.opened', what: '4' });
    await raw().heads.replaceOne({ _id: 'msp' }, head ?? {});
    expect(await record(await another()).verify()).toMatchObject({ ok: true, chains: [{ entries: 4 }] });
    await record(await another()).add({ kind: 'ticket.opened', what: '5' });
    expect(await record(await another()).verify()).toMatchObject({ ok: true, chains: [{ entries: 5 }] });
  });

  it('gives back whatever was recorded as it was hashed', async () => {
    const activity = record();
    await fc.assert(
      fc.asyncProperty(
        fc.object({ withDate: true, withNullPrototype: true, maxDepth: 3 }),
        fc.string({ unit: 'binary' }),
        async (detail, what) => {
          await activity.add({ clientId: 'any', kind: 'tool.read', what: `Read ${what}`, detail });
        },
      ),
      { numRuns: 40 },
    );
    await activity.add({
      clientId: 'any',
      kind: 'tool.read',
      what: 'half \ud800',
      detail: { '\udc00': -0, n: NaN, b: 2n ** 70n },
    });
    expect(await activity.verify()).toMatchObject({ ok: true, chains: [{ entries: 41 }] });
  });

  it('cannot be changed through the program', async () => {
    await record().add({ clientId: 'harbor', kind: 'run.started', what: 'One' });
    const { entries } = activityModels(await another());
    const allClients = { allClients: true };
    const [entry] = await entries.find({}, null, allClients);
    const refused = expect.objectContaining({ code: 'activity_append_only' });
    const attempts: (() => Promise<unknown>)[] = [
      () => entries.updateOne({ clientId: 'harbor' }, { $set: { what: 'x' } }).exec(),
      () =>
        entries
          .updateMany({}, { $set: { what: 'x' } })
          .setOptions(allClients)
          .exec(),
      () => entries.replaceOne({ clientId: 'harbor' }, { what: 'x' }).exec(),
      () => entries.deleteOne({ clientId: 'harbor' }).exec(),
      () => entries.deleteMany({}).setOptions(allClients).exec(),
      () => entries.findOneAndUpdate({ clientId: 'harbor' }, { $set: { what: 'x' } }).exec(),
      () => entries.findOneAndReplace({ clientId: 'harbor' }, { what: 'x' }).exec(),
      () => entries.findOneAndDelete({ clientId: 'harbor' }).exec(),
      () => entries.bulkWrite([{ deleteOne: { filter: { clientId: 'harbor' } } }]),
      async () => entry?.set({ what: 'x' }).save(),
      async () => entry?.deleteOne(),
      async () => entry?.updateOne({ what: 'x' }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toEqual(refused);
    expect(await raw().entries.find().toArray()).toMatchObject([{ what: 'One' }]);
  });

  it('counts entries from before there were chains, and says nothing of them', async () => {
    await raw().entries.insertOne({ at: new Date(0), clientId: 'harbor', kind: 'run.started', what: 'Old' });
    const activity = record();
    await activity.add({ clientId: 'harbor', kind: 'run.started', what: 'New' });
    expect(await activity.verify()).toMatchObject({ ok: true, unchained: 1, chains: [{ entries: 1 }] });
  });
});
