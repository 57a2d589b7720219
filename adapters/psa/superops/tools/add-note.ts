import { z } from 'zod';
import type { NoteVisibility } from '../../../../core/ports/psa.js';
import type { Policy } from '../../../../core/tools/tool.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { sameText } from '../../words.js';
import { scopedTicket, type ToolParts, ticketId } from './scoped.js';

interface Writing {
  name: string;
  description: string;
  visibility: NoteVisibility;
  defaultPolicy: Policy;
  /** What it writes, in a sentence. */
  what: string;
  undo(ticketId: string): string;
}

const WRITINGS: readonly Writing[] = [
  {
    name: 'superops:superops-add-internal-note',
    description: 'Adds a private note to a ticket. Only technicians see it.',
    visibility: 'internal',
    defaultPolicy: 'auto',
    what: 'an internal note',
    undo: (id) => `Delete the note on ticket ${id} in SuperOps.`,
  },
  {
    name: 'superops:superops-add-public-reply',
    description: "Replies to the ticket's requester, who sees it on the ticket and is mailed it.",
    visibility: 'public',
    defaultPolicy: 'approval_needed',
    what: 'a reply that the requester is mailed',
    undo: (id) =>
      `The reply on ticket ${id} was mailed and cannot be taken back; write another one that sets it right.`,
  },
];

export function addNoteTools(parts: ToolParts): Tool[] {
  const { notes } = parts;
  return WRITINGS.map(({ name, description, visibility, defaultPolicy, what, undo }) =>
    defineTool({
      name,
      description,
      input: z.strictObject({ ticketId, text: z.string().trim().min(1).max(20_000) }),
      effect: 'message',
      defaultPolicy,
      subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
      describe: (args) => `Add ${what} to ticket ${args.ticketId}: ${JSON.stringify(args.text)}`,
      async run(scope, args) {
        await scopedTicket(parts, scope, args.ticketId);
        const note = await notes.addNote(args.ticketId, { text: args.text, visibility });
        return { output: { noteId: note.id }, summary: `Added ${what} to ticket ${args.ticketId}.` };
      },
      async observe(scope, args) {
        await scopedTicket(parts, scope, args.ticketId);
        const there = (await notes.notes(args.ticketId)).some(
          (note) => note.author.kind === 'own' && note.visibility === visibility && sameText(note.text, args.text),
        );
        return there ? 'happened' : 'not_happened';
      },
      undo: (args) => undo(args.ticketId),
    }),
  );
}
