import {
  concerns,
  holdReference,
  type Match,
  matchOf,
  type RuledCall,
  type TargetFacts,
  wordsOfRule,
} from './argument-rules.js';
import { defaultPolicy } from './default-policy.js';
import type { ArgumentRule } from './policy-settings.js';
import type { Policy, Tool } from './tool.js';

/** Policies by tool name, as an MSP or a client has set them. */
export type PolicyTable = Readonly<Record<string, Policy>>;

/** What the MSP and the client decided. Settings of an MSP and a client fit as they are. */
export interface PolicySettings {
  msp: { policies: PolicyTable; rules: readonly ArgumentRule[]; freeze: boolean };
  client: { policies: PolicyTable; rules: readonly ArgumentRule[]; freeze: boolean; vips: readonly string[] };
}

/** One call of a tool. What is not known counts as if it were so: a rule that asks for it applies. */
export interface PolicyCall {
  /** As the tool's schema gave them back, so that rules see what the tool will get. */
  args: unknown;
  /** Of the user whom the call acts on. */
  target?: TargetFacts | undefined;
  requesterIsTarget?: boolean | undefined;
}

export interface EffectivePolicy {
  policy: Policy;
  /** Who decided. `tool`: the tool itself asks for it, with these arguments or always. */
  source: 'default' | 'msp' | 'client' | 'tool' | 'msp-rule' | 'client-rule' | 'msp-freeze' | 'client-freeze';
  /** One plain sentence without a full stop. */
  reason: string;
}

/**
 * What holds for a tool, or for one call of it, and why. The client's table goes before the MSP's before the default;
 * what the arguments ask for, the rules of both and a freeze only ever make it stricter.
 * Throws ZodError when the arguments neither fit the tool nor refer to an earlier step. Where they refer to one, ask again
 * with what the reference stands for before the call is made.
 */
export function policyOf(tool: Tool, settings: PolicySettings, call?: PolicyCall): EffectivePolicy {
  const { msp, client } = settings;
  const stages = [
    ...askedStages(tool),
    ...(call ? argumentStages(tool, call) : []),
    ...(call ? ruleStages(tool, settings, call) : []),
    ...(tool.effect !== 'read' && msp.freeze ? [MSP_FREEZE] : []),
    ...(tool.effect !== 'read' && client.freeze ? [CLIENT_FREEZE] : []),
  ];
  return stages.reduce(
    (strictest, stage) => (STRICTNESS[stage.policy] > STRICTNESS[strictest.policy] ? stage : strictest),
    tablePolicy(tool, settings),
  );
}

/** The same settings as if nothing were frozen: what would hold, for a client whose agent only plans meanwhile. */
export function thawed({ msp, client }: PolicySettings): PolicySettings {
  return { msp: { ...msp, freeze: false }, client: { ...client, freeze: false } };
}

/** Whether the tool or a rule makes it worth finding out if the target of this tool is an administrator. */
export function asksAboutAdmins(
  { name, sparesAdmins = false }: Pick<Tool, 'name' | 'sparesAdmins'>,
  { msp, client }: PolicySettings,
): boolean {
  if (sparesAdmins) return true;
  return [...msp.rules, ...client.rules].some((rule) => concerns(rule, name) && rule.when.target === 'admin');
}

const STRICTNESS: Readonly<Record<Policy, number>> = { auto: 0, approval_needed: 1, disabled: 2 };

/** Of two policies the one that allows less. */
export function stricter(a: Policy, b: Policy): Policy {
  return STRICTNESS[a] >= STRICTNESS[b] ? a : b;
}

const WORDS: Readonly<Record<Policy, string>> = {
  auto: 'automatic',
  approval_needed: 'approval',
  disabled: 'disabled',
};

const MSP_FREEZE: EffectivePolicy = {
  policy: 'disabled',
  source: 'msp-freeze',
  reason: 'The MSP has frozen everything: nothing is changed anywhere',
};
const CLIENT_FREEZE: EffectivePolicy = {
  policy: 'disabled',
  source: 'client-freeze',
  reason: 'This client is frozen: nothing is changed for it',
};

function tablePolicy(tool: Tool, { msp, client }: PolicySettings): EffectivePolicy {
  const { name } = tool;
  const own = client.policies[name];
  if (own) return { policy: own, source: 'client', reason: `For this client ${name} is set to ${WORDS[own]}` };
  const all = msp.policies[name];
  if (all) return { policy: all, source: 'msp', reason: `The MSP set ${name} to ${WORDS[all]}` };
  const policy = defaultPolicy(tool);
  return { policy, source: 'default', reason: `The default of ${name} is ${WORDS[policy]}` };
}

function askedStages({ approvalBecause }: Tool): EffectivePolicy[] {
  return approvalBecause ? [{ policy: 'approval_needed', source: 'tool', reason: approvalBecause }] : [];
}

function argumentStages(tool: Tool, { args, target }: PolicyCall): EffectivePolicy[] {
  // Where it cannot be told, the tool itself looks before it acts.
  const spared: EffectivePolicy[] =
    tool.sparesAdmins && target?.isAdmin === true
      ? [{ policy: 'disabled', source: 'tool', reason: `${tool.name} never acts on somebody with an admin role` }]
      : [];
  if (!tool.policyFor) return spared;
  const policy = orUnknown(args, () => tool.policyFor?.(args)) ?? 'approval_needed';
  return [...spared, { policy, source: 'tool', reason: `With these arguments ${tool.name} asks for ${WORDS[policy]}` }];
}

function ruleStages(tool: Tool, { msp, client }: PolicySettings, call: PolicyCall): EffectivePolicy[] {
  const rules = [
    ...msp.rules.map((rule) => ({ rule, source: 'msp-rule' as const, whose: 'the MSP' })),
    ...client.rules.map((rule) => ({ rule, source: 'client-rule' as const, whose: 'this client' })),
  ].filter(({ rule }) => concerns(rule, tool.name));
  if (rules.length === 0) return [];
  const ruled: RuledCall = {
    args: call.args,
    subject: orUnknown(call.args, () => tool.subject(call.args)) ?? 'unknown',
    target: call.target,
    requesterIsTarget: call.requesterIsTarget,
    vips: client.vips,
  };
  return rules.flatMap(({ rule, source, whose }) => {
    const match = matchOf(rule, ruled);
    return match === 'not_met' ? [] : [{ policy: rule.policy, source, reason: reasonOf(rule, whose, match) }];
  });
}

function reasonOf(rule: ArgumentRule, whose: string, match: Exclude<Match, 'not_met'>): string {
  const doubt = match === 'possible' ? ' (this cannot be told, so the rule applies)' : '';
  return `Rule of ${whose}: ${wordsOfRule(rule)}${doubt}: ${WORDS[rule.policy]}${rule.reason ? ` (${rule.reason})` : ''}`;
}

/** Undefined where the arguments do not fit only because they refer to what is not there yet. */
function orUnknown<T>(args: unknown, ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (holdReference(args)) return undefined;
    throw error;
  }
}
