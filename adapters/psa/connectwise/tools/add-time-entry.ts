import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { collect } from '../../collect.js';
import { sameText } from '../../words.js';
import { all, equal } from '../conditions.js';
import { everyRow } from '../paging.js';
import { BILLABLE } from '../time.js';
import { scopedTicket, type ToolParts, technicianNamed } from './scoped.js';

const timeEntryShape = z.object({
  id: z.number(),
  notes: z.string().nullish(),
  actualHours: z.number().nullish(),
  dateEntered: z.string().nullish(),
  _info: z.object({ dateEntered: z.string().nullish() }).nullish(),
});

export function addTimeEntryTool({ client, psa }: ToolParts): Tool {
  return defineTool({
    name: 'connectwise_psa:cw-add-time-entry',
    description: 'Records working time on a ticket, ending now.',
    input: z.strictObject({
      ticketId: z
        .string()
        .regex(/^\d{1,12}$/)
        .describe('Ticket number'),
      minutes: z.number().int().min(1).max(480),
      notes: z.string().trim().min(1).max(4000).describe('What was done; internal'),
      billable: z.enum(BILLABLE).optional().describe("How it is billed; the agreement's default when absent"),
      member: z
        .string()
        .min(1)
        .max(60)
        .optional()
        .describe('Login name of the technician; Frontdesk itself when absent'),
    }),
    effect: 'write',
    subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
    describe: (args) =>
      `Record ${args.minutes} minutes${args.member ? ` of ${args.member}` : ''} on ticket ${args.ticketId}${args.billable ? ` (${args.billable})` : ''}: ${JSON.stringify(args.notes)}`,
    async run(scope, args) {
      await scopedTicket(client, scope, args.ticketId);
      const { minutes, notes, billable } = args;
      const technicianId = args.member ? (await technicianNamed(psa, args.member)).id : undefined;
      const entry = await psa.addTime(args.ticketId, {
        minutes,
        notes,
        ...(billable ? { billable } : {}),
        ...(technicianId ? { technicianId } : {}),
      });
      return {
        output: { timeEntryId: entry.id },
        summary: `Recorded ${args.minutes} minutes on ticket ${args.ticketId}.`,
      };
    },
    async observe(scope, args, since) {
      const ticket = await scopedTicket(client, scope, args.ticketId);
      const entries = await collect(
        everyRow(client, `list the time of ticket ${args.ticketId}`, '/time/entries', timeEntryShape, {
          conditions: all(equal('chargeToId', ticket.id), equal('chargeToType', 'ServiceTicket')),
        }),
      );
      const alike = entries.filter((entry) => sameText(entry.notes ?? '', args.notes));
      if (alike.length === 0) return 'not_happened';
      const times = alike.map((entry) => Date.parse(entry.dateEntered ?? entry._info?.dateEntered ?? ''));
      if (times.some(Number.isNaN)) return 'unknown';
      // The vendor's clock may be a little behind ours.
      return times.some((time) => time >= since.getTime() - 120_000) ? 'happened' : 'not_happened';
    },
    undo: (args) => `Delete the time entry of ${args.minutes} minutes on ticket ${args.ticketId} in ConnectWise.`,
  });
}
