import { z } from 'zod';
import type { Ticket } from '../../../../core/ports/psa.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { filled } from '../../filled.js';
import { notesOutput } from '../../note-output.js';
import { count } from '../../words.js';
import { all, contains, either, equal, notEqual } from '../filters.js';
import { COMPLETE, type TicketRow } from '../map.js';
import { filterInput } from './filter-input.js';
import {
  assertOwnCompany,
  companyOf,
  idInput,
  limitInput,
  nameInput,
  scopedTicket,
  type ToolParts,
  ticketIdInput,
} from './scoped.js';

export function ticketReadTools(parts: ToolParts): Tool[] {
  const { psa, picklists, resources } = parts;

  async function shown(ticket: Ticket) {
    const [assigned] = ticket.assignedTo;
    return ticketOutput(ticket, assigned === undefined ? undefined : await resources.nameOf(Number(assigned)));
  }

  return [
    defineTool({
      name: 'autotask:autotask-list-tickets',
      description:
        "Lists this client's tickets, newest change first: open ones that fit a search or a status, or whatever fits an Autotask filter.",
      input: z.strictObject({
        filter: filterInput.optional(),
        search: nameInput('Words in the title or description, or a ticket number').optional(),
        companyId: idInput("This client's company; no other is allowed").optional(),
        status: nameInput('Name or value of a status').optional(),
        includeClosed: z.boolean().optional().describe('Also completed tickets, where no filter or status is given'),
        limit: limitInput,
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        assertOwnCompany(scope, args.companyId);
        const company = companyOf(scope);
        const status = args.status && (await picklists.choice('status', 'Tickets', 'status', args.status));
        const search = args.search && searching(args.search);
        const anyStatus = args.includeClosed || args.filter || status;
        const filter = all(
          equal('companyID', company),
          anyStatus ? undefined : notEqual('status', COMPLETE),
          status ? equal('status', status.id) : undefined,
          search || undefined,
          ...(args.filter ?? []),
        );
        const found = await psa.latest('list tickets', filter, args.limit ?? 20);
        // Whose a ticket is is read from the ticket: a question can be understood in other ways than it was meant.
        const theirs = found.filter(({ companyId }) => companyId === String(company));
        const tickets = await Promise.all(theirs.map(shown));
        return { output: { tickets }, summary: `Found ${count(tickets.length, 'ticket')}.` };
      },
    }),
    defineTool({
      name: 'autotask:autotask-get-ticket',
      description:
        'Reads one ticket of this client in full: title, description, status, priority, queue, contact, assignee and resolution.',
      input: z.strictObject({ ticketId: ticketIdInput }),
      effect: 'read',
      subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
      async run(scope, args) {
        const row = await scopedTicket(parts, scope, args.ticketId);
        const ticket = await shown(await psa.ticket(args.ticketId));
        const type = await picklists.label('Tickets', 'ticketType', row.ticketType);
        const source = await picklists.label('Tickets', 'source', row.source);
        const output = { ...ticket, ...filled({ type, source, ...more(row) }) };
        return { output, summary: `Read ticket ${args.ticketId}: ${ticket.title} (${ticket.status}).` };
      },
    }),
    defineTool({
      name: 'autotask:autotask-list-notes',
      description: 'Lists the notes of a ticket, oldest first, with who wrote them and whether the customer sees them.',
      input: z.strictObject({ ticketId: ticketIdInput }),
      effect: 'read',
      subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
      async run(scope, args) {
        await scopedTicket(parts, scope, args.ticketId);
        const notes = notesOutput(await psa.notes(args.ticketId));
        return { output: { notes }, summary: `Read ${count(notes.length, 'note')} of ticket ${args.ticketId}.` };
      },
    }),
  ];
}

function searching(words: string) {
  return either(contains('title', words), contains('description', words), equal('ticketNumber', words));
}

function more(row: TicketRow) {
  return {
    description: row.description ?? undefined,
    resolution: row.resolution ?? undefined,
    createdAt: row.createDate ?? undefined,
    dueAt: row.dueDateTime ?? undefined,
    completedAt: row.completedDate ?? undefined,
  };
}

export function ticketOutput(ticket: Ticket, assignee: string | undefined) {
  return {
    id: ticket.id,
    title: ticket.summary,
    status: ticket.status,
    closed: ticket.closed,
    ...filled({
      number: ticket.number,
      queue: ticket.board,
      priority: ticket.priority,
      category: ticket.category,
      contact: ticket.contactId && { id: ticket.contactId, ...filled({ name: ticket.contactName }) },
      contactEmail: ticket.contactEmail,
      contactPhone: ticket.contactPhone,
      assignee: assignee ?? ticket.assignedTo[0],
      updatedAt: ticket.updatedAt?.toISOString(),
    }),
  };
}
