import { z } from 'zod';
import { VendorError, type VendorFailure } from '../../../../core/errors.js';
import type { Preview, ToolScope } from '../../../../core/tools/tool.js';
import type { Graph } from '../graph.js';
import type { Groups } from '../groups.js';
import type { Licences } from '../licences.js';
import { type Concern, refuseProtected } from '../protected.js';
import type { Recent } from '../recent.js';
import type { GraphUser, Users } from '../users.js';

export interface ToolParts {
  graph: Graph;
  users: Users;
  groups: Groups;
  licences: Licences;
  recent: Recent;
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
  { graph, users }: Pick<ToolParts, 'graph' | 'users'>,
  scope: ToolScope,
  key: string,
  concern: Concern,
): Promise<GraphUser> {
  const found = await users.get(scope.mapping, key, scope.signal);
  await refuseProtected(graph, scope.mapping, found, concern, scope.signal);
  return found;
}

/** What says that a change is not possible as things stand; anything else says that it cannot be known now. */
const REFUSALS: ReadonlySet<VendorFailure> = new Set(['forbidden', 'not_found', 'invalid', 'conflict']);

/** The outcome of the same looks that a change begins with, as a preview. */
export async function previewOf(look: () => Promise<string>): Promise<Preview> {
  try {
    return { sentence: await look() };
  } catch (error) {
    if (error instanceof VendorError && REFUSALS.has(error.failure)) return { problem: error.message };
    throw error;
  }
}

/** Whether an argument stands for what an earlier step of the same plan will give: nothing can be looked up by it yet. */
export function isReference(argument: string): boolean {
  return argument.includes('${steps.');
}
