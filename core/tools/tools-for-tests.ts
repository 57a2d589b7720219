import { z } from 'zod';
import type { PolicySettings } from './policy.js';
import { type ArgumentRule, argumentRule } from './policy-settings.js';
import { defineTool } from './tool.js';

/** Reads a user. */
export const getUser = defineTool({
  name: 'm365:get-user',
  description: 'Reads a user.',
  input: z.strictObject({ user: z.string() }),
  effect: 'read',
  subject: ({ user }) => ({ kind: 'user', ref: user, argument: 'user' }),
  run: async (_scope, { user }) => ({ output: { user }, summary: `Read ${user}` }),
});

/** Acts on a user; has arguments of every form. */
export const setUser = defineTool({
  name: 'm365:set-user',
  description: 'Changes a user.',
  input: z.strictObject({
    user: z.string(),
    groups: z.array(z.string()).optional(),
    days: z.number().optional(),
    deep: z.union([z.string(), z.strictObject({ on: z.union([z.boolean(), z.string()]) })]).optional(),
  }),
  effect: 'write',
  sensitive: true,
  subject: ({ user }) => ({ kind: 'user', ref: user, argument: 'user' }),
  describe: ({ user }) => `Change ${user}`,
  observe: async () => 'not_happened',
  undo: ({ user }) => `Change ${user} back`,
  run: async () => ({ output: { id: 'u-1' }, summary: 'Changed' }),
});

/** Acts on a ticket; a public note asks for an approval by itself. */
export const addNote = defineTool({
  name: 'hudu:add-note',
  description: 'Adds a note.',
  input: z.strictObject({ ticketId: z.string(), visibility: z.enum(['internal', 'public']) }),
  effect: 'message',
  defaultPolicy: 'auto',
  policyFor: ({ visibility }) => (visibility === 'public' ? 'approval_needed' : 'auto'),
  subject: ({ ticketId }) => ({ kind: 'ticket', ref: ticketId }),
  describe: ({ ticketId }) => `Add a note to ${ticketId}`,
  observe: async () => 'unknown',
  undo: ({ ticketId }) => `Delete the note on ${ticketId}`,
  creates: () => ({ kind: 'other', ref: 'note' }),
  run: async () => ({ output: {}, summary: 'Added' }),
});

/** As a plan writes what an earlier step will have given. */
export const REFERENCE = ['$', '{steps.1.output.user}'].join('');

export function ruleOf(tool: string, when: ArgumentRule['when'], policy: ArgumentRule['policy'], reason = '') {
  return argumentRule.parse({ tool, when, policy, reason });
}

export function settingsOf({
  msp,
  client,
}: {
  msp?: Partial<PolicySettings['msp']>;
  client?: Partial<PolicySettings['client']>;
} = {}): PolicySettings {
  const none = { policies: {}, rules: [], freeze: false };
  return { msp: { ...none, ...msp }, client: { ...none, vips: [], ...client } };
}
