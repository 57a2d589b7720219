import type { Approval } from '../approvals/approval.js';
import { whoMayApprove } from '../approvals/approvers.js';
import { askOpinions } from '../approvals/ask-opinions.js';
import { type AskedPlan, judge } from '../approvals/decide.js';
import type { Note } from '../ports/psa.js';
import { type AdvanceDeps, confirmLease, idsOf, move, planOf } from './moves.js';
import { planNote, reminderNote } from './note.js';
import type { Plan, Run } from './run.js';
import type { LeasedRun } from './runs.js';
import type { Situation } from './situation.js';
import { endRun } from './stop-plan.js';
import { provenWords } from './verify.js';
import { writeNoteOnce } from './write-note.js';

/** The single note before anything is done; in plan mode also the end. */
export async function notePlan(leased: LeasedRun, situation: Situation, deps: AdvanceDeps): Promise<'on'> {
  const plan = planOf(leased.run);
  const key = `plan-${plan.number}`;
  const write = (text: string) => writeNoteOnce(leased, { key, text, psa: situation.psa, activity: deps.activity });
  const proven = await provenWords(leased.run, plan, situation, deps);
  const about = { run: leased.run, plan, ...(proven ? { proven } : {}) };
  if (leased.run.mode === 'plan') {
    await write(planNote(about));
    await move(leased, deps, 'done', { ending: 'Plan mode: the plan was noted, nothing was done.' });
    return 'on';
  }
  if (plan.steps.every((step) => step.policy === 'auto')) {
    await confirmLease(leased);
    await deps.approvals.close(leased.run.id, 'superseded');
    await write(planNote(about));
    await move(leased, deps, 'executing', {});
    return 'on';
  }
  const approval = await openApproval(leased, situation, deps, plan);
  await deps.wakeAt(leased.run.id, remindAt(approval, situation));
  await deps.wakeAt(leased.run.id, approval.expiresAt);
  const approvers = await whoMayApprove(situation.psa, situation.ticket, situation.msp.approvals);
  const { expiresAt } = approval;
  const links = deps.links.linksFor(approval);
  const noteId = await write(planNote({ ...about, approval: { approvers, expiresAt, links } }));
  await deps.approvals.setNote(approval.id, noteId);
  await move(leased, deps, 'awaiting_approval', {});
  return 'on';
}

/** The pending request for exactly this plan, made now unless a crash came between it and its note. */
async function openApproval(leased: LeasedRun, { msp }: Situation, deps: AdvanceDeps, plan: Plan) {
  const { run } = leased;
  const known = run.approvalId ? await deps.approvals.get(run.approvalId) : undefined;
  if (known?.planHash === plan.hash && known.state === 'pending') return known;
  await confirmLease(leased);
  const approval = await deps.approvals.request({
    clientId: run.clientId,
    runId: run.id,
    psaKind: run.psaKind,
    ticketId: run.ticketId,
    ...(run.ticketNumber ? { ticketNumber: run.ticketNumber } : {}),
    planHash: plan.hash,
    expiresAt: hoursAfter(deps.now(), msp.approvals.expireAfterHours),
  });
  await leased.change({ approvalId: approval.id });
  await deps.activity.add({
    ...idsOf(run),
    kind: 'approval.requested',
    what: `Approval asked for plan ${plan.number}`,
    detail: { approvalId: approval.id, planHash: plan.hash },
  });
  return approval;
}

/** awaiting_approval: asleep until somebody decides, writes, or time is over. */
export async function awaitApproval(
  leased: LeasedRun,
  situation: Situation,
  deps: AdvanceDeps,
): Promise<'on' | 'wait'> {
  const { run } = leased;
  const plan = planOf(run);
  if (run.approvalId) await deps.approvals.expire(run.approvalId);
  const approval = run.approvalId ? await deps.approvals.get(run.approvalId) : undefined;
  const end = (reason: string) => endRun(leased, situation, deps, reason);
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
      return end(approval.ended?.reason ?? 'The request for approval was withdrawn.');
    case 'pending':
      if (situation.ticket.closed) return end('The ticket was closed while the plan waited for an answer.');
      if (await decided(leased, situation, deps, plan, approval)) return 'on';
      if (run.messages.length > run.answeredMessages) {
        const tooMuch = endless(run, plan);
        if (tooMuch) return end(tooMuch);
        await move(leased, deps, 'diagnosing', {});
        return 'on';
      }
      await remindIfDue(leased, situation, deps, plan, approval);
      return 'wait';
  }
}

/** Reads the notes below the request as they stand now; true when they decide it. */
async function decided(
  leased: LeasedRun,
  { psa, ticket, msp }: Situation,
  deps: AdvanceDeps,
  plan: Plan,
  approval: Approval,
): Promise<boolean> {
  const { approvals, activity, now } = deps;
  const { run } = leased;
  const { below, asked } = belowRequest(run, plan, await psa.notes(run.ticketId));
  if (below.length === 0) return false;
  let approvers = await whoMayApprove(psa, ticket, msp.approvals);
  const second = await askOpinions({
    model: await deps.model(),
    approvals,
    approval,
    notes: below,
    approvers,
    plan: plan.steps.map(({ sentence }) => sentence),
  });
  if (second.asked > 0) {
    const { input, output } = leased.run.tokens;
    await leased.change({ tokens: { input: input + second.tokens.input, output: output + second.tokens.output } });
    // A model takes its time: whoever lost the assignment meanwhile decides nothing any more.
    approvers = await whoMayApprove(psa, await psa.ticket(run.ticketId), msp.approvals);
  }
  const verdict = judge(below, approvers, asked, second.opinions);
  if (verdict.outcome === 'open') {
    for (const { note, intent } of verdict.ignored) {
      if (run.messages.slice(run.answeredMessages).every(({ noteId }) => noteId !== note.id)) continue;
      const what = `${note.author.name ?? 'Somebody'} answered "${intent}", but may not decide (${approvers.rule})`;
      await activity.add({ ...idsOf(run), kind: 'approval.ignored', what, detail: { noteId: note.id } });
    }
    return false;
  }
  const { outcome, technician, note, because } = verdict;
  await confirmLease(leased);
  const by = { technicianId: technician.id, technicianName: technician.name, noteId: note.id, because };
  if (!(await approvals.decide(approval.id, outcome, { ...by, via: 'note', at: now() }))) return false;
  await activity.add({
    ...idsOf(run),
    kind: 'approval.decided',
    what: `${technician.name} ${outcome} the plan`,
    detail: { noteId: note.id, because, planHash: approval.planHash, by: technician.name },
  });
  return true;
}

/** What people wrote below the note that asked, and what it asked. */
export function belowRequest(run: Run, plan: Plan, notes: readonly Note[]): { below: Note[]; asked: AskedPlan } {
  const noteId = run.notes.find(({ key }) => key === `plan-${plan.number}`)?.noteId;
  const at = notes.findIndex(({ id }) => id === noteId);
  const notedAt = notes[at]?.createdAt;
  return {
    below: at === -1 ? [] : notes.slice(at + 1).filter(({ author }) => author.kind !== 'own'),
    asked: { number: plan.number, tools: plan.steps.map(({ tool }) => tool), ...(notedAt ? { notedAt } : {}) },
  };
}

/** A ticket on which the plan keeps changing is a person's matter. */
function endless(run: Run, plan: Plan): string | undefined {
  if (plan.number < MOST_PLANS && run.messages.length < MOST_MESSAGES && tokensOf(run) < MOST_TOKENS) return undefined;
  return 'This ticket has had more plans and answers than I can follow. Please take over.';
}

const MOST_PLANS = 5;
const MOST_MESSAGES = 50;
const MOST_TOKENS = 600_000;

function tokensOf({ tokens }: Run): number {
  return tokens.input + tokens.output;
}

function remindAt({ requestedAt }: { requestedAt: Date }, { msp }: Situation): Date {
  return hoursAfter(requestedAt, msp.approvals.remindAfterHours);
}

function hoursAfter(time: Date, hours: number): Date {
  return new Date(time.getTime() + hours * 3_600_000);
}

async function remindIfDue(
  leased: LeasedRun,
  situation: Situation,
  deps: AdvanceDeps,
  plan: Plan,
  approval: Pick<Approval, 'id' | 'requestedAt' | 'expiresAt' | 'remindedAt'>,
): Promise<void> {
  const due = remindAt(approval, situation);
  if (approval.remindedAt || due >= approval.expiresAt) return;
  if (deps.now() < due) {
    await deps.wakeAt(leased.run.id, due); // The settings may say another time than when it was asked.
    return;
  }
  const text = reminderNote(leased.run, plan, approval.expiresAt);
  await writeNoteOnce(leased, { key: `reminder-${plan.number}`, text, psa: situation.psa, activity: deps.activity });
  await deps.approvals.remind(approval.id);
}
