import { z } from 'zod';
import type { Graph } from '../graph.js';
import type { GraphUser, Users } from '../users.js';

export interface ToolParts {
  graph: Graph;
  users: Users;
}

export const user = z
  .string()
  .trim()
  .min(3)
  .max(320)
  .describe('User principal name, e-mail address or object id of the person');

export const subject = (args: { user: string }) => ({ kind: 'user' as const, ref: args.user, argument: 'user' });

export function nameOf(found: GraphUser): string {
  return found.displayName ? `${found.displayName} (${found.userPrincipalName})` : found.userPrincipalName;
}

/** True when `text` is a time not before `since`; Graph's times have no fractions of a second. */
export function notBefore(text: string | null | undefined, since: Date): boolean {
  if (!text) return false;
  return Date.parse(text) >= Math.floor(since.getTime() / 1000) * 1000;
}
