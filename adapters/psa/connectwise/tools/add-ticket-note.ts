import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { sameText } from '../../words.js';
import { scopedTicket, type ToolParts } from './scoped.js';

export function addTicketNoteTool({ client, psa }: ToolParts): Tool {
  return defineTool({
    name: 'connectwise_psa:cw-add-ticket-note',
    description:
      'Adds a note to a ticket: internal for technicians only, or public, which the customer sees and may be mailed.',
    input: z.strictObject({
      ticketId: z
        .string()
        .regex(/^\d{1,12}$/)
        .describe('Ticket number'),
      text: z.string().trim().min(1).max(20_000),
      visibility: z.enum(['internal', 'public']),
    }),
    effect: 'message',
    defaultPolicy: 'auto',
    policyFor: (args) => (args.visibility === 'public' ? 'approval_needed' : 'auto'),
    subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
    describe: (args) =>
      `Add ${args.visibility === 'public' ? 'a note that the customer sees' : 'an internal note'} to ticket ${args.ticketId}: ${JSON.stringify(args.text)}`,
    async run(scope, args) {
      await scopedTicket(client, scope, args.ticketId);
      const note = await psa.addNote(args.ticketId, { text: args.text, visibility: args.visibility });
      const kind = args.visibility === 'public' ? 'a note that the customer sees' : 'an internal note';
      return { output: { noteId: note.id }, summary: `Added ${kind} to ticket ${args.ticketId}.` };
    },
    async observe(scope, args) {
      await scopedTicket(client, scope, args.ticketId);
      const notes = await psa.notes(args.ticketId);
      const there = notes.some(
        (note) =>
          note.author.kind !== 'contact' && note.visibility === args.visibility && sameText(note.text, args.text),
      );
      return there ? 'happened' : 'not_happened';
    },
    undo: (args) =>
      `Delete the note on ticket ${args.ticketId} in ConnectWise; a mail that it caused cannot be taken back.`,
  });
}
