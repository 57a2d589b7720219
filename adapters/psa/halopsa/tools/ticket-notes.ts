import { z } from 'zod';
import type { NoteVisibility } from '../../../../core/ports/psa.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { sameText } from '../../words.js';
import { scopedTicket, type ToolParts, ticketId } from './scoped.js';

const input = z.strictObject({ ticketId, text: z.string().trim().min(1).max(20_000) });

/** What is said on a ticket: to technicians, or to the person who asked. */
export function ticketNoteTools(parts: ToolParts): Tool[] {
  return [
    noteTool(parts, {
      name: 'halopsa:halo-add-internal-note',
      description: 'Adds an internal note to a ticket. Technicians see it, the customer does not, and no mail is sent.',
      visibility: 'internal',
      policy: 'auto',
      does: 'Add an internal note to',
      done: 'Added an internal note to',
      undo: 'Delete the internal note on',
      cannot: '.',
    }),
    noteTool(parts, {
      name: 'halopsa:halo-add-public-reply',
      description:
        "Replies to the customer on a ticket: the customer sees it, and it is mailed to the ticket's contact.",
      visibility: 'public',
      policy: 'approval_needed',
      does: 'Reply to the customer by mail on',
      done: 'Replied to the customer on',
      undo: 'Delete the reply on',
      cannot: '; the mail cannot be taken back.',
    }),
  ];
}

interface Words {
  name: string;
  description: string;
  visibility: NoteVisibility;
  policy: 'auto' | 'approval_needed';
  does: string;
  done: string;
  undo: string;
  cannot: string;
}

function noteTool({ psa, tickets }: ToolParts, words: Words): Tool {
  const { visibility } = words;
  return defineTool({
    name: words.name,
    description: words.description,
    input,
    effect: 'message',
    defaultPolicy: words.policy,
    subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
    describe: (args) => `${words.does} ticket ${args.ticketId}: ${JSON.stringify(args.text)}`,
    async run(scope, args) {
      await scopedTicket(tickets, scope, args.ticketId);
      const note = await psa.addNote(args.ticketId, { text: args.text, visibility });
      return { output: { noteId: note.id }, summary: `${words.done} ticket ${args.ticketId}.` };
    },
    async observe(scope, args) {
      await scopedTicket(tickets, scope, args.ticketId);
      const there = (await psa.notes(args.ticketId)).some(
        (note) => note.author.kind !== 'contact' && note.visibility === visibility && sameText(note.text, args.text),
      );
      return there ? 'happened' : 'not_happened';
    },
    undo: (args) => `${words.undo} ticket ${args.ticketId} in HaloPSA${words.cannot}`,
  });
}
