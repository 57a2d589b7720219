import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { all, equal } from '../conditions.js';
import { sameText } from '../notes.js';
import { collect, everyRow } from '../paging.js';
import { scopedTicket, type ToolParts } from './scoped.js';

const timeEntryShape = z.object({
  id: z.number(),
  notes: z.string().nullish(),
  actualHours: z.number().nullish(),
  dateEntered: z.string().nullish(),
  _info: z.object({ dateEntered: z.string().nullish() }).nullish(),
});

const BILLABLE = ['Billable', 'DoNotBill', 'NoCharge', 'NoDefault'] as const;

export function addTimeEntryTool({ client, now }: ToolParts): Tool {
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
      const ticket = await scopedTicket(client, scope, args.ticketId);
      const end = now();
      const entry = await client.post(`record time on ticket ${args.ticketId}`, '/time/entries', timeEntryShape, {
        chargeToId: ticket.id,
        chargeToType: 'ServiceTicket',
        timeStart: instant(new Date(end.getTime() - args.minutes * 60_000)),
        timeEnd: instant(end),
        notes: args.notes,
        addToDetailDescriptionFlag: false,
        addToInternalAnalysisFlag: true,
        addToResolutionFlag: false,
        emailContactFlag: false,
        ...(args.billable ? { billableOption: args.billable } : {}),
        ...(args.member ? { member: { identifier: args.member } } : {}),
      });
      return {
        output: { timeEntryId: String(entry.id) },
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

/** ConnectWise takes times without fractions of a second. */
function instant(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
