import { concerns, wordsOfRule } from '../tools/argument-rules.js';
import { defaultPolicy } from '../tools/default-policy.js';
import { type EffectivePolicy, type PolicySettings, policyOf } from '../tools/policy.js';
import type { ArgumentRule } from '../tools/policy-settings.js';
import type { Policy, ToolEffect } from '../tools/tool.js';
import type { Client } from './client.js';
import { mappingOf, type Reachable } from './mode.js';

/** What the page and the API show of one tool. */
export interface ToolPolicy {
  /** `integration:tool-name`. */
  tool: string;
  integration: { kind: string; title: string };
  description: string;
  effect: ToolEffect;
  /** A step with it demands that the requester is verified. */
  sensitive: boolean;
  default: Policy;
  /** What the MSP set, if anything. */
  msp?: Policy;
  /** What is set for this client, if anything. */
  client?: Policy;
  /** What holds before rules look at a call's target and arguments, freezes included. */
  effective: EffectivePolicy;
  /** Rules that may make single calls stricter. `condition`: in plain words. */
  rules: { of: 'msp' | 'client'; condition: string; policy: ArgumentRule['policy']; reason: string }[];
  /** Whether this client is mapped to the tool's integration, or every client has it; only then its agent has the tool. */
  mapped: boolean;
}

/**
 * Every tool of every connected integration, with what holds for this client and why: also the disabled ones, and those of
 * integrations it is not mapped to. Without a client: what holds for one that has no settings of its own.
 */
export function policiesOf(
  client: (Pick<Client, 'mappings'> & PolicySettings['client']) | undefined,
  msp: PolicySettings['msp'],
  connected: readonly (Reachable & { title: string })[],
): ToolPolicy[] {
  const settings: PolicySettings = { msp, client: client ?? { policies: {}, rules: [], freeze: false, vips: [] } };
  return connected.flatMap(({ kind, title, connection }) =>
    connection.tools().map((tool) => {
      const { name, description, effect, sensitive = false } = tool;
      const ofMsp = msp.policies[name];
      const ofClient = settings.client.policies[name];
      return {
        tool: name,
        integration: { kind, title },
        description,
        effect,
        sensitive,
        default: defaultPolicy(tool),
        ...(ofMsp ? { msp: ofMsp } : {}),
        ...(ofClient ? { client: ofClient } : {}),
        effective: policyOf(tool, settings),
        rules: [...rulesOn(name, 'msp', msp.rules), ...rulesOn(name, 'client', settings.client.rules)],
        mapped: client !== undefined && mappingOf(client, { kind, connection }) !== undefined,
      };
    }),
  );
}

function rulesOn(tool: string, of: 'msp' | 'client', rules: readonly ArgumentRule[]): ToolPolicy['rules'] {
  return rules
    .filter((rule) => concerns(rule, tool))
    .map((rule) => ({ of, condition: wordsOfRule(rule), policy: rule.policy, reason: rule.reason }));
}
