import { z } from 'zod';
import type { TicketChanges } from '../../../../core/ports/psa.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { name, scopedTicket, type ToolParts, technicianNamed, ticketId } from './scoped.js';
import { ticketOutput } from './ticket-reads.js';

const fields = {
  priority: name('Name or id of a priority').optional(),
  team: name('Name or id of a team').optional(),
  category: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('Path or id of a category, like "Software > Outlook"'),
  technician: name('Name, e-mail address or id of the technician to assign').optional(),
};
const NONE = 'Name at least one change';

const updateInput = z
  .strictObject({
    ticketId,
    summary: z.string().trim().min(1).max(200).optional(),
    status: name('Name or id of a status').optional(),
    ...fields,
  })
  .refine((args) => Object.keys(changesIn(args)).length > 0, NONE);
const triageInput = z
  .strictObject({ ticketId, ...fields })
  .refine((args) => Object.keys(changesIn(args)).length > 0, NONE);

interface Args {
  ticketId: string;
  summary?: string | undefined;
  status?: string | undefined;
  priority?: string | undefined;
  team?: string | undefined;
  category?: string | undefined;
  technician?: string | undefined;
}

export function changeTicketTools(parts: ToolParts): Tool[] {
  return [
    changeTool(parts, {
      name: 'halopsa:halo-update-ticket',
      description:
        'Changes summary, status, priority, team, category or technician of a ticket. A closing status closes the ticket.',
      input: updateInput,
      does: 'Change',
      done: 'Changed',
    }),
    changeTool(parts, {
      name: 'halopsa:halo-triage-ticket',
      description:
        'Puts a new ticket where it belongs: its priority, team, category and technician. Changes neither summary nor status.',
      input: triageInput,
      does: 'Triage',
      done: 'Triaged',
    }),
  ];
}

function changeTool(
  { psa, tickets, updates }: ToolParts,
  words: { name: string; description: string; input: z.ZodType<Args>; does: string; done: string },
): Tool {
  async function resolved(args: Args): Promise<TicketChanges> {
    const { team, technician, ...changes } = changesIn(args);
    return {
      ...changes,
      ...(team === undefined ? {} : { board: team }),
      ...(technician === undefined ? {} : { owner: (await technicianNamed(psa, technician)).id }),
    };
  }

  return defineTool<Args>({
    name: words.name,
    description: words.description,
    input: words.input,
    effect: 'write',
    subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
    describe: (args) => `${words.does} ticket ${args.ticketId}: ${wordsOf(args)}`,
    async run(scope, args) {
      const before = await tickets.complete(await scopedTicket(tickets, scope, args.ticketId));
      const after = await psa.updateTicket(args.ticketId, await resolved(args));
      const was = [before.status, before.priority, before.board, before.category].filter(Boolean).join(', ');
      return {
        output: { ticketId: args.ticketId, before: ticketOutput(before), after: ticketOutput(after) },
        summary: `${words.done} ticket ${args.ticketId}: ${wordsOf(args)}. Before: ${was}.`,
      };
    },
    async observe(scope, args) {
      const row = await scopedTicket(tickets, scope, args.ticketId);
      return (await updates.missing(row, await resolved(args))).length === 0 ? 'happened' : 'not_happened';
    },
    undo: (args) =>
      `Open ticket ${args.ticketId} in HaloPSA and set ${Object.keys(changesIn(args)).join(', ')} back; the note of this run and the ticket's history show the values before.`,
  });
}

type Changes = { [Field in Exclude<keyof Args, 'ticketId'>]?: string };

function changesIn(args: Args): Changes {
  const { ticketId: _ticketId, ...changes } = args;
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function wordsOf(args: Args): string {
  return Object.entries(changesIn(args))
    .map(([field, value]) => `${field} to ${JSON.stringify(value)}`)
    .join(', ');
}
