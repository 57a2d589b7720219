import type { Plan, PlanStep } from '../run.js';
import { DANA } from './directory.js';

/** What a model sends to propose steps. */
export function proposal(...steps: { tool: string; arguments: unknown }[]): readonly [string, unknown] {
  return ['propose_plan', { diagnosis: 'The account is locked.', steps, expectedOutcome: 'Dana can sign in.' }];
}

export const RESET_DANA = { tool: 'pretend_directory:reset-password', arguments: { user: DANA.userPrincipalName } };

export function stepOf(step: Partial<PlanStep> = {}): PlanStep {
  const target = { kind: 'user', id: DANA.id, name: DANA.displayName } as const;
  const base = { why: '', policy: 'approval_needed', mapping: 'tenant-harbor', target } as const;
  return { ...RESET_DANA, ...base, sentence: 'Reset the password', ...step };
}

export function planOf(steps: PlanStep[], hash = 'hash-1'): Plan {
  return { number: 1, hash, diagnosis: 'Locked out', steps, expectedOutcome: '' };
}
