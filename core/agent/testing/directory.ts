import { z } from 'zod';
import type { Directory, DirectoryUser } from '../../ports/directory.js';
import { defineTool, type Observation, type Tool } from '../../tools/tool.js';

export const DANA: DirectoryUser = {
  id: 'u-dana',
  userPrincipalName: 'dana.reyes@harbor.example',
  displayName: 'Dana Reyes',
  emails: ['dana.reyes@harbor.example'],
};
export const OMAR: DirectoryUser = {
  id: 'u-omar',
  userPrincipalName: 'omar.haddad@harbor.example',
  displayName: 'Omar Haddad',
  emails: ['omar.haddad@harbor.example'],
};
/** Works for another client. */
export const PRIYA: DirectoryUser = {
  id: 'u-priya',
  userPrincipalName: 'priya.nair@summit.example',
  displayName: 'Priya Nair',
  emails: ['priya.nair@summit.example'],
};

export const NEW_PASSWORD = 'Sunny-Harbor-4711';

/** A directory of two tenants, and the tools that work in it. */
export function createFakeDirectory() {
  const tenants: Record<string, DirectoryUser[]> = { 'tenant-harbor': [DANA, OMAR], 'tenant-summit': [PRIYA] };
  const keysOf = (user: DirectoryUser) =>
    [user.id, user.userPrincipalName, ...user.emails].map((key) => key.toLowerCase());
  const directory: Directory = {
    async findUser(tenantId, key) {
      return tenants[tenantId]?.find((user) => keysOf(user).includes(key.toLowerCase()));
    },
  };
  const resets: { tenant: string; user: string }[] = [];
  const behaviour: {
    /** Called before a reset takes place. */
    before?: () => void;
    /** Called when it has taken place. */
    after?: () => void;
    observed: Observation;
  } = { observed: 'unknown' };

  const userArgs = z.strictObject({ user: z.string().min(1) });
  const findUser = defineTool({
    name: 'pretend_directory:find-user',
    description: 'Finds a user.',
    input: userArgs,
    effect: 'read',
    subject: ({ user }) => ({ kind: 'user', ref: user }),
    async run({ mapping }, { user }) {
      const found = await directory.findUser(mapping, user);
      return { output: found ?? null, summary: found ? `Found ${found.displayName}` : `No user ${user}` };
    },
  });
  const resetPassword = defineTool({
    name: 'pretend_directory:reset-password',
    description: 'Sets a new password.',
    input: z.strictObject({ user: z.string().min(1), force: z.boolean().optional() }),
    effect: 'write',
    sensitive: true,
    subject: ({ user }) => ({ kind: 'user', ref: user }),
    describe: ({ user }) => `Reset the password of ${user}`,
    undo: ({ user }) => `Reset the password of ${user} again`,
    async run({ mapping, secrets }, { user }) {
      behaviour.before?.();
      resets.push({ tenant: mapping, user });
      const { secretId } = await secrets.keep({ label: 'new password', value: NEW_PASSWORD, subject: user });
      behaviour.after?.();
      return { output: { user }, summary: `Reset the password of ${user}`, secretIds: [secretId] };
    },
    observe: async () => behaviour.observed,
  });
  const tools: Tool[] = [findUser, resetPassword];
  return { directory, tenants, tools, resets, behaviour };
}
