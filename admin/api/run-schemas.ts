import { z } from 'zod';
import { RUN_STATES } from '../../core/agent/run.js';
import { APPROVAL_STATES } from '../../core/approvals/approval-states.js';

/** What the API shows of runs, plans, approvals and verifications: no secrets, nothing that a provider is asked with. */

const planStep = z.object({
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()).describe('Literally what the tool will be called with'),
  sentence: z.string(),
  why: z.string().describe("The model's words"),
  policy: z.string(),
  mapping: z.string().describe("The client's name at the tool's integration"),
  target: z.object({ kind: z.string(), id: z.string(), name: z.string() }).optional(),
  deferred: z.boolean().optional().describe('Whom it acts on is the result of an earlier step'),
  otherThanRequester: z.string().optional().describe('It acts on this person, who is not the requester'),
});

export const planShown = z.object({
  number: z.number(),
  hash: z.string(),
  diagnosis: z.string().describe("The model's words"),
  steps: z.array(planStep),
  expectedOutcome: z.string().describe("The model's words"),
});

export const approvalState = z.enum(APPROVAL_STATES);

export const approvalShown = z.object({
  id: z.string(),
  clientId: z.string(),
  runId: z.string(),
  psaKind: z.string(),
  ticketId: z.string(),
  ticketNumber: z.string().optional().describe('What people call it, where that is not its id'),
  planHash: z.string(),
  state: approvalState,
  requestedAt: z.date(),
  expiresAt: z.date(),
  remindedAt: z.date().optional(),
  noteId: z.string().optional(),
  decided: z
    .object({
      at: z.date(),
      technicianId: z.string(),
      technicianName: z.string(),
      via: z.enum(['note', 'link', 'page']),
      noteId: z.string().optional(),
      because: z.string(),
    })
    .optional(),
  ended: z.object({ at: z.date(), reason: z.string() }).optional(),
});

export const verificationShown = z.object({
  id: z.string(),
  clientId: z.string(),
  runId: z.string(),
  ticketId: z.string(),
  person: z.object({ name: z.string(), email: z.string().optional(), phone: z.string().optional() }),
  provider: z.string().describe("An integration's kind, or `vouch`: a technician's word"),
  state: z.enum(['intended', 'pending', 'approved', 'denied', 'expired', 'unavailable']),
  createdAt: z.date(),
  expiresAt: z.date(),
  settledAt: z.date().optional(),
  reason: z.string().optional(),
  by: z.object({ technicianId: z.string(), technicianName: z.string(), noteId: z.string() }).optional(),
});

export const runState = z.enum(RUN_STATES);

export const runShown = z.object({
  id: z.string(),
  clientId: z.string(),
  psaKind: z.string(),
  ticketId: z.string(),
  ticketNumber: z.string().optional().describe('What people call it, where that is not its id'),
  state: runState,
  mode: z.enum(['plan', 'execute']).optional(),
  configuration: z.number(),
  requester: z
    .object({
      name: z.string(),
      contactId: z.string().optional(),
      email: z.string().optional(),
      phone: z.string().optional(),
      userId: z.string().optional(),
      userPrincipalName: z.string().optional(),
    })
    .optional(),
  startedAt: z.date(),
  updatedAt: z.date(),
  endedAt: z.date().optional(),
  approvalId: z.string().optional(),
  endAsked: z.object({ at: z.date(), by: z.string(), reason: z.string() }).optional(),
  ending: z.string().optional().describe('Why it ended, when not done'),
});

const ledgerRow = z.object({
  step: z.number().describe('From 0'),
  tool: z.string(),
  state: z.enum(['intended', 'sent', 'confirmed', 'failed', 'unknown']),
  sentAt: z.date().optional(),
  finishedAt: z.date().optional(),
  summary: z.string(),
  arguments: z.record(z.string(), z.unknown()).optional().describe('Where the plan refers to earlier steps'),
  secretIds: z.array(z.string()),
  readBack: z.boolean().optional().describe('No answer came; that it took place was seen by reading back'),
});

/** One run with all that belongs to it. */
export const wholeRun = runShown.extend({
  sensitive: z.object({ yes: z.boolean(), reasons: z.array(z.string()) }).optional(),
  plan: planShown.optional(),
  ledger: z.array(ledgerRow),
  notes: z.array(z.object({ key: z.string(), state: z.enum(['intended', 'written']), noteId: z.string().optional() })),
  tokens: z.object({ input: z.number(), output: z.number() }),
  trouble: z.object({ since: z.date(), tries: z.number(), reason: z.string(), retryAt: z.date() }).optional(),
  approval: approvalShown.nullable().describe('The newest one'),
  verifications: z.array(verificationShown),
});
