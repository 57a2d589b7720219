import type { Policy, Tool } from './tool.js';

/** Policies by tool name, as an MSP or a client has set them. */
export type PolicyTable = Readonly<Record<string, Policy>>;

export interface EffectivePolicy {
  policy: Policy;
  /** Who decided. */
  source: 'client' | 'msp' | 'default';
}

/**
 * The policy of a tool nobody has set: the tool's own default, else its annotation (reading is automatic, the rest asks).
 */
export function defaultPolicy(tool: Pick<Tool, 'name' | 'effect' | 'defaultPolicy'>): Policy {
  if (tool.defaultPolicy) return tool.defaultPolicy;
  return tool.effect === 'read' ? 'auto' : 'approval_needed';
}

/** What holds for this tool at this client, and where it comes from. */
export function effectivePolicy(
  tool: Pick<Tool, 'name' | 'effect' | 'defaultPolicy'>,
  tables: { msp: PolicyTable; client: PolicyTable },
): EffectivePolicy {
  const client = tables.client[tool.name];
  if (client) return { policy: client, source: 'client' };
  const msp = tables.msp[tool.name];
  if (msp) return { policy: msp, source: 'msp' };
  return { policy: defaultPolicy(tool), source: 'default' };
}

const STRICTNESS: Readonly<Record<Policy, number>> = { auto: 0, approval_needed: 1, disabled: 2 };

/** Of two policies the one that allows less. */
export function stricter(a: Policy, b: Policy): Policy {
  return STRICTNESS[a] >= STRICTNESS[b] ? a : b;
}

/** What holds for one call: the tool's effective policy, or what its arguments ask for where that allows less. */
export function policyOfCall(tool: Pick<Tool, 'policyFor'>, args: unknown, effective: Policy): Policy {
  return tool.policyFor ? stricter(effective, tool.policyFor(args)) : effective;
}
