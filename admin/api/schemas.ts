import { z } from 'zod';
import { ROLES } from '../../core/accounts/caller.js';

export const role = z.enum(ROLES).describe('admin: everything. technician: the daily work. auditor: reads only');

const clientIds = z.array(z.string().min(1).max(100)).max(10_000);
export const clientAccess = z
  .union([z.literal('all'), clientIds])
  .describe('Which clients it may see: all there are and will be, or these ids');
/** The same in answers, where a list may not be written to. */
export const clientAccessShown = z.union([z.literal('all'), z.array(z.string()).readonly()]);

export const idParams = z.object({ id: z.string().min(1).max(100) });

/** Answers of 4xx and 5xx. */
const problem = z.object({
  error: z.object({
    code: z.string().describe('Stable, for programs'),
    message: z.string().describe('What happened and what to do, for people'),
    requestId: z.string().describe('Leads to the log'),
    details: z
      .object({
        problems: z.array(z.string()).optional().describe('`field: what is wrong`, one each'),
        retryAfter: z.number().optional().describe('Seconds'),
      })
      .optional(),
  }),
});
export const problems = { '4xx': problem, '5xx': problem };

export const nothing = z.null().describe('Nothing');
