import type { Activity } from '../activity/record.js';
import { AccessDenied, Conflict, type FrontdeskError, NotFound, VendorError } from '../errors.js';
import type { Note, Psa, Technician, Ticket } from '../ports/psa.js';
import type { Approval, Approvals, Decided } from './approval.js';
import { type ApproverSettings, technicianByEmail, whoMayApprove } from './approvers.js';
import { deniedBelow } from './decide.js';
import type { Choice } from './link.js';

/** What has to be known of the present to let somebody decide, read afresh each time. */
export interface ApprovalSituation {
  psa: Psa;
  /** What the client is called in the PSA now; undefined when the client is gone or no longer mapped. */
  mappedCompanyId: string | undefined;
  settings: ApproverSettings;
}

export interface DecisionByPerson {
  approvalId: string;
  choice: Choice;
  /** The e-mail address by which the person is signed in. */
  email: string;
  /** Of the plan that the person saw. */
  planHash: string;
  via: 'link' | 'page';
}

/** `rule`: who may decide on this ticket, fit to follow "Who may decide: ". */
export type MayDecide = { may: true; rule: string } | { may: false; code: string; why: string };

export interface Decisions<Plan> {
  /**
   * Decides for a signed-in person; the caller wakes the run. Everything is asked anew at this moment: the ticket, the
   * client's mapping, who may approve. Throws NotFound; AccessDenied 403 `may_not_approve` with the rule; Conflict
   * `already_decided`, `approval_expired`, `approval_void` (the ticket is closed, deleted or another client's, which ends
   * the approval), `plan_changed`, `denied_on_ticket`; VendorError when the PSA cannot be asked.
   */
  decide(decision: DecisionByPerson): Promise<Approval>;
  /** Whether this person could decide now, or why not. Changes nothing. Throws VendorError. */
  may(approval: Approval, email: string): Promise<MayDecide>;
  /** For a page: the approval, its plan while the run still has it, and whether this person could decide. */
  show(approvalId: string, email: string): Promise<{ approval: Approval; plan: Plan | undefined; decision: MayDecide }>;
}

export function createDecisions<Plan extends { hash: string }>({
  approvals,
  activity,
  situationOf,
  planOf,
  now,
}: {
  approvals: Approvals;
  activity: Activity;
  situationOf(approval: Approval): Promise<ApprovalSituation>;
  /** The plan that the approval's run has now. */
  planOf(approval: Approval): Promise<Plan | undefined>;
  now: () => Date;
}): Decisions<Plan> {
  async function known(id: string): Promise<Approval> {
    const approval = await approvals.get(id);
    if (!approval) throw new NotFound('approval', id);
    return approval;
  }

  /** Everything that stands between this person and a decision, in the order in which they should hear of it. */
  async function look(approval: Approval, email: string): Promise<Standing> {
    const over = whyOver(approval, now());
    if (over) return { refusal: over };
    const { psa, mappedCompanyId, settings } = await situationOf(approval);
    const ticket = await ticketNow(psa, approval.ticketId);
    const reason = whyVoid(ticket, approval.ticketNumber ?? approval.ticketId, mappedCompanyId);
    if (!ticket || reason) {
      const why = reason ?? 'The ticket is gone.';
      return { refusal: new Conflict('approval_void', `${why} This approval is void.`), voidBecause: why };
    }
    const technician = await technicianByEmail(psa, email);
    const { technicians, rule } = await whoMayApprove(psa, ticket, settings);
    const approver = technicians.find(({ id }) => id === technician?.id);
    if (approver) return { approver, psa, technicians, rule };
    const who = technician
      ? `${technician.name} may not decide on this ticket.`
      : `The address you signed in with belongs to no single active technician in ${psa.title}.`;
    const refusal = new AccessDenied('may_not_approve', `${who} Who may decide: ${rule}.`, 403);
    return { refusal, ...(technician ? { stranger: technician } : {}) };
  }

  const entryOf = ({ clientId, runId, ticketId }: Approval) => ({ clientId, runId, ticketId });

  async function refuse(approval: Approval, choice: Choice, standing: Refused): Promise<never> {
    const { refusal, voidBecause, stranger } = standing;
    if (voidBecause && (await approvals.cancel(approval.id, voidBecause))) {
      const detail = { approvalId: approval.id, planHash: approval.planHash };
      await activity.add({ ...entryOf(approval), kind: 'approval.void', what: voidBecause, detail });
    }
    if (stranger) {
      const what = `${stranger.name} pressed "${choice}", but may not decide`;
      const detail = { approvalId: approval.id, why: refusal.message, by: stranger.name };
      await activity.add({ ...entryOf(approval), kind: 'approval.ignored', what, detail });
    }
    throw refusal;
  }

  async function may(approval: Approval, email: string): Promise<MayDecide> {
    const standing = await look(approval, email);
    if (!('refusal' in standing)) return { may: true, rule: standing.rule };
    return { may: false, code: standing.refusal.code, why: standing.refusal.message };
  }

  return {
    may,
    async decide({ approvalId, choice, email, planHash, via }) {
      const approval = await known(approvalId);
      if (approval.state === 'pending') await approvals.expire(approval.id);
      const standing = await look(approval, email);
      if ('refusal' in standing) return refuse(approval, choice, standing);
      const { approver, psa, technicians } = standing;
      if (planHash !== approval.planHash) throw planChanged();
      const notes = await psa.notes(approval.ticketId);
      const denial = choice === 'approve' ? deniedBelow(notes, approval.noteId, technicians) : undefined;
      if (denial) {
        throw new Conflict(
          'denied_on_ticket',
          `${denial.technician.name} has denied this plan on the ticket, so it cannot be approved here.`,
        );
      }
      const state = choice === 'approve' ? 'approved' : 'denied';
      if (!(await approvals.decide(approval.id, state, decidedBy(approver, via, choice, notes, now())))) {
        const after = await known(approvalId);
        throw whyOver(after, now()) ?? new Conflict('not_decided', 'Nothing was decided; please try again.');
      }
      await activity.add({
        ...entryOf(approval),
        kind: 'approval.decided',
        what: `${approver.name} ${state} the plan`,
        detail: { approvalId, via, planHash: approval.planHash, by: approver.name },
      });
      return known(approvalId);
    },
    async show(approvalId, email) {
      const approval = await known(approvalId);
      const plan = await planOf(approval);
      const shown = plan?.hash === approval.planHash ? plan : undefined;
      return { approval, plan: shown, decision: await may(approval, email) };
    },
  };
}

interface Refused {
  refusal: FrontdeskError;
  /** The approval has nothing to be about any more. */
  voidBecause?: string;
  /** A technician who may not. */
  stranger?: Technician;
}
type Standing = Refused | { approver: Technician; psa: Psa; technicians: readonly Technician[]; rule: string };

function decidedBy(technician: Technician, via: 'link' | 'page', choice: Choice, notes: readonly Note[], at: Date) {
  const lastNoteId = notes.at(-1)?.id;
  const decided: Decided = {
    at,
    technicianId: technician.id,
    technicianName: technician.name,
    via,
    because: `pressed ${choice}`,
    ...(lastNoteId ? { lastNoteId } : {}),
  };
  return decided;
}

async function ticketNow(psa: Psa, ticketId: string): Promise<Ticket | undefined> {
  try {
    return await psa.ticket(ticketId);
  } catch (error) {
    if (error instanceof VendorError && error.failure === 'not_found') return undefined;
    throw error;
  }
}

/**
 * Why an approval that waits on this ticket is about nothing any more; `ticket` as it is now, undefined when deleted;
 * `number`: what people call it.
 */
export function whyVoid(
  ticket: Ticket | undefined,
  number: string,
  mappedCompanyId: string | undefined,
): string | undefined {
  if (!ticket) return `Ticket ${number} was deleted.`;
  if (mappedCompanyId === undefined) return 'The client of this ticket is not connected with the PSA any more.';
  if (ticket.companyId !== mappedCompanyId) return `Ticket ${number} was moved to another company.`;
  return ticket.closed ? `Ticket ${number} is closed.` : undefined;
}

const planChanged = () =>
  new Conflict('plan_changed', 'The plan is not the one that you saw. Open it again from the newest note.');

/** Why nobody can decide an approval any more; undefined while it is pending and in time. */
function whyOver({ state, decided, ended, expiresAt }: Approval, now: Date): Conflict | undefined {
  switch (state) {
    case 'pending':
      return expiresAt > now ? undefined : expired();
    case 'expired':
      return expired();
    case 'approved':
    case 'consumed':
    case 'denied': {
      const outcome = state === 'denied' ? 'denied' : 'approved';
      const by = decided?.technicianName ?? 'somebody';
      const stop = state === 'approved' ? ' To stop what is not done yet, write "denied" on the ticket.' : '';
      return new Conflict('already_decided', `${by} ${outcome} this plan already.${stop}`, {
        outcome,
        by,
        ...(decided ? { at: decided.at } : {}),
      });
    }
    case 'superseded':
      return planChanged();
    case 'cancelled':
      return new Conflict(
        'approval_void',
        `${sentence(ended?.reason ?? 'The request was withdrawn')} This approval is void.`,
      );
  }
}

const sentence = (words: string) => (/[.!?"]$/.test(words) ? words : `${words}.`);

const expired = () =>
  new Conflict('approval_expired', 'Nobody decided in time: this request has ended. The ticket says how to go on.');
