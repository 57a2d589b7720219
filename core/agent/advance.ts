import type { Activity } from '../activity/record.js';
import type { Approvals } from '../approvals/approval.js';
import { effectiveMode } from '../clients/mode.js';
import type { Secrets } from '../integrations/secrets.js';
import type { Model } from '../ports/model.js';
import { stricter } from '../tools/policy.js';
import type { ToolScope } from '../tools/tool.js';
import { type DiagnosisLimits, diagnose } from './diagnose.js';
import { execute } from './execute.js';
import { closingNote, endedNote, failureNote, handoverNote, isAgentNote, planNote, reminderNote } from './note.js';
import { BASE_PROMPT_VERSION, systemPrompt, ticketPrompt } from './prompt.js';
import { FINAL_STATES, type Plan, type Run, type RunState } from './run.js';
import type { LeasedRun } from './runs.js';
import { screen } from './screen.js';
import { findRequester, readSituation, type Situation, type SituationDeps, ticketText } from './situation.js';
import { writeNoteOnce } from './write-note.js';

export interface AdvanceDeps extends SituationDeps {
  approvals: Approvals;
  activity: Activity;
  secrets: Secrets;
  model(): Promise<Model | undefined>;
  /** Wakes the run at a time: to remind, to expire. */
  wakeAt(runId: string, when: Date): Promise<void>;
  now(): Date;
  limits: DiagnosisLimits;
}

/** What a state does: it moves the run on, or returns 'wait' to sleep until something happens. */
type StateWork = (leased: LeasedRun, situation: Situation, deps: AdvanceDeps) => Promise<'on' | 'wait'>;

const WORK: Readonly<Record<Exclude<RunState, 'done' | 'failed' | 'cancelled' | 'awaiting_verification'>, StateWork>> =
  {
    queued: begin,
    screening: screenRequest,
    diagnosing: diagnoseTicket,
    planned: notePlan,
    awaiting_approval: awaitApproval,
    executing: executePlan,
  };

/** More state changes than any sound run makes in one go. */
const MOST_MOVES = 12;

/**
 * Moves a run as far as it can go now. Throws VendorError when an outside system is down in passing; advancing again
 * later goes on from the stored state.
 */
export async function advance(leased: LeasedRun, deps: AdvanceDeps): Promise<void> {
  for (let moves = 0; moves < MOST_MOVES; moves += 1) {
    const { state } = leased.run;
    if (FINAL_STATES.includes(state)) return;
    const work = state in WORK ? WORK[state as keyof typeof WORK] : undefined;
    if (!work) return;
    const situation = await readSituation(leased.run, deps);
    if ((await work(leased, situation, deps)) === 'wait') return;
  }
}

async function begin(leased: LeasedRun, situation: Situation, deps: AdvanceDeps): Promise<'on'> {
  const requester = await findRequester(situation);
  const mode = effectiveMode(situation.client, situation.msp);
  await move(leased, deps, 'screening', { requester, mode, configuration: situation.client.configuration });
  return 'on';
}

async function screenRequest(leased: LeasedRun, situation: Situation, deps: AdvanceDeps): Promise<'on'> {
  const notes = await situation.psa.notes(leased.run.ticketId);
  const words = notes.filter((note) => !isAgentNote(note.text));
  await move(leased, deps, 'diagnosing', {
    sensitive: screen(ticketText(situation.ticket, words)),
    seenNotes: notes.map((note) => note.id),
  });
  return 'on';
}

async function diagnoseTicket(leased: LeasedRun, situation: Situation, deps: AdvanceDeps): Promise<'on'> {
  const { run } = leased;
  const model = await deps.model();
  if (!model)
    return handOver(leased, situation, deps, 'No language model is connected, so nothing could be diagnosed.');
  const own = new Set(run.notes.map((row) => row.noteId));
  const notes = (await situation.psa.notes(run.ticketId)).filter((note) => !own.has(note.id));
  const answered = run.messages.length;
  const { client, msp, ticket, tools, directory } = situation;
  const diagnosis = await diagnose({
    model,
    system: systemPrompt({ mspPrompt: msp.prompt, clientPrompt: client.prompt, tools }),
    ticket: ticketPrompt({ ticket, notes, requester: run.requester, messages: run.messages }),
    context: {
      clientId: run.clientId,
      ticketId: run.ticketId,
      ticketText: ticketText(
        ticket,
        notes.filter((note) => !isAgentNote(note.text)),
      ),
      requester: run.requester,
      tools,
      directory: directory?.port,
    },
    planNumber: (run.plan?.number ?? 0) + 1,
    hasPlan: run.plan !== undefined,
    scope: scopeOf(run, deps),
    activity: deps.activity,
    ids: idsOf(run),
    limits: deps.limits,
    now: deps.now,
    async spend({ inputTokens, outputTokens }) {
      const { tokens } = leased.run;
      await leased.change({ tokens: { input: tokens.input + inputTokens, output: tokens.output + outputTokens } });
    },
  });

  switch (diagnosis.outcome) {
    case 'person':
    case 'gave_up':
      return handOver(leased, situation, deps, diagnosis.reason, answered);
    case 'keep':
      await move(leased, deps, 'awaiting_approval', { answeredMessages: answered });
      return 'on';
    case 'plan': {
      const same = run.plan?.hash === diagnosis.plan.hash && run.approvalId !== undefined;
      if (same) {
        await move(leased, deps, 'awaiting_approval', { answeredMessages: answered });
        return 'on';
      }
      await deps.activity.add({
        ...idsOf(run),
        kind: 'plan.proposed',
        what: `Plan ${diagnosis.plan.number}: ${diagnosis.plan.steps.map((step) => step.sentence).join('; ')}`,
        detail: { plan: diagnosis.plan, promptVersion: BASE_PROMPT_VERSION },
      });
      await move(leased, deps, 'planned', { plan: diagnosis.plan, answeredMessages: answered });
      return 'on';
    }
  }
}

/** The single note before anything is done; in plan mode also the end. */
async function notePlan(leased: LeasedRun, situation: Situation, deps: AdvanceDeps): Promise<'on'> {
  const plan = planOf(leased.run);
  const key = `plan-${plan.number}`;
  const write = (text: string) => writeNoteOnce(leased, { key, text, psa: situation.psa, activity: deps.activity });
  if (leased.run.mode === 'plan') {
    await write(planNote({ run: leased.run, plan }));
    await move(leased, deps, 'done', { ending: 'Plan mode: the plan was noted, nothing was done.' });
    return 'on';
  }
  if (plan.steps.every((step) => step.policy === 'auto')) {
    await deps.approvals.close(leased.run.id, 'superseded');
    await write(planNote({ run: leased.run, plan }));
    await move(leased, deps, 'executing', {});
    return 'on';
  }
  const approval = await openApproval(leased, situation, deps, plan);
  const approvers = await situation.psa.approversOf(situation.ticket);
  const assigned = situation.ticket.assignedTo.length > 0;
  const { expiresAt } = approval;
  const noteId = await write(planNote({ run: leased.run, plan, approval: { approvers, expiresAt, assigned } }));
  await deps.approvals.setNote(approval.id, noteId);
  await move(leased, deps, 'awaiting_approval', {});
  return 'on';
}

/** The pending request for exactly this plan, made now unless a crash came between it and its note. */
async function openApproval(leased: LeasedRun, { msp }: Situation, deps: AdvanceDeps, plan: Plan) {
  const { run } = leased;
  const known = run.approvalId ? await deps.approvals.get(run.approvalId) : undefined;
  if (known?.planHash === plan.hash && known.state === 'pending') return known;
  const at = deps.now().getTime();
  const hours = (count: number) => new Date(at + count * 3_600_000);
  const approval = await deps.approvals.request({
    clientId: run.clientId,
    runId: run.id,
    psaKind: run.psaKind,
    ticketId: run.ticketId,
    planHash: plan.hash,
    expiresAt: hours(msp.approvals.expireAfterHours),
  });
  await leased.change({ approvalId: approval.id });
  await deps.wakeAt(run.id, hours(msp.approvals.remindAfterHours));
  await deps.wakeAt(run.id, approval.expiresAt);
  await deps.activity.add({
    ...idsOf(run),
    kind: 'approval.requested',
    what: `Approval asked for plan ${plan.number}`,
    detail: { approvalId: approval.id, planHash: plan.hash },
  });
  return approval;
}

async function awaitApproval(leased: LeasedRun, situation: Situation, deps: AdvanceDeps): Promise<'on' | 'wait'> {
  const { run } = leased;
  const plan = planOf(run);
  if (run.approvalId) await deps.approvals.expire(run.approvalId);
  const approval = run.approvalId ? await deps.approvals.get(run.approvalId) : undefined;
  const end = async (reason: string) => {
    const text = endedNote(run, plan, reason);
    await writeNoteOnce(leased, { key: `ended-${plan.number}`, text, psa: situation.psa, activity: deps.activity });
    await move(leased, deps, 'cancelled', { ending: reason });
    return 'on' as const;
  };
  if (!approval) return end('The request for approval is not there any more.');
  switch (approval.state) {
    case 'approved':
    case 'consumed':
      await move(leased, deps, 'executing', {});
      return 'on';
    case 'denied':
      return end(`${approval.decided?.technicianName ?? 'A technician'} denied this plan.`);
    case 'expired':
      return end('Nobody decided in time, so the request for approval has ended.');
    case 'superseded':
    case 'cancelled':
      return end('The request for approval was withdrawn.');
    case 'pending':
      if (run.messages.length > run.answeredMessages) {
        await move(leased, deps, 'diagnosing', {});
        return 'on';
      }
      await remindIfDue(leased, situation, deps, plan, approval);
      return 'wait';
  }
}

async function remindIfDue(
  leased: LeasedRun,
  situation: Situation,
  deps: AdvanceDeps,
  plan: Plan,
  approval: { id: string; requestedAt: Date; expiresAt: Date },
): Promise<void> {
  const due = approval.requestedAt.getTime() + situation.msp.approvals.remindAfterHours * 3_600_000;
  if (deps.now().getTime() < due || due >= approval.expiresAt.getTime()) return;
  const text = reminderNote(leased.run, plan, approval.expiresAt);
  await writeNoteOnce(leased, { key: `reminder-${plan.number}`, text, psa: situation.psa, activity: deps.activity });
  await deps.approvals.remind(approval.id);
}

async function executePlan(leased: LeasedRun, situation: Situation, deps: AdvanceDeps): Promise<'on'> {
  const { run } = leased;
  const plan = planOf(run);
  const refusal = await mayNotExecute(run, plan, situation, deps);
  const execution = refusal
    ? { outcome: 'stopped' as const, reason: refusal }
    : await execute(leased, {
        plan,
        tools: situation.tools,
        scope: scopeOf(run, deps),
        activity: deps.activity,
        now: deps.now,
      });
  const secrets = await deps.secrets.ofRun(run.clientId, run.id);
  if (execution.outcome === 'stopped') {
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
    ...(approval?.decided ? { approvedBy: approval.decided.technicianName } : {}),
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
  run: Run,
  plan: Plan,
  situation: Situation,
  deps: AdvanceDeps,
): Promise<string | undefined> {
  if (effectiveMode(situation.client, situation.msp) === 'plan')
    return 'The client is in plan mode now, so nothing was executed.';
  if (situation.ticket.companyId !== situation.client.mappings[run.psaKind]) {
    return 'The ticket does not belong to this client any more, so nothing was executed.';
  }
  const policies = plan.steps.map((step) => {
    const offered = situation.tools.find(({ tool }) => tool.name === step.tool);
    return stricter(step.policy, offered?.effective.policy ?? 'disabled');
  });
  const disabled = plan.steps[policies.indexOf('disabled')];
  if (disabled) return `${disabled.tool} is disabled for this client now, so nothing more was executed.`;
  if (!policies.includes('approval_needed')) return undefined;
  if (!run.approvalId) return 'The policies ask for an approval now that was not asked for; nothing was executed.';
  if (await deps.approvals.consume(run.approvalId, plan.hash)) return undefined;
  const approval = await deps.approvals.get(run.approvalId);
  if (approval?.state === 'consumed' && approval.planHash === plan.hash && approval.runId === run.id) return undefined;
  return 'There is no valid approval for this exact plan, so nothing was executed.';
}

async function handOver(
  leased: LeasedRun,
  situation: Situation,
  deps: AdvanceDeps,
  reason: string,
  answered = 0,
): Promise<'on'> {
  await deps.approvals.close(leased.run.id, 'cancelled');
  const text = handoverNote(leased.run, reason);
  await writeNoteOnce(leased, { key: 'handover', text, psa: situation.psa, activity: deps.activity });
  await move(leased, deps, 'failed', { ending: reason, answeredMessages: answered });
  return 'on';
}

/** Ends a run that cannot go on, with a plain note. */
export async function failRun(leased: LeasedRun, deps: AdvanceDeps, reason: string): Promise<void> {
  const situation = await readSituation(leased.run, deps);
  const { plan } = leased.run;
  if (!plan || leased.run.ledger.length === 0) {
    await handOver(leased, situation, deps, reason);
    return;
  }
  await deps.approvals.close(leased.run.id, 'cancelled');
  const secrets = await deps.secrets.ofRun(leased.run.clientId, leased.run.id);
  const text = failureNote({ run: leased.run, plan, reason, secrets });
  await writeNoteOnce(leased, { key: 'closing', text, psa: situation.psa, activity: deps.activity });
  await move(leased, deps, 'failed', { ending: reason });
}

async function move(
  leased: LeasedRun,
  { activity }: AdvanceDeps,
  state: RunState,
  changes: Parameters<LeasedRun['change']>[0],
) {
  const before = leased.run.state;
  await leased.change({ ...changes, state, trouble: null });
  const what = changes.ending ? `${state}: ${changes.ending}` : state;
  await activity.add({ ...idsOf(leased.run), kind: 'run.state', what, detail: { from: before, to: state } });
}

function scopeOf(run: Run, { secrets }: AdvanceDeps): (mapping: string) => ToolScope {
  const { clientId, ticketId, id: runId } = run;
  return (mapping) => ({ clientId, mapping, ticketId, runId, secrets: secrets.keeper({ clientId, runId, ticketId }) });
}

function idsOf({ clientId, id, ticketId }: Run) {
  return { clientId, runId: id, ticketId };
}

function planOf(run: Run): Plan {
  if (!run.plan) throw new Error(`Run ${run.id} is ${run.state} without a plan`);
  return run.plan;
}
