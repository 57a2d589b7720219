import { type Connection, Schema } from 'mongoose';
import type { Contact } from '../ports/psa.js';
import type { ConversationEnd, Turn } from './intake.js';

/** Who the requester agreed to be, as the PSA had it then: a contact can be moved or deleted before the ticket is made. */
export type ConfirmedContact = Pick<Contact, 'id' | 'companyId' | 'companyName' | 'firstName' | 'lastName'>;

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
  /** When the door last told something. */
  touchedAt: Date;
  /** Grows with everything that the transcript note has to show. */
  revision: number;
  turns: Turn[];
  contactId?: string;
  contact?: ConfirmedContact;
  /** Why we think it is this contact. */
  evidence: string[];
  /** What an unmatched requester said about themselves. */
  claimed: { name?: string; company?: string };
  problem: string;
  remarks: string[];
  /** The door asked for a ticket. */
  wanted: boolean;
  /** What the PSA refused while the ticket was opened, and what was done instead. */
  refusals: string[];
  ticketId?: string;
  /** What people call the ticket, where that is not its id. */
  ticketNumber?: string;
  /** The note that carries the transcript, and the revision it shows; -1 when that is not known. */
  transcriptNoteId?: string;
  notedRevision: number;
  /** It has ended, the ticket's note shows all of it, and the agent was told. */
  filed: boolean;
  agentWoken: boolean;
  /** `presumed`: nothing was heard for long; the door's own word replaces it. */
  end?: { how: ConversationEnd; detail: string; at: Date; presumed?: boolean };
  /** Why the ticket or its note could not be made so far; `told`: the operator was. */
  trouble?: { since: Date; tries: number; reason: string; told: boolean };
  /** Not tried again before. */
  nextTryAt?: Date;
}

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
      ticketNumber: String,
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
