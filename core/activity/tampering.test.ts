import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose, { type mongo } from 'mongoose';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { hashOf, placeOf, type Signer } from './chain.js';
import { type Activity, createActivity } from './record.js';

const signer = signerWith('the key of this installation');

function signerWith(key: string): Signer {
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('hex');
  return { sign, verify: (text, signature) => signature === sign(text) };
}

let store: TestStore;
let activity: Activity;
/** The collections as somebody with the database's password sees them. */
let entries: mongo.Collection;
let heads: mongo.Collection<{ _id: string }>;
let chain = '';
let chains = 0;
const now = () => new Date(Date.UTC(2026, 0, 5));

beforeAll(async () => {
  store = await openTestStore();
  activity = createActivity({ connection: store.connection, now, signer });
  entries = store.connection.collection('activity');
  heads = store.connection.collection<{ _id: string }>('activity_heads');
});
afterAll(() => store.dispose());

/** Another process, which knows of the chain only what is stored. */
async function writtenOn(): Promise<void> {
  const other = await mongoose.createConnection(store.uri, { directConnection: true }).asPromise();
  const writer = createActivity({ connection: other, now, signer });
  for (const what of ['A', 'B', 'C']) await writer.add({ clientId: chain, kind: 'tool.read', what });
  await other.close();
}

const at = (seq: number) => ({ chain, seq });
const change = (seq: number, fields: Record<string, unknown>) => entries.updateOne(at(seq), { $set: fields });
const cutFrom = (seq: number) => entries.deleteMany({ chain, seq: { $gte: seq } });
const setHead = (fields: Record<string, unknown>) => heads.updateOne({ _id: chain }, { $set: fields });

async function copyOf(seq: number): Promise<Record<string, unknown>> {
  const { _id, ...entry } = (await entries.findOne(at(seq))) ?? {};
  return entry;
}

/** Hashes everything from a place on anew, as somebody does who knows how but has no key. */
async function rechain(from: number): Promise<{ seq: number; hash: string }> {
  let previous = String((await copyOf(from - 1)).hash ?? '0'.repeat(64));
  let seq = from;
  for (; (await entries.findOne(at(seq))) !== null; seq += 1) {
    const linked = { ...(await copyOf(seq)), previous };
    previous = hashOf(linked);
    await change(seq, { ...linked, hash: previous });
  }
  return { seq: seq - 1, hash: previous };
}

interface Tampering {
  what: string;
  fault: string;
  seq: number;
  tamper(): Promise<unknown>;
}

const TAMPERINGS: Tampering[] = [
  { what: 'a changed sentence', fault: 'wrong_hash', seq: 3, tamper: () => change(3, { what: 'Nothing' }) },
  { what: 'a changed detail', fault: 'wrong_hash', seq: 3, tamper: () => change(3, { 'detail.number': 9 }) },
  { what: 'a changed time', fault: 'wrong_hash', seq: 1, tamper: () => change(1, { at: new Date(0) }) },
  { what: 'another client', fault: 'wrong_hash', seq: 3, tamper: () => change(3, { clientId: 'summit' }) },
  { what: 'a field added', fault: 'wrong_hash', seq: 2, tamper: () => change(2, { note: 'x' }) },
  {
    what: 'a field taken away',
    fault: 'wrong_hash',
    seq: 6,
    tamper: () => entries.updateOne(at(6), { $unset: { ticketId: 1 } }),
  },
  {
    what: 'a changed entry with its own hash',
    fault: 'wrong_previous',
    seq: 4,
    async tamper() {
      await change(3, { what: 'Nothing' });
      await change(3, { hash: hashOf(await copyOf(3)) });
    },
  },
  { what: 'an entry removed', fault: 'missing_entry', seq: 3, tamper: () => entries.deleteOne(at(3)) },
  { what: 'the first entry removed', fault: 'missing_entry', seq: 1, tamper: () => entries.deleteOne(at(1)) },
  { what: 'an entry moved to another chain', fault: 'missing_entry', seq: 3, tamper: () => change(3, { chain: 'x' }) },
  { what: 'the end cut off', fault: 'cut_off', seq: 5, tamper: () => cutFrom(5) },
  { what: 'everything removed but the head', fault: 'cut_off', seq: 1, tamper: () => cutFrom(1) },
  {
    what: 'the end cut off, and the chain written on by the program',
    fault: 'missing_entry',
    seq: 5,
    async tamper() {
      await cutFrom(5);
      await writtenOn();
    },
  },
  {
    what: 'the end cut off and the head set back',
    fault: 'head_signature',
    seq: 4,
    async tamper() {
      await cutFrom(5);
      await setHead({ seq: 4, hash: (await copyOf(4)).hash });
    },
  },
  { what: 'the head removed', fault: 'head_missing', seq: 6, tamper: () => heads.deleteOne({ _id: chain }) },
  {
    what: 'the head removed, and the chain written on by the program',
    fault: 'head_missing',
    seq: 9,
    async tamper() {
      await heads.deleteOne({ _id: chain });
      await writtenOn();
    },
  },
  {
    what: 'two entries that changed places',
    fault: 'wrong_hash',
    seq: 2,
    async tamper() {
      await change(2, { seq: 99 });
      await change(3, { seq: 2 });
      await change(99, { seq: 3 });
    },
  },
  {
    what: 'an entry put in between',
    fault: 'wrong_hash',
    seq: 4,
    async tamper() {
      const copy = await copyOf(3);
      for (const seq of [6, 5, 4]) await change(seq, { seq: seq + 1 });
      await entries.insertOne({ ...copy, seq: 4, what: 'Never happened' });
    },
  },
  {
    what: 'an entry put before the first',
    fault: 'twice_in_place',
    seq: 1,
    tamper: async () => entries.insertOne({ ...(await copyOf(1)), seq: 0 }),
  },
  {
    what: 'an entry appended without the key',
    fault: 'wrong_seal',
    seq: 7,
    async tamper() {
      const last = await copyOf(6);
      const linked = { ...last, what: 'Never happened', seq: 7, previous: last.hash };
      await entries.insertOne({ ...linked, hash: hashOf(linked) });
    },
  },
  {
    what: 'an entry added outside the chain',
    fault: 'outside_chain',
    seq: 6,
    tamper: () => entries.insertOne({ at: new Date(Date.UTC(2026, 5)), clientId: chain, kind: 'tool.read', what: 'x' }),
  },
  {
    what: 'everything chained anew',
    fault: 'head_differs',
    seq: 6,
    async tamper() {
      await change(2, { what: 'Nothing' });
      await rechain(2);
    },
  },
  {
    what: 'everything chained anew with its head',
    fault: 'head_signature',
    seq: 6,
    async tamper() {
      await change(2, { what: 'Nothing' });
      await setHead(await rechain(2));
    },
  },
  {
    what: 'everything chained anew and sealed with another key',
    fault: 'head_signature',
    seq: 6,
    async tamper() {
      await change(2, { what: 'Nothing' });
      const last = await rechain(2);
      await setHead({ ...last, signature: signerWith('a guess').sign(placeOf({ chain, ...last })) });
    },
  },
  {
    what: 'everything chained anew behind the true head that the chain began with',
    fault: 'wrong_seal',
    seq: 2,
    async tamper() {
      await change(2, { what: 'Nothing' });
      await rechain(2);
      const first = { seq: 1, hash: (await copyOf(1)).hash };
      const signature = signer.sign(placeOf({ chain, seq: 1, hash: String(first.hash) }));
      await setHead({ ...first, signature });
    },
  },
  {
    what: 'a true earlier head over entries that were chained anew',
    fault: 'wrong_seal',
    seq: 7,
    async tamper() {
      const early = (await heads.findOne({ _id: chain })) ?? {};
      await writtenOn();
      await change(7, { what: 'Nothing' });
      await rechain(7);
      await heads.replaceOne({ _id: chain }, early);
    },
  },
];

describe('tampering with the activity record', () => {
  beforeEach(async () => {
    chains += 1;
    chain = `client-${chains}`;
    for (const number of [1, 2, 3, 4, 5, 6]) {
      const ticketId = `T${number}`;
      const what = `Step ${number}`;
      await activity.add({ clientId: chain, ticketId, kind: 'tool.executed', what, detail: { number } });
    }
  });

  it('is not seen where there was none', async () => {
    expect(await activity.verify(chain)).toMatchObject({ ok: true, chains: [{ entries: 6 }] });
  });

  it.each(TAMPERINGS)('is found, at its place: $what', async ({ fault, seq, tamper }) => {
    await tamper();
    const broken = { ok: false, chains: [{ chain, broken: { fault, seq } }] };
    expect(await activity.verify(chain)).toMatchObject(broken);
    // Neither a new master key nor a process that starts afterwards and writes on makes it good.
    await activity.resealHeads();
    await writtenOn();
    expect(await activity.verify(chain)).toMatchObject({ ok: false });
  });
});
