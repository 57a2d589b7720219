import type { ToolForClient } from '../clients/mode.js';
import { targetFactsOf } from '../clients/target-facts.js';
import { type EffectivePolicy, policyOf } from '../tools/policy.js';
import { findTarget } from './frozen-target.js';
import type { PlanContext } from './plan.js';

/**
 * The policy of a call that reads, with these very arguments. Where a rule might apply by whom it is about, that person is
 * looked up: a rule about VIPs or administrators is no reason not to read about anybody else. Throws VendorError.
 */
export async function policyOfRead(
  { tool, mapping }: Pick<ToolForClient, 'tool' | 'mapping'>,
  args: unknown,
  { settings, directory, requester }: Pick<PlanContext, 'settings' | 'directory' | 'requester'>,
): Promise<Pick<EffectivePolicy, 'policy' | 'reason'>> {
  const asFarAsKnown = policyOf(tool, settings, { args });
  const subject = tool.subject(args);
  if (asFarAsKnown.policy === 'auto' || subject.kind !== 'user') return asFarAsKnown;
  const user = await findTarget(directory, mapping, subject.ref);
  if (typeof user !== 'object') return asFarAsKnown;
  const target = await targetFactsOf(user, { tool, settings, directory, tenantId: mapping });
  return policyOf(tool, settings, { args, target, requesterIsTarget: user.id === requester?.userId });
}
