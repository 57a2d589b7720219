/** A step of the plan as it is when its turn comes: references filled, and what they became checked like a literal. */
import { z } from 'zod';
import type { ToolForClient } from '../clients/mode.js';
import type { Subject } from '../tools/tool.js';
import { checkTarget, type TargetContext } from './check-target.js';
import { frozenArguments } from './frozen-target.js';
import type { LedgerRow, PlanStep } from './run.js';
import { fillReferences, referencesIn } from './step-references.js';

/** Longest result of a step that later ones can refer to. Characters of JSON. */
const LONGEST_OUTPUT = 50_000;

/** `newestAt`: when the last of the things that the arguments refer to was made. */
export type StepAtHand = { args: Record<string, unknown>; newestAt?: Date } | { problem: string };

/**
 * The arguments to run a step with, or why it cannot be run. What a reference names must be what a literal could have
 * named: this ticket, the requester, somebody whom the ticket names; or what the very step made that it refers to.
 * Throws VendorError when the directory cannot be read.
 */
export async function stepAtHand(
  step: PlanStep,
  { ledger, tools }: { ledger: readonly LedgerRow[]; tools: readonly ToolForClient[] },
  offered: ToolForClient,
  context: () => Promise<TargetContext>,
): Promise<StepAtHand> {
  const references = referencesIn(step.arguments);
  if (references.length === 0) return { args: frozenArguments(step, offered) };
  const rowOf = (number: number) => ledger.find((row) => row.step === number - 1 && row.state === 'confirmed');
  const filled = fillReferences(step.arguments, (number) => rowOf(number)?.output);
  if ('problem' in filled) return filled;
  const parsed = offered.tool.input.safeParse(filled.args);
  if (!parsed.success) return { problem: `once filled, its arguments do not fit: ${z.prettifyError(parsed.error)}` };
  const args = z.record(z.string(), z.unknown()).parse(parsed.data);
  const made = references.flatMap(({ step: number }) => {
    const row = rowOf(number);
    const thing = tools.find(({ tool }) => tool.name === row?.tool)?.tool.creates?.(row?.output);
    return thing ? { thing, at: row?.finishedAt?.getTime() ?? 0 } : [];
  });
  const age = made.length > 0 ? { newestAt: new Date(Math.max(...made.map(({ at }) => at))) } : {};
  if (!step.deferred) return { args: frozenArguments({ ...step, arguments: args }, offered), ...age };
  const subject = offered.tool.subject(args);
  if (made.some(({ thing }) => isSame(thing, subject))) return { args, ...age };
  const target = await checkTarget(subject, offered.mapping, await context());
  if ('problem' in target) return target;
  const user = target.user && { kind: 'user' as const, id: target.user.id, name: target.user.displayName };
  return { args: frozenArguments({ arguments: args, ...(user ? { target: user } : {}) }, offered), ...age };
}

function isSame(one: Subject, other: Subject): boolean {
  return one.kind === other.kind && one.ref === other.ref;
}

/** What is kept of a step's result for later steps. */
export function keptOutput(output: unknown): { output?: unknown } {
  if (output === undefined || output === null) return {};
  const text = JSON.stringify(output);
  return text.length > LONGEST_OUTPUT ? {} : { output: z.json().parse(JSON.parse(text)) };
}
