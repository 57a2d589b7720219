import { z } from 'zod';
import { defineTool, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { filled } from '../../filled.js';
import { COMPLETE, type TicketRow } from '../map.js';
import { type AutotaskChanges, fieldsFor, notIn } from '../ticket-changes.js';
import { nameInput, refused, scopedTicket, type ToolParts, technicianNamed, ticketIdInput } from './scoped.js';

const routing = {
  status: nameInput('Name or value of a status').optional(),
  priority: nameInput('Name or value of a priority').optional(),
  queue: nameInput('Name or value of a queue').optional(),
  assignee: nameInput('User name, e-mail address, full name or id of a technician').optional(),
  category: nameInput('Issue type, or "Issue type > Sub-issue type"').optional(),
};
const hasChange = (args: object) => Object.keys(args).length > 1;

const triageInput = z
  .strictObject({
    ticketId: ticketIdInput,
    ...routing,
    ticketType: nameInput('Name or value of a ticket type').optional(),
  })
  .refine(hasChange, 'Name at least one change');
const updateInput = z
  .strictObject({
    ticketId: ticketIdInput,
    ...routing,
    title: z.string().trim().min(1).max(255).optional(),
    resolution: z.string().trim().min(1).max(8000).optional().describe('What solved it'),
  })
  .refine(hasChange, 'Name at least one change');

interface Args {
  ticketId: string;
  status?: string | undefined;
  priority?: string | undefined;
  queue?: string | undefined;
  assignee?: string | undefined;
  category?: string | undefined;
  ticketType?: string | undefined;
  title?: string | undefined;
  resolution?: string | undefined;
}

export function changeTicketTools(parts: ToolParts): Tool[] {
  const { psa, picklists, resources } = parts;

  /** All that the tools change, so that a person can set it back. */
  async function shown(row: TicketRow) {
    const { summary, status, priority, board, category, closed } = await psa.ticket(String(row.id));
    const type = await picklists.label('Tickets', 'ticketType', row.ticketType);
    const assignee = (await resources.nameOf(row.assignedResourceID)) ?? row.assignedResourceID;
    const { resolution } = row;
    return {
      title: summary,
      status,
      closed,
      ...filled({ priority, queue: board, category, assignee, type, resolution }),
    };
  }

  async function changesOf(args: Args): Promise<AutotaskChanges> {
    const { status, priority, category, ticketType, resolution, title: summary, queue: board } = args;
    const owner = args.assignee === undefined ? undefined : (await technicianNamed(psa, args.assignee)).id;
    return filled({ status, priority, board, owner, category, ticketType, resolution, summary });
  }

  async function change(scope: ToolScope, args: Args, mayClose: boolean) {
    const row = await scopedTicket(parts, scope, args.ticketId);
    const changes = await changesOf(args);
    const { status } = await fieldsFor(row, { ...filled({ status: changes.status }) }, parts);
    if (status === COMPLETE && !mayClose) throw refused('Triage closes no ticket; autotask-update-ticket does');
    const before = await shown(row);
    await psa.updateTicket(args.ticketId, changes);
    const after = await shown(await psa.row(args.ticketId));
    const was = [before.status, before.priority, before.queue, before.assignee].filter(Boolean).join(', ');
    return {
      output: { ticketId: args.ticketId, before, after },
      summary: `Changed ticket ${args.ticketId}: ${wordsOf(args)}. Before: ${was}.`,
    };
  }

  const common = {
    effect: 'write' as const,
    subject: (args: Args) => ({ kind: 'ticket' as const, ref: args.ticketId }),
    describe: (args: Args) => `Change ticket ${args.ticketId}: ${wordsOf(args)}`,
    async observe(scope: ToolScope, args: Args) {
      const row = await scopedTicket(parts, scope, args.ticketId);
      const fields = await fieldsFor(row, await changesOf(args), parts);
      return notIn(row, fields).length === 0 ? ('happened' as const) : ('not_happened' as const);
    },
    undo: (args: Args) =>
      `Open ticket ${args.ticketId} in Autotask and set ${Object.keys(changed(args)).join(', ')} back; the note of this run and the ticket's history show the values before.`,
  };

  return [
    defineTool({
      ...common,
      name: 'autotask:autotask-triage-ticket',
      description:
        'Classifies and routes a ticket: priority, status, queue, assignee, ticket type and issue type. It closes no ticket.',
      input: triageInput,
      // Routing is the desk's everyday work and is taken back in a moment.
      defaultPolicy: 'auto',
      run: (scope, args) => change(scope, args, false),
    }),
    defineTool({
      ...common,
      name: 'autotask:autotask-update-ticket',
      description:
        'Changes status, priority, queue, assignee, issue type, title or resolution of a ticket. The status Complete closes it.',
      input: updateInput,
      run: (scope, args) => change(scope, args, true),
    }),
  ];
}

function changed({ ticketId: _ticket, ...changes }: Args) {
  return filled(changes);
}

function wordsOf(args: Args): string {
  return Object.entries(changed(args))
    .map(([field, value]) => `${field} to ${JSON.stringify(value)}`)
    .join(', ');
}
