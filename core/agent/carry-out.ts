import { modeWithReason } from '../clients/mode.js';
import { execute } from './execute.js';
import { refusalToSend, withdrawn } from './may-send.js';
import { type AdvanceDeps, confirmLease, endedByPerson, move, planOf, scopeOf } from './moves.js';
import { closingNote } from './note.js';
import { peoplesNotes, peoplesSummary } from './peoples-notes.js';
import type { Plan, Run } from './run.js';
import type { LeasedRun } from './runs.js';
import { settleSecrets } from './settle-secrets.js';
import { type Situation, ticketText } from './situation.js';
import { referencesIn } from './step-references.js';
import { stopPlan } from './stop-plan.js';
import { ticketRefusal } from './ticket-refusal.js';
import { askForVerification } from './verify.js';
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
        context: () => targetContext(run, situation, deps),
        activity: deps.activity,
        now: deps.now,
        settlingMs: deps.settlingMs,
        refusal: (index, tool, args) => refusalToSend(leased, plan, { index, tool, args }, situation, deps),
      });
  if (execution.outcome === 'unverified') return askForVerification(leased, deps, 'execution');
  if (execution.outcome === 'stopped') return stopPlan(leased, situation, deps, execution.reason);
  const secrets = await settleSecrets(leased, deps.secrets);
  const approval = run.approvalId ? await deps.approvals.get(run.approvalId) : undefined;
  const text = closingNote({
    run: leased.run,
    plan,
    ...(approval?.state === 'consumed' && approval.planHash === plan.hash && approval.decided
      ? { approvedBy: approval.decided.technicianName }
      : {}),
    undo: undoOf(leased.run, plan, situation),
    secrets,
    secretUrl: deps.secretUrl,
  });
  await writeNoteOnce(leased, { key: 'closing', text, psa: situation.psa, activity: deps.activity });
  await move(leased, deps, 'done', {});
  return 'on';
}

function undoOf({ ledger }: Run, plan: Plan, { tools }: Situation): string[] {
  return plan.steps.flatMap((step, index) => {
    const offered = tools.find(({ tool }) => tool.name === step.tool);
    const row = ledger.find((entry) => entry.step === index);
    const args = (referencesIn(step.arguments).length > 0 && row?.arguments) || step.arguments;
    const line = offered?.tool.undo?.(args, row?.output);
    return line ? `Step ${index + 1}: ${line}` : [];
  });
}

/** On whom the ticket, as it is now, allows to act. */
async function targetContext(run: Run, { psa, ticket, directory }: Situation, deps: AdvanceDeps) {
  const notes = await psa.notes(run.ticketId);
  const runs = await deps.runs.allOn(run.psaKind, run.ticketId);
  const peoples = { ...ticket, summary: peoplesSummary(ticket.summary, runs) };
  const { ticketId, requester } = run;
  return {
    ticketId,
    requester,
    ticketText: ticketText(peoples, peoplesNotes(notes, runs)),
    directory: directory?.port,
  };
}

/**
 * The last look before anything is done: mode, ticket and tools as they are now; and the approval, used up for exactly
 * this plan. A run that had begun to execute before a crash finds its own approval used up, and goes on.
 */
async function mayNotExecute(
  leased: LeasedRun,
  plan: Plan,
  situation: Situation,
  deps: AdvanceDeps,
): Promise<string | undefined> {
  const { run } = leased;
  const isDone = (index: number) => run.ledger.some((row) => row.step === index && row.state === 'confirmed');
  if (plan.steps.every((_step, index) => isDone(index))) return undefined; // What is left is to tell it.
  const ended = endedByPerson(run);
  if (ended) return ended;
  const mode = modeWithReason(situation.client, situation.msp);
  if (mode.mode === 'plan') return `${mode.reason}, so nothing more was executed.`;
  const refused = ticketRefusal(run, situation.ticket, situation);
  if (refused) return refused;
  const gone = plan.steps.find((step) => !situation.tools.some(({ tool }) => tool.name === step.tool));
  if (gone) return `${gone.tool} is disabled for this client now, so nothing more was executed.`;
  const asked = plan.steps.some((step, index) => {
    const policy = situation.tools.find(({ tool }) => tool.name === step.tool)?.effective.policy;
    return step.policy === 'approval_needed' || (policy !== 'auto' && !isDone(index));
  });
  if (!asked) return undefined;
  if (!run.approvalId) return 'The policies ask for an approval now that was not asked for; nothing was executed.';
  const stopped = await withdrawn(run, plan, situation, deps);
  if (stopped) return stopped;
  await confirmLease(leased);
  if (await deps.approvals.consume(run.approvalId, plan.hash)) return undefined;
  const approval = await deps.approvals.get(run.approvalId);
  if (approval?.state === 'consumed' && approval.planHash === plan.hash && approval.runId === run.id) return undefined;
  return 'There is no valid approval for this exact plan, so nothing was executed.';
}
