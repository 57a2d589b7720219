import { type Connection, Schema } from 'mongoose';
import { tenantGuard } from '../store/tenant-guard.js';

/** One thing the agent or a door did or tried. Append-only; holds no secret. */
export interface ActivityEntry {
  at: Date;
  /** Absent for things no client owns: a rejected event, a call of an unknown person. */
  clientId?: string;
  runId?: string;
  ticketId?: string;
  conversationId?: string;
  /** Dotted, from a closed list: see ACTIVITY_KINDS. */
  kind: ActivityKind;
  /** One sentence for people. */
  what: string;
  /** Arguments, results, evidence: JSON without secrets. */
  detail?: unknown;
}

const ACTIVITY_KINDS = [
  'conversation.started',
  'conversation.matched',
  'conversation.ended',
  'ticket.opened',
  'event.no_client',
  'run.started',
  'run.refused',
  'run.state',
  'model.reply',
  'tool.read',
  'tool.refused',
  'tool.failed',
  'tool.executed',
  'plan.proposed',
  'plan.rejected',
  'note.written',
  'approval.requested',
  'approval.decided',
  'approval.ignored',
  'client.created',
  'client.changed',
  'client.provisioned',
  'client.deployed',
  'client.destroyed',
  'settings.changed',
  'prompt.changed',
] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

export interface Activity {
  add(entry: Omit<ActivityEntry, 'at'>): Promise<void>;
  /** Oldest first. */
  ofRun(runId: string): Promise<ActivityEntry[]>;
  ofTicket(ticketId: string): Promise<ActivityEntry[]>;
  ofConversation(conversationId: string): Promise<ActivityEntry[]>;
}

export function createActivity({ connection, now }: { connection: Connection; now: () => Date }): Activity {
  const schema = new Schema<ActivityEntry>(
    {
      at: { type: Date, required: true },
      clientId: String,
      runId: String,
      ticketId: String,
      conversationId: String,
      kind: { type: String, enum: ACTIVITY_KINDS, required: true },
      what: { type: String, required: true },
      detail: Schema.Types.Mixed,
    },
    { collection: 'activity', versionKey: false },
  );
  schema.plugin(tenantGuard);
  schema.index({ runId: 1 });
  schema.index({ ticketId: 1 });
  schema.index({ conversationId: 1 });
  schema.index({ clientId: 1, at: 1 });
  const model = connection.model('Activity', schema);
  // A run, a ticket or a conversation may have entries that no client owns.
  const list = (filter: Partial<ActivityEntry>) =>
    model.find(filter, { _id: 0 }, { allClients: true }).sort({ at: 1, _id: 1 }).lean();

  return {
    async add(entry) {
      await model.create({ ...entry, at: now() });
    },
    ofRun: (runId) => list({ runId }),
    ofTicket: (ticketId) => list({ ticketId }),
    ofConversation: (conversationId) => list({ conversationId }),
  };
}
