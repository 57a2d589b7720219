import type { Tool } from '../../../core/tools/tool.js';
import { licenceReadTools } from './tools/licence-reads.js';
import type { ToolParts } from './tools/parts.js';
import { resetPasswordTool } from './tools/reset-password.js';
import { revokeSessionsTool } from './tools/revoke-sessions.js';
import { unlockAccountTool } from './tools/unlock-account.js';
import { userReadTools } from './tools/user-reads.js';

/** Everything the agent can do in Microsoft 365, each call confined to the tenant that its client is mapped to. */
export function createMicrosoft365Tools(parts: ToolParts): Tool[] {
  return [
    ...userReadTools(parts),
    ...licenceReadTools(parts),
    resetPasswordTool(parts),
    unlockAccountTool(parts),
    revokeSessionsTool(parts),
  ];
}
