/** What a step was approved for is what it acts on: names are resolved when it is planned and looked at again when it is run. */
import type { ToolForClient } from '../clients/mode.js';
import { VendorError } from '../errors.js';
import type { Directory, DirectoryUser } from '../ports/directory.js';
import type { PlanStep } from './run.js';

/** Whom a reference means in a client's directory. */
export async function findTarget(
  directory: Directory | undefined,
  mapping: string,
  ref: string,
): Promise<DirectoryUser | 'several' | undefined> {
  try {
    return await directory?.findUser(mapping, ref);
  } catch (error) {
    if (error instanceof VendorError && error.failure === 'conflict') return 'several';
    throw error;
  }
}

const CHANGED = 'the target has changed since the approval';

/** Why a step must be neither sent nor read back: the client is called something else at the integration now. */
export function mappingChange(
  step: Pick<PlanStep, 'mapping'>,
  { mapping }: Pick<ToolForClient, 'mapping'>,
): string | undefined {
  if (mapping === step.mapping) return undefined;
  return `${CHANGED}: the client is mapped to ${mapping} now, not to ${step.mapping}`;
}

/** Why a step must be neither sent nor read back: its vendor has put another tool in the place of the one it was planned with. */
export function toolChange({ pin }: Pick<PlanStep, 'pin'>, { tool }: Pick<ToolForClient, 'tool'>): string | undefined {
  if (tool.pin === pin) return undefined;
  return `the tool has changed since the approval: what ${tool.name} says of itself is not what it said when this was planned`;
}

/** Why a step must not be sent: what it would act on now is not what was planned. Throws VendorError. */
export async function targetChange(
  step: Pick<PlanStep, 'arguments' | 'mapping' | 'target'>,
  { tool, mapping }: Pick<ToolForClient, 'tool' | 'mapping'>,
  directory: Directory | undefined,
): Promise<string | undefined> {
  const subject = tool.subject(step.arguments);
  if (!step.target) return subject?.kind === 'user' ? `${CHANGED}: the plan does not say whom it meant` : undefined;
  const { id, name } = step.target;
  const found = subject?.kind === step.target.kind ? await findTarget(directory, mapping, subject.ref) : undefined;
  if (typeof found === 'object' && found.id === id) return undefined;
  return `${CHANGED}: ${subject?.ref ?? 'the user'} does not mean ${name} (${id}) any more`;
}

/** The arguments to run a step with: the frozen object id in the place of the name, where the tool takes it. */
export function frozenArguments(
  { arguments: args, target }: Pick<PlanStep, 'arguments' | 'target'>,
  { tool }: Pick<ToolForClient, 'tool'>,
): Record<string, unknown> {
  const argument = target ? tool.subject(args)?.argument : undefined;
  return target && argument && argument in args ? { ...args, [argument]: target.id } : args;
}
