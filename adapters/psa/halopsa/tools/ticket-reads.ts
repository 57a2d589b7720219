import { z } from 'zod';
import type { Ticket } from '../../../../core/ports/psa.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { notesOutput } from '../../note-output.js';
import { count } from '../../words.js';
import { ticketShape } from '../shapes.js';
import { clientOf, contactId, limit, name, scopedTicket, type ToolParts, ticketId } from './scoped.js';

export function ticketReadTools({ client, psa, lookups, tickets }: ToolParts): Tool[] {
  return [
    defineTool({
      name: 'halopsa:halo-get-ticket',
      description:
        'Reads one ticket of this client: summary, status, priority, team, category, contact and which technician has it.',
      input: z.strictObject({ ticketId }),
      effect: 'read',
      subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
      async run(scope, args) {
        const ticket = await tickets.complete(await scopedTicket(tickets, scope, args.ticketId));
        return {
          output: ticketOutput(ticket),
          summary: `Read ticket ${args.ticketId}: ${ticket.summary} (${ticket.status}).`,
        };
      },
    }),
    defineTool({
      name: 'halopsa:halo-list-tickets',
      description: "Lists this client's tickets, newest first; open ones unless told otherwise.",
      input: z.strictObject({
        search: z.string().max(80).optional().describe('Words in the ticket'),
        status: name('Name or id of a status').optional(),
        contactId: contactId.optional(),
        includeClosed: z.boolean().optional(),
        limit,
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const owner = clientOf(scope);
        const userId = args.contactId === undefined ? undefined : Number(args.contactId);
        const status = args.status === undefined ? undefined : await lookups.status(args.status);
        const closedToo = args.includeClosed || status?.closes === true;
        const query = {
          client_id: owner,
          open_only: closedToo ? undefined : true,
          search: args.search,
          status_id: status?.id,
          user_id: userId,
          order: 'id',
          orderdesc: true,
        };
        const { rows } = await client.page('list tickets', '/Tickets', ticketShape, query, 1, args.limit ?? 20);
        // Whose a ticket is is read from the ticket: HaloPSA ignores filters that it does not know.
        const own = rows.filter((row) => row.client_id === owner && (userId === undefined || row.user_id === userId));
        const found = (await Promise.all(own.map(tickets.complete)))
          .filter(({ closed }) => closedToo || !closed)
          .slice(0, args.limit ?? 20)
          .map(ticketOutput);
        return { output: { tickets: found }, summary: `Found ${count(found.length, 'ticket')}.` };
      },
    }),
    defineTool({
      name: 'halopsa:halo-list-ticket-notes',
      description:
        'Lists the notes of a ticket, oldest first and beginning with its description, with who wrote them and whether the customer sees them.',
      input: z.strictObject({ ticketId }),
      effect: 'read',
      subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
      async run(scope, args) {
        await scopedTicket(tickets, scope, args.ticketId);
        const notes = notesOutput(await psa.notes(args.ticketId));
        return { output: { notes }, summary: `Read ${count(notes.length, 'note')} of ticket ${args.ticketId}.` };
      },
    }),
  ];
}

export function ticketOutput(ticket: Ticket) {
  const {
    id,
    summary,
    status,
    closed,
    board,
    priority,
    category,
    contactId: contact,
    contactName,
    contactEmail,
  } = ticket;
  return {
    id,
    summary,
    status,
    closed,
    team: board,
    priority,
    category,
    contact: contact ? { id: contact, name: contactName } : undefined,
    contactEmail,
    technicianId: ticket.assignedTo[0],
    createdAt: ticket.createdAt?.toISOString(),
    updatedAt: ticket.updatedAt?.toISOString(),
  };
}
