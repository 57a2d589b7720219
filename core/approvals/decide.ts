import type { Activity } from '../activity/record.js';
import type { Note, Psa, Ticket } from '../ports/psa.js';
import type { Approval, Approvals } from './approval.js';
import { readReply } from './reply-intent.js';

export type Decision =
  /** The request is decided; wake its run. */
  | { outcome: 'approved' | 'denied'; approval: Approval }
  /** Not a decision: ordinary words for the agent. */
  | { outcome: 'message' };

export interface DecideDeps {
  approvals: Approvals;
  activity: Activity;
  now(): Date;
}

/**
 * Reads one note as an answer to an approval request. Only an internal note, written after the request by a technician
 * whom the PSA names as approver at this moment, can decide; everything else is an ordinary message.
 */
export async function decideByNote(
  { approval, ticket, note, psa }: { approval: Approval; ticket: Ticket; note: Note; psa: Psa },
  { approvals, activity, now }: DecideDeps,
): Promise<Decision> {
  const entry = { clientId: approval.clientId, runId: approval.runId, ticketId: approval.ticketId };
  const technicianId = note.author.id;
  if (note.visibility !== 'internal' || note.author.kind !== 'technician' || !technicianId)
    return { outcome: 'message' };

  const reply = readReply(note.text);
  if (reply.intent === 'neutral') return { outcome: 'message' };

  const approvers = await psa.approversOf(ticket);
  const approver = approvers.technicians.find((technician) => technician.id === technicianId && technician.active);
  if (!approver) {
    await activity.add({
      ...entry,
      kind: 'approval.ignored',
      what: `${note.author.name ?? 'Somebody'} answered "${reply.intent}", but may not decide (${approvers.rule})`,
      detail: { noteId: note.id },
    });
    return { outcome: 'message' };
  }

  const outcome = reply.intent === 'approve' ? 'approved' : 'denied';
  const decided = {
    at: now(),
    technicianId: approver.id,
    technicianName: approver.name,
    noteId: note.id,
    because: reply.because,
  };
  if (!(await approvals.decide(approval.id, outcome, decided))) return { outcome: 'message' };
  await activity.add({
    ...entry,
    kind: 'approval.decided',
    what: `${approver.name} ${outcome} the plan`,
    detail: { noteId: note.id, because: reply.because, planHash: approval.planHash },
  });
  return { outcome, approval };
}
