import { randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import { NotFound } from '../errors.js';
import type { ConversationEnd, Turn } from './intake.js';

/** A call or chat as it happened, stored turn by turn. */
export interface Conversation {
  id: string;
  channel: 'call';
  /** The door's own key: Twilio's CallSid. */
  key: string;
  /** As the network gave them; a caller's number identifies nobody for certain. */
  from: string;
  to: string;
  startedAt: Date;
  /** When anything last happened. */
  touchedAt: Date;
  turns: Turn[];
  contactId?: string;
  /** Why we think it is this contact. */
  evidence: string[];
  /** What an unmatched requester said about themselves. */
  claimed: { name?: string; company?: string };
  problem: string;
  remarks: string[];
  ticketId?: string;
  /** The note that carries the transcript, and how many turns it holds. */
  transcriptNoteId?: string;
  transcriptTurns: number;
  /** The transcript note is up to date and the agent was told. */
  filed: boolean;
  agentWoken: boolean;
  end?: { how: ConversationEnd; detail: string; at: Date };
}

export interface StoredConversation extends Omit<Conversation, 'id'> {
  _id: string;
}

export interface Conversations {
  begin(opening: {
    channel: 'call';
    key: string;
    from: string;
    to: string;
  }): Promise<{ conversationId: string; isNew: boolean }>;
  get(id: string): Promise<Conversation>;
  byTicket(ticketId: string): Promise<Conversation | undefined>;
  addTurn(id: string, turn: Turn): Promise<void>;
  update(id: string, changes: Partial<Omit<StoredConversation, '_id'>>): Promise<void>;
  addRemark(id: string, remark: string): Promise<void>;
  /** Open conversations in which nothing has happened since. */
  quietSince(time: Date): Promise<Conversation[]>;
  /** Ended, but their ticket or note is not finished. */
  unfiled(): Promise<Conversation[]>;
}

export function createConversations({ connection, now }: { connection: Connection; now: () => Date }): Conversations {
  const model = conversationModel(connection);

  async function found(query: Promise<StoredConversation | null>, id: string): Promise<Conversation> {
    const stored = await query;
    if (!stored) throw new NotFound('conversation', id);
    return toConversation(stored);
  }

  return {
    async begin({ channel, key, from, to }) {
      await model.init(); // Only the index, once it is there, makes a second conversation of one key impossible.
      const at = now();
      const result = await model.updateOne(
        { key },
        {
          $setOnInsert: {
            _id: randomUUID(),
            channel,
            from,
            to,
            startedAt: at,
            turns: [],
            evidence: [],
            claimed: {},
            problem: '',
            remarks: [],
            transcriptTurns: 0,
            filed: false,
            agentWoken: false,
          },
          $set: { touchedAt: at },
        },
        { upsert: true },
      );
      const stored = await model.findOne({ key }, { _id: 1 }).lean();
      if (!stored) throw new NotFound('conversation', key);
      return { conversationId: stored._id, isNew: result.upsertedCount === 1 };
    },
    get: (id) => found(model.findById(id).lean().exec(), id),
    async byTicket(ticketId) {
      const stored = await model.findOne({ ticketId }).lean();
      return stored ? toConversation(stored) : undefined;
    },
    async addTurn(id, turn) {
      await model.updateOne({ _id: id }, { $push: { turns: turn }, $set: { touchedAt: now(), filed: false } });
    },
    async update(id, changes) {
      await model.updateOne({ _id: id }, { $set: { ...changes, touchedAt: now() } });
    },
    async addRemark(id, remark) {
      await model.updateOne({ _id: id }, { $addToSet: { remarks: remark }, $set: { touchedAt: now(), filed: false } });
    },
    async quietSince(time) {
      return (await model.find({ end: null, touchedAt: { $lt: time } }).lean()).map(toConversation);
    },
    async unfiled() {
      return (await model.find({ end: { $ne: null }, filed: false }).lean()).map(toConversation);
    },
  };
}

function conversationModel(connection: Connection) {
  const turn = new Schema<Turn>(
    {
      who: { type: String, required: true },
      text: { type: String, required: true },
      at: { type: Date, required: true },
    },
    { _id: false },
  );
  const schema = new Schema<StoredConversation>(
    {
      _id: { type: String, required: true },
      channel: { type: String, required: true },
      key: { type: String, required: true, unique: true },
      from: { type: String, default: '' },
      to: { type: String, default: '' },
      startedAt: { type: Date, required: true },
      touchedAt: { type: Date, required: true },
      turns: { type: [turn], default: [] },
      contactId: String,
      evidence: [String],
      claimed: { type: Schema.Types.Mixed, default: {} },
      problem: { type: String, default: '' },
      remarks: [String],
      ticketId: String,
      transcriptNoteId: String,
      transcriptTurns: { type: Number, default: 0 },
      filed: { type: Boolean, default: false },
      agentWoken: { type: Boolean, default: false },
      end: { type: Schema.Types.Mixed },
    },
    { collection: 'conversations', versionKey: false, minimize: false },
  );
  schema.index({ ticketId: 1 });
  schema.index({ filed: 1 });
  return connection.model('Conversation', schema);
}

function toConversation({ _id, ...rest }: StoredConversation): Conversation {
  return { id: _id, ...rest };
}
