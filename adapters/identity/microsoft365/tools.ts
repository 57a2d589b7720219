import type { Tool } from '../../../core/tools/tool.js';
import { assignLicenseTool } from './tools/assign-license.js';
import { createTemporaryAccessPassTool } from './tools/create-temporary-access-pass.js';
import { createUserTool } from './tools/create-user.js';
import { deviceActionTools } from './tools/device-actions.js';
import { deviceReadTools } from './tools/device-reads.js';
import { disableUserTool } from './tools/disable-user.js';
import { groupMembershipTools } from './tools/group-membership.js';
import { groupReadTools } from './tools/group-reads.js';
import { licenceReadTools } from './tools/licence-reads.js';
import { listSignInsTool } from './tools/list-sign-ins.js';
import type { ToolParts } from './tools/parts.js';
import { removeLicenseTool } from './tools/remove-license.js';
import { resetMfaTool } from './tools/reset-mfa.js';
import { resetPasswordTool } from './tools/reset-password.js';
import { revokeSessionsTool } from './tools/revoke-sessions.js';
import { teamMembershipTools } from './tools/team-membership.js';
import { unlockAccountTool } from './tools/unlock-account.js';
import { userReadTools } from './tools/user-reads.js';

/** Everything the agent can do in Microsoft 365, each call confined to the tenant that its client is mapped to. */
export function createMicrosoft365Tools(parts: ToolParts): Tool[] {
  return [
    ...userReadTools(parts),
    ...groupReadTools(parts),
    ...licenceReadTools(parts),
    listSignInsTool(parts),
    ...deviceReadTools(parts),
    resetPasswordTool(parts),
    unlockAccountTool(parts),
    disableUserTool(parts),
    revokeSessionsTool(parts),
    resetMfaTool(parts),
    createTemporaryAccessPassTool(parts),
    createUserTool(parts),
    ...groupMembershipTools(parts),
    ...teamMembershipTools(parts),
    assignLicenseTool(parts),
    removeLicenseTool(parts),
    ...deviceActionTools(parts),
  ];
}
