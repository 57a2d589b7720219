/**
 * Judges each effect at the instant it happens, by the raw stored documents and by what the story has made of the world.
 * It uses none of the code that it judges: hashes, policies and approvers are worked out here once more.
 */
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Note } from '../../../ports/psa.js';
import type { Policy } from '../../../tools/tool.js';

/** The world as the story has made it. */
export interface Truth {
  clientId: string;
  ticketId: string;
  tenant: string;
  policies: { client: Policy | undefined; msp: Policy | undefined; ruleForB: Policy };
  mode: 'plan' | 'execute';
  frozen: { client: boolean; msp: boolean };
  ticket: {
    inCompany: boolean;
    closed: boolean;
    deleted: boolean;
    contactId: string;
    assignedTo: string | undefined;
  };
  destroyed: boolean;
  /** Runs that somebody asked to end. */
  ended: Set<string>;
  verifies: boolean;
}

export interface Effect {
  runId: string;
  tenant: string;
  tool: string;
  args: { user: string; value: string };
}

const storedStep = z.object({
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  mapping: z.string(),
  target: z.object({ kind: z.string(), id: z.string() }).optional(),
});
const storedRun = z.object({
  _id: z.string(),
  clientId: z.string(),
  ticketId: z.string(),
  mode: z.string(),
  requester: z.object({ contactId: z.string() }),
  approvalId: z.string().optional(),
  plan: z.object({ number: z.number(), hash: z.string(), steps: z.array(storedStep) }),
  notes: z.array(z.object({ key: z.string(), noteId: z.string().optional() })),
});
type StoredRun = z.infer<typeof storedRun>;
const storedApproval = z.object({
  _id: z.string(),
  runId: z.string(),
  planHash: z.string(),
  state: z.string(),
  decided: z.object({ technicianId: z.string() }).optional(),
});
const storedVerification = z.object({
  state: z.string(),
  settledAt: z.date().optional(),
  person: z.object({ key: z.string() }),
});

const DENIALS = new Set(['denied', 'Denied. Do not do this.']);
const HALF_AN_HOUR_MS = 30 * 60_000;

export function createOracle({
  connection,
  now,
  notesOf,
}: {
  connection: Connection;
  now: () => Date;
  notesOf(ticketId: string): Note[];
}) {
  /** Approvals that somebody had decided when the last command ended. */
  const decidedBefore = new Set<string>();
  const usedBy = new Map<string, string>();
  const done = new Map<string, number>();
  const seen = { approved: 0, automatic: 0 };

  const approvalsOf = async (runId: string) =>
    z.array(storedApproval).parse(await connection.collection('approvals').find({ runId }).toArray());

  /** Whoever decided since the last command could decide then: nothing about that changes while a command is at work. */
  async function checkDecisions(truth: Truth): Promise<void> {
    const open = await connection.collection('approvals').find({ ticketId: truth.ticketId }).toArray();
    for (const { _id, decided } of z.array(storedApproval).parse(open)) {
      if (!decided || decidedBefore.has(_id)) continue;
      if (decided.technicianId !== truth.ticket.assignedTo) {
        throw new Error(`${decided.technicianId} decided, but the ticket is assigned to ${truth.ticket.assignedTo}`);
      }
      decidedBefore.add(_id);
    }
  }

  function policyOf({ policies }: Truth, value: unknown): Policy {
    const table = policies.client ?? policies.msp ?? 'approval_needed';
    return value === 'B' ? stricterOf(table, policies.ruleForB) : table;
  }

  async function judge(effect: Effect, truth: Truth): Promise<void> {
    const wrong = (why: string): never => {
      throw new Violation(`${effect.tool} ${JSON.stringify(effect.args)} was carried out ${why}`);
    };
    if (truth.destroyed) wrong('for a client that is gone');
    if (truth.frozen.client || truth.frozen.msp) wrong('while frozen');
    if (truth.mode === 'plan') wrong('in plan mode');
    if (truth.ticket.deleted) wrong('for a ticket that is gone');
    if (!truth.ticket.inCompany) wrong('for a ticket of another company');
    if (truth.ticket.closed) wrong('for a closed ticket');
    if (truth.ended.has(effect.runId)) wrong('by a run that somebody ended');
    if (effect.tenant !== truth.tenant) wrong(`in ${effect.tenant}, though the client is mapped to ${truth.tenant}`);
    const run = storedRun.parse(await connection.collection<{ _id: string }>('runs').findOne({ _id: effect.runId }));
    if (run.requester.contactId !== truth.ticket.contactId) wrong('for another requester than the one who asked');
    if (run.mode !== 'execute') wrong('by a run that only plans');
    const { steps, number } = run.plan;
    const index = steps.findIndex(
      ({ arguments: args }) => args.value === effect.args.value && args.user === effect.args.user,
    );
    if (index === -1) wrong('though it is in no plan');
    if (steps.some(({ mapping }) => mapping !== truth.tenant)) wrong('though the plan was made for another tenant');
    if (policyOf(truth, effect.args.value) === 'disabled') wrong('though it is disabled');
    const key = `${run._id}/${number}/${index}`;
    if (done.has(key)) wrong('twice');
    done.set(key, 1);
    const denial = denied(run, truth);
    if (denial) wrong(`after "${denial}"`);
    if (truth.verifies) await judgeProof(effect, truth, wrong);
    if (steps.every(({ arguments: { value } }) => policyOf(truth, value) === 'auto')) {
      seen.automatic += 1;
      return;
    }
    await checkDecisions(truth);
    const hash = hashOf(run);
    const approval = (await approvalsOf(run._id)).find(
      ({ planHash, state }) => planHash === hash && state === 'consumed',
    );
    if (!approval?.decided) return wrong('without an approval of exactly this plan');
    const use = `${run._id}/${number}`;
    if ((usedBy.get(approval._id) ?? use) !== use) wrong('with an approval that was used before');
    usedBy.set(approval._id, use);
    seen.approved += 1;
  }

  /** A clear denial of whoever may decide, below the note of this plan. */
  function denied({ plan, notes }: StoredRun, { ticketId, ticket }: Truth): string | undefined {
    const noteId = notes.find(({ key }) => key === `plan-${plan.number}`)?.noteId;
    const all = notesOf(ticketId);
    const below = all.slice(all.findIndex(({ id }) => id === noteId) + 1);
    return below.find(
      ({ author, visibility, text }) =>
        author.kind === 'technician' &&
        author.id === ticket.assignedTo &&
        visibility === 'internal' &&
        DENIALS.has(text),
    )?.text;
  }

  async function judgeProof({ runId }: Effect, { ticket }: Truth, wrong: (why: string) => never): Promise<void> {
    const stored = await connection.collection('verifications').find({ runId }).toArray();
    const good = z
      .array(storedVerification)
      .parse(stored)
      .some(({ state, settledAt, person }) => {
        const age = settledAt ? now().getTime() - settledAt.getTime() : Number.NaN;
        return (
          state === 'approved' && person.key === `contact:${ticket.contactId}` && age >= 0 && age <= HALF_AN_HOUR_MS
        );
      });
    if (!good) wrong('before the requester was verified');
  }

  return { judge, checkDecisions, seen };
}

export class Violation extends Error {}

function stricterOf(a: Policy, b: Policy): Policy {
  if (a === 'disabled' || b === 'disabled') return 'disabled';
  return a === 'auto' && b === 'auto' ? 'auto' : 'approval_needed';
}

/** By the words of the architecture: client, ticket, and each step's tool, arguments, mapping and target. */
function hashOf({ clientId, ticketId, plan }: StoredRun): string {
  const steps = plan.steps.map(({ tool, arguments: args, mapping, target }) => {
    const whom = target ? [`"target":${sorted({ kind: target.kind, id: target.id })}`] : [];
    return `{${[`"arguments":${sorted(args)}`, `"mapping":${JSON.stringify(mapping)}`, ...whom, `"tool":${JSON.stringify(tool)}`].join()}}`;
  });
  const text = `{"clientId":${JSON.stringify(clientId)},"steps":[${steps.join()}],"ticketId":${JSON.stringify(ticketId)}}`;
  return createHash('sha256').update(text).digest('hex');
}

function sorted(flat: Record<string, unknown>): string {
  const keys = Object.keys(flat).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(flat[key])}`).join()}}`;
}
