import { z } from 'zod';
import type { Author } from '../../core/clients/author.js';
import { type Client, clientSettings } from '../../core/clients/client.js';
import { modeWithReason } from '../../core/clients/mode.js';
import type { MspSettings } from '../../core/clients/settings.js';
import { clientHealth } from './health-schemas.js';

export const version = z.number().int().min(0).describe('As you read it; refused with 409 when it is another by now');
export const freezeBody = z.strictObject({ freeze: z.boolean() });

export const author = z.object({
  kind: z.enum(['account', 'token', 'file', 'system'] satisfies Author['kind'][]),
  id: z.string(),
  name: z.string(),
});

export const promptVersion = z.object({
  number: z.number(),
  at: z.date(),
  by: author,
  note: z.string().optional(),
});

export const clientStatus = z.enum([
  'pending',
  'creating',
  'provisioning',
  'active',
  'error',
  'destroyed',
] satisfies Client['status'][]);

export const deployState = z.enum(['idle', 'deploying', 'error']);

const { slug, name, mode, mappings, freeze } = clientSettings.shape;

/** A client in a list. */
export const clientLine = z.object({
  id: z.string(),
  slug,
  name,
  status: clientStatus,
  statusMessage: z.string().describe('What went wrong, when status is error'),
  deployStatus: z.object({ state: deployState, message: z.string(), at: z.date() }),
  mode: mode.describe('As it is set'),
  effectiveMode: z.object({ mode: z.enum(['plan', 'execute']), reason: z.string() }).describe('What holds, and why'),
  freeze,
  mappings,
  configuration: z.number().describe('Number of the newest configuration; 0 before the first'),
  version: z.number().describe('Counts every change of settings'),
});

/** A client with all there is of it. */
export const clientShown = clientLine.extend({
  ...clientSettings.shape,
  steps: z
    .array(
      z.object({
        name: z.string(),
        what: z.string(),
        state: z.enum(['ok', 'limited', 'failed', 'skipped']).describe('limited: ready, but for some tools'),
        problem: z.string().optional(),
        warning: z.string().optional().describe('Ok today, but somebody has to act soon'),
        tools: z.array(z.string()).optional().describe('The tools that do not work because of the problem'),
        at: z.date(),
      }),
    )
    .describe('Outcomes of the last provisioning, in order'),
  retry: z.object({ attempts: z.number(), at: z.date().optional() }).describe('When it is tried again by itself'),
  health: z.array(clientHealth).describe('How the integrations fare with it'),
  promptVersion,
  changedBy: author,
  removal: z
    .object({ at: z.date(), by: author, problem: z.string().optional(), endedAt: z.date().optional() })
    .optional()
    .describe('Of a destroyed client: how far erasing has come'),
});

export function withMode(client: Client, msp: Pick<MspSettings, 'mode' | 'freeze'>) {
  return { ...client, effectiveMode: modeWithReason(client, msp) };
}
