import type { Activity } from '../activity/record.js';
import type { ToolForClient } from '../clients/mode.js';
import { Conflict, VendorError } from '../errors.js';
import { isSecretMissing } from '../integrations/hand-on-secret.js';
import type { Secrets } from '../integrations/secrets.js';
import type { Directory } from '../ports/directory.js';
import type { Tool, ToolScope } from '../tools/tool.js';
import type { TargetContext } from './check-target.js';
import { mappingChange, targetChange, toolChange } from './frozen-target.js';
import { previewStep } from './preview-step.js';
import type { LedgerRow, Plan, PlanStep } from './run.js';
import type { LeasedRun } from './runs.js';
import { keptOutput, stepAtHand } from './step-at-hand.js';
import { referencesIn } from './step-references.js';

export type Execution =
  | { outcome: 'done' }
  /** The next step demands a verification of the requester that does not hold (any more). Nothing of it was done. */
  | { outcome: 'unverified' }
  /** A step failed, or its outcome cannot be known; the rest was not done. `reason` is fit for a note. */
  | { outcome: 'stopped'; reason: string };

/** Why a step is not sent: for good, with the reason, or not before the requester is verified. */
export type Refusal = { reason: string } | 'unverified' | undefined;

export interface ExecuteOptions {
  plan: Plan;
  tools: readonly ToolForClient[];
  scope(mapping: string, step: number): ToolScope;
  secrets: Pick<Secrets, 'discard' | 'newestOf'>;
  directory: Directory | undefined;
  /** On whom steps may act whose target is the result of an earlier one. */
  context(): Promise<TargetContext>;
  activity: Activity;
  now(): Date;
  /** Asked before each step that is not yet sent, with the arguments that it would be sent with. */
  refusal(step: number, tool: Tool, args: Record<string, unknown>): Promise<Refusal>;
  /** See `SETTLING_MS`. */
  settlingMs?: number | undefined;
}

/**
 * So long after it was sent a step may still be under way, or be done and not show yet: directories are copied about. Only
 * after that does reading back prove that it did not happen (unconfirmed for Microsoft 365). Milliseconds.
 */
const SETTLING_MS = 30_000;

/** A process that stood still for this part of its lease after it noted a step as sent may have been taken over. */
const STALE_PART = 1 / 3;

/**
 * Carries out the frozen steps, one after another, each recorded before and after. A step that was sent without a known
 * outcome (a crash, a lost answer) is read back, never blindly repeated; that it did not happen is believed only when it has
 * had time to show. Throws VendorError when the vendor cannot be reached in passing, or a sent step does not show yet:
 * advancing again goes on from there.
 */
export async function execute(leased: LeasedRun, options: ExecuteOptions): Promise<Execution> {
  for (const [index, step] of options.plan.steps.entries()) {
    const row = leased.run.ledger.find((entry) => entry.step === index);
    if (row?.state === 'confirmed') continue;
    if (row?.state === 'failed') return stopped(index, row.summary);
    const offered = options.tools.find(({ tool }) => tool.name === step.tool);
    if (!offered) return stopped(index, `${step.tool} is no longer available`);
    const moved = mappingChange(step, offered) ?? toolChange(step, offered);
    if (moved) return stopped(index, moved);
    const outcome = await executeStep(leased, { index, step, offered }, options);
    if (outcome) return outcome;
  }
  return { outcome: 'done' };
}

interface Turn {
  index: number;
  step: PlanStep;
  offered: ToolForClient;
}

async function executeStep(
  leased: LeasedRun,
  { index, step, offered }: Turn,
  {
    tools,
    scope: scopeFor,
    secrets,
    directory,
    context,
    activity,
    now,
    refusal,
    settlingMs = SETTLING_MS,
  }: ExecuteOptions,
): Promise<Execution | undefined> {
  const { tool, mapping } = offered;
  const scope = scopeFor(mapping, index);
  const ids = { clientId: leased.run.clientId, runId: leased.run.id, ticketId: leased.run.ticketId };
  const stepOfRun = { clientId: leased.run.clientId, runId: leased.run.id, step: index };
  const earlier = leased.run.ledger.find((entry) => entry.step === index);

  if (earlier?.sentAt && (earlier.state === 'sent' || earlier.state === 'unknown')) {
    const back = await readBack({ ...earlier, sentAt: earlier.sentAt });
    if (back !== 'not_happened') return back;
  }

  const atHand = await stepAtHand(step, { ledger: leased.run.ledger, tools }, offered, context);
  if ('problem' in atHand) return stopped(index, atHand.problem);
  const { args, newestAt } = atHand;
  const isNew = () => newestAt !== undefined && now().getTime() - newestAt.getTime() < settlingMs;
  const moved = step.deferred ? undefined : await targetChange(step, offered, directory);
  if (moved) return stopped(index, moved);
  // A step all of whose arguments were known was looked at while it was planned; the tool itself checks it again.
  const { problem } = referencesIn(step.arguments).length > 0 ? await previewStep({ tool, scope }, args) : {};
  if (problem) {
    await failedActivity(problem, args);
    if (isNew()) throw notThereYet(problem);
    return stopped(index, problem);
  }
  const refused = await refusal(index, tool, args);
  if (refused === 'unverified') return { outcome: 'unverified' };
  if (refused) return stopped(index, refused.reason);
  const sentAt = now();
  const row: LedgerRow = {
    step: index,
    tool: step.tool,
    state: 'sent',
    sentAt,
    arguments: args,
    summary: '',
    secretIds: [],
  };
  await write(row);
  await secrets.discard(stepOfRun); // What an earlier try proposed never came into force.
  if (now().getTime() - sentAt.getTime() > leased.leaseMs * STALE_PART) {
    throw new Conflict('lease_lost', `Run ${leased.run.id} stood still for too long; whoever goes on reads back first`);
  }
  try {
    const result = await tool.run(scope, args);
    await write({
      ...row,
      ...keptOutput(result.output),
      state: 'confirmed',
      finishedAt: now(),
      summary: result.summary,
      secretIds: [...(result.secretIds ?? [])],
    });
    await activity.add({
      ...ids,
      kind: 'tool.executed',
      what: result.summary,
      detail: { tool: step.tool, arguments: args, output: result.output },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof VendorError || isSecretMissing(error))) throw error;
    await failedActivity(error.message, args);
    if (!(error instanceof VendorError)) return failed(error.message);
    if (error.outcomeUnknown) {
      await write({ ...row, state: 'unknown', summary: error.message });
      throw error;
    }
    if (error.passing) {
      await write({ ...row, state: 'intended', summary: error.message });
      throw error;
    }
    if (error.failure === 'not_found' && isNew()) {
      await write({ ...row, state: 'intended', summary: error.message });
      throw notThereYet(error.message);
    }
    return failed(error.message);
  }

  /** For good. */
  async function failed(why: string): Promise<Execution> {
    await write({ ...row, state: 'failed', finishedAt: now(), summary: why });
    return stopped(index, why);
  }

  /** What became of a step that was sent: undefined when it took place, so that the next one follows. */
  async function readBack(sent: LedgerRow & { sentAt: Date }): Promise<Execution | 'not_happened' | undefined> {
    const args = sent.arguments ?? step.arguments;
    const observed = tool.effect === 'read' ? 'not_happened' : await tool.observe(scope, args, sent.sentAt);
    if (observed === 'happened') {
      const kept = await secrets.newestOf(stepOfRun);
      const summary = `${step.sentence} (confirmed by reading back)`;
      const secretIds = kept ? [kept] : [];
      await write({ ...sent, state: 'confirmed', finishedAt: now(), summary, secretIds, readBack: true });
      const what = `${step.tool} had been carried out`;
      await activity.add({ ...ids, kind: 'tool.executed', what, detail: { arguments: args } });
      return undefined;
    }
    if (observed === 'unknown') {
      const reason = 'it was sent, no answer came, and reading back does not tell whether it happened';
      await write({ ...sent, state: 'unknown', summary: reason });
      return stopped(index, reason);
    }
    const settlesIn = tool.effect === 'read' ? 0 : sent.sentAt.getTime() + settlingMs - now().getTime();
    if (settlesIn > 0) {
      throw new VendorError(
        tool.name,
        'unavailable',
        `Step ${index + 1} was sent, no answer came, and reading back does not show it yet. It is read again in a while.`,
        { retryAfter: settlesIn / 1_000 },
      );
    }
    return 'not_happened';
  }

  function failedActivity(why: string, args: Record<string, unknown>): Promise<void> {
    return activity.add({ ...ids, kind: 'tool.failed', what: `${step.tool}: ${why}`, detail: { arguments: args } });
  }

  /** What an earlier step has just made does not show everywhere at once: directories are copied about. */
  function notThereYet(why: string): VendorError {
    return new VendorError(tool.name, 'unavailable', `Step ${index + 1} is tried again in a while: ${why}`);
  }

  async function write(changed: LedgerRow): Promise<void> {
    const others = leased.run.ledger.filter((entry) => entry.step !== index);
    await leased.change({ ledger: [...others, changed].sort((a, b) => a.step - b.step) });
  }
}

function stopped(at: number, why: string): Execution {
  return { outcome: 'stopped', reason: `Step ${at + 1} could not be completed: ${why}` };
}
