import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { notesOutput } from '../../note-output.js';
import { count } from '../../words.js';
import { all, includes, is } from '../conditions.js';
import { documents } from '../documents.js';
import type { Reading } from '../map.js';
import type { TicketRow } from '../shapes.js';
import { companyOf, name, scopedTicket, type ToolParts, ticketId } from './scoped.js';

/** Tickets looked at, newest change first, for those that fit. */
const MOST_LOOKED_AT = 500;

export function ticketReadTools(parts: ToolParts): Tool[] {
  const { client, companies, lookups, notes, reading } = parts;

  /** Whose a ticket is is read from the ticket: names of clients need not be unique. */
  async function listed(
    companyId: string,
    status: string | undefined,
    limit: number,
    isWanted: (row: TicketRow) => boolean,
  ): Promise<TicketRow[]> {
    const company = await companies.nameOf(companyId);
    if (company === undefined) return [];
    const found: TicketRow[] = [];
    let looked = 0;
    for await (const row of client.everyRow('list tickets', documents.tickets, {
      condition: all(is('client.name', company), status === undefined ? undefined : includes('status', [status])),
      sort: { attribute: 'updatedTime', order: 'DESC' },
    })) {
      if (row.client?.accountId === companyId && isWanted(row)) found.push(row);
      looked += 1;
      if (found.length >= limit || looked >= MOST_LOOKED_AT) break;
    }
    return found;
  }

  return [
    defineTool({
      name: 'superops:superops-get-ticket',
      description:
        'Reads one ticket of this client: subject, description, status, priority, category, group, requester and technician.',
      input: z.strictObject({ ticketId }),
      effect: 'read',
      subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
      async run(scope, args) {
        const row = await scopedTicket(parts, scope, args.ticketId);
        const description = await notes.descriptionOf(args.ticketId);
        const output = { ...ticketOutput(row, reading), ...(description ? { description } : {}) };
        return { output, summary: `Read ticket ${output.number}: ${output.subject} (${output.status}).` };
      },
    }),
    defineTool({
      name: 'superops:superops-list-tickets',
      description: "Lists this client's tickets, newest change first; open ones unless told otherwise.",
      input: z.strictObject({
        search: z.string().max(80).optional().describe('Words in the subject'),
        status: name('Name of a status').optional(),
        contactId: z.string().max(90).optional().describe('Id of the requester'),
        includeClosed: z.boolean().optional(),
        limit: z.number().int().min(1).max(50).optional(),
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const status = args.status === undefined ? undefined : await lookups.choice('status', args.status);
        const words = args.search?.trim().toLowerCase();
        const userId = args.contactId?.split('@')[0];
        const rows = await listed(
          companyOf(scope),
          status,
          args.limit ?? 20,
          (row) =>
            (args.includeClosed === true || status !== undefined || !reading.isClosing(row.status)) &&
            (!words || (row.subject ?? '').toLowerCase().includes(words)) &&
            (userId === undefined || row.requester?.userId === userId),
        );
        const tickets = rows.map((row) => ticketOutput(row, reading));
        return { output: { tickets }, summary: `Found ${count(tickets.length, 'ticket')}.` };
      },
    }),
    defineTool({
      name: 'superops:superops-list-conversations',
      description:
        "Lists what the requester and technicians wrote to each other on a ticket, oldest first, the ticket's description too.",
      input: z.strictObject({ ticketId }),
      effect: 'read',
      subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
      async run(scope, args) {
        await scopedTicket(parts, scope, args.ticketId);
        const items = notesOutput(await notes.conversations(args.ticketId));
        const summary = `Read ${count(items.length, 'message')} of ticket ${args.ticketId}.`;
        return { output: { conversations: items }, summary };
      },
    }),
    defineTool({
      name: 'superops:superops-list-notes',
      description:
        "Lists technicians' notes on a ticket, oldest first, with who wrote them and whether the requester can see them.",
      input: z.strictObject({ ticketId }),
      effect: 'read',
      subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
      async run(scope, args) {
        await scopedTicket(parts, scope, args.ticketId);
        const found = notesOutput(await notes.technicianNotes(args.ticketId));
        const summary = `Read ${count(found.length, 'note')} of ticket ${args.ticketId}.`;
        return { output: { notes: found }, summary };
      },
    }),
  ];
}

export function ticketOutput(row: TicketRow, { isClosing, instantOf }: Reading) {
  const { requester, technician } = row;
  return {
    id: row.ticketId,
    number: row.displayId ?? row.ticketId,
    subject: row.subject ?? '',
    status: row.status ?? '',
    closed: isClosing(row.status),
    priority: row.priority ?? undefined,
    impact: row.impact ?? undefined,
    urgency: row.urgency ?? undefined,
    category: [row.category, row.subcategory].filter(Boolean).join(' > ') || undefined,
    group: row.techGroup?.name ?? undefined,
    requester: requester?.userId ? { id: requester.userId, name: requester.name ?? undefined } : undefined,
    technician: technician?.userId ? { id: technician.userId, name: technician.name ?? undefined } : undefined,
    source: row.source ?? undefined,
    createdAt: instantOf(row.createdTime)?.toISOString(),
    updatedAt: instantOf(row.updatedTime)?.toISOString(),
  };
}
