import { z } from 'zod';
import type { Activity } from '../activity/record.js';
import { VendorError } from '../errors.js';
import { isAboutConnection } from '../integrations/client-health.js';
import type { Model, ModelMessage, ModelTool, ModelToolCall } from '../ports/model.js';
import { type PlanContext, proposedPlan, validatePlan } from './plan.js';
import { policyOfRead } from './policy-of-read.js';
import { CONTROL_TOOLS, KEEP_PLAN, parametersOf } from './prompt.js';
import { oneLine } from './quoted-text.js';
import type { Plan } from './run.js';

export interface DiagnosisLimits {
  /** Answers of the model. */
  rounds: number;
  /** Tool calls in one answer; more are refused. */
  calls: number;
  /** Unusable answers (nonsense, refused tools, arguments that do not fit) before a person is asked. */
  strikes: number;
  /** Input and output together. */
  tokens: number;
  /** Milliseconds. */
  time: number;
}

export const DIAGNOSIS_LIMITS: DiagnosisLimits = {
  rounds: 16,
  calls: 10,
  strikes: 3,
  tokens: 200_000,
  time: 4 * 60_000,
};

/** Longest tool result that the model is shown. Characters. */
const RESULT_LIMIT = 20_000;

/** Longest arguments of a call: a plan of twenty long notes fits. Characters of JSON. */
const ARGUMENTS_LIMIT = 500_000;
/** Deepest nesting of arguments: what walks through them must not run out of stack. */
const DEEPEST = 32;
/** Longest line of the activity record about what the model did. Characters. */
const LONGEST_WHAT = 2_000;
const TOO_MANY = 'too many calls in one answer';

export type Diagnosis =
  | { outcome: 'plan'; plan: Plan }
  /** The earlier plan stands. */
  | { outcome: 'keep' }
  /** The model asks for a technician. */
  | ({ outcome: 'person'; reason: string } & Hindrances)
  /** The model did not get there; `reason` is fit for a note. */
  | ({ outcome: 'gave_up'; reason: string } & Hindrances);

/** What the diagnosis met, in sentences for a technician. */
export interface Hindrances {
  /** Why the last plan could not be carried out. */
  obstacles: readonly string[];
  /** What could not be looked into because its connection did not work; the diagnosis went on without it. */
  unreached: readonly string[];
}

export interface DiagnoseOptions {
  model: Model;
  system: string;
  ticket: string;
  context: PlanContext;
  planNumber: number;
  /** There is a plan already that may stand. */
  hasPlan: boolean;
  activity: Activity;
  ids: { clientId: string; runId: string; ticketId: string };
  limits: DiagnosisLimits;
  now(): Date;
  spend(tokens: { inputTokens: number; outputTokens: number }): Promise<void>;
}

const askPerson = z.strictObject({ reason: z.string().min(1).max(4_000) });

/** Lets the model read until it proposes a valid plan or asks for a person. Changes nothing at any vendor. */
export async function diagnose(options: DiagnoseOptions): Promise<Diagnosis> {
  const { model, system, ticket, context, activity, ids, limits, now } = options;
  const readable = context.tools.filter(({ tool, effective }) => tool.effect === 'read' && effective.policy === 'auto');
  const tools: ModelTool[] = [
    ...readable.map(({ tool }) => ({
      name: tool.name,
      description: tool.description,
      parameters: parametersOf(tool),
    })),
    ...CONTROL_TOOLS.map((tool) => ({ ...tool })),
    ...(options.hasPlan ? [{ ...KEEP_PLAN }] : []),
  ];
  const messages: ModelMessage[] = [
    { role: 'system', content: system },
    { role: 'user', content: ticket },
  ];
  const deadline = now().getTime() + limits.time;
  let obstacles: readonly string[] = [];
  /** By integration. */
  const unreached = new Map<string, string>();
  const hindrances = (): Hindrances => ({ obstacles, unreached: [...unreached.values()] });
  let strikes = 0;
  let tokens = 0;

  for (let round = 0; round < limits.rounds; round += 1) {
    if (now().getTime() > deadline) return gaveUp('it took too long');
    const reply = await model.complete({ messages, tools });
    tokens += reply.usage.inputTokens + reply.usage.outputTokens;
    await options.spend(reply.usage);
    await activity.add({
      ...ids,
      kind: 'model.reply',
      what:
        reply.toolCalls.length > 0
          ? oneLine(`The model calls ${reply.toolCalls.map((call) => call.name).join(', ')}`, LONGEST_WHAT)
          : 'The model answers in prose',
      detail: { model: model.name, text: reply.text.slice(0, 2_000), usage: reply.usage },
    });
    if (tokens > limits.tokens) return gaveUp('it used more than the allowed number of tokens');
    messages.push({ role: 'assistant', content: reply.text, toolCalls: reply.toolCalls });
    if (reply.toolCalls.length === 0) {
      strikes += 1;
      messages.push({
        role: 'user',
        content: 'Use the tools: read what you need, then call propose_plan or ask_person.',
      });
    }
    for (const [index, call] of reply.toolCalls.entries()) {
      if (now().getTime() > deadline) return gaveUp('it took too long');
      if (index >= limits.calls) {
        messages.push({ role: 'tool', toolCallId: call.id, content: JSON.stringify({ refused: TOO_MANY }) });
        if (index > limits.calls) continue;
        strikes += 1;
        await refuse(call, `${TOO_MANY} (${reply.toolCalls.length})`);
        continue;
      }
      const answer = await answerCall(call);
      if ('diagnosis' in answer) return answer.diagnosis;
      if (answer.strike) strikes += 1;
      messages.push({ role: 'tool', toolCallId: call.id, content: answer.content });
    }
    if (strikes >= limits.strikes) return gaveUp('it gave no usable answer');
  }
  return gaveUp('it came to no conclusion');

  async function answerCall(
    call: ModelToolCall,
  ): Promise<{ diagnosis: Diagnosis } | { content: string; strike: boolean }> {
    const args = parseJson(call.arguments);
    if (args === undefined) return refuse(call, 'its arguments are not a JSON object');
    if (call.arguments.length > ARGUMENTS_LIMIT || isDeeperThan(args, DEEPEST)) {
      return refuse(call, 'its arguments are too long or nested too deeply');
    }
    if (call.name === 'ask_person') {
      const parsed = askPerson.safeParse(args);
      if (!parsed.success) return refuse(call, 'it needs a reason');
      return { diagnosis: { outcome: 'person', reason: parsed.data.reason, ...hindrances() } };
    }
    if (call.name === KEEP_PLAN.name && options.hasPlan) return { diagnosis: { outcome: 'keep' } };
    if (call.name === 'propose_plan') return propose(call, args);
    const offered = readable.find(({ tool }) => tool.name === call.name);
    if (!offered) return refuse(call, 'there is no such read tool here; changes belong into propose_plan');
    const parsed = offered.tool.input.safeParse(args);
    if (!parsed.success) return refuse(call, `its arguments do not fit: ${z.prettifyError(parsed.error)}`);
    try {
      const { policy, reason } = await policyOfRead(offered, parsed.data, context);
      if (policy !== 'auto') {
        return refuse(call, `with these arguments it is not automatic (${reason}); it belongs into propose_plan`);
      }
      const result = await offered.tool.run(context.scope(offered.mapping), parsed.data);
      unreached.delete(offered.kind);
      await activity.add({
        ...ids,
        kind: 'tool.read',
        what: result.summary,
        detail: { tool: call.name, arguments: args, output: result.output },
      });
      return { content: clip(JSON.stringify(result.output)), strike: false };
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      if (isAboutConnection(error)) unreached.set(offered.kind, `${error.vendor}: ${error.message}`);
      await activity.add({
        ...ids,
        kind: 'tool.failed',
        what: `${call.name}: ${error.message}`,
        detail: { tool: call.name, arguments: args },
      });
      return { content: JSON.stringify({ error: error.message }), strike: false };
    }
  }

  async function propose(call: ModelToolCall, args: unknown) {
    const parsed = proposedPlan.safeParse(args);
    if (!parsed.success) return refuse(call, `the plan does not fit its form: ${z.prettifyError(parsed.error)}`);
    const validated = await validatePlan(parsed.data, options.planNumber, context);
    if ('problems' in validated) {
      obstacles = validated.obstacles;
      await activity.add({
        ...ids,
        kind: 'plan.rejected',
        what: `A proposed plan was rejected: ${validated.problems.join('; ')}`,
        detail: { proposal: parsed.data },
      });
      return { content: JSON.stringify({ rejected: validated.problems }), strike: true };
    }
    const { unreached: missed } = hindrances();
    const plan = missed.length > 0 ? { ...validated.plan, unreached: missed } : validated.plan;
    return { diagnosis: { outcome: 'plan' as const, plan } };
  }

  async function refuse(call: ModelToolCall, why: string): Promise<{ content: string; strike: boolean }> {
    await activity.add({
      ...ids,
      kind: 'tool.refused',
      what: oneLine(`${oneLine(call.name, 120)} was refused: ${why}`, LONGEST_WHAT),
      detail: { arguments: call.arguments.slice(0, 2_000) },
    });
    return { content: JSON.stringify({ refused: why }), strike: true };
  }

  function gaveUp(why: string): Diagnosis {
    return {
      outcome: 'gave_up',
      reason: `The language model (${model.name}) was asked to diagnose this ticket, but ${why}. A technician has to look at it.`,
      ...hindrances(),
    };
  }
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return z.record(z.string(), z.unknown()).safeParse(value).data;
  } catch {
    return undefined;
  }
}

/** Level by level, so that the depth itself does no harm. */
function isDeeperThan(value: unknown, most: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > most) return true;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return false;
}

function clip(text: string): string {
  return text.length <= RESULT_LIMIT ? text : `${text.slice(0, RESULT_LIMIT)}… (cut: ${text.length} characters in all)`;
}
