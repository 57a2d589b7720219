import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { differing, type SuperOpsChanges, wantedOf } from '../ticket-changes.js';
import { name, scopedTicket, type ToolParts, technicianNamed, ticketId } from './scoped.js';
import { ticketOutput } from './ticket-reads.js';

const priority = name('Name of a priority').optional();
const category = name('Name of a category, or "category > subcategory"').optional();
const group = name('Name of a technician group').optional();
const technician = name('E-mail address, id or whole name of a technician').optional();

interface Args {
  ticketId: string;
  subject?: string | undefined;
  status?: string | undefined;
  priority?: string | undefined;
  impact?: string | undefined;
  urgency?: string | undefined;
  category?: string | undefined;
  group?: string | undefined;
  technician?: string | undefined;
}

const hasChange = (args: Args) =>
  Object.entries(args).some(([field, value]) => field !== 'ticketId' && value !== undefined);
const NO_CHANGE = 'Name at least one change';

const updateInput = z
  .strictObject({
    ticketId,
    subject: z.string().trim().min(1).max(250).optional(),
    status: name('Name of a status; a closing one closes the ticket').optional(),
    priority,
    category,
    group,
    technician,
  })
  .refine(hasChange, NO_CHANGE);

const triageInput = z
  .strictObject({
    ticketId,
    category,
    priority,
    impact: name('Name of an impact: how many are hit').optional(),
    urgency: name('Name of an urgency: how soon it matters').optional(),
    group,
    technician,
  })
  .refine(hasChange, NO_CHANGE);

export function changeTicketTools(parts: ToolParts): Tool[] {
  return [
    changeTicketTool(parts, {
      name: 'superops:superops-update-ticket',
      description:
        'Changes subject, status, priority, category, group or technician of a ticket. A closing status closes the ticket.',
      input: updateInput,
      verb: 'Change',
    }),
    changeTicketTool(parts, {
      name: 'superops:superops-triage-ticket',
      description:
        'Sorts a new ticket: sets its category, priority, impact and urgency, and gives it to a group or technician.',
      input: triageInput,
      verb: 'Triage',
    }),
  ];
}

function changeTicketTool(
  parts: ToolParts,
  {
    name: toolName,
    description,
    input,
    verb,
  }: { name: string; description: string; input: z.ZodType<Args>; verb: string },
): Tool {
  const { tickets, lookups, reading } = parts;

  async function changesOf(args: Args): Promise<SuperOpsChanges> {
    const { ticketId: _ticket, subject: summary, group: board, technician: key, ...rest } = args;
    const owner = key === undefined ? undefined : (await technicianNamed(parts, key)).id;
    const changes = { summary, board, owner, ...rest };
    return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  }

  return defineTool<Args>({
    name: toolName,
    description,
    input,
    effect: 'write',
    subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
    describe: (args) => `${verb} ticket ${args.ticketId}: ${wordsOf(args)}`,
    async run(scope, args) {
      const before = await scopedTicket(parts, scope, args.ticketId);
      await tickets.updateTicket(args.ticketId, await changesOf(args));
      const after = await scopedTicket(parts, scope, args.ticketId);
      const was = [before.status, before.priority, before.techGroup?.name, before.technician?.name].filter(Boolean);
      return {
        output: {
          ticketId: args.ticketId,
          before: ticketOutput(before, reading),
          after: ticketOutput(after, reading),
        },
        summary: `Changed ticket ${args.ticketId}: ${wordsOf(args)}. Before: ${was.join(', ')}.`,
      };
    },
    async observe(scope, args) {
      const row = await scopedTicket(parts, scope, args.ticketId);
      const wanted = await wantedOf(await changesOf(args), lookups);
      return differing(row, wanted).length === 0 ? 'happened' : 'not_happened';
    },
    undo: (args) =>
      `Open ticket ${args.ticketId} in SuperOps and set ${fieldsOf(args).join(', ')} back; the note of this run and the ticket's activity show the values before.`,
  });
}

function fieldsOf(args: Args): string[] {
  return Object.keys(args).filter((field) => field !== 'ticketId');
}

function wordsOf({ ticketId: _ticket, ...changes }: Args): string {
  return Object.entries(changes)
    .flatMap(([field, value]) => (value === undefined ? [] : [`${field} to ${JSON.stringify(value)}`]))
    .join(', ');
}
