import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../canonical-json.js';
import type { ToolForClient } from '../clients/mode.js';
import { targetFactsOf } from '../clients/target-facts.js';
import { type PolicySettings, policyOf, stricter } from '../tools/policy.js';
import type { Preview, Tool, ToolScope } from '../tools/tool.js';
import { checkTarget, type TargetContext } from './check-target.js';
import { frozenArguments } from './frozen-target.js';
import { previewStep } from './preview-step.js';
import type { Plan, PlanStep } from './run.js';
import { inWords, parseWithReferences, problemsOfReferences, referencesIn } from './step-references.js';

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

export interface PlanContext extends TargetContext {
  clientId: string;
  tools: readonly ToolForClient[];
  /** What the MSP and the client decided, as if nothing were frozen: who is frozen still plans. */
  settings: PolicySettings;
  /** Where a look at what a step would meet takes place. */
  scope(mapping: string): ToolScope;
}

/**
 * `problems`: all that is wrong, for the model. `obstacles`: those that the model cannot help, as they stand at the vendor or
 * in the policies: for the technician who takes over.
 */
export type Validated = { plan: Plan } | { problems: string[]; obstacles: string[] };

/**
 * Turns a proposal into a plan, or says what is wrong with it: every tool exists and is allowed, every argument parses,
 * every target is the requester or named in the ticket, the ticket acted on is this one, and nothing at the vendors stands
 * in the way of what is known already. Vendors are asked only about plans that are right so far. Throws VendorError when one
 * that has to be asked is down in passing.
 */
export async function validatePlan(proposal: ProposedPlan, number: number, context: PlanContext): Promise<Validated> {
  const found: (Problem & { index: number })[] = [];
  const steps: PlanStep[] = [];
  for (const [index, proposed] of proposal.steps.entries()) {
    const outcome = await validateStep(proposed, index, context);
    if ('problem' in outcome) found.push({ index, ...outcome });
    else steps.push(outcome.step);
  }
  for (const [index, step] of found.length > 0 ? [] : steps.entries()) {
    const { problem, sentence } = await lookAhead(step, context);
    if (sentence) step.sentence = inWords(sentence);
    if (problem) found.push({ index, problem, wanted: step.sentence });
  }
  if (found.length > 0) {
    const problems = found.map(
      ({ index, problem }) => `Step ${index + 1} (${proposal.steps[index]?.tool}): ${problem}`,
    );
    const obstacles = found.flatMap(({ problem, wanted }) =>
      wanted ? `${wanted.replace(/\.$/, '')}: ${problem}` : [],
    );
    return { problems, obstacles };
  }
  const { diagnosis, expectedOutcome } = proposal;
  return { plan: { number, hash: planHash(context, steps), diagnosis, steps, expectedOutcome } };
}

interface Problem {
  problem: string;
  /** What the step would have done, where it is no mistake of the plan that it cannot be. */
  wanted?: string;
}

/** What the vendor would say to a step of which enough is known; the others are looked at when their turn comes. */
async function lookAhead(step: PlanStep, { tools, scope }: PlanContext): Promise<Preview> {
  const offered = tools.find(({ tool }) => tool.name === step.tool);
  if (!offered?.tool.preview || !isKnownEnough(step, offered.tool)) return {};
  const { tool, mapping } = offered;
  return previewStep({ tool, scope: scope(mapping) }, frozenArguments(step, offered));
}

function isKnownEnough({ arguments: args }: PlanStep, tool: Tool): boolean {
  const open = referencesIn(args).map(({ at }) => at.join('.'));
  if (open.length === 0) return true;
  const named = tool.previewsDeferred ? whenKnown(args, (literal) => tool.subject(literal))?.argument : undefined;
  return named !== undefined && open.every((at) => at === named);
}

async function validateStep(
  proposed: ProposedPlan['steps'][number],
  index: number,
  context: PlanContext,
): Promise<{ step: PlanStep } | Problem> {
  const offered = context.tools.find(({ tool }) => tool.name === proposed.tool);
  if (!offered) return { problem: 'there is no such tool, or it is disabled' };
  const { tool, mapping } = offered;
  const [unfit] = problemsOfReferences(proposed.arguments, index);
  if (unfit) return { problem: unfit };
  const parsed = parseWithReferences(tool.input, proposed.arguments);
  if ('issues' in parsed) return { problem: `its arguments do not fit: ${parsed.issues.join('; ')}` };
  const { args } = parsed;
  const subject = whenKnown(args, (literal) => tool.subject(literal));
  const deferred = referencesIn(subject ? subject.ref : args).length > 0;
  const target = deferred ? {} : await checkTarget(subject, mapping, context);
  if ('problem' in target) return target;
  const { settings, directory } = context;
  const facts = target.user && (await targetFactsOf(target.user, { tool, settings, directory, tenantId: mapping }));
  const requesterIsTarget = target.user ? target.otherThanRequester === undefined : undefined;
  const { policy: asked, reason } = policyOf(tool, settings, { args, target: facts, requesterIsTarget });
  const policy = stricter(asked, offered.effective.policy);
  const sentence = inWords(whenKnown(args, (literal) => tool.describe?.(literal)) ?? tool.description);
  if (policy === 'disabled') {
    return { problem: `it is disabled with these arguments: ${reason}`, wanted: sentence };
  }
  return {
    step: {
      tool: tool.name,
      arguments: args,
      why: proposed.why,
      policy,
      mapping,
      ...(tool.pin ? { pin: tool.pin } : {}),
      ...(target.user ? { target: { kind: 'user' as const, id: target.user.id, name: target.user.displayName } } : {}),
      ...(deferred ? { deferred } : {}),
      sentence,
      ...(target.otherThanRequester ? { otherThanRequester: target.otherThanRequester } : {}),
    },
  };
}

/** What a tool says of its arguments; undefined while they do not fit it because references in them are not filled. */
function whenKnown<T>(args: Record<string, unknown>, ask: (args: Record<string, unknown>) => T): T | undefined {
  try {
    return ask(args);
  } catch (error) {
    if (error instanceof z.ZodError && referencesIn(args).length > 0) return undefined;
    throw error;
  }
}

/** The identity of a plan: what is done, in which order, with which arguments, to whom, where, on which ticket. */
export function planHash(
  { clientId, ticketId }: { clientId: string; ticketId: string },
  steps: readonly Pick<PlanStep, 'tool' | 'arguments' | 'mapping' | 'pin' | 'target'>[],
): string {
  const essence = {
    clientId,
    ticketId,
    steps: steps.map(({ tool, arguments: args, mapping, pin, target }) => ({
      tool,
      arguments: args,
      mapping,
      ...(pin ? { pin } : {}),
      ...(target ? { target: { kind: target.kind, id: target.id } } : {}),
    })),
  };
  // As JSON first: dates and the like are told apart by what they are written as.
  const plain: unknown = JSON.parse(JSON.stringify(essence));
  return createHash('sha256').update(canonicalJson(plain)).digest('hex');
}
