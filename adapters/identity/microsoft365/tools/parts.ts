import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../../../core/errors.js';
import type { Preview, ToolScope } from '../../../../core/tools/tool.js';
import type { Graph } from '../graph.js';
import type { Groups } from '../groups.js';
import type { Licences } from '../licences.js';
import { type Concern, type Mastered, refuseProtected } from '../protected.js';
import type { Recent } from '../recent.js';
import type { GraphUser, Users } from '../users.js';

export interface ToolParts {
  graph: Graph;
  users: Users;
  groups: Groups;
  licences: Licences;
  recent: Recent;
  mastered: Mastered;
  now: () => Date;
  /** Where objects are named by address in what is sent: Graph's own, with its version. */
  objectBase: string;
}

export const user = z
  .string()
  .trim()
  .min(3)
  .max(320)
  .describe('User principal name, e-mail address or object id of the person');

export const subject = <Input extends { user: string }>(args: Input) => ({
  kind: 'user' as const,
  ref: args.user,
  argument: 'user',
});

export function nameOf(found: Pick<GraphUser, 'displayName' | 'userPrincipalName'>): string {
  return found.displayName ? `${found.displayName} (${found.userPrincipalName})` : found.userPrincipalName;
}

/** True when `text` is a time not before `since`; Graph's times have no fractions of a second. */
export function notBefore(text: string | null | undefined, since: Date): boolean {
  if (!text) return false;
  return Date.parse(text) >= Math.floor(since.getTime() / 1000) * 1000;
}

/** The user, if a change of this concern may be made. Throws VendorError with the reason otherwise. */
export async function changeable(
  { graph, users, mastered }: Pick<ToolParts, 'graph' | 'users' | 'mastered'>,
  scope: ToolScope,
  key: string,
  concern: Concern,
): Promise<GraphUser> {
  const found = await users.get(scope.mapping, key, scope.signal);
  await refuseProtected(graph, scope.mapping, found, { concern, mastered, signal: scope.signal });
  return found;
}

/** What says that a change is not possible as things stand; anything else says that it cannot be known now. */
const REFUSALS: ReadonlySet<VendorFailure> = new Set(['forbidden', 'not_found', 'invalid', 'conflict']);

/**
 * The outcome of the same looks that a change begins with, as a preview. `wanted` says in names what was wanted, where ids
 * may stand for them: for the technician who reads why it cannot be.
 */
export async function previewOf(look: () => Promise<string>, wanted?: () => Promise<string>): Promise<Preview> {
  try {
    return { sentence: await look() };
  } catch (error) {
    if (!(error instanceof VendorError) || !REFUSALS.has(error.failure)) throw error;
    const sentence = await wanted?.().catch((unseen: unknown) => {
      if (unseen instanceof VendorError) return undefined;
      throw unseen;
    });
    return { problem: error.message, ...(sentence ? { sentence } : {}) };
  }
}

const outcome = z.looseObject({
  user: z.string().optional(),
  group: z.string().optional(),
  team: z.string().optional(),
  licence: z.string().optional(),
  already: z.boolean().optional(),
});

/**
 * The words about taking a step back: with the names that its output has, where the arguments say it by id. Empty when it
 * was so already: then taking it back would take away what was there before.
 */
export function undoing<Input extends { user: string }>(words: (told: Input) => string) {
  return (args: Input, output?: unknown): string => {
    const told = outcome.safeParse(output);
    if (!told.success) return words(args);
    const { already, ...names } = told.data;
    return already ? '' : words({ ...args, ...names });
  };
}

/** Whether an argument stands for what an earlier step of the same plan will give: nothing can be looked up by it yet. */
export function isReference(argument: string): boolean {
  return argument.includes('${steps.');
}
