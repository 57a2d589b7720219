export type ApprovalState =
  | 'pending'
  | 'approved'
  /** Approved, and its plan is being executed: it cannot be used again. */
  | 'consumed'
  | 'denied'
  | 'expired'
  | 'superseded'
  | 'cancelled';

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

const STATES: readonly ApprovalState[] = [
  'pending',
  'approved',
  'consumed',
  'denied',
  'expired',
  'superseded',
  'cancelled',
];

export function isFinal(state: ApprovalState): boolean {
  return MOVES[state].length === 0;
}

/** The states that lead to this one. */
export function statesBefore(state: ApprovalState): readonly ApprovalState[] {
  return STATES.filter((from) => MOVES[from].includes(state));
}
