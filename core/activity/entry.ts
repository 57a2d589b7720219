import type { Link } from './chain.js';

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

/** As it is kept: with its place in the chain of its client. Entries from before there were chains have none. */
export type ActivityRecord = ActivityEntry & Partial<Link>;

export const ACTIVITY_KINDS = [
  'conversation.started',
  'conversation.matched',
  'conversation.ended',
  'ticket.opened',
  'event.no_client',
  'run.started',
  'run.refused',
  'run.state',
  'run.end_asked',
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
  'verification.result',
  'verification.fraud',
  'verification.requested',
  'approval.void',
  'secret.opened',
  'secret.handed_on',
  'client.created',
  'client.changed',
  'client.provisioned',
  'client.deployed',
  'client.destroyed',
  'client.retried',
  'integration.connected',
  'integration.removed',
  'integration.unwell',
  'integration.well',
  'integration.authorized',
  'integration.reviewed',
  'settings.changed',
  'prompt.changed',
] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];
