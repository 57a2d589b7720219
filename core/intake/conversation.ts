import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { isDuplicateKey, NotFound } from '../errors.js';
import { type Conversation, conversationModel, toConversation } from './conversation-model.js';
import type { ConversationEnd, Turn } from './intake.js';
import { type LeasedConversation, leaseConversation } from './lease.js';

export interface Conversations {
  begin(opening: {
    channel: 'call';
    key: string;
    from: string;
    to: string;
  }): Promise<{ conversationId: string; isNew: boolean }>;
  /** Throws NotFound, like everything here that takes an id. */
  get(id: string): Promise<Conversation>;
  byTicket(ticketId: string): Promise<Conversation | undefined>;
  /** Returns the conversation as it is then; a turn that is told twice is kept once. */
  addTurn(id: string, turn: Turn): Promise<Conversation>;
  update(
    id: string,
    changes: Partial<Pick<Conversation, 'contactId' | 'contact' | 'evidence' | 'claimed' | 'problem' | 'wanted'>>,
  ): Promise<Conversation>;
  addRemark(id: string, remark: string): Promise<Conversation>;
  /**
   * Ends it unless it has ended. With `quietSince` the end is presumed, and only when nothing was told since. Returns
   * whether this call ended it.
   */
  end(
    id: string,
    how: ConversationEnd,
    detail: string,
    options?: { quietSince?: Date },
  ): Promise<{ conversation: Conversation; ended: boolean }>;
  /** Ids of open conversations of which nothing was told since. */
  quietSince(time: Date): Promise<string[]>;
  /** Ids of those whose ticket or note is not finished and may be tried now. */
  unfiled(): Promise<string[]>;
  /** Whether the PSA may have a ticket, or get one any moment, of which its conversation does not know the number yet. */
  opening(): Promise<boolean>;
  /** Takes the right to file it; `heldUntil` while another process has it. */
  lease(id: string): Promise<{ leased: LeasedConversation } | { heldUntil: Date }>;
  /** Frees what processes that died held. Only where no other process works on the database. */
  releaseLeases(): Promise<void>;
}

export function createConversations({ connection, now }: { connection: Connection; now: () => Date }): Conversations {
  const model = conversationModel(connection);

  /** Whatever a door tells is newer than any note. */
  const told = (set: Partial<Conversation> = {}) => ({
    $set: { ...set, touchedAt: now(), filed: false },
    $inc: { revision: 1 },
  });

  async function change(id: string, update: Parameters<typeof model.findOneAndUpdate>[1]): Promise<Conversation> {
    const stored = await model.findOneAndUpdate({ _id: id }, update, { returnDocument: 'after' }).lean();
    if (!stored) throw new NotFound('conversation', id);
    return toConversation(stored);
  }

  const conversations: Conversations = {
    async begin({ channel, key, from, to }) {
      await model.init(); // Only the index, once it is there, makes a second conversation of one key impossible.
      const at = now();
      const result = await onceMoreIfTwice(() =>
        model.updateOne(
          { key },
          {
            $setOnInsert: {
              _id: randomUUID(),
              channel,
              from,
              to,
              startedAt: at,
              revision: 0,
              turns: [],
              evidence: [],
              claimed: {},
              problem: '',
              remarks: [],
              wanted: false,
              refusals: [],
              notedRevision: -1,
              filed: false,
              agentWoken: false,
            },
            $set: { touchedAt: at },
          },
          { upsert: true },
        ),
      );
      const stored = await model.findOne({ key }, { _id: 1 }).lean();
      if (!stored) throw new NotFound('conversation', key);
      return { conversationId: stored._id, isNew: result.upsertedCount === 1 };
    },
    async get(id) {
      const stored = await model.findById(id).lean();
      if (!stored) throw new NotFound('conversation', id);
      return toConversation(stored);
    },
    async byTicket(ticketId) {
      const stored = await model.findOne({ ticketId }).lean();
      return stored ? toConversation(stored) : undefined;
    },
    addTurn: (id, turn) => change(id, { ...told(), $addToSet: { turns: turn } }),
    update: (id, changes) => change(id, told(changes)),
    addRemark: (id, remark) => change(id, { ...told(), $addToSet: { remarks: remark } }),
    async end(id, how, detail, { quietSince } = {}) {
      const end = { how, detail, at: now(), ...(quietSince ? { presumed: true } : {}) };
      const open = quietSince
        ? { end: null, touchedAt: { $lt: quietSince } }
        : { $or: [{ end: null }, { 'end.presumed': true }] };
      const stored = await model
        .findOneAndUpdate({ _id: id, ...open }, told({ end }), { returnDocument: 'after' })
        .lean();
      if (stored) return { conversation: toConversation(stored), ended: true };
      return { conversation: await conversations.get(id), ended: false };
    },
    async quietSince(time) {
      const open = await model.find({ filed: false, end: null, touchedAt: { $lt: time } }, { _id: 1 }).lean();
      return open.map(({ _id }) => _id);
    },
    async unfiled() {
      const unfinished = { $or: [{ end: { $ne: null } }, { wanted: true, agentWoken: false }] };
      const due = { $or: [{ nextTryAt: null }, { nextTryAt: { $lte: now() } }] };
      const found = await model.find({ filed: false, $and: [unfinished, due] }, { _id: 1 }).lean();
      return found.map(({ _id }) => _id);
    },
    async opening() {
      const asked = { $or: [{ end: { $ne: null } }, { wanted: true }] };
      return (await model.exists({ filed: false, ticketId: null, ...asked })) !== null;
    },
    lease: (id) => leaseConversation(model, id, now),
    async releaseLeases() {
      await model.updateMany({ leaseUntil: { $ne: null } }, { $unset: { leaseOwner: 1, leaseUntil: 1 } });
    },
  };
  return conversations;
}

/** Two that begin the same at once meet at the unique index; the one that lost then finds the other's. */
async function onceMoreIfTwice<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return write();
  }
}
