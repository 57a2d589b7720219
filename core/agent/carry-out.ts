import { withdrawal } from '../approvals/decide.js';
import { effectiveMode } from '../clients/mode.js';
import { policyOf, stricter } from '../tools/policy.js';
import { execute } from './execute.js';
import { type AdvanceDeps, confirmLease, idsOf, move, planOf, scopeOf } from './moves.js';
import { closingNote, failureNote } from './note.js';
import type { Plan, Run } from './run.js';
import type { LeasedRun } from './runs.js';
import { belowRequest } from './seek-approval.js';
import { settleSecrets } from './settle-secrets.js';
import type { Situation } from './situation.js';
import { writeNoteOnce } from './write-note.js';

/** executing: the frozen steps, then the closing note. */
export async function executePlan(leased: LeasedRun, situation: Situation, deps: AdvanceDeps): Promise<'on'> {
  const { run } = leased;
  const plan = planOf(run);
  const refusal = await mayNotExecute(leased, plan, situation, deps);
  const execution = refusal
    ? { outcome: 'stopped' as const, reason: refusal }
    : await execute(leased, {
        plan,
        tools: situation.tools,
        scope: scopeOf(run, deps),
        secrets: deps.secrets,
        directory: situation.directory?.port,
        activity: deps.activity,
        now: deps.now,
        settlingMs: deps.settlingMs,
        refusal: () => withdrawn(leased.run, plan, situation, deps),
      });
  const secrets = await settleSecrets(leased, deps.secrets);
  if (execution.outcome === 'stopped') {
    await confirmLease(leased);
    await deps.approvals.close(run.id, 'cancelled');
    const text = failureNote({ run: leased.run, plan, reason: execution.reason, secrets });
    await writeNoteOnce(leased, { key: 'closing', text, psa: situation.psa, activity: deps.activity });
    await move(leased, deps, 'failed', { ending: execution.reason });
    return 'on';
  }
  const approval = run.approvalId ? await deps.approvals.get(run.approvalId) : undefined;
  const text = closingNote({
    run: leased.run,
    plan,
    ...(approval?.state === 'consumed' && approval.planHash === plan.hash && approval.decided
      ? { approvedBy: approval.decided.technicianName }
      : {}),
    undo: plan.steps.flatMap(
      (step) => situation.tools.find(({ tool }) => tool.name === step.tool)?.tool.undo?.(step.arguments) ?? [],
    ),
    secrets,
  });
  await writeNoteOnce(leased, { key: 'closing', text, psa: situation.psa, activity: deps.activity });
  await move(leased, deps, 'done', {});
  return 'on';
}

/**
 * The last look before anything is done: mode and policies as they are now, the stricter wins; and the approval, used up
 * for exactly this plan. A run that had begun to execute before a crash finds its own approval used up, and goes on.
 */
async function mayNotExecute(
  leased: LeasedRun,
  plan: Plan,
  situation: Situation,
  deps: AdvanceDeps,
): Promise<string | undefined> {
  const { run } = leased;
  if (effectiveMode(situation.client, situation.msp) === 'plan')
    return 'The client is in plan mode now, so nothing was executed.';
  if (situation.ticket.closed) return 'The ticket is closed now, so nothing was executed.';
  if (situation.ticket.companyId !== situation.client.mappings[run.psaKind]) {
    return 'The ticket does not belong to this client any more, so nothing was executed.';
  }
  const policies = plan.steps.map((step) => {
    const offered = situation.tools.find(({ tool }) => tool.name === step.tool);
    return offered
      ? stricter(step.policy, policyOf(offered.tool, situation, { args: step.arguments }).policy)
      : 'disabled';
  });
  const disabled = plan.steps[policies.indexOf('disabled')];
  if (disabled) return `${disabled.tool} is disabled for this client now, so nothing more was executed.`;
  if (!policies.includes('approval_needed')) return undefined;
  if (!run.approvalId) return 'The policies ask for an approval now that was not asked for; nothing was executed.';
  const stopped = await withdrawn(run, plan, situation, deps);
  if (stopped) return stopped;
  await confirmLease(leased);
  if (await deps.approvals.consume(run.approvalId, plan.hash)) return undefined;
  const approval = await deps.approvals.get(run.approvalId);
  if (approval?.state === 'consumed' && approval.planHash === plan.hash && approval.runId === run.id) return undefined;
  return 'There is no valid approval for this exact plan, so nothing was executed.';
}

/** Why not to go on, when somebody who may decide has written a denial since the plan was asked. Reads the ticket afresh. */
async function withdrawn(
  run: Run,
  plan: Plan,
  { psa, ticket }: Situation,
  deps: AdvanceDeps,
): Promise<string | undefined> {
  if (!run.approvalId) return undefined;
  const approval = await deps.approvals.get(run.approvalId);
  const { below, asked } = belowRequest(run, plan, await psa.notes(run.ticketId));
  const since = below.findIndex(({ id }) => id === approval?.decided?.noteId);
  const denial = withdrawal(below.slice(since + 1), await psa.approversOf(ticket), asked);
  if (!denial) return undefined;
  await deps.activity.add({
    ...idsOf(run),
    kind: 'approval.decided',
    what: `${denial.technician.name} withdrew the approval`,
    detail: { noteId: denial.note.id, planHash: plan.hash },
  });
  return `${denial.technician.name} denied the plan before it was carried out.`;
}
