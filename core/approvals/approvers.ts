import { technicianOf } from '../accounts/technician.js';
import type { Psa, Technician, Ticket } from '../ports/psa.js';

/** The part of the settings that says who approves. */
export interface ApproverSettings {
  /** Where any active technician may approve: only those whom the ticket is assigned to. */
  assignedOnly: boolean;
  /** E-mail addresses or login names of technicians; they approve while a ticket is assigned to nobody. */
  fallbackApprovers: readonly string[];
}

export interface MayApprove {
  /** Active ones only. */
  technicians: readonly Technician[];
  /** Who may approve, or what has to happen first: fit to follow "Who may decide: " and for a refusal. */
  rule: string;
  /** Nobody may approve until the ticket is assigned. */
  needsAssignment: boolean;
}

const ASSIGN_FIRST =
  'nobody yet: this ticket is assigned to no active technician, so assign it in the PSA first; whoever it is assigned to decides';

/**
 * Who may approve on a ticket at this moment, asked of the PSA now; `ticket` has to be read afresh as well. Where
 * assignment decides and the ticket is assigned to nobody, the fallback approvers may, and without them nobody. Throws
 * VendorError when the PSA cannot be asked.
 */
export async function whoMayApprove(psa: Psa, ticket: Ticket, settings: ApproverSettings): Promise<MayApprove> {
  const approvers = await psa.approversOf(ticket);
  const active = approvers.technicians.filter((technician) => technician.active);
  const anybody = approvers.scope === 'any_active';
  if (anybody && !settings.assignedOnly) return { technicians: active, rule: approvers.rule, needsAssignment: false };

  const assigned = anybody ? active.filter(({ id }) => ticket.assignedTo.includes(id)) : active;
  if (assigned.length > 0) {
    const rule = anybody ? 'an active technician whom this ticket is assigned to' : approvers.rule;
    return { technicians: assigned, rule, needsAssignment: false };
  }
  // Somebody has it, though they may not approve: that it stands still is for a person to see and to change.
  const fallback = ticket.assignedTo.length === 0 ? await fallbackOf(psa, settings.fallbackApprovers) : [];
  if (fallback.length === 0) return { technicians: [], rule: ASSIGN_FIRST, needsAssignment: true };
  const names = fallback.map(({ name }) => name).join(', ');
  return {
    technicians: fallback,
    rule: `a fallback approver, because this ticket is assigned to nobody: ${names}`,
    needsAssignment: false,
  };
}

async function fallbackOf(psa: Psa, named: readonly string[]): Promise<Technician[]> {
  if (named.length === 0) return [];
  const wanted = new Set(named.map(plain));
  return (await psa.technicians()).filter(
    ({ active, email, identifier }) => active && [email, identifier].some((name) => name && wanted.has(plain(name))),
  );
}

/**
 * The active technician with this e-mail address; undefined when there is none, or more than one: who shares an address
 * cannot be told apart by it. Throws VendorError when the PSA cannot be asked.
 */
export async function technicianByEmail(psa: Psa, email: string): Promise<Technician | undefined> {
  return email.trim() === '' ? undefined : technicianOf({ email }, await psa.technicians());
}

const plain = (name: string): string => name.trim().toLowerCase();
