/**
 * A run: one piece of agent work on one ticket. The stored document is the truth; code only advances it.
 *
 * Invariants
 * - One active run per ticket (a partial unique index on psaKind, ticketId).
 * - Whoever advances a run holds its lease; each lease has a new fence number, and every write names it. A write with an
 *   old fence changes nothing and throws, so a process that lost its lease cannot go on.
 * - `done`, `failed` and `cancelled` are final.
 * - The plan is frozen once noted; what is executed is `plan.steps`, literally.
 */
import type { Mode } from '../clients/mode.js';
import type { Policy } from '../tools/tool.js';

export const RUN_STATES = [
  'queued',
  'screening',
  'awaiting_verification',
  'diagnosing',
  'planned',
  'awaiting_approval',
  'executing',
  'done',
  'failed',
  'cancelled',
] as const;
export type RunState = (typeof RUN_STATES)[number];

export const FINAL_STATES: readonly RunState[] = ['done', 'failed', 'cancelled'];

export interface PlanStep {
  /** `integration:tool-name`. */
  tool: string;
  /** Literal arguments, parsed by the tool's schema; as written where they refer to earlier steps (`${steps.1.id}`). */
  arguments: Record<string, unknown>;
  /** The model's reason. */
  why: string;
  /** The policy when it was planned. */
  policy: Policy;
  /** What the client is called at the tool's integration. */
  mapping: string;
  /** The tool that it was planned with, where its vendor can change it. */
  pin?: string;
  /** The user whom it acts on, by object id: names and addresses can change hands before it is carried out. */
  target?: { kind: 'user'; id: string; name: string };
  /** Whom it acts on is the result of an earlier step: it is checked when that is there. */
  deferred?: true;
  /** One plain sentence of what it does. */
  sentence: string;
  /** Set when the step acts on somebody else than the requester. */
  otherThanRequester?: string;
}

export interface Plan {
  number: number;
  /** SHA-256 over client, ticket and the steps' tools, pins, arguments, mappings and targets. */
  hash: string;
  diagnosis: string;
  steps: PlanStep[];
  expectedOutcome: string;
  /** What could not be looked into when it was made, in sentences for a technician. */
  unreached?: readonly string[];
}

export interface LedgerRow {
  step: number;
  tool: string;
  state: 'intended' | 'sent' | 'confirmed' | 'failed' | 'unknown';
  sentAt?: Date;
  finishedAt?: Date;
  /** What was done, for the closing note; or why it failed. */
  summary: string;
  /** What it was run with, where the plan's arguments refer to earlier steps. */
  arguments?: Record<string, unknown>;
  /** What the tool gave, for steps that refer to it. JSON without secrets; absent when it never came or is too long. */
  output?: unknown;
  /** Secrets that came into force with it. */
  secretIds: string[];
  /** No answer came; that it took place was seen by reading back. */
  readBack?: boolean;
}

/** Something people said on the ticket while the run was going on. */
export interface RunMessage {
  noteId: string;
  from: string;
  kind: 'technician' | 'contact';
  text: string;
  at: Date;
}

/** A note we write at most once, however often we try. */
export interface NoteRow {
  /** `plan-1`, `closing`, ... */
  key: string;
  state: 'intended' | 'written';
  /** What was going to be written, until it is. */
  text?: string;
  noteId?: string;
}

export interface Requester {
  contactId?: string;
  name: string;
  email?: string;
  phone?: string;
  /** E.164, and who has it on file. */
  mobile?: { number: string; from: 'psa' | 'directory' };
  /** When their addresses or numbers were last seen to change in the PSA. */
  contactChangedAt?: Date;
  /** Their user in the client's directory. */
  userId?: string;
  userPrincipalName?: string;
  /** A user who has their address and another name: acting on them is acting on somebody else. */
  sameAddress?: { userId: string };
}

export interface Run {
  id: string;
  clientId: string;
  psaKind: string;
  ticketId: string;
  /** What people call the ticket, where that is not its id. */
  ticketNumber?: string;
  state: RunState;
  /** Fixed when diagnosis begins. */
  mode?: Mode;
  /** The client's configuration number it works with. */
  configuration: number;
  fence: number;
  leaseUntil?: Date;
  startedAt: Date;
  updatedAt: Date;
  endedAt?: Date;
  requester?: Requester;
  sensitive?: { yes: boolean; reasons: string[] };
  /** Notes that were on the ticket before, or have been read since. */
  seenNotes: string[];
  messages: RunMessage[];
  /** How many messages the present plan takes into account. */
  answeredMessages: number;
  plan?: Plan;
  approvalId?: string;
  ledger: LedgerRow[];
  notes: NoteRow[];
  tokens: { input: number; output: number };
  /** Set while something outside fails in passing; cleared by the next success. */
  trouble?: { since: Date; tries: number; reason: string; retryAt: Date };
  /** What it waits for, or waited for last, in awaiting_verification: the challenge, and where it goes on. */
  verification?: { before: 'diagnosis' | 'execution'; round: number; id?: string };
  /** Nothing is to be done before, unless somebody writes. */
  sleepUntil?: Date | null;
  /** Somebody asked that it ends: by, in words for people; why. */
  endAsked?: { at: Date; by: string; reason: string };
  /** Why it ended, when not done. */
  ending?: string;
}
