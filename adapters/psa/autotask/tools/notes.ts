import { z } from 'zod';
import type { NoteVisibility } from '../../../../core/ports/psa.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { sameText } from '../../words.js';
import { scopedTicket, type ToolParts, ticketIdInput } from './scoped.js';

const input = z.strictObject({
  ticketId: ticketIdInput,
  text: z.string().trim().min(1).max(20_000).describe('Plain text; HTML is not rendered'),
});

export function noteTools(parts: ToolParts): Tool[] {
  return [
    noteTool(parts, {
      name: 'autotask:autotask-internal-note',
      description: 'Adds an internal note to a ticket, which only technicians see.',
      visibility: 'internal',
      what: 'an internal note',
    }),
    noteTool(parts, {
      name: 'autotask:autotask-public-note',
      description: 'Adds a note to a ticket that the customer sees; Autotask sends no mail by itself.',
      visibility: 'public',
      what: 'a note that the customer sees',
    }),
  ];
}

function noteTool(
  parts: ToolParts,
  {
    name,
    description,
    visibility,
    what,
  }: { name: string; description: string; visibility: NoteVisibility; what: string },
): Tool {
  const { psa } = parts;
  return defineTool({
    name,
    description,
    input,
    effect: 'message',
    // What the customer sees is switched on by the MSP.
    defaultPolicy: visibility === 'internal' ? 'auto' : 'disabled',
    subject: (args) => ({ kind: 'ticket', ref: args.ticketId }),
    describe: (args) => `Add ${what} to ticket ${args.ticketId}: ${JSON.stringify(args.text)}`,
    async run(scope, args) {
      await scopedTicket(parts, scope, args.ticketId);
      const note = await psa.addNote(args.ticketId, { text: args.text, visibility });
      return { output: { noteId: note.id }, summary: `Added ${what} to ticket ${args.ticketId}.` };
    },
    async observe(scope, args) {
      await scopedTicket(parts, scope, args.ticketId);
      const notes = await psa.notes(args.ticketId);
      const there = notes.some(
        (note) => note.author.kind === 'own' && note.visibility === visibility && sameText(note.text, args.text),
      );
      return there ? 'happened' : 'not_happened';
    },
    undo: (args) =>
      visibility === 'internal'
        ? `Delete the note on ticket ${args.ticketId} in Autotask.`
        : `Delete the note on ticket ${args.ticketId} in Autotask; what the customer has read cannot be taken back.`,
  });
}
