import { VendorError } from '../errors.js';
import type { Directory, DirectoryUser } from '../ports/directory.js';
import type { TargetFacts } from '../tools/argument-rules.js';
import { asksAboutAdmins, type PolicySettings } from '../tools/policy.js';
import type { Tool } from '../tools/tool.js';

/**
 * What rules want to know of the user a call acts on. The directory is asked about admin roles only where a rule on this
 * tool speaks of administrators; what it cannot tell is unknown, and such a rule applies.
 */
export async function targetFactsOf(
  user: DirectoryUser,
  { tool, settings, directory, tenantId }: TargetOptions,
): Promise<TargetFacts> {
  const names = [user.id, user.userPrincipalName, ...user.emails];
  if (!asksAboutAdmins(tool, settings)) return { names };
  try {
    return { names, isAdmin: (await directory?.isAdmin?.(tenantId, user.id)) ?? 'unknown' };
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    return { names, isAdmin: 'unknown' };
  }
}

export interface TargetOptions {
  tool: Pick<Tool, 'name' | 'sparesAdmins'>;
  settings: PolicySettings;
  directory: Pick<Directory, 'isAdmin'> | undefined;
  tenantId: string;
}
