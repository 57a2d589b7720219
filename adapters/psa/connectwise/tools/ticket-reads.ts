import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { notesOutput } from '../../note-output.js';
import { count } from '../../words.js';
import { all, equal, like } from '../conditions.js';
import { type TicketRow, ticketShape } from '../map.js';
import { companyOf, scopedTicket, type ToolParts } from './scoped.js';

const ticketId = z
  .string()
  .regex(/^\d{1,12}$/)
  .describe('Ticket number');

export function ticketReadTools({ client, psa }: ToolParts): Tool[] {
  return [
    defineTool({
      name: 'connectwise_psa:cw-get-ticket',
      description:
        'Reads one ticket of this client: summary, status, priority, board, contact and who it is assigned to.',
      input: z.strictObject({ ticketId }),
      effect: 'read',
      subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
      async run(scope, args) {
        const output = ticketOutput(await scopedTicket(client, scope, args.ticketId));
        return { output, summary: `Read ticket ${args.ticketId}: ${output.summary} (${output.status}).` };
      },
    }),
    defineTool({
      name: 'connectwise_psa:cw-list-tickets',
      description: "Lists this client's tickets, newest change first; open ones unless told otherwise.",
      input: z.strictObject({
        search: z.string().max(80).optional().describe('Words in the summary'),
        status: z.string().max(80).optional().describe('Name of a status'),
        contactId: z
          .string()
          .regex(/^\d{1,12}$/)
          .optional(),
        includeClosed: z.boolean().optional(),
        limit: z.number().int().min(1).max(50).optional(),
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const companyId = companyOf(scope);
        const { rows } = await client.page('list tickets', '/service/tickets', ticketShape, {
          conditions: all(
            equal('company/id', companyId),
            args.includeClosed ? undefined : equal('closedFlag', false),
            args.status ? equal('status/name', args.status) : undefined,
            args.contactId ? equal('contact/id', Number(args.contactId)) : undefined,
            args.search ? like('summary', args.search, 'anywhere') : undefined,
          ),
          orderBy: 'lastUpdated desc',
          pageSize: args.limit ?? 20,
        });
        // Whose a ticket is is read from the ticket: a question can be understood in other ways than it was meant.
        const tickets = rows.filter(({ company }) => company?.id === companyId).map(ticketOutput);
        return { output: { tickets }, summary: `Found ${count(tickets.length, 'ticket')}.` };
      },
    }),
    defineTool({
      name: 'connectwise_psa:cw-list-ticket-notes',
      description: 'Lists the notes of a ticket, oldest first, with who wrote them and whether the customer sees them.',
      input: z.strictObject({ ticketId }),
      effect: 'read',
      subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
      async run(scope, args) {
        await scopedTicket(client, scope, args.ticketId);
        const notes = notesOutput(await psa.notes(args.ticketId));
        return { output: { notes }, summary: `Read ${count(notes.length, 'note')} of ticket ${args.ticketId}.` };
      },
    }),
  ];
}

export function ticketOutput(row: TicketRow) {
  return {
    id: String(row.id),
    summary: row.summary ?? '',
    status: row.status?.name ?? '',
    closed: row.closedFlag === true,
    board: row.board?.name ?? undefined,
    priority: row.priority?.name ?? undefined,
    contact: row.contact
      ? { id: String(row.contact.id), name: row.contact.name ?? row.contactName ?? undefined }
      : undefined,
    contactEmail: row.contactEmailAddress ?? undefined,
    owner: row.owner?.identifier ?? undefined,
    resources: row.resources ?? undefined,
    updatedAt: row._info?.lastUpdated ?? undefined,
  };
}
