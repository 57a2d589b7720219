import { z } from 'zod';

export const finding = z.object({
  ok: z.boolean(),
  what: z.string(),
  problem: z.string().optional().describe('What is wrong and what to do'),
  passing: z.boolean().optional().describe('It may be well again without anybody changing anything'),
  waiting: z.boolean().optional().describe('Ok as far as it goes: somebody outside has yet to do something'),
  warning: z.string().optional().describe('Ok today, but somebody has to act soon: what, and until when'),
  tools: z.array(z.string()).readonly().optional().describe('The tools that do not work because of the problem'),
});

export const lastError = z
  .object({ clientId: z.string(), what: z.string(), at: z.date() })
  .nullable()
  .describe('What last went wrong in a run for keys, consent, rights or a vendor that is down, until that is over');

/** How an integration fares with one client. */
export const clientHealth = z.object({
  kind: z.string(),
  clientId: z.string(),
  ok: z.boolean().nullable().describe('Null before the first check'),
  findings: z.array(finding),
  checkedAt: z.date().nullable(),
  lastError,
});
