import { VendorError } from '../errors.js';
import type { Directory, DirectoryUser } from '../ports/directory.js';
import type { TargetFacts } from '../tools/argument-rules.js';
import { asksAboutAdmins, type PolicySettings } from '../tools/policy.js';
import type { Tool } from '../tools/tool.js';

/**
 * What rules may ask about the user whom a call acts on. Whether it is an administrator is looked up only where a rule
 * asks, and is unknown (rules then apply) where the directory cannot tell. Throws VendorError when it cannot be reached.
 */
export async function targetFacts(
  tool: Tool,
  settings: PolicySettings,
  { directory, mapping, user }: { directory: Directory | undefined; mapping: string; user: DirectoryUser | undefined },
): Promise<TargetFacts | undefined> {
  if (!user) return undefined;
  const names = [user.id, user.userPrincipalName, ...user.emails];
  if (!asksAboutAdmins(tool, settings)) return { names };
  return { names, isAdmin: await isAdmin(directory, mapping, user.id) };
}

async function isAdmin(
  directory: Directory | undefined,
  mapping: string,
  userId: string,
): Promise<boolean | 'unknown'> {
  try {
    return (await directory?.isAdmin?.(mapping, userId)) ?? 'unknown';
  } catch (error) {
    if (error instanceof VendorError && !error.passing) return 'unknown';
    throw error;
  }
}
