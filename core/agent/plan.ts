import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ToolForClient } from '../clients/mode.js';
import type { Directory, DirectoryUser } from '../ports/directory.js';
import { type PolicySettings, policyOf } from '../tools/policy.js';
import type { Subject } from '../tools/tool.js';
import { findTarget } from './frozen-target.js';
import { namesUser } from './named-in-text.js';
import type { Plan, PlanStep, Requester } from './run.js';

/**
 * What the model proposes: the arguments of its `propose_plan` call. `replyToRequester` is no longer asked for; a model
 * that still sends it is not turned down, the words are dropped: a reply is a step with a message tool.
 */
export const proposedPlan = z
  .strictObject({
    diagnosis: z.string().min(1).max(4_000),
    steps: z
      .array(
        z.strictObject({
          tool: z.string().min(1).max(200),
          arguments: z.record(z.string(), z.unknown()),
          why: z.string().max(1_000).default(''),
        }),
      )
      .min(1)
      .max(20),
    expectedOutcome: z.string().max(2_000).default(''),
    replyToRequester: z.unknown().optional(),
  })
  .transform(({ replyToRequester: _dropped, ...plan }) => plan);
export type ProposedPlan = z.infer<typeof proposedPlan>;

export interface PlanContext {
  clientId: string;
  ticketId: string;
  /** Everything people wrote on the ticket, in one text: whom the ticket names. */
  ticketText: string;
  requester: Requester | undefined;
  tools: readonly ToolForClient[];
  /** What policies are made of, as if nothing were frozen: a frozen client's agent still plans. */
  settings: PolicySettings;
  directory: Directory | undefined;
}

/**
 * Turns a proposal into a plan, or says what is wrong with it: every tool exists and is allowed, every argument parses,
 * every target is the requester or named in the ticket, and the ticket acted on is this one.
 */
export async function validatePlan(
  proposal: ProposedPlan,
  number: number,
  context: PlanContext,
): Promise<{ plan: Plan } | { problems: string[] }> {
  const problems: string[] = [];
  const steps: PlanStep[] = [];
  for (const [index, proposed] of proposal.steps.entries()) {
    const outcome = await validateStep(proposed, context);
    if ('problem' in outcome) problems.push(`Step ${index + 1} (${proposed.tool}): ${outcome.problem}`);
    else steps.push(outcome.step);
  }
  if (problems.length > 0) return { problems };
  const { diagnosis, expectedOutcome } = proposal;
  return { plan: { number, hash: planHash(context, steps), diagnosis, steps, expectedOutcome } };
}

async function validateStep(
  proposed: ProposedPlan['steps'][number],
  context: PlanContext,
): Promise<{ step: PlanStep } | { problem: string }> {
  const offered = context.tools.find(({ tool }) => tool.name === proposed.tool);
  if (!offered) return { problem: 'there is no such tool, or it is disabled' };
  const { tool, mapping } = offered;
  const parsed = tool.input.safeParse(proposed.arguments);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`);
    return { problem: `its arguments do not fit: ${issues.join('; ')}` };
  }
  const args = z.record(z.string(), z.unknown()).parse(parsed.data);
  const { policy } = policyOf(tool, context.settings, { args });
  if (policy === 'disabled') return { problem: 'it is disabled with these arguments' };
  const target = await checkTarget(tool.subject(args), mapping, context);
  if ('problem' in target) return target;
  return {
    step: {
      tool: tool.name,
      arguments: args,
      why: proposed.why,
      policy,
      mapping,
      ...(target.user ? { target: { kind: 'user' as const, id: target.user.id, name: target.user.displayName } } : {}),
      sentence: tool.describe?.(args) ?? tool.description,
      ...(target.otherThanRequester ? { otherThanRequester: target.otherThanRequester } : {}),
    },
  };
}

type Target = { user?: DirectoryUser; otherThanRequester?: string } | { problem: string };

async function checkTarget(
  subject: Subject,
  mapping: string,
  { ticketId, ticketText, requester, directory }: PlanContext,
): Promise<Target> {
  if (subject.kind === 'ticket') {
    return subject.ref === ticketId ? {} : { problem: `it acts on ticket ${subject.ref}, not on ticket ${ticketId}` };
  }
  if (subject.kind === 'company') {
    return subject.ref === mapping ? {} : { problem: `it acts on company ${subject.ref}, not on this client's` };
  }
  if (subject.kind !== 'user') return {};
  const user = await findTarget(directory, mapping, subject.ref);
  if (user === 'several') return { problem: `several users are found as ${subject.ref}; name one by the object id` };
  if (!user) return { problem: `there is no user ${subject.ref} at this client` };
  if (requester?.userId && requester.userId === user.id) return { user };
  if (requester?.sameAddress?.userId !== user.id && !namesUser(ticketText, user)) {
    return { problem: `${user.userPrincipalName} is neither the requester nor named in the ticket` };
  }
  return { user, otherThanRequester: user.displayName };
}

/** The identity of a plan: what is done, in which order, with which arguments, to whom, where, on which ticket. */
export function planHash(
  { clientId, ticketId }: { clientId: string; ticketId: string },
  steps: readonly Pick<PlanStep, 'tool' | 'arguments' | 'mapping' | 'target'>[],
): string {
  const essence = {
    clientId,
    ticketId,
    steps: steps.map(({ tool, arguments: args, mapping, target }) => ({
      tool,
      arguments: args,
      mapping,
      ...(target ? { target: { kind: target.kind, id: target.id } } : {}),
    })),
  };
  // As JSON first: dates and the like are told apart by what they are written as.
  const plain: unknown = JSON.parse(JSON.stringify(essence));
  return createHash('sha256').update(canonicalJson(plain)).digest('hex');
}

/** JSON with sorted keys, so that equal values give equal text. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
