import type { FastifyBaseLogger } from 'fastify';
import type { Caller } from '../../core/accounts/caller.js';
import type { Plan } from '../../core/agent/run.js';
import type { Approval } from '../../core/approvals/approval.js';
import type { DecisionByPerson, MayDecide } from '../../core/approvals/decide-by-person.js';
import { AccessDenied } from '../../core/errors.js';
import type { AgentWork } from './agent-work.js';

const NOT_FOR_TOKENS = 'Decisions are for people with an account; API tokens are nobody in the PSA';

/**
 * Decides for the caller and lets the run go on. Throws AccessDenied 403 `not_allowed` for API tokens, and whatever
 * `Decisions.decide` throws.
 */
export async function decideApproval(
  { decisions, agent }: Pick<AgentWork, 'decisions' | 'agent'>,
  { caller, ...decision }: Omit<DecisionByPerson, 'email'> & { caller: Caller },
  log: FastifyBaseLogger,
): Promise<Approval> {
  const { kind, email } = caller;
  if (kind === 'token' || email === undefined) throw new AccessDenied('not_allowed', NOT_FOR_TOKENS, 403);
  const decided = await decisions.decide({ ...decision, email });
  // It is decided whether or not the queue can be reached: the agent looks for such runs every half minute.
  await agent.wake(decided.runId).catch((error: unknown) => log.error({ err: error }, 'a run could not be woken'));
  return decided;
}

/** The approval, its plan while it is still the run's, and whether the caller could decide. Throws VendorError. */
export async function showApproval(
  { decisions }: Pick<AgentWork, 'decisions'>,
  approval: Approval,
  { kind, email = '', role }: Caller,
): Promise<{ approval: Approval; plan: Plan | undefined; decision: MayDecide }> {
  const shown = await decisions.show(approval.id, email);
  if (kind === 'token') return { ...shown, decision: { may: false, code: 'not_allowed', why: `${NOT_FOR_TOKENS}.` } };
  if (role !== 'auditor') return shown;
  return { ...shown, decision: { may: false, code: 'not_allowed', why: 'Auditors see approvals and decide none.' } };
}
