import type { ToolScope } from '../../../../core/tools/tool.js';
import type { GraphUser } from '../users.js';
import type { ToolParts } from './parts.js';

/** Lets an account sign in, or no longer. Throws VendorError. Source: Microsoft Graph facts, enable and disable. */
export async function setAccountEnabled(
  { graph }: Pick<ToolParts, 'graph'>,
  { mapping, signal }: ToolScope,
  found: GraphUser,
  accountEnabled: boolean,
): Promise<void> {
  await graph.change(
    mapping,
    'PATCH',
    {
      doing: `${accountEnabled ? 'enable' : 'disable'} the account of ${found.userPrincipalName}`,
      need: 'enableAccount',
      path: `/users/${found.id}`,
      signal,
    },
    { accountEnabled },
  );
}
