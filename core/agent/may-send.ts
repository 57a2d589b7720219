import { whoMayApprove } from '../approvals/approvers.js';
import { withdrawal } from '../approvals/decide.js';
import { modeWithReason } from '../clients/mode.js';
import { targetFactsOf } from '../clients/target-facts.js';
import { effectiveLimits } from '../clients/write-limits.js';
import { policyOf } from '../tools/policy.js';
import type { Tool } from '../tools/tool.js';
import type { Refusal } from './execute.js';
import { findTarget } from './frozen-target.js';
import { type AdvanceDeps, confirmLease, endedByPerson, idsOf } from './moves.js';
import type { Plan, Run } from './run.js';
import type { LeasedRun } from './runs.js';
import { belowRequest } from './seek-approval.js';
import type { Situation } from './situation.js';
import { ticketRefusal } from './ticket-refusal.js';
import { isVerified } from './verify.js';

/** A step whose turn has come, with the arguments that it would be sent with. */
export interface StepToSend {
  index: number;
  tool: Tool;
  args: Record<string, unknown>;
}

/**
 * The last look before a step is sent, at everything as it is at this moment: nobody has ended the run, denied the plan or
 * frozen the client; the policy of these very arguments is covered by the approval; the requester is verified where the
 * tool demands it; the limits leave room, which is taken. Throws VendorError and Conflict `lease_lost`.
 */
export async function refusalToSend(
  leased: LeasedRun,
  plan: Plan,
  step: StepToSend,
  situation: Situation,
  deps: AdvanceDeps,
): Promise<Refusal> {
  await confirmLease(leased);
  const { run } = leased;
  const ended = endedByPerson(run);
  if (ended) return { reason: ended };
  const client = await deps.clients.get(run.clientId);
  if (!client || client.status === 'destroyed') return { reason: 'this client is not looked after any more' };
  const msp = await deps.settings.read();
  const ticket = await situation.psa.ticket(run.ticketId);
  const now: Situation = { ...situation, client, msp, ticket };
  const mode = modeWithReason(client, msp);
  if (mode.mode === 'plan') return { reason: mode.reason };
  const refused = ticketRefusal(run, ticket, now);
  if (refused) return { reason: refused };
  const uncovered = await notCovered(run, plan, step, now);
  if (uncovered) return { reason: uncovered };
  const denied = await withdrawn(run, plan, now, deps);
  if (denied) return { reason: denied };
  if (step.tool.sensitive && step.tool.effect !== 'read' && !(await isVerified(run, now, deps, step.tool)))
    return 'unverified';
  if (step.tool.effect === 'read') return undefined;
  const { clientId, id: runId } = run;
  const room = await deps.writes.take(
    { clientId, runId, step: step.index, key: `${runId}/${plan.number}/${step.index}` },
    effectiveLimits(msp.limits, client.limits),
  );
  return room.allowed ? undefined : { reason: room.reason };
}

/** Why what the policies ask of this very call is not what was agreed to. */
async function notCovered(
  run: Run,
  plan: Plan,
  { index, tool, args }: StepToSend,
  { client, msp, directory }: Situation,
): Promise<string | undefined> {
  const settings = { msp, client };
  const subject = tool.subject(args);
  const mapping = plan.steps[index]?.mapping ?? '';
  const found = subject.kind === 'user' ? await findTarget(directory?.port, mapping, subject.ref) : undefined;
  const user = typeof found === 'object' ? found : undefined;
  const { policy, reason } = policyOf(tool, settings, {
    args,
    target: user && (await targetFactsOf(user, { tool, settings, directory: directory?.port, tenantId: mapping })),
    requesterIsTarget: user && user.id === run.requester?.userId,
  });
  if (policy === 'disabled') return `it is disabled now. ${reason}`;
  const agreed = plan.steps.some((step) => step.policy === 'approval_needed');
  if (policy === 'approval_needed' && !agreed) return `it needs an approval now that was not asked for. ${reason}`;
  return undefined;
}

/** Why not to go on, when somebody who may decide has written a denial since the plan was noted; also of an automatic one. */
export async function withdrawn(
  run: Run,
  plan: Plan,
  { psa, ticket, msp }: Situation,
  deps: AdvanceDeps,
): Promise<string | undefined> {
  const approval = run.approvalId ? await deps.approvals.get(run.approvalId) : undefined;
  const { below, asked } = belowRequest(run, plan, await psa.notes(run.ticketId));
  if (below.length === 0) return undefined;
  const approvers = await whoMayApprove(psa, ticket, msp.approvals);
  const denial = withdrawal(below, approvers, asked, approval?.decided);
  if (!denial) return undefined;
  await deps.activity.add({
    ...idsOf(run),
    kind: 'approval.decided',
    what: `${denial.technician.name} withdrew the approval`,
    detail: { noteId: denial.note.id, planHash: plan.hash },
  });
  return `${denial.technician.name} denied the plan before it was carried out.`;
}
