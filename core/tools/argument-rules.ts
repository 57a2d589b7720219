import type { ArgumentRule } from './policy-settings.js';
import type { Subject } from './tool.js';
import { folded, looksLike } from './wildcard.js';

/** What is known of the person a call acts on. */
export interface TargetFacts {
  isAdmin?: boolean | 'unknown';
  /** User principal name, e-mail addresses, object id. Empty: not known who it is. */
  names: readonly string[];
}

/** One call, as rules look at it. */
export interface RuledCall {
  args: unknown;
  /** `unknown`: the arguments refer to what is not there yet. */
  subject: Subject | 'unknown';
  target: TargetFacts | undefined;
  requesterIsTarget: boolean | undefined;
  vips: readonly string[];
}

/** `possible`: it cannot be told; such a condition counts as met. */
export type Match = 'met' | 'possible' | 'not_met';

/** Whether a rule speaks of this tool at all. */
export function concerns(rule: Pick<ArgumentRule, 'tool'>, toolName: string): boolean {
  return rule.tool.endsWith(':*') ? toolName.startsWith(rule.tool.slice(0, -1)) : rule.tool === toolName;
}

/** Whether the conditions of a rule hold for a call; all that are given must. */
export function matchOf({ when }: Pick<ArgumentRule, 'when'>, call: RuledCall): Match {
  const found = [
    when.target === undefined ? 'met' : targetMatch(when.target, call),
    when.argument === undefined ? 'met' : argumentMatch(when.argument, when, call.args),
  ];
  if (found.includes('not_met')) return 'not_met';
  return found.includes('possible') ? 'possible' : 'met';
}

function targetMatch(wanted: NonNullable<ArgumentRule['when']['target']>, call: RuledCall): Match {
  const { subject, target, requesterIsTarget } = call;
  if (subject !== 'unknown' && subject.kind !== 'user') return 'not_met';
  switch (wanted) {
    case 'admin': {
      const isAdmin = target?.isAdmin ?? 'unknown';
      if (isAdmin === 'unknown') return 'possible';
      return isAdmin ? 'met' : 'not_met';
    }
    case 'vip': {
      const vips = new Set(call.vips.map(folded));
      if (vips.size === 0) return 'not_met';
      const given = subject === 'unknown' ? [] : [subject.ref];
      if ([...given, ...(target?.names ?? [])].some((name) => vips.has(folded(name)))) return 'met';
      return target && target.names.length > 0 ? 'not_met' : 'possible';
    }
    case 'other_than_requester':
      if (requesterIsTarget === undefined) return 'possible';
      return requesterIsTarget ? 'not_met' : 'met';
  }
}

function argumentMatch(argument: string, { is = [], like }: ArgumentRule['when'], args: unknown): Match {
  const values = valuesAt(args, argument.split('.'));
  const wanted = new Set(is.map((value) => folded(String(value))));
  if (values.some((value) => wanted.has(folded(value)) || (like !== undefined && looksLike(value, like)))) return 'met';
  return values.some(isReference) ? 'possible' : 'not_met';
}

/** Whether a text takes in the result of an earlier step that has not been carried out yet. */
export function isReference(value: string): boolean {
  return value.includes('${steps.');
}

/** Whether anything in these arguments takes in the result of an earlier step. */
export function holdReference(args: unknown): boolean {
  return scalarsIn(args).some(isReference);
}

/**
 * Everything at a dotted path, as text: of a list each item, of an object all that it holds. A reference on the way
 * stands for whatever will be below it.
 */
function valuesAt(value: unknown, [name, ...rest]: readonly string[]): string[] {
  if (name === undefined) return scalarsIn(value);
  if (typeof value === 'string') return isReference(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.hasOwn(value, name) ? valuesAt(Reflect.get(value, name), rest) : [];
  return Array.isArray(value) ? [...below, ...value.flatMap((item) => valuesAt(item, [name, ...rest]))] : below;
}

function scalarsIn(value: unknown): string[] {
  if (value instanceof Date) return [value.toISOString()];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(scalarsIn);
  return value === undefined || value === null ? [] : [String(value)];
}

const TARGETS: Readonly<Record<NonNullable<ArgumentRule['when']['target']>, string>> = {
  admin: 'target is an administrator',
  vip: 'target is a VIP',
  other_than_requester: 'target is not the requester',
};
const MOST_VALUES = 3;

/** The conditions of a rule in plain words. */
export function wordsOfRule({ when: { target, argument, is, like } }: Pick<ArgumentRule, 'when'>): string {
  const values = (is ?? []).slice(0, MOST_VALUES).map((value) => JSON.stringify(value));
  if (is && is.length > MOST_VALUES) values.push(`${is.length - MOST_VALUES} more`);
  const alternatives = [...values, ...(like === undefined ? [] : [`like ${JSON.stringify(like)}`])];
  return [
    ...(target ? [TARGETS[target]] : []),
    ...(argument ? [`${argument} is ${alternatives.join(' or ')}`] : []),
  ].join(' and ');
}
