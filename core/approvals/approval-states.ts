/** `consumed`: approved, and its plan is being executed, so that it cannot be used again. */
export const APPROVAL_STATES = [
  'pending',
  'approved',
  'consumed',
  'denied',
  'expired',
  'superseded',
  'cancelled',
] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** Where each state leads. A state that leads nowhere is final. */
export const MOVES: Readonly<Record<ApprovalState, readonly ApprovalState[]>> = {
  pending: ['approved', 'denied', 'expired', 'superseded', 'cancelled'],
  approved: ['consumed', 'superseded', 'cancelled'],
  consumed: [],
  denied: [],
  expired: [],
  superseded: [],
  cancelled: [],
};

export function isFinal(state: ApprovalState): boolean {
  return MOVES[state].length === 0;
}

/** The states that lead to this one. */
export function statesBefore(state: ApprovalState): readonly ApprovalState[] {
  return APPROVAL_STATES.filter((from) => MOVES[from].includes(state));
}
