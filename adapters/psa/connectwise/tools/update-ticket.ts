import { z } from 'zod';
import type { TicketChanges } from '../../../../core/ports/psa.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { cutSummary } from '../tickets.js';
import { scopedTicket, type ToolParts, technicianNamed } from './scoped.js';

const input = z
  .strictObject({
    ticketId: z
      .string()
      .regex(/^\d{1,12}$/)
      .describe('Ticket number'),
    summary: z.string().trim().min(1).max(200).optional(),
    status: z.string().min(1).max(80).optional().describe('Name or id of a status of the board'),
    priority: z.string().min(1).max(80).optional().describe('Name or id'),
    board: z.string().min(1).max(80).optional().describe('Name or id; give the status on the new board too'),
    type: z.string().min(1).max(80).optional().describe('Type (category) of the board, by name or id'),
    owner: z.string().min(1).max(80).optional().describe('Login name or id of a technician'),
  })
  .refine((args) => Object.keys(asked(args)).length > 0, 'Name at least one change');

type Args = z.infer<typeof input>;

export function updateTicketTool({ client, psa, lookups }: ToolParts): Tool {
  async function resolved(args: Args): Promise<TicketChanges> {
    const { type, owner, ...changes } = asked(args);
    return {
      ...changes,
      ...(type === undefined ? {} : { category: type }),
      ...(owner === undefined ? {} : { owner: (await technicianNamed(psa, owner)).id }),
    };
  }

  return defineTool<Args>({
    name: 'connectwise_psa:cw-update-ticket',
    description:
      'Changes summary, status, priority, board, type or owner of a ticket. A closing status closes the ticket.',
    input,
    effect: 'write',
    subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
    describe: (args) => `Change ticket ${args.ticketId}: ${wordsOf(asked(args))}`,
    async run(scope, args) {
      const before = await scopedTicket(client, scope, args.ticketId);
      const after = await psa.updateTicket(args.ticketId, await resolved(args));
      return {
        output: {
          ticketId: args.ticketId,
          before: {
            summary: before.summary ?? undefined,
            status: before.status?.name ?? undefined,
            priority: before.priority?.name ?? undefined,
            board: before.board?.name ?? undefined,
            type: before.type?.name ?? undefined,
            owner: before.owner?.identifier ?? undefined,
          },
          after: {
            summary: after.summary,
            status: after.status,
            priority: after.priority,
            board: after.board,
            type: after.category,
            closed: after.closed,
          },
        },
        summary: `Changed ticket ${args.ticketId}: ${wordsOf(asked(args))}. Before: ${[before.status?.name, before.priority?.name, before.board?.name].filter(Boolean).join(', ')}.`,
      };
    },
    async observe(scope, args) {
      const row = await scopedTicket(client, scope, args.ticketId);
      const changes = await resolved(args);
      const board = changes.board === undefined ? undefined : await lookups.board(changes.board);
      const boardId = board?.id ?? row.board?.id;
      const checks = [
        changes.summary === undefined || row.summary === cutSummary(changes.summary),
        board === undefined || row.board?.id === board.id,
        changes.status === undefined ||
          (boardId !== undefined && row.status?.id === (await lookups.status(boardId, changes.status)).id),
        changes.category === undefined ||
          (boardId !== undefined && row.type?.id === (await lookups.type(boardId, changes.category)).id),
        changes.priority === undefined || row.priority?.id === (await lookups.priority(changes.priority)).id,
        changes.owner === undefined || String(row.owner?.id) === changes.owner,
      ];
      return checks.every(Boolean) ? 'happened' : 'not_happened';
    },
    undo: (args) =>
      `Open ticket ${args.ticketId} in ConnectWise and set ${Object.keys(asked(args)).join(', ')} back; the note of this run and the ticket's audit trail show the values before.`,
  });
}

type Field = 'summary' | 'status' | 'priority' | 'board' | 'type' | 'owner';
type Asked = Partial<Record<Field, string>>;

/** The changes among the arguments. */
function asked({ summary, status, priority, board, type, owner }: Partial<Record<Field, string | undefined>>): Asked {
  return {
    ...(type === undefined ? {} : { type }),
    ...(summary === undefined ? {} : { summary }),
    ...(status === undefined ? {} : { status }),
    ...(priority === undefined ? {} : { priority }),
    ...(board === undefined ? {} : { board }),
    ...(owner === undefined ? {} : { owner }),
  };
}

function wordsOf(changes: Asked): string {
  return Object.entries(changes)
    .map(([field, value]) => `${field} to ${JSON.stringify(value)}`)
    .join(', ');
}
