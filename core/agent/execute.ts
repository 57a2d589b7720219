import type { Activity } from '../activity/record.js';
import type { ToolForClient } from '../clients/mode.js';
import { Conflict, FrontdeskError, VendorError } from '../errors.js';
import type { Secrets } from '../integrations/secrets.js';
import type { Directory } from '../ports/directory.js';
import type { ToolScope } from '../tools/tool.js';
import { frozenArguments, mappingChange, targetChange } from './frozen-target.js';
import type { LedgerRow, Plan } from './run.js';
import type { LeasedRun } from './runs.js';

export type Execution =
  | { outcome: 'done' }
  /** A step failed, or its outcome cannot be known; the rest was not done. `reason` is fit for a note. */
  | { outcome: 'stopped'; reason: string };

export interface ExecuteOptions {
  plan: Plan;
  tools: readonly ToolForClient[];
  scope(mapping: string, step: number): ToolScope;
  secrets: Pick<Secrets, 'discard' | 'newestOf'>;
  directory: Directory | undefined;
  activity: Activity;
  now(): Date;
  /** Asked before each step that is not yet sent: why not to send it, if somebody has said so. */
  refusal(): Promise<string | undefined>;
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
    const outcome = await executeStep(leased, index, offered, options);
    if (outcome) return outcome;
  }
  return { outcome: 'done' };
}

async function executeStep(
  leased: LeasedRun,
  index: number,
  offered: ToolForClient,
  { plan, scope: scopeFor, secrets, directory, activity, now, refusal, settlingMs = SETTLING_MS }: ExecuteOptions,
): Promise<Execution | undefined> {
  const step = plan.steps[index];
  if (!step) throw new FrontdeskError('no_such_step', `Plan ${plan.hash} has no step ${index}`);
  const { tool, mapping } = offered;
  const moved = mappingChange(step, offered);
  if (moved) return stopped(index, moved);
  const scope = scopeFor(mapping, index);
  const args = frozenArguments(step, offered);
  const ids = { clientId: leased.run.clientId, runId: leased.run.id, ticketId: leased.run.ticketId };
  const earlier = leased.run.ledger.find((entry) => entry.step === index);
  const stepOfRun = { clientId: leased.run.clientId, runId: leased.run.id, step: index };

  if (earlier?.sentAt && (earlier.state === 'sent' || earlier.state === 'unknown')) {
    const observed = (await tool.observe?.(scope, args, earlier.sentAt)) ?? 'unknown';
    if (observed === 'happened') {
      const kept = await secrets.newestOf(stepOfRun);
      await write({
        ...earlier,
        state: 'confirmed',
        finishedAt: now(),
        summary: `${step.sentence} (confirmed by reading back)`,
        secretIds: kept ? [kept] : [],
        readBack: true,
      });
      await activity.add({
        ...ids,
        kind: 'tool.executed',
        what: `${step.tool} had been carried out`,
        detail: { arguments: step.arguments },
      });
      return undefined;
    }
    if (observed === 'unknown') {
      const reason = 'it was sent, no answer came, and reading back does not tell whether it happened';
      await write({ ...earlier, state: 'unknown', summary: reason });
      return stopped(index, reason);
    }
    const settlesIn = earlier.sentAt.getTime() + settlingMs - now().getTime();
    if (settlesIn > 0) {
      throw new VendorError(
        tool.name,
        'unavailable',
        `Step ${index + 1} was sent, no answer came, and reading back does not show it yet. It is read again in a while.`,
        { retryAfter: settlesIn / 1_000 },
      );
    }
  }

  const refused = (await targetChange(step, offered, directory)) ?? (await refusal());
  if (refused) return stopped(index, refused);
  const sentAt = now();
  const row: LedgerRow = { step: index, tool: step.tool, state: 'sent', sentAt, summary: '', secretIds: [] };
  await write(row);
  await secrets.discard(stepOfRun); // What an earlier try proposed never came into force.
  if (now().getTime() - sentAt.getTime() > leased.leaseMs * STALE_PART) {
    throw new Conflict('lease_lost', `Run ${leased.run.id} stood still for too long; whoever goes on reads back first`);
  }
  try {
    const result = await tool.run(scope, args);
    await write({
      ...row,
      state: 'confirmed',
      finishedAt: now(),
      summary: result.summary,
      secretIds: [...(result.secretIds ?? [])],
    });
    await activity.add({
      ...ids,
      kind: 'tool.executed',
      what: result.summary,
      detail: { tool: step.tool, arguments: step.arguments, output: result.output },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    await activity.add({
      ...ids,
      kind: 'tool.failed',
      what: `${step.tool}: ${error.message}`,
      detail: { arguments: step.arguments },
    });
    if (error.outcomeUnknown) {
      await write({ ...row, state: 'unknown', summary: error.message });
      throw error;
    }
    if (error.passing) {
      await write({ ...row, state: 'intended', summary: error.message });
      throw error;
    }
    await write({ ...row, state: 'failed', finishedAt: now(), summary: error.message });
    return stopped(index, error.message);
  }

  async function write(changed: LedgerRow): Promise<void> {
    const others = leased.run.ledger.filter((entry) => entry.step !== index);
    await leased.change({ ledger: [...others, changed].sort((a, b) => a.step - b.step) });
  }
}

function stopped(at: number, why: string): Execution {
  return { outcome: 'stopped', reason: `Step ${at + 1} could not be completed: ${why}` };
}
