import { type Connection, Schema } from 'mongoose';
import type { Conversation } from './conversation.js';
import type { Turn } from './intake.js';

export interface StoredConversation extends Omit<Conversation, 'id'> {
  _id: string;
  /** Who makes or completes the ticket at the moment, and until when nobody else may. */
  leaseOwner?: string;
  leaseUntil?: Date;
}

export type ConversationModel = ReturnType<typeof conversationModel>;

export function conversationModel(connection: Connection) {
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
      revision: { type: Number, required: true },
      turns: { type: [turn], default: [] },
      contactId: String,
      contact: Schema.Types.Mixed,
      evidence: [String],
      claimed: { type: Schema.Types.Mixed, default: {} },
      problem: { type: String, default: '' },
      remarks: [String],
      wanted: { type: Boolean, default: false },
      refusals: [String],
      ticketId: String,
      transcriptNoteId: String,
      notedRevision: { type: Number, required: true },
      filed: { type: Boolean, default: false },
      agentWoken: { type: Boolean, default: false },
      end: Schema.Types.Mixed,
      trouble: Schema.Types.Mixed,
      nextTryAt: Date,
      leaseOwner: String,
      leaseUntil: Date,
    },
    { collection: 'conversations', versionKey: false, minimize: false },
  );
  schema.index({ ticketId: 1 });
  schema.index({ filed: 1 });
  return connection.model('Conversation', schema);
}

export function toConversation({ _id, leaseOwner: _, leaseUntil: __, ...rest }: StoredConversation): Conversation {
  return { id: _id, ...rest };
}
